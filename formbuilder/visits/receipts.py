"""What a worker holds in hand after sending: that it is on disk, and what became of it (R14, R15)."""

from formbuilder import clock
from formbuilder.dispatch.settle import Settled
from metadata.forms import AssignmentState
from metadata.immutable import dataclass
from metadata.records import Outcome, Record
from metadata.stamps import Instant
from metadata.values import JSONObject
from metadata.writeback import Merged


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was received and what it did: fields by effect, never a value. `first`: it is not a repeated sending.

    `parked`: field → code of the reason. `settled`: the tasks that the visit served, with what became of each.
    `asked`: how many inputs were answered; `demanded`: how many values the tasks demand together.
    """

    key: str
    digest: str
    received: Instant
    record: str
    revision: int
    verified: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    proposals: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    parked: tuple[tuple[str, str], ...] = ()
    settled: tuple[Settled, ...] = ()
    outcome: str = ""
    asked: int = 0
    demanded: int = 0
    first: bool = True

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Fields whose answer waits for review or for the next door."""
        return self.open


def receipt_of(
    merged: Merged,
    *,
    record: Record,
    key: str,
    digest: str,
    received: Instant,
    settled: list[Settled],
    outcome: str,
    asked: int,
    demanded: int,
) -> Receipt:
    """The receipt of a merge.

    :param record: as it was kept
    """
    effects: dict[Outcome, list[str]] = {}
    for line in merged.lines:
        if not line.echo:
            effects.setdefault(line.effect.outcome, []).append(line.claim.field)

    def fields(outcome: Outcome) -> tuple[str, ...]:
        return tuple(effects.get(outcome, ()))

    return Receipt(
        key=key,
        digest=digest,
        received=received,
        record=record.id,
        revision=record.revision,
        verified=fields(Outcome.VERIFIED),
        written=fields(Outcome.WRITTEN),
        open=fields(Outcome.OPEN),
        proposals=fields(Outcome.PROPOSAL),
        beside=fields(Outcome.BESIDE),
        answered=fields(Outcome.ANSWERED),
        parked=tuple((fault.field, fault.problem.code) for fault in merged.parked),
        settled=tuple(settled),
        outcome=outcome,
        asked=asked,
        demanded=demanded,
    )


def to_document(receipt: Receipt) -> JSONObject:
    """A receipt as it is kept."""
    return {
        "received": receipt.received,
        "record": receipt.record,
        "revision": receipt.revision,
        "verified": receipt.verified,
        "written": receipt.written,
        "open": receipt.open,
        "proposals": receipt.proposals,
        "beside": receipt.beside,
        "answered": receipt.answered,
        "parked": receipt.parked,
        "settled": [[s.task, s.form, s.department, dict(s.title), s.state.value, s.reason] for s in receipt.settled],
        "outcome": receipt.outcome,
        "asked": receipt.asked,
        "demanded": receipt.demanded,
    }


def from_document(key: str, digest: str, kept: JSONObject, *, first: bool) -> Receipt:
    """The receipt that `to_document` wrote."""
    return Receipt(
        key=key,
        digest=digest,
        received=kept["received"],
        record=kept["record"],
        revision=kept["revision"],
        verified=tuple(kept["verified"]),
        written=tuple(kept["written"]),
        open=tuple(kept["open"]),
        proposals=tuple(kept["proposals"]),
        beside=tuple(kept["beside"]),
        answered=tuple(kept["answered"]),
        parked=tuple((field, code) for field, code in kept["parked"]),
        settled=tuple(
            Settled(task, form, department, title, AssignmentState(state), reason)
            for task, form, department, title, state, reason in kept["settled"]
        ),
        outcome=kept["outcome"],
        asked=kept["asked"],
        demanded=kept["demanded"],
        first=first,
    )


def to_answer(receipt: Receipt) -> JSONObject:
    """A receipt as the API gives it (interfaces, POST /submissions)."""
    return {
        "receipt": {
            "key": receipt.key,
            "digest": receipt.digest,
            "received": clock.to_text(receipt.received),
        },
        "record": receipt.record,
        "revision": receipt.revision,
        "verified": list(receipt.verified),
        "written": list(receipt.written),
        "open": list(receipt.open),
        "proposals": list(receipt.proposals),
        "beside": list(receipt.beside),
        "answered": list(receipt.answered),
        "parked": [{"field": field, "code": code} for field, code in receipt.parked],
        "assignments": [
            {"task": s.task, "department": s.department, "title": dict(s.title), "state": s.state.value}
            for s in receipt.settled
        ],
    }
