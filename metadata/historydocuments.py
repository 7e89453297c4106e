"""History as JSON documents and back: one document for all that one delivery did to a record (R20).

A row of a system makes fifteen claims, a visit five to twenty. What they have in common (who, when, through what)
stands once; a claim is a list, and what is as usual is not written down.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from operator import attrgetter
from typing import Any

from metadata.records import CHANGE, Claim, Effect, Line, Outcome, Route, Through, Verdict
from metadata.stamps import Span
from metadata.values import ABSENT, JSONObject

#: Positions in the list of one line. `value` is missing where nothing is said to be held (unknown, wrong).
#: `verdict`: 0 for the usual one, a change. `more`: 0, or an object of what few lines have, and of what differs from
#: what the lines have in common.
LINE = ("field", "outcome", "line", "flags", "field_version", "verdict", "more", "value")
FIELD, OUTCOME, _, _, _, _, MORE, VALUE = range(len(LINE))

_FLAGS = (
    *("saw", "blind", "owner", "own_words", "superseded", "repeats"),
    *("ours", "dated", "coarser", "finer", "conforms"),
)
_flags = attrgetter(*_FLAGS)
_common = attrgetter("source", "by", "through", "received", "observed", "ticket", "number")
_optional = attrgetter("note", "said", "shown")
_NOTHING_MORE = ("", None, None)


@cache
def _number(flags: tuple[bool, ...]) -> int:
    """Flags as the bits of one number; most claims have the same."""
    return sum(1 << i for i, flag in enumerate(flags) if flag)


@cache
def _set(flags: int) -> Mapping[str, bool]:
    return {flag: bool(flags >> i & 1) for i, flag in enumerate(_FLAGS)}


def entry_to(lines: Sequence[Line]) -> JSONObject:
    """The lines of one revision, at least one, as a document.

    A line's id is kept where something leads to it: it opens a claim, or closes one.
    """
    first = lines[0].claim
    common = _common(first)
    document = _common_to(first)
    document["lines"] = [_line_to(line, first, common) for line in lines]
    return document


def _common_to(claim: Claim) -> JSONObject:
    document: JSONObject = {
        "source": claim.source,
        "by": claim.by,
        "through": claim.through.value,
        "received": claim.received,
        "observed": [claim.observed.begin, claim.observed.end],
    }
    if claim.ticket:
        document["ticket"] = claim.ticket
    if claim.number:
        document["number"] = claim.number
    return document


def _line_to(line: Line, first: Claim, common: tuple[Any, ...]) -> list[Any]:
    claim, effect = line.claim, line.effect
    more: JSONObject = {}
    if claim is not first and _common(claim) != common:
        more = _differing(claim, first)
    if effect.route is not None or line.closes:
        more["id"] = line.id
    if effect.route is not None:
        more["route"] = effect.route.value
    if line.closes:
        more["closes"] = list(line.closes)
    if line.echo:
        more["echo"] = True
    if _optional(claim) != _NOTHING_MORE:
        more |= _seldom(claim)
    document: list[Any] = [
        claim.field,
        effect.outcome.value,
        effect.line,
        _number(_flags(claim)),
        claim.field_version,
        0 if claim.verdict is CHANGE else claim.verdict.value,
        more or 0,
    ]
    if claim.value is not ABSENT:
        document.append(claim.value)
    return document


def _differing(claim: Claim, first: Claim) -> JSONObject:
    """What one claim has otherwise than the first: a person's value that the owner displaced comes back as its own."""
    mine, theirs = _common_to(claim), _common_to(first)
    blank = {"ticket": "", "number": 0}
    return {
        key: mine.get(key, blank.get(key))
        for key in (*mine, *(key for key in theirs if key not in mine))
        if mine.get(key) != theirs.get(key)
    }


def _seldom(claim: Claim) -> JSONObject:
    more: JSONObject = {}
    if claim.note:
        more["note"] = claim.note
    if claim.said is not None:
        more["said"] = [claim.said.begin, claim.said.end]
    if claim.shown:
        more["shown"] = claim.shown
    return more


def entry_from(document: Mapping[str, Any], revision: int) -> Iterator[Line]:
    """The lines that `entry_to` wrote. Those without an id of their own are named by revision and place."""
    for position, line in enumerate(document["lines"]):
        yield _line_from(line, document, revision, position)


def _line_from(document: Sequence[Any], common: Mapping[str, Any], revision: int, position: int) -> Line:
    field, outcome, row, flags, version, verdict, more, *value = document
    held: Mapping[str, Any] = {**common, **more} if more else common
    said = held.get("said")
    claim = Claim(
        field=field,
        verdict=Verdict(verdict) if verdict else CHANGE,
        value=value[0] if value else ABSENT,
        observed=Span(*held["observed"]),
        source=held["source"],
        by=held["by"],
        through=Through(held["through"]),
        received=held["received"],
        field_version=version,
        ticket=held.get("ticket", ""),
        number=held.get("number", 0),
        note=held.get("note", ""),
        said=Span(*said) if said else None,
        shown=held.get("shown"),
        **_set(flags),
    )
    route = held.get("route")
    effect = Effect(Outcome(outcome), row, Route(route) if route else None)
    id = held.get("id", f"{revision}.{position}")
    return Line(id, claim, effect, revision, tuple(held.get("closes", ())), held.get("echo", False))
