"""Two records that are one, joined and parted again, on seeded histories (R19a)."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from metadata import joining
from metadata.anew import Told, anew, same_value
from metadata.catalogue import Catalogue
from metadata.history import replay
from metadata.joining import Account, Deed, Story, Turn
from metadata.precision import says_less
from metadata.records import Fact, Line, OpenClaim, Record, Route, Through
from tests.builders import a_catalogue, day
from tests.histories import FIELDS, SYSTEMS, Delivers, Event, Ledger, Opens, Run, Submits, history

ONE, OTHER, THIRD = (f"01900000-0000-7000-8000-00000000000{n}" for n in "abc")
SEEDS = 120


class Shelf(Ledger):
    """The ledger of one record of several, whose ids of lines are its own."""

    def __init__(self, record_id: str) -> None:
        super().__init__()
        self._record = Record(record_id, "person", 0)
        numbers = iter(range(1, 1_000_000))
        self.ids: Callable[[], str] = lambda: f"{record_id[-1]}1900000-0000-7000-8000-{next(numbers):012x}"
        self.turns: list[Turn] = []

    def story(self) -> Story:
        return Story(Record(self._record.id, "person", 0), list(self._lines), list(self.turns))

    def set(self, record: Record) -> None:
        self._record = record


@cache
def catalogue() -> Catalogue:
    return a_catalogue()


def played(record_id: str, events: list[Event]) -> Shelf:
    shelf = Shelf(record_id)
    run = Run(shelf)
    for event in events:
        run.play(event)
    return shelf


def moved(events: list[Event], days: float) -> list[Event]:
    """The same events, so many days later, under other tickets: two histories lie in one another."""
    shift, tickets = int(days * 24 * 3_600_000), int(days * 1000)
    later = [replace(event, at=event.at + shift) for event in events]
    return [
        replace(event, dated=event.dated + shift)
        if isinstance(event, Delivers) and event.dated
        else replace(event, ticket=event.ticket + tickets)
        if isinstance(event, Opens | Submits)
        else event
        for event in later
    ]


def two(seed: int) -> tuple[Shelf, Shelf]:
    return played(ONE, history(seed)), played(OTHER, moved(history(seed + 50_000), 0.3))


def told(*shelves: Shelf) -> dict[str, Account]:
    stories = {shelf.record().id: shelf.story() for shelf in shelves}
    return {id: joining.tell(id, stories, catalogue()) for id in stories}


def rule(survivor: Shelf, other: Shelf, shelves: list[Shelf], deed: Deed, at: int) -> Account:
    """A ruling, kept in the histories of both."""
    accounts = told(*shelves)
    mine, theirs = accounts[survivor.record().id], accounts[other.record().id]
    if deed is Deed.JOINED:
        made = joining.join(mine, theirs, catalogue())
        opposite, leads = Deed.LED, mine.record.id
    else:
        made = joining.part(mine, theirs.record.id, catalogue())
        opposite, leads = Deed.FREED, ""
    here, there = made.record.revision, theirs.record.revision + 1
    survivor.turns.append(Turn(here, deed, theirs.record.id, there, at))
    other.turns.append(Turn(there, opposite, mine.record.id, here, at))
    survivor.set(made.record)
    other.set(replace(theirs.record, revision=there, merged_into=leads))
    return made


def stands(record: Record) -> tuple[object, ...]:
    """A record without the revisions in which its values last changed."""
    facts = {code: replace(fact, changed=0) for code, fact in record.facts.items()}
    claims = sorted((replace(claim, opened=0) for claim in record.open_claims), key=lambda claim: claim.id)
    return facts, named(claims), set(record.keys), record.ended


def named(claims: list[OpenClaim]) -> list[OpenClaim]:
    return [replace(claim, id="") for claim in claims]


@pytest.mark.parametrize("chunk", range(3))
def test_a_record_merged_anew_from_its_own_claims_is_the_same_record(chunk: int) -> None:
    """R16, R19a: also where every claim is judged again."""
    for seed in range(chunk * SEEDS, (chunk + 1) * SEEDS):
        shelf = played(ONE, history(seed))
        account = told(shelf)[ONE]
        again = anew(account.told, account.blank, catalogue(), revision=1)
        assert stands(again) == stands(shelf.record()), seed


def _strange(one: Told) -> dict[str, Fact]:
    return {code: replace(fact, received=fact.received + 1) for code, fact in one.met.items()}


def test_judged_again_every_claim_does_what_it_did() -> None:
    """R16: what a page had seen is worked out from values, and comes to what revisions said."""
    for seed in range(SEEDS):
        shelf = played(ONE, history(seed))
        account = told(shelf)[ONE]
        again = anew([replace(one, met=_strange(one)) for one in account.told], account.blank, catalogue(), revision=1)
        held = {code: fact.value for code, fact in again.facts.items()}
        assert held == {code: fact.value for code, fact in shelf.record().facts.items()}, seed


@pytest.mark.parametrize("chunk", range(3))
def test_joined_and_parted_both_are_what_they_were(chunk: int) -> None:
    """R19a: undoing gives the old id its claims back."""
    for seed in range(chunk * SEEDS, (chunk + 1) * SEEDS):
        one, other = two(seed)
        before = one.record(), other.record()
        rule(one, other, [one, other], Deed.JOINED, day(900))
        rule(one, other, [one, other], Deed.PARTED, day(901))
        assert stands(one.record()) == stands(before[0]), seed
        assert other.record().facts == before[1].facts
        assert other.record().open_claims == before[1].open_claims
        assert other.record().merged_into == ""


def test_what_it_showed_counts_as_seen_only_where_it_shows_it_still() -> None:
    """R18, R19a: `changed` moves exactly where the ruling changed the value."""
    for seed in range(SEEDS):
        one, other = two(seed)
        before = one.record()
        after = rule(one, other, [one, other], Deed.JOINED, day(900)).record
        for code, fact in after.facts.items():
            was = before.facts.get(code)
            same = same_value(was, fact)
            assert fact.changed == ((was.changed if was else 0) if same else after.revision)


def test_replay_makes_the_joined_record_and_every_one_before() -> None:
    """R16, R20: two joins, an undo, the undo of it, and claims in between."""
    for seed in range(0, SEEDS, 3):
        one, other = two(seed)
        third = played(THIRD, moved(history(seed + 90_000), 0.6))
        shelves = [one, other, third]
        past = [(day(899), one.record())]
        rule(one, other, shelves, Deed.JOINED, day(900))
        past.append((day(900), one.record()))
        later = Run(one)
        for event in moved(history(seed + 20_000), 901):
            later.play(event)
        past.append((day(1999), one.record()))
        rule(one, third, shelves, Deed.JOINED, day(2000))
        rule(one, other, shelves, Deed.PARTED, day(2001))
        past.append((day(2001), one.record()))
        rule(one, other, shelves, Deed.JOINED, day(2002))
        past.append((day(2002), one.record()))
        stories = {shelf.record().id: shelf.story() for shelf in shelves}
        for until, record in past:
            again = joining.tell(ONE, stories, catalogue(), until=until).record
            assert dict(again.facts) == dict(record.facts), (seed, until)
            assert sorted(again.open_claims, key=_id) == sorted(record.open_claims, key=_id)
            assert (again.revision, again.ended, again.keys) == (record.revision, record.ended, record.keys)


def test_a_chain_of_joins_holds_all_claims_and_parts_link_by_link() -> None:
    """R19a: a goes to b, b goes to c; c is merged from the claims of all three, and b comes back with a's."""
    for seed in range(0, SEEDS, 5):
        c, b = two(seed)
        a = played(THIRD, moved(history(seed + 90_000), 0.6))
        alone = b.record()
        rule(b, a, [a, b, c], Deed.JOINED, day(900))
        both = b.record()
        made = rule(c, b, [a, b, c], Deed.JOINED, day(901))
        assert {one.made_on for one in made.told} <= {ONE, OTHER, THIRD}
        assert len(made.told) == sum(len(account.own) for account in told(a, b, c).values())
        rule(c, b, [a, b, c], Deed.PARTED, day(902))
        assert b.record().facts == both.facts
        rule(b, a, [a, b, c], Deed.PARTED, day(903))
        assert stands(b.record()) == stands(alone)


