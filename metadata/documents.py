"""A record and its history as JSON documents and back: what the tables hold of them (domain: what must be stored)."""

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from typing import Any

from metadata.linedocuments import line_from, line_to, open_claim_from, open_claim_to
from metadata.records import Fact, Key, OpenClaim, Record, Through, Verdict
from metadata.stamps import Instant, Span
from metadata.values import ABSENT, Absent, Value

__all__ = [
    "FACT",
    "FactDocument",
    "Facts",
    "changed_facts",
    "fact_from",
    "fact_to",
    "line_from",
    "line_to",
    "open_claim_from",
    "open_claim_to",
    "record_from",
    "to_documents",
]

#: Positions in the document of a fact, a list; what SQL asks for comes first, trailing defaults are cut off.
#: `held`: 0 where nothing is held (withdrawn, or only answered).
#: `value`: only where `data` shows a derived one instead.
FACT = (
    "verified_from",
    "verified_to",
    "answered",
    "open",
    "proposals",
    "nonconforming",
    "held",
    "changed",
    "observed_from",
    "observed_to",
    "person",
    "field_version",
    "source",
    "by",
    "through",
    "received",
    "verdict",
    "ticket",
    "number",
    "owner_from",
    "owner_to",
    "shown",
    "vouched",
    "value",
)
_VALUE = FACT.index("value")
_HELD = FACT.index("held")
_CHANGED = FACT.index("changed")
_OBSERVED_TO = FACT.index("observed_to")
#: What stands at the optional end of a fact's document if nothing is said.
_TAIL: tuple[Any, ...] = (None, "", 0, None, None, None, "")
_TAIL_AT = FACT.index("verdict")
_PADDING = {length: list(_TAIL[length - _TAIL_AT :]) for length in range(_TAIL_AT, _VALUE + 1)}
_THROUGH: Mapping[str, Through] = {through.value[0]: through for through in (Through.VISIT, Through.DESK)} | {
    "u": Through.RULING,
    "r": Through.ROW,
}
_LETTER = {through: letter for letter, through in _THROUGH.items()}
_VERDICT: Mapping[str | None, Verdict | None] = {None: None} | {str(v): v for v in Verdict}

FactDocument = list[Any]


class Facts(Mapping[str, Fact]):
    """The facts of a stored record, read when they are asked for: a page needs ten of sixty."""

    __slots__ = ("_changed", "_data", "_documents", "_facts")

    def __init__(self, data: Mapping[str, Value], documents: Mapping[str, FactDocument]) -> None:
        self._data, self._documents = data, documents
        self._facts: dict[str, Fact] = {}
        self._changed: frozenset[str] = frozenset()

    def __getitem__(self, code: str) -> Fact:
        fact = self._facts.get(code)
        if fact is None:
            document = self._documents[code]
            fact = self._facts[code] = fact_from(document, self._data.get(code, ABSENT))
        return fact

    def get(self, code: str, default: Any = None) -> Any:
        fact = self._facts.get(code)
        if fact is not None:
            return fact
        document = self._documents.get(code)
        if document is None:
            return default
        fact = self._facts[code] = fact_from(document, self._data.get(code, ABSENT))
        return fact

    def __contains__(self, code: object) -> bool:
        return code in self._documents or code in self._facts

    def __iter__(self) -> Iterator[str]:
        yield from self._documents
        for code in self._facts:
            if code not in self._documents:
                yield code

    def __len__(self) -> int:
        return len(self._documents.keys() | self._facts.keys())

    def __repr__(self) -> str:
        return repr(dict(self))

    def held(self) -> dict[str, Value]:
        """Field → value of all that is held, without reading a stamp."""
        data = self._data
        values: dict[str, Value] = {
            code: document[_VALUE] if len(document) > _VALUE else data[code]
            for code, document in self._documents.items()
            if document[_HELD] and code not in self._changed
        }
        for code in self._changed:
            value = self._facts[code].value
            if value is not ABSENT:
                values[code] = value
        return values

    def is_fresh(self, code: str, limit: Instant | None, depends_on: Sequence[str] = ()) -> bool:
        """A fact is held, in order, with nothing waiting, and was verified at a limit or later; no fact is read.

        False may also mean that only the fact itself can tell.

        :param depends_on: fields that have not been observed since it was verified
        """
        document = self._documents.get(code)
        if document is None or code in self._changed:
            return False
        begin, end, _, waits, proposals, nonconforming, held = document[:_CHANGED]
        if waits or proposals or nonconforming or not held:
            return False
        if limit is not None and (begin is None or begin < limit):
            return False
        for code in depends_on:
            other = self._documents.get(code)
            if code in self._changed or (other is not None and other[_HELD] and other[_OBSERVED_TO] > end):
                return False
        return True

    def replaced(self, changes: Mapping[str, Fact]) -> "Facts":
        """These facts with some changed; the others stay unread."""
        after = Facts(self._data, self._documents)
        after._facts = {**self._facts, **changes}
        after._changed = self._changed.union(changes)
        return after

    def documents(self, derived: Container[str]) -> tuple[dict[str, Value], dict[str, FactDocument]]:
        """Values and documents of all facts; what nobody has changed is passed through as it was read."""
        data: dict[str, Value] = {}
        documents: dict[str, FactDocument] = {}
        for code, document in self._documents.items():
            if code in self._changed:
                continue
            if (code in derived) != (len(document) > _VALUE):
                fact = self[code]
                documents[code] = fact_to(fact, hidden=code in derived)
                if fact.value is not ABSENT:
                    data[code] = fact.value
                continue
            documents[code] = document
            if document[_HELD]:
                data[code] = document[_VALUE] if len(document) > _VALUE else self._data[code]
        for code in self._facts:
            if code in self._changed:
                _put(code, self._facts[code], derived, data, documents)
        return data, documents


