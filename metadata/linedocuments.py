"""Lines of history and open claims as JSON documents and back (R20)."""

from collections.abc import Mapping, Sequence
from functools import cache
from operator import attrgetter
from typing import Any

from metadata.records import Claim, Effect, Line, OpenClaim, Outcome, Route, Through, Verdict
from metadata.stamps import Span
from metadata.values import ABSENT, JSONObject

_FLAGS = (
    "saw",
    "blind",
    "owner",
    "own_words",
    "superseded",
    "repeats",
    "ours",
    "dated",
    "coarser",
    "finer",
    "conforms",
)
_flags = attrgetter(*_FLAGS)


@cache
def _number(flags: tuple[bool, ...]) -> int:
    """Flags as the bits of one number; most claims have the same."""
    return sum(1 << i for i, flag in enumerate(flags) if flag)


def line_to(line: Line) -> JSONObject:
    """A line of history as a document: what replay, as-of and the side-by-side view need, and nothing that is empty."""
    claim, effect = line.claim, line.effect
    document: JSONObject = {
        "id": line.id,
        "revision": line.revision,
        "field": claim.field,
        "verdict": str(claim.verdict),
        "observed": _span_to(claim.observed),
        "source": claim.source,
        "by": claim.by,
        "through": str(claim.through),
        "received": claim.received,
        "field_version": claim.field_version,
        "flags": _number(_flags(claim)),
        "effect": [str(effect.outcome), effect.line, *([str(effect.route)] if effect.route else [])],
    }
    if claim.value is not ABSENT:
        document["value"] = claim.value
    if claim.said is not None:
        document["said"] = _span_to(claim.said)
    if claim.ticket:
        document["ticket"] = claim.ticket
    if claim.number:
        document["number"] = claim.number
    if claim.note:
        document["note"] = claim.note
    if claim.shown:
        document["shown"] = claim.shown
    if line.closes:
        document["closes"] = list(line.closes)
    if line.echo:
        document["echo"] = True
    return document


def line_from(document: Mapping[str, Any]) -> Line:
    """The line of history that `line_to` wrote."""
    flags = document["flags"]
    outcome, line, *route = document["effect"]
    claim = Claim(
        field=document["field"],
        verdict=Verdict(document["verdict"]),
        value=document.get("value", ABSENT),
        observed=_span(document["observed"]),
        source=document["source"],
        by=document["by"],
        through=Through(document["through"]),
        received=document["received"],
        field_version=document["field_version"],
        ticket=document.get("ticket", ""),
        number=document.get("number", 0),
        note=document.get("note", ""),
        said=_span(document["said"]) if "said" in document else None,
        shown=document.get("shown"),
        **{flag: bool(flags >> i & 1) for i, flag in enumerate(_FLAGS)},
    )
    effect = Effect(Outcome(outcome), line, Route(route[0]) if route else None)
    return Line(
        document["id"],
        claim,
        effect,
        document["revision"],
        tuple(document.get("closes", ())),
        document.get("echo", False),
    )


def open_claim_to(claim: OpenClaim) -> JSONObject:
    """An open claim as a document; its row has field, route, owner and opened revision as columns too."""
    document: JSONObject = {
        "id": claim.id,
        "field": claim.field,
        "verdict": str(claim.verdict),
        "route": str(claim.route),
        "owner": claim.owner,
        "opened": claim.opened,
        "source": claim.source,
        "by": claim.by,
        "through": str(claim.through),
        "observed": _span_to(claim.observed),
        "received": claim.received,
        "field_version": claim.field_version,
    }
    if claim.value is not ABSENT:
        document["value"] = claim.value
    optional = {"ticket": claim.ticket, "number": claim.number, "note": claim.note}
    return document | {name: value for name, value in optional.items() if value}


def open_claim_from(document: Mapping[str, Any]) -> OpenClaim:
    """The open claim that `open_claim_to` wrote."""
    return OpenClaim(
        id=document["id"],
        field=document["field"],
        value=document.get("value", ABSENT),
        verdict=Verdict(document["verdict"]),
        route=Route(document["route"]),
        owner=document["owner"],
        opened=document["opened"],
        source=document["source"],
        by=document["by"],
        through=Through(document["through"]),
        observed=_span(document["observed"]),
        received=document["received"],
        field_version=document["field_version"],
        ticket=document.get("ticket", ""),
        number=document.get("number", 0),
        note=document.get("note", ""),
    )


def _span_to(span: Span) -> list[int | None]:
    return [span.begin, span.end]


def _span(document: Sequence[Any]) -> Span:
    return Span(document[0], document[1])
