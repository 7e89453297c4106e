"""Turns in the histories of records: which others were joined to one, and when they went their own way (R19a)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from formbuilder.db import Statement, from_json, to_json
from metadata import documents
from metadata.joining import Deed, Made, Turn
from metadata.records import Key
from metadata.stamps import Instant
from metadata.values import ABSENT, JSONObject

_of = Statement(
    "select revision, deed, other, other_revision, at, taken, made, who, source, reason, kept from turn"
    " where record_id = :id order by revision"
)
_add = Statement(
    "insert into turn (record_id, revision, deed, other, other_revision, at, taken, made, who, source, reason, kept)"
    " values (:record_id, :revision, :deed, :other, :other_revision, :at, :taken, :made, :who, :source, :reason, :kept)"
)


@dataclass(frozen=True, slots=True)
class Ruled:
    """A turn with who ruled it and why. `kept`: what the other record had, to be given back (see `joining.store`)."""

    turn: Turn
    who: str
    source: str
    reason: str
    kept: JSONObject


def ruled(record_id: str) -> list[Ruled]:
    """The rulings in a record's history that are no claims, the oldest first."""
    return [
        Ruled(
            Turn(revision, Deed(deed), other, other_revision, at, _keys(from_json(taken)), _made(from_json(made))),
            *(who, source, reason, from_json(kept)),
        )
        for revision, deed, other, other_revision, at, taken, made, who, source, reason, kept in _of.rows(id=record_id)
    ]


def _keys(documents: Sequence[Sequence[Any]]) -> tuple[Key, ...]:
    return tuple(Key(kind, normal, current) for kind, normal, current in documents)


def _made(document: JSONObject) -> Made | None:
    if not document:
        return None
    return Made(
        facts={code: documents.fact_from(fact, ABSENT) for code, fact in document["facts"].items()},
        open_claims=tuple(documents.open_claim_from(claim) for claim in document["claims"]),
        keys=_keys(document["keys"]),
        ended=document["ended"],
    )


def _to_document(made: Made) -> JSONObject:
    """Every fact with its value in its own document."""
    return {
        "facts": {code: documents.fact_to(fact, hidden=True) for code, fact in made.facts.items()},
        "claims": [documents.open_claim_to(claim) for claim in made.open_claims],
        "keys": [[key.kind, key.normal, key.current] for key in made.keys],
        "ended": made.ended,
    }


def of(record_id: str) -> list[Turn]:
    """The same without who and why."""
    return [one.turn for one in ruled(record_id)]


def joined(record_id: str, at: Instant | None = None) -> list[Ruled]:
    """The rulings by which other records are joined to this one now, or were at an instant."""
    now: dict[str, Ruled] = {}
    for one in ruled(record_id):
        if at is not None and one.turn.at > at:
            break
        if one.turn.deed is Deed.JOINED:
            now[one.turn.other] = one
        elif one.turn.deed is Deed.PARTED:
            now.pop(one.turn.other, None)
    return list(now.values())


def ids_of(record_id: str, at: Instant | None = None) -> list[str]:
    """A record's id, and all ids that lead to it now, or did at an instant."""
    found = [record_id]
    for one in found:
        found += [ruling.turn.other for ruling in joined(one, at)]
    return found


def add(record_id: str, turn: Turn, *, who: str, source: str, reason: str, kept: JSONObject | None = None) -> None:
    """One more ruling in a record's history."""
    _add.run(
        record_id=record_id,
        revision=turn.revision,
        deed=turn.deed.value,
        other=turn.other,
        other_revision=turn.other_revision,
        at=turn.at,
        taken=to_json([[key.kind, key.normal, key.current] for key in turn.taken]),
        made=to_json(_to_document(turn.made) if turn.made else {}),
        who=who,
        source=source,
        reason=reason,
        kept=to_json(kept or {}),
    )


def last(turns: Sequence[Turn], at: Instant) -> Turn | None:
    """The last turn up to an instant."""
    return next((turn for turn in reversed(turns) if turn.at <= at), None)
