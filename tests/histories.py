"""Random histories of one record: people, systems and owners, dated and undated, offline, out of order, sent again.

`history(seed)` is a list of events that names no state; `run(history, ledger)` plays it through write-back, on records
kept in memory or in a real store, and proves after every event what table M promises. What a page showed is noted here
apart from the code under test: who has seen a value is known by looking, not by comparing revisions.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import TypeAlias

from metadata import writeback
from metadata.asked import Asked, Mode, ask
from metadata.catalogue import Catalogue
from metadata.delivery import Merged
from metadata.history import replay
from metadata.precision import says_less
from metadata.records import Fact, Line, Record, Route, Ruling, Through, Verdict
from metadata.stamps import Instant, Span
from metadata.values import ABSENT, Absent, Value
from metadata.writeback import Answer, RowValue
from tests.builders import RECORD, a_catalogue, a_form, day, some_ids

#: Ordinary, admitting none; authoritative (mz's); a date, whose rows may say less or more; two bound ones (ga's);
#: the status, that ends a record.
FIELDS: Mapping[str, tuple[Value, ...]] = {
    "mobile_phone": ("13800138000", "13900139000", "13700137000", None),
    "marital_status": ("10", "20", "40"),
    "arrival_date": ("2020", "2020-05", "2020-05-17", "2021-01-01"),
    "id_type": ("111", "414"),
    "id_number": ("11010519491231002X", "E12345678", "440524188001010014"),
    "person_status": ("1", "2", "4"),
}
#: System → its department. mz owns marital_status; ga the date and the bound pair.
SYSTEMS = {"mz1": "mz", "ga1": "ga", "rs1": "rs"}
FORM = a_form(*FIELDS)
VERDICTS = (*[Verdict.CONFIRM] * 2, *[Verdict.CHANGE] * 3, Verdict.WRONG, Verdict.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Opens:
    """A worker opens the page; `blind` items are asked without showing."""

    at: Instant
    ticket: int
    worker: int
    blind: frozenset[str]


@dataclass(frozen=True, slots=True)
class Submits:
    """What comes back under a ticket, perhaps much later, perhaps in another order than it was numbered."""

    at: Instant
    ticket: int
    number: int
    acts: Mapping[str, tuple[Verdict, Value | Absent]]


@dataclass(frozen=True, slots=True)
class Delivers:
    """A system's row; `dated` is its own date. ABSENT: an empty cell. `again`: it comes the next nights as well."""

    at: Instant
    system: str
    dated: Instant | None
    cells: Mapping[str, Value | Absent]
    again: int


@dataclass(frozen=True, slots=True)
class Projects:
    """A system reads from us: what it has now came from us."""

    at: Instant
    system: str


@dataclass(frozen=True, slots=True)
class Corrects:
    """A correction at a desk, on a page of the record as it stood `behind` events ago."""

    at: Instant
    behind: int
    field: str
    value: Value


@dataclass(frozen=True, slots=True)
class Rules:
    """The `pick`th open claim is settled, by the owner's review or the area's."""

    at: Instant
    pick: int
    ruling: Ruling
    owner: bool


Event: TypeAlias = Opens | Submits | Delivers | Projects | Corrects | Rules


def history(seed: int) -> list[Event]:
    """The events of one record, in the order in which the server receives them."""
    random = Random(seed)
    now = 0
    events: list[Event] = []
    numbers: list[int] = []  # by ticket: submissions that were numbered
    for _ in range(random.randint(4, 16)):
        now += random.randint(1, 96)  # hours
        moment = day(now / 24)
        kind = random.random()
        if kind < 0.25 or not numbers:
            blind = frozenset(code for code in FIELDS if random.random() < 0.2)
            events.append(Opens(moment, len(numbers), random.randint(1, 3), blind))
            numbers.append(0)
        elif kind < 0.55:
            ticket = random.randrange(max(0, len(numbers) - 3), len(numbers))
            numbers[ticket] += 1
            number = numbers[ticket] + random.choice((0, 0, 0, 2, -1))
            events.append(Submits(moment, ticket, max(1, number), _acts(random)))
        elif kind < 0.85:
            events.append(_row(random, moment))
        elif kind < 0.90:
            events.append(Projects(moment, random.choice(list(SYSTEMS))))
        elif kind < 0.95:
            code = random.choice(list(FIELDS))
            events.append(Corrects(moment, random.choice((0, 0, 1, 3)), code, random.choice(FIELDS[code])))
        else:
            ruling = random.choice(list(Ruling))
            events.append(Rules(moment, random.randrange(4), ruling, random.random() < 0.5))
    return events


