"""Rows that a program sends: merged once, whatever the network does, and answered row by row (R15, R22a)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from formbuilder.db import Statement, from_json, to_json
from formbuilder.permissions import Actor, Verb
from formbuilder.systems import deliveries, service
from formbuilder.systems.batching import BATCH
from formbuilder.systems.deliveries import Delivery
from formbuilder.systems.files import table
from formbuilder.systems.problems import RowsKeyReused
from formbuilder.systems.receiving.rows import Outcome, Row
from formbuilder.use_case import use_case
from metadata.stamps import Instant
from metadata.values import JSONObject

_find = Statement("select digest, delivery, answers from sent_rows where system = :system and key = :key")
_begin = Statement(
    "insert into sent_rows (system, key, digest, delivery, answers) values (:system, :key, :digest, :delivery, '[]')"
)
_answer = Statement("update sent_rows set answers = :answers where system = :system and key = :key")


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of rows. `rows`: [{row, state, record, counts, told}] in their order; `first`: they came just now."""

    delivery: Delivery
    rows: Sequence[JSONObject]
    first: bool


def send(
    actor: Actor,
    system: str,
    rows: Sequence[table.Row],
    *,
    key: str,
    digest: str,
    now: Instant,
    as_at: str = "",
    area: str = "",
) -> Answer:
    """Merge rows, a batch at a time; under a key that was seen before, do only what is left, and answer as then.

    :param key: the program's Idempotency-Key; `digest`: SHA-256 of what it sent
    :raises RowsKeyReused: the key came before with other rows
    """
    answer = _known(actor, system, key=key, digest=digest, as_at=as_at, area=area, now=now)
    if answer.delivery.state == deliveries.DONE:
        return replace(answer, first=False)
    left = [row for row in rows if row[0] > answer.delivery.rows]
    for some in (left[start : start + BATCH] for start in range(0, len(left), BATCH)):
        read = service.read(actor, answer.delivery, some, now=now)
        answer = _take(actor, answer, read, key=key, last=some[-1][0] == rows[-1][0], now=now)
    return answer


@use_case(Verb.WRITE_ROWS)
def _known(actor: Actor, system: str, *, key: str, digest: str, as_at: str, area: str, now: Instant) -> Answer:
    found = _find.row(system=system, key=key)
    if found is None:
        delivery = service.begin(actor, system, name="", digest="", as_at=as_at, area=area, now=now)
        _begin.run(system=system, key=key, digest=digest, delivery=delivery.id)
        return Answer(delivery, [], first=True)
    if found[0] != digest:
        raise RowsKeyReused()
    return Answer(service.delivery(actor, found[1]), from_json(found[2]), first=True)


@use_case(Verb.WRITE_ROWS)
def _take(actor: Actor, before: Answer, rows: Sequence[Row], *, key: str, last: bool, now: Instant) -> Answer:
    """A batch and what is answered of it lie on disk together, or neither."""
    delivery, outcomes = service.take(actor, before.delivery, rows, now=now, last=last)
    answers = [*before.rows, *map(answer_of, outcomes)]
    _answer.run(system=delivery.system, key=key, answers=to_json(answers))
    return Answer(delivery, answers, first=True)


def answer_of(outcome: Outcome) -> JSONObject:
    """What became of one row, in no language yet. Whom it resembles is not told: that is for people to see."""
    return {
        "row": outcome.number,
        "state": outcome.state.value,
        "record": outcome.record_id,
        "counts": dict(outcome.counts),
        "told": [said for said in deliveries.told_of(outcome) if said["code"] != "row.alike"],
    }
