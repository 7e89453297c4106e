"""Two records that are one: joined by a ruling, merged anew from all claims, and parted again (R19a).

Every record keeps its own history for ever. A ruling is a *turn* in the histories of both; what they make of it is
worked out from the claims, so that a replay, or a look back at any instant, makes the same.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from enum import StrEnum
from itertools import groupby

from metadata import keys
from metadata.anew import Told, anew, same_value
from metadata.catalogue import Catalogue
from metadata.history import replay
from metadata.immutable import dataclass
from metadata.records import Fact, Key, Line, OpenClaim, Record
from metadata.stamps import Instant


class Deed(StrEnum):
    """What a turn did to the record in whose history it stands."""

    JOINED = "joined"  # another's claims and keys came to it
    PARTED = "parted"  # they went back
    LED = "led"  # its id leads to another record from now on
    FREED = "freed"  # it is by itself again


@dataclass(frozen=True, slots=True)
class Made:
    """What a ruling made of the survivor: like the effect of a line it is part of history, and not judged again."""

    facts: Mapping[str, Fact]
    open_claims: tuple[OpenClaim, ...]
    keys: tuple[Key, ...]
    ended: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """A ruling in a record's history that is no claim. It has a revision of its own, here and at the other record.

    `made`: of one that changed the survivor; without it that is worked out anew. `taken`: current keys of third
    records when it was ruled, which the merge may not write (R19).
    """

    revision: int
    deed: Deed
    other: str
    other_revision: int
    at: Instant
    taken: tuple[Key, ...] = ()
    made: Made | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """A record's whole history. `blank`: id, entity, place and area, revision 0; `lines` and `turns` oldest first."""

    blank: Record
    lines: Sequence[Line]
    turns: Sequence[Turn] = ()


@dataclass(frozen=True, slots=True)
class Brought:
    """What another record brought along when it was joined: all that had been told of it, and its keys.

    `met`: the keys that the survivor had by then.
    """

    told: tuple[Told, ...]
    keys: tuple[Key, ...]
    met: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """A record as its history makes it, with what the history was made of.

    `own`: what was told of this record; `brought`: by the other records that are joined to it, by their ids.
    """

    blank: Record
    record: Record
    own: tuple[Told, ...] = ()
    brought: Mapping[str, Brought] = field(default_factory=dict)

    @property
    def told(self) -> tuple[Told, ...]:
        """All deliveries that the record is made of."""
        return (*self.own, *(one for other in self.brought.values() for one in other.told))


def tell(
    record_id: str,
    stories: Mapping[str, Story],
    catalogue: Catalogue,
    *,
    before: int | None = None,
    until: Instant | None = None,
) -> Account:
    """What a record's history makes of it, with the histories of the records that are joined to it (R16).

    :param stories: by id: of the record; and, where `brought` is wanted, of all that were ever joined to it or to one
        of those
    :param before: only revisions before this one; `until`: only what was received until then (R20)
    """
    story = stories[record_id]
    account = Account(story.blank, story.blank)
    for event in _events(story, before, until):
        if not isinstance(event, Turn):
            account = _heard(account, event, catalogue)
        elif event.deed in (Deed.JOINED, Deed.PARTED):
            account = _turned(account, event, stories, catalogue)
        else:
            leads = event.other if event.deed is Deed.LED else ""
            account = replace(account, record=replace(account.record, revision=event.revision, merged_into=leads))
    return account


def _turned(account: Account, turn: Turn, stories: Mapping[str, Story], catalogue: Catalogue) -> Account:
    """After a ruling that changed the record: as it was made then, with what was brought along or taken back."""
    if turn.deed is Deed.PARTED:
        if turn.made is None:
            return part(account, turn.other, catalogue, taken=turn.taken, revision=turn.revision)
        account = replace(account, brought=_without(account.brought, turn.other))
    elif turn.other in stories:
        other = tell(turn.other, stories, catalogue, before=turn.other_revision)
        if turn.made is None:
            return join(account, other, catalogue, taken=turn.taken, revision=turn.revision)
        account = replace(account, brought=_with(account, other))
    made = turn.made
    assert made is not None, "what a ruling made stands in it, or the other's story is at hand"
    record = replace(
        account.record,
        revision=turn.revision,
        facts=made.facts,
        open_claims=made.open_claims,
        keys=made.keys,
        ended=made.ended,
    )
    return replace(account, record=record)