def _acts(random: Random) -> dict[str, tuple[Verdict, Value | Absent]]:
    acts: dict[str, tuple[Verdict, Value | Absent]] = {}
    for code, values in FIELDS.items():
        if random.random() < 0.5:
            continue
        verdict = random.choice(
            (Verdict.CONFIRM, Verdict.CONFIRM, *[Verdict.CHANGE] * 3, Verdict.WRONG, Verdict.UNKNOWN)
        )
        value = random.choice(values) if verdict is Verdict.CHANGE else ABSENT
        if value is None:
            verdict, value = Verdict.NONE, ABSENT
        acts[code] = (verdict, value)
    return acts


def _row(random: Random, moment: Instant) -> Delivers:
    system = random.choice(list(SYSTEMS))
    dated = None if random.random() < 0.35 else moment - random.choice((0, 1, 12, 24, 100, 900)) * 3_600_000
    cells: dict[str, Value | Absent] = {
        code: ABSENT if random.random() < 0.15 else random.choice(values)
        for code, values in FIELDS.items()
        if random.random() < 0.5
    }
    return Delivers(moment, system, dated, cells, random.choice((0, 0, 1, 3)))


class Ledger:
    """Where the record of a history is kept: here in memory; a test of a real store overrides all three."""

    def __init__(self) -> None:
        self.ids: Callable[[], str] = some_ids()
        self._record = Record(RECORD, "person", 0)
        self._lines: list[Line] = []

    def record(self) -> Record:
        """The record as it is now; before anything was kept, a blank with revision 0."""
        return self._record

    def keep(self, merged: Merged) -> None:
        """Store what a delivery made."""
        self._record = merged.record
        self._lines += merged.lines

    def lines(self) -> list[Line]:
        """Its history, oldest first."""
        return self._lines


@dataclass(slots=True)
class _Page:
    """One page that a worker holds: its ticket, and what it showed, noted when it was composed."""

    asked: Asked
    worker: int
    shown: dict[str, Value | Absent]
    token: dict[str, int]  # field → the write that it showed
    revision_shown: int
    spoken: dict[str, int] = field(default_factory=dict)


