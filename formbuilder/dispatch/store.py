"""Assignments in their table: narrow rows, read by record on every visit and by area for every list."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from formbuilder.db import Statement, from_json, to_json
from formbuilder.tasks import store as tasks
from metadata.forms import Assignment, AssignmentState
from metadata.immutable import dataclass
from metadata.stamps import Instant
from metadata.values import JSONObject

OPEN = AssignmentState.OPEN.value


@dataclass(frozen=True, slots=True)
class Sent:
    """An assignment as it lies in its table; see `AssignmentRow`."""

    record: str
    task: int
    round: int
    form: int
    area: str
    sent: Instant
    reference: str
    state: str
    reason: str
    taken_by: int | None
    taken_until: Instant | None
    attempts: int
    next_on: str
    blind: tuple[str, ...]
    closed: Instant | None

    @property
    def is_open(self) -> bool:
        return self.state == OPEN

    def taken(self, now: Instant) -> int | None:
        """Who has it now."""
        return self.taken_by if self.taken_until is not None and self.taken_until > now else None

    def begun(self, now: Instant) -> bool:
        """Somebody has it now, or was at the door already: what leaves the scope stays open then (R10a)."""
        return self.attempts > 0 or self.taken(now) is not None

    def assignment(self) -> Assignment:
        """What the renderer composes from."""
        return Assignment(
            form=tasks.published(self.form).form,
            sent=self.sent,
            reference=day_from(self.reference),
            round=self.round,
            state=AssignmentState(self.state),
            blind=frozenset(self.blind),
        )


@lru_cache(maxsize=4096)
def day_from(text: str) -> date:
    """A day as it stands in a row."""
    return date.fromisoformat(text)


_COLUMNS = (
    "record_id, task_id, round, form_id, area_code, sent, reference, state, reason, taken_by, taken_until, attempts,"
    " next_on, blind, closed"
)
_of_record = Statement(f"select {_COLUMNS} from assignment where record_id = :record order by form_id, round")
_of_records = Statement(
    f"select {_COLUMNS} from assignment where record_id in (select value from json_each(:ids))"
    " order by record_id, form_id, round",
    postgresql=f"select {_COLUMNS} from assignment where record_id in"
    " (select jsonb_array_elements_text(cast(:ids as jsonb))) order by record_id, form_id, round",
)
_open_of_record = Statement(
    f"select {_COLUMNS} from assignment where record_id = :record and state = 'open' order by form_id, round"
)
_insert = Statement(
    "insert into assignment (record_id, task_id, round, form_id, area_code, sent, reference, state, reason, attempts,"
    " next_on, blind, closed) values (:record, :task, :round, :form, :area, :sent, :reference, :state, '', 0, '', '[]',"
    " :closed) on conflict do nothing"
)
_close = Statement(
    "update assignment set state = :state, reason = :reason, closed = :now, next_on = ''"
    " where record_id = :record and task_id = :task and round = :round and state = 'open'"
)
_reopen = Statement(
    "update assignment set state = :state, reason = '', closed = :closed, sent = :sent, reference = :reference,"
    " area_code = :area, form_id = :form, taken_by = null, taken_until = null, attempts = 0, next_on = ''"
    " where record_id = :record and task_id = :task and round = :round"
)
_move = Statement("update assignment set area_code = :area where record_id = :record and state = 'open'")
_move_all = Statement(
    "update assignment set area_code = :area where state = 'open' and record_id in (select value from json_each(:ids))",
    postgresql="update assignment set area_code = :area where state = 'open'"
    " and record_id in (select jsonb_array_elements_text(cast(:ids as jsonb)))",
)
_take = Statement(
    "update assignment set taken_by = :account, taken_until = :until where record_id = :record and state = 'open'"
    " and (taken_by is null or taken_by = :account or taken_until <= :now)"
)
_hand_over = Statement(
    "update assignment set record_id = :to where record_id = :record and task_id = :task and round = :round"
)
_release = Statement(
    "update assignment set taken_by = null, taken_until = null where record_id = :record and state = 'open'"
    " and taken_by = :account"
)
_missed_once_more = Statement(
    "update assignment set attempts = attempts + 1, next_on = :next_on, taken_by = null, taken_until = null"
    " where record_id = :record and state = 'open'"
)
_refuse = Statement(
    "update assignment set state = 'refused', reason = 'refused', closed = :now, next_on = ''"
    " where record_id = :record and state = 'open'"
)


def of_record(record: str) -> list[Sent]:
    """All assignments of a record, whatever became of them, in the order of their forms."""
    return [sent_from(row) for row in _of_record.rows(record=record)]


def of_records(records: Sequence[str]) -> dict[str, list[Sent]]:
    """The same of several records, by record; those that nothing was ever sent to are missing."""
    found: dict[str, list[Sent]] = {}
    rows = _of_record.rows(record=records[0]) if len(records) == 1 else _of_records.rows(ids=to_json(list(records)))
    for row in rows:
        found.setdefault(row[0], []).append(sent_from(row))
    return found


def open_of(record: str) -> list[Sent]:
    """The open assignments of a record, in the order of their forms: what one page asks."""
    return [sent_from(row) for row in _open_of_record.rows(record=record)]


def sent_from(row: tuple[Any, ...]) -> Sent:
    """A row of the columns above."""
    blind = row[13]
    drawn: tuple[str, ...] = () if not blind or blind == "[]" else tuple(from_json(blind))
    return Sent(*row[:13], drawn, row[14])  # type: ignore[call-arg]  # thirteen columns in the order of the fields


@dataclass(frozen=True, slots=True)
class Sending:
    """A task sent to a record: open, or `known` and so done at once, where nothing is due (R10)."""

    record: str
    task: int
    round: int
    form: int
    area: str
    sent: Instant
    reference: str
    known: bool

    def to_row(self) -> JSONObject:
        """As the statements take it."""
        return {
            "record": self.record,
            "task": self.task,
            "round": self.round,
            "form": self.form,
            "area": self.area,
            "sent": self.sent,
            "reference": self.reference,
            "state": AssignmentState.DONE.value if self.known else OPEN,
            "closed": self.sent if self.known else None,
        }


def insert(some: Sequence[Sending]) -> None:
    """Send tasks to records."""
    _insert.many([sending.to_row() for sending in some])


def reopen(some: Sequence[Sending]) -> None:
    """Send anew what was withdrawn, or refused once."""
    _reopen.many([sending.to_row() for sending in some])


def close(sent: Sent, state: AssignmentState, reason: str, now: Instant) -> None:
    """End an open assignment; what has ended is final."""
    close_all([(sent, state, reason)], now)


def close_all(some: Sequence[tuple[Sent, AssignmentState, str]], now: Instant) -> None:
    """The same for several, each with its state and why."""
    _close.many(
        [
            {"record": s.record, "task": s.task, "round": s.round, "state": state.value, "reason": reason, "now": now}
            for s, state, reason in some
        ]
    )


def move(some: Sequence[tuple[str, str]]) -> None:
    """Open assignments follow their records (R12): record, area."""
    _move.many([{"record": record, "area": area} for record, area in some])


def hand_over(some: Sequence[Sent], to: str) -> None:
    """Assignments of a record are another's: the two are one (R19a). What became of them stays."""
    _hand_over.many([{"record": s.record, "task": s.task, "round": s.round, "to": to} for s in some])


def move_all(records: Sequence[str], area: str) -> int:
    """The same for several records at once."""
    return _move_all.run(area=area, ids=to_json(list(records)))


def take(record: str, account: int, *, now: Instant, until: Instant) -> int:
    """Take what is free of a record's open assignments; how many are the account's now."""
    return _take.run(record=record, account=account, now=now, until=until)


def release(record: str, account: int) -> int:
    """Give back what the account has taken of a record."""
    return _release.run(record=record, account=account)


def nobody_home(record: str, next_on: str) -> int:
    """One more time nobody was there; the assignments stay open (R13)."""
    return _missed_once_more.run(record=record, next_on=next_on)


def refuse(record: str, now: Instant) -> int:
    """All that is open at a record closes as refused (R13)."""
    return _refuse.run(record=record, now=now)
