"""A record and its history as JSON documents and back: what the tables hold of them (domain: what must be stored)."""

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any

from metadata.claimdocuments import open_claim_from, open_claim_to
from metadata.factdocuments import FACT, HELD, VALUE, FactDocument, fact_from, fact_to
from metadata.historydocuments import entry_from, entry_to
from metadata.records import Fact, Key, OpenClaim, Record
from metadata.values import ABSENT, Absent, Value

__all__ = [
    "FACT",
    "FactDocument",
    "Facts",
    "changed_facts",
    "entry_from",
    "entry_to",
    "fact_from",
    "fact_to",
    "held_value",
    "held_values",
    "open_claim_from",
    "open_claim_to",
    "record_from",
    "stamps_of",
    "to_documents",
]


class Facts(Mapping[str, Fact]):
    """The facts of a stored record, read when they are asked for: a page needs none of them, a submission ten of sixty.

    `held` and `stamps` tell what is held and how it stands without reading a fact.
    """

    __slots__ = ("_changed", "_data", "_documents", "_facts", "_held", "_stamps")

    def __init__(self, data: Mapping[str, Value], documents: Mapping[str, FactDocument]) -> None:
        self._data, self._documents = data, documents
        self._facts: dict[str, Fact] = {}
        self._changed: frozenset[str] = frozenset()
        self._held: dict[str, Value] | None = None
        self._stamps: Mapping[str, FactDocument] | None = documents

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

    def value(self, code: str) -> Value | Absent:
        """What is held of one field, without reading its fact."""
        fact = self._facts.get(code)
        if fact is not None:
            return fact.value
        document = self._documents.get(code)
        if document is None or not document[HELD]:
            return ABSENT
        return document[VALUE] if len(document) > VALUE else self._data[code]

    def held(self) -> dict[str, Value]:
        """Field → value of all that is held, the caller's own to change."""
        if self._held is None:
            data, changed = self._data, self._changed
            self._held = {
                code: document[VALUE] if len(document) > VALUE else data[code]
                for code, document in self._documents.items()
                if document[HELD] and code not in changed
            }
            for code in changed:
                value = self._facts[code].value
                if value is not ABSENT:
                    self._held[code] = value
        return self._held.copy()

    def stamps(self) -> Mapping[str, FactDocument]:
        """Field → the document of its fact as it is now: what was read, and what was changed since."""
        if self._stamps is None:
            self._stamps = {**self._documents, **{code: fact_to(self._facts[code]) for code in self._changed}}
        return self._stamps

    def replaced(self, changes: Mapping[str, Fact]) -> "Facts":
        """These facts with some changed; the others stay unread."""
        after = Facts(self._data, self._documents)
        after._facts = {**self._facts, **changes}
        after._changed = self._changed.union(changes)
        after._stamps = None
        return after

    def documents(self, derived: Container[str]) -> tuple[dict[str, Value], dict[str, FactDocument]]:
        """Values and documents of all facts; what nobody has changed is passed through as it was read."""
        documents = dict(self.stamps())
        for code, document in self.stamps().items():
            hidden = code in derived
            if hidden != (len(document) > VALUE):
                documents[code] = fact_to(self[code], hidden=hidden)
        return self.held(), documents


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


def held_value(facts: Mapping[str, Fact], code: str) -> Value | Absent:
    """What a claim stands for in one field; of stored facts without reading the fact."""
    if isinstance(facts, Facts):
        return facts.value(code)
    fact = facts.get(code)
    return ABSENT if fact is None else fact.value


def stamps_of(facts: Mapping[str, Fact]) -> Mapping[str, FactDocument]:
    """Field → the document of its fact (`FACT`): how it stands, without its value. Of stored facts none is read."""
    return facts.stamps() if isinstance(facts, Facts) else {code: fact_to(fact) for code, fact in facts.items()}


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