class Run:
    """Plays events, and proves table M's promises after each."""

    def __init__(self, ledger: Ledger, catalogue: Catalogue | None = None) -> None:
        self.ledger = ledger
        self.catalogue = catalogue or a_catalogue()
        self.pages: dict[int, _Page] = {}
        self.exchanged: dict[tuple[str, str], tuple[Value | Absent, bool]] = {}
        self.token: dict[str, int] = {}  # field → number of the event that wrote its value
        self.author: dict[str, int | None] = {}  # field → ticket whose own words hold, unshared
        self.past: list[Record] = [ledger.record()]
        self.time: Instant = 0
        self.event = 0

    def play(self, event: Event) -> None:
        """One event, and its proofs."""
        self.event += 1
        self.time = event.at
        match event:
            case Opens():
                self._open(event)
            case Submits():
                self._submit(event)
            case Delivers():
                self._deliver(event)
            case Projects():
                record = self.ledger.record()
                for code in FIELDS:
                    self.exchanged[event.system, code] = (record.held(code), True)
            case Corrects():
                self._correct(event)
            case Rules():
                self._rule(event)
        self.past.append(self.ledger.record())

    def finish(self) -> None:
        """One visit that sees everything leaves nothing open but what waits for an owner; replay gives the same."""
        now = self.time + 3_600_000
        page = self._page(99, 9, frozenset(), now)
        modes = page.asked.items([FORM])
        acts: dict[str, tuple[Verdict, Value | Absent]] = {
            code: (Verdict.CONFIRM, ABSENT) if mode is Mode.VERIFY else (Verdict.CHANGE, values[0])
            for (code, values), mode in zip(FIELDS.items(), (modes[code] for code in FIELDS), strict=True)
        }
        self.pages[99] = page
        self._submit(Submits(now + 60_000, 99, 1, acts))
        record = self.ledger.record()
        left = [claim for claim in record.open_claims if claim.route is not Route.PROPOSAL]
        assert not left, f"one seeing visit leaves open: {left}"
        self._replays()

    def _page(self, ticket: int, worker: int, blind: frozenset[str], now: Instant) -> _Page:
        record = self.ledger.record()
        modes = {}
        for code in FIELDS:
            held = record.held(code) is not ABSENT
            modes[code] = Mode.BLIND if held and code in blind else Mode.VERIFY if held else Mode.ASK
        asked = ask(record.id, record.revision, [FORM], modes, holder=worker, composed=now)
        shown = {code: record.held(code) for code in FIELDS if modes[code] is not Mode.BLIND}
        token = {code: self.token.get(code, 0) for code in shown}
        return _Page(asked, worker, shown, token, record.revision)

    def _open(self, event: Opens) -> None:
        self.pages[event.ticket] = self._page(event.ticket, event.worker, event.blind, event.at)

    def _submit(self, event: Submits) -> None:
        page = self.pages[event.ticket]
        modes = page.asked.items([FORM])
        answers = {}
        for code, (verdict, value) in event.acts.items():
            if modes[code] is not Mode.VERIFY and verdict in (Verdict.CONFIRM, Verdict.WRONG):
                verdict, value = Verdict.CHANGE, next(v for v in FIELDS[code] if v is not None)
            answers[code] = Answer(verdict, value)
        record = self.ledger.record()

        def send(record: Record) -> Merged:
            return writeback.write_back(
                record,
                answers,
                asked=page.asked,
                forms=[FORM],
                catalogue=self.catalogue,
                source="street",
                by=f"worker{page.worker}",
                received=event.at,
                ticket=f"t{event.ticket}",
                number=event.number,
                ids=self.ledger.ids,
                spoken=page.spoken,
                shown={c: v for c, v in page.shown.items() if self.token.get(c, 0) != page.token[c]},
            )

        merged = send(record)
        assert not merged.parked, merged.parked

        def may(code: str, before: Fact) -> bool:
            seen = code in page.token and page.token[code] == self.token.get(code, 0)
            return seen or self.author.get(code) == event.ticket

        self._proved(record, merged, may)
        late = {code for code in answers if page.spoken.get(code, 0) > event.number}
        assert not late & merged.changed, "M2: the highest number speaks for a field"
        for code in answers:
            page.spoken[code] = max(page.spoken.get(code, 0), event.number)
        self._keep(record, merged, event.ticket)
        again = send(self.ledger.record())
        self._same_values(self.ledger.record(), again.record)

    def _deliver(self, event: Delivers) -> None:
        department = SYSTEMS[event.system]
        self._row(event, department, event.at)
        for night in range(event.again):
            received = event.at + (night + 1) * 600_000  # the same cells: nothing has changed over there
            before = self.ledger.record()
            after = self._row(event, department, received)
            self._same_values(before, after)

    def _row(self, event: Delivers, department: str, received: Instant) -> Record:
        cells = {}
        for code, value in event.cells.items():
            last = self.exchanged.get((event.system, code))
            repeats = value is ABSENT or (last is not None and last[0] == value)
            cells[code] = RowValue(value, repeats=repeats, ours=last is not None and last[1])
            if not repeats:
                self.exchanged[event.system, code] = (value, False)
        observed = Span(event.dated, received if event.dated is None else event.dated)
        record = self.ledger.record()
        merged = writeback.merge_row(
            record,
            cells,
            system=event.system,
            department=department,
            observed=observed,
            received=received,
            catalogue=self.catalogue,
            ids=self.ledger.ids,
        )

        def may(code: str, before: Fact) -> bool:
            field = self.catalogue.field(code)
            owner = field.authoritative and field.owner == department
            return owner or says_less(before.value, merged.record.held(code), field, self.catalogue)

        self._proved(record, merged, may)
        for code in merged.changed:
            spoke = (fact := record.facts.get(code)) and fact.owner_spoke
            late = spoke and self.catalogue.field(code).authoritative and observed.earlier_than(spoke)
            assert not late, "M7: the owner's own last word is later"
        self._keep(record, merged, None)
        return merged.record

    def _correct(self, event: Corrects) -> None:
        page = self.past[max(0, len(self.past) - 1 - event.behind)]
        record = self.ledger.record()
        verdict = Verdict.NONE if event.value is None else Verdict.CHANGE
        merged = writeback.correct(
            record,
            {event.field: Answer(verdict, ABSENT if event.value is None else event.value)},
            shown=page.revision,
            since=event.at - 60_000,
            catalogue=self.catalogue,
            source="street",
            by="secretary",
            received=event.at,
            ids=self.ledger.ids,
        )
        was = page.facts.get(event.field)
        now = record.facts.get(event.field)
        saw = (was.changed if was else 0) == (now.changed if now else 0)
        self._proved(record, merged, lambda code, before: saw)
        self._keep(record, merged, None)

    def _rule(self, event: Rules) -> None:
        record = self.ledger.record()
        if not record.open_claims:
            return
        claim = record.open_claims[event.pick % len(record.open_claims)]
        if claim.value is ABSENT and claim.verdict is not Verdict.WRONG and event.ruling is Ruling.TAKE:
            return
        merged = writeback.rule(
            record,
            claim.id,
            event.ruling,
            shown=record.revision,
            catalogue=self.catalogue,
            source=claim.owner if event.owner else "street",
            by="reviewer",
            received=event.at,
            ids=self.ledger.ids,
            owner=event.owner,
        )
        assert claim.id in merged.closed
        self._proved(record, merged, lambda code, before: True)
        self._keep(record, merged, None)

    def _keep(self, before: Record, merged: Merged, ticket: int | None) -> None:
        self.ledger.keep(merged)
        for line in merged.lines:
            code = line.claim.field
            if line.echo:
                continue
            if code in merged.changed:
                self.token[code] = self.event * 100 + merged.record.revision
                self.author[code] = ticket
            elif line.claim.through is not Through.ROW and line.effect.line == "M4" and self.author.get(code) != ticket:
                self.author[code] = None

    def _proved(self, before: Record, merged: Merged, may: Callable[[str, Fact], bool]) -> None:
        """What holds after every delivery."""
        after = merged.record
        assert after.revision == before.revision + bool(merged.lines)
        for code in FIELDS:
            was, now = before.facts.get(code), after.facts.get(code)
            if was is None:
                continue
            assert now is not None
            if now.value == was.value and now.changed == was.changed:
                assert now.verified.end >= was.verified.end, "verified moves only forward"
                assert (now.verified.begin or 0) >= (was.verified.begin or 0), "verified moves only forward"
                assert was.person <= now.person
            elif was.person:
                assert may(code, was), f"{code}: {was.value} displaced by {now.value}, unseen"
            field = self.catalogue.field(code)
            if field.authoritative and was.owner_spoke and now.value != was.value:
                assert now.owner_spoke, f"{code}: only the owner changes what the owner said"
        self._counted(after)

    def _counted(self, record: Record) -> None:
        rows = [(c.field, c.source) for c in record.open_claims if c.through is Through.ROW]
        assert len(rows) == len(set(rows)), f"a system has at most one open claim per field: {rows}"
        for code in FIELDS:
            fact = record.facts.get(code)
            claims = [c for c in record.open_claims if c.field == code]
            proposals = sum(c.route is Route.PROPOSAL for c in claims)
            assert (fact.open, fact.proposals) == (len(claims) - proposals, proposals) if fact else not claims
            assert not any(fact and fact.held and c.value == fact.value for c in claims), "it closes by itself"
        bound = [record.facts.get(code) for code in ("id_type", "id_number")]
        assert record.ended == (record.held("person_status") == "4"), bound

    def _same_values(self, before: Record, after: Record) -> None:
        """Sent again: not a value, not an open claim more or less."""
        for code in FIELDS:
            was, now = before.facts.get(code), after.facts.get(code)
            assert (was and was.value) == (now and now.value), f"{code}: sending again changed the value"
        assert _open(before) == _open(after), "sending again changed what is open"

    def _replays(self) -> None:
        record = self.ledger.record()
        again = replay(self.ledger.lines(), Record(record.id, record.entity, 0), self.catalogue)
        assert dict(again.facts) == dict(record.facts)
        assert sorted(again.open_claims, key=lambda c: c.id) == sorted(record.open_claims, key=lambda c: c.id)
        assert (again.revision, again.ended, again.keys) == (record.revision, record.ended, record.keys)


def _open(record: Record) -> list[tuple[str, str, str]]:
    return sorted((c.field, repr(c.value), c.source) for c in record.open_claims)


def run(events: list[Event], ledger: Ledger | None = None) -> Record:
    """Play a history through write-back and prove its promises; the record that it makes.

    :raises AssertionError: a promise is broken
    """
    ledger = ledger or Ledger()
    played = Run(ledger)
    for event in events:
        played.play(event)
    played.finish()
    return ledger.record()


def run_pure(events: list[Event]) -> Record:
    """Play a history on a record in memory."""
    return run(events, Ledger())
