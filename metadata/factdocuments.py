"""A fact as the JSON document of a record's row, and back: a list, for a record has sixty of them."""

from collections.abc import Mapping
from operator import itemgetter
from typing import Any

from metadata.records import Fact, Through, Verdict
from metadata.stamps import Span
from metadata.values import ABSENT, Value

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
#: The positions that a page reads without reading the fact.
VERIFIED_FROM, VERIFIED_TO, ANSWERED, OPEN, PROPOSALS, NONCONFORMING, HELD, CHANGED = range(8)
OBSERVED_TO, SOURCE, THROUGH, VALUE = map(FACT.index, ("observed_to", "source", "through", "value"))
#: Of a document: who stands for the fact, by which way it came, and since when.
origin = itemgetter(SOURCE, THROUGH, VERIFIED_FROM, VERIFIED_TO)
#: Where it stands whether a fact is held and in order; and how that looks if it is, with nothing waiting.
STANDING, IN_ORDER = slice(OPEN, HELD + 1), [0, 0, 0, 1]

#: What stands at the optional end of a fact's document if nothing is said.
_TAIL: tuple[Any, ...] = (None, "", 0, None, None, None, "")
_TAIL_AT = FACT.index("verdict")
_PADDING = {length: [*_TAIL[length - _TAIL_AT :], None] for length in range(_TAIL_AT, VALUE + 1)}
#: Letter in a document → the way by which a claim came in.
WAYS: Mapping[str, Through] = {through.value[0]: through for through in (Through.VISIT, Through.DESK)} | {
    "u": Through.RULING,
    "r": Through.ROW,
}
_LETTER = {through: letter for letter, through in WAYS.items()}
_VERDICT: Mapping[str | None, Verdict | None] = {None: None} | {str(v): v for v in Verdict}

FactDocument = list[Any]


def way(document: FactDocument) -> Through:
    """The way by which the claim came in that stands behind a fact."""
    return WAYS[document[THROUGH]]


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
    if len(document) > VALUE:
        value = document[VALUE]
        full = document
    else:
        full = document + _PADDING[len(document)]
    # fmt: off
    (
        v0, v1, answered, open_, proposals, bad, held, changed, o0, o1, person, version,
        source, by, through, received, verdict, ticket, number, w0, w1, shown, vouched, _,
    ) = full
    # fmt: on
    verified = Span(v0, v1)
    return Fact(
        value if held else ABSENT,
        version,
        source,
        by,
        WAYS[through],
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