def _put(
    code: str,
    fact: Fact,
    derived: Container[str],
    data: dict[str, Value],
    documents: dict[str, FactDocument],
) -> None:
    documents[code] = fact_to(fact, hidden=code in derived)
    if fact.value is not ABSENT:
        data[code] = fact.value


def held_values(facts: Mapping[str, Fact]) -> dict[str, Value]:
    """Field → value of everything that claims stand for; of stored facts that nobody asked for nothing else is read."""
    if isinstance(facts, Facts):
        return facts.held()
    return {code: fact.value for code, fact in facts.items() if not isinstance(fact.value, Absent)}


def freshness(facts: Mapping[str, Fact]) -> Callable[[str, Instant | None, Sequence[str]], bool]:
    """Tells of a field whether its fact is surely fresh (`Facts.is_fresh`); of facts that are not stored it cannot."""
    return facts.is_fresh if isinstance(facts, Facts) else lambda _code, _limit, _depends_on: False


def changed_facts(facts: Mapping[str, Fact], changes: Mapping[str, Fact]) -> Mapping[str, Fact]:
    """Facts with some changed; stored ones that nobody asked for stay unread."""
    return facts.replaced(changes) if isinstance(facts, Facts) else {**facts, **changes}


def record_from(
    *,
    id: str,
    entity: str,
    revision: int,
    data: Mapping[str, Value],
    facts: Mapping[str, FactDocument],
    keys: Sequence[Key] = (),
    open_claims: Sequence[OpenClaim] = (),
    place: str = "",
    area: str = "",
    ended: bool = False,
    merged_into: str = "",
) -> Record:
    """A record from the parts of its rows. Derived values in `data` are passed over: a fact is what has a document."""
    return Record(
        id=id,
        entity=entity,
        revision=revision,
        facts=Facts(data, facts),
        keys=tuple(keys),
        open_claims=tuple(open_claims),
        place=place,
        area=area,
        ended=ended,
        merged_into=merged_into,
    )


def to_documents(
    record: Record, derived: Mapping[str, Value] | None = None
) -> tuple[dict[str, Value], dict[str, FactDocument]]:
    """`data` and `facts` of a record's row: field → value, derived ones too; field → stamps, of claimed ones only.

    :param derived: `derive.values` of the record; where it hides a claimed value, that stays in the fact's document
    """
    derived = derived or {}
    if isinstance(record.facts, Facts):
        data, documents = record.facts.documents(derived)
    else:
        data, documents = {}, {}
        for code, fact in record.facts.items():
            _put(code, fact, derived, data, documents)
    data |= derived
    return data, documents


def fact_to(fact: Fact, *, hidden: bool = False) -> FactDocument:
    """A fact's stamps as a list (`FACT`). `hidden`: `data` shows a derived value, so the claimed one stands here."""
    spoke = fact.owner_spoke
    document: FactDocument = [
        fact.verified.begin,
        fact.verified.end,
        fact.answered,
        fact.open,
        fact.proposals,
        0 if fact.conforms else 1,
        1 if fact.value is not ABSENT else 0,
        fact.changed,
        fact.observed.begin,
        fact.observed.end,
        1 if fact.person else 0,
        fact.field_version,
        fact.source,
        fact.by,
        _LETTER[fact.through],
        fact.received,
        fact.verdict,
        fact.ticket,
        fact.number,
        spoke.begin if spoke else None,
        spoke.end if spoke else None,
        fact.shown,
        fact.vouched,
    ]
    if hidden:
        document.append(None if fact.value is ABSENT else fact.value)
        return document
    last = len(document)
    while last > _TAIL_AT and document[last - 1] == _TAIL[last - 1 - _TAIL_AT]:
        last -= 1
    del document[last:]
    return document


def fact_from(document: FactDocument, value: Value | Any) -> Fact:
    """The fact of a document, with its value from `data`, unless the document holds it."""
    if len(document) > _VALUE:
        value = document[_VALUE]
        full = document
    else:
        full = document + _PADDING[len(document)] + [None]
    (v0, v1, answered, open_, proposals, bad, held, changed, o0, o1, person, version) = full[:12]
    (source, by, through, received, verdict, ticket, number, w0, w1, shown, vouched, _) = full[12:]
    verified = Span(v0, v1)
    return Fact(
        value if held else ABSENT,
        version,
        source,
        by,
        _THROUGH[through],
        received,
        verified if (o0, o1) == (v0, v1) else Span(o0, o1),
        verified,
        changed,
        person == 1,
        answered,
        _VERDICT[verdict],
        ticket,
        number,
        None if w1 is None else Span(w0, w1),
        open_,
        proposals,
        bad == 0,
        shown,
        vouched,
    )