def test_merged_anew_from_a_pure_list_in_the_order_received() -> None:
    """R19a: who leads to whom does not matter for what holds."""
    for seed in range(SEEDS):
        one, other = two(seed)
        accounts = told(one, other)
        here = joining.join(accounts[ONE], accounts[OTHER], catalogue()).record
        there = joining.join(accounts[OTHER], accounts[ONE], catalogue()).record
        assert stands(here)[0] == stands(there)[0], seed
        assert set(here.keys) == set(there.keys)


@pytest.mark.parametrize("chunk", range(2))
def test_nobodys_word_is_displaced_by_one_who_had_not_seen_it(chunk: int) -> None:
    """R16, R19a: step by step through the joined claims; what was seen is looked up in the own record's past."""
    for seed in range(chunk * SEEDS // 2, (chunk + 1) * SEEDS // 2):
        one, other = two(seed)
        account = rule(one, other, [one, other], Deed.JOINED, day(900))
        deliveries = sorted(account.told, key=lambda each: each.order)
        record = Record(ONE, "person", 0)
        for at, each in enumerate(deliveries):
            after = anew(deliveries[: at + 1], account.blank, catalogue(), revision=1)
            for code, was in record.facts.items():
                now = after.facts[code]
                if was.person and not same_value(was, now):
                    assert _might(each, code, was, now), f"{seed}: {code} {was.value} displaced by {now.value}, unseen"
            record = after
            _counted(record, seed)


def _might(told: Told, code: str, was: Fact, now: Fact) -> bool:
    line: Line = next(line for line in told.lines if line.claim.field == code and not line.echo)
    field, claim = catalogue().field(code), line.claim
    owner = field.authoritative and claim.owner
    saw = claim.saw and same_value(told.met.get(code), was)
    own = bool(claim.ticket) and claim.ticket == was.ticket
    return owner or saw or own or (claim.is_row and says_less(was.value, now.value, field, catalogue()))


def _counted(record: Record, seed: int) -> None:
    rows = [(c.field, c.source) for c in record.open_claims if c.through is Through.ROW]
    assert len(rows) == len(set(rows)), f"{seed}: a system has at most one open claim per field"
    ids = [claim.id for claim in record.open_claims]
    assert len(ids) == len(set(ids))
    for code in FIELDS:
        fact = record.facts.get(code)
        claims = [claim for claim in record.open_claims if claim.field == code]
        proposals = sum(claim.route is Route.PROPOSAL for claim in claims)
        assert (fact.open, fact.proposals) == (len(claims) - proposals, proposals) if fact else not claims
        assert not any(fact and fact.held and claim.value == fact.value for claim in claims), "it closes by itself"
    assert SYSTEMS


def _id(claim: OpenClaim) -> str:
    return claim.id


def test_the_plain_replay_goes_on_from_where_a_record_stands() -> None:
    """R16: lines after others make what all together make."""
    for seed in range(60):
        shelf = played(ONE, history(seed))
        lines, blank = shelf.lines(), Record(ONE, "person", 0)
        half = next((line.revision for line in lines[len(lines) // 2 :]), 0)
        first = replay([line for line in lines if line.revision < half], blank, catalogue())
        rest = replay([line for line in lines if line.revision >= half], first, catalogue())
        assert rest == replay(lines, blank, catalogue())