def join(
    survivor: Account, other: Account, catalogue: Catalogue, *, taken: Collection[Key] = (), revision: int = 0
) -> Account:
    """The survivor with the other's claims and keys, merged anew from all of them in the order received.

    The current key is the one that the values make; all other keys of both are former ones (R19). A value that is held
    as before has not changed: who saw it has seen it.

    :param taken: current keys of third records; `revision`: the ruling's (by default the next)
    """
    brought = _with(survivor, other)
    revision = revision or survivor.record.revision + 1
    return _made(survivor, brought, catalogue, taken, revision, kept=survivor.record.keys)


def part(
    survivor: Account, other_id: str, catalogue: Catalogue, *, taken: Collection[Key] = (), revision: int = 0
) -> Account:
    """The survivor without what the other brought, merged anew from what is left. What was said of it since stays."""
    brought = _without(survivor.brought, other_id)
    revision = revision or survivor.record.revision + 1
    return _made(survivor, brought, catalogue, taken, revision, kept=survivor.brought[other_id].met)


def _with(survivor: Account, other: Account) -> dict[str, Brought]:
    return {**survivor.brought, other.record.id: Brought(other.told, other.record.keys, survivor.record.keys)}


def _without(brought: Mapping[str, Brought], other_id: str) -> dict[str, Brought]:
    return {id: one for id, one in brought.items() if id != other_id}


def _made(
    survivor: Account,
    brought: Mapping[str, Brought],
    catalogue: Catalogue,
    taken: Collection[Key],
    revision: int,
    *,
    kept: Collection[Key],
) -> Account:
    before, account = survivor.record, replace(survivor, brought=brought)
    theirs = [key for other in brought.values() for key in other.keys]
    made = anew(account.told, survivor.blank, catalogue, revision=revision, joined=[*kept, *theirs], taken=taken)
    record = replace(
        made,
        revision=revision,
        facts={code: _as_seen(before.facts.get(code), fact, revision) for code, fact in made.facts.items()},
        open_claims=tuple(_as_shown(before.open_claims, made.open_claims, revision)),
        keys=_keys(before, made, [*kept, *theirs], catalogue),
        merged_into=before.merged_into,
    )
    return replace(account, record=record)


def _as_seen(before: Fact | None, after: Fact, revision: int) -> Fact:
    """A fact with the revision in which its value last changed: a ticket has seen what its page showed."""
    if same_value(before, after):
        changed = before.changed if before is not None else 0
        return after if after.changed == changed else replace(after, changed=changed)
    return replace(after, changed=revision)


def _as_shown(before: Iterable[OpenClaim], after: Iterable[OpenClaim], revision: int) -> Iterator[OpenClaim]:
    """Open claims with the revision since which the record's pages show them."""
    opened = {claim.id: claim.opened for claim in before}
    for claim in after:
        yield replace(claim, opened=opened.get(claim.id, revision))


def _keys(before: Record, made: Record, others: Iterable[Key], catalogue: Catalogue) -> tuple[Key, ...]:
    """The key that the values make, and before it as former ones all that any of the records had by itself."""
    current = keys.of_record(made, catalogue.entity(made.entity))
    had = {(key.kind, key.normal) for key in before.keys}
    again = [key for key in made.keys if (key.kind, key.normal) in had]
    found = {(key.kind, key.normal): replace(key, current=False) for key in (*others, *again)}
    if current is not None:
        found.pop((current.kind, current.normal), None)
    return (*found.values(), *((current,) if current else ()))


def _events(story: Story, before: int | None, until: Instant | None) -> Iterator[tuple[Line, ...] | Turn]:
    """Deliveries and turns in the order of their revisions."""
    deliveries = [(revision, tuple(lines)) for revision, lines in groupby(story.lines, key=lambda line: line.revision)]
    events: list[tuple[int, tuple[Line, ...] | Turn]] = [*deliveries, *((turn.revision, turn) for turn in story.turns)]
    for revision, event in sorted(events, key=lambda one: one[0]):
        if before is not None and revision >= before:
            return
        at = event.at if isinstance(event, Turn) else event[0].claim.received
        if until is None or at <= until:
            yield event


def _heard(account: Account, lines: tuple[Line, ...], catalogue: Catalogue) -> Account:
    """After one more delivery: what it did is part of history, and not judged again."""
    record = account.record
    touched = {line.claim.field for line in lines}
    touched |= {code for line in lines for code in catalogue.field(line.claim.field).bound_with}
    met = {code: record.facts[code] for code in touched if code in record.facts}
    last = account.own[-1].at if account.own else 0
    told = Told(record.id, max(last, lines[0].claim.received), lines, met)
    return replace(account, record=replay(lines, record, catalogue), own=(*account.own, told))
