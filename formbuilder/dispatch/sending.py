"""Publishing sends a task set-wise: one statement for all records of a piece, however many (R10, R10a)."""

from dataclasses import dataclass

from formbuilder.db import Statement, is_postgresql
from formbuilder.dispatch import settle, store
from formbuilder.dispatch.conditions_sql import ConditionSQL, Params
from formbuilder.dispatch.due_sql import DueSQL
from formbuilder.dispatch.pieces import EVERYWHERE, Piece
from formbuilder.tasks.drafts import Draft
from formbuilder.tasks.store import Published
from metadata.catalogue import Catalogue
from metadata.forms import Form
from metadata.stamps import Instant


@dataclass(frozen=True, slots=True)
class Counts:
    """Records in scope, those to visit, those known well enough, and the median of inputs of those to visit."""

    records: int
    to_visit: int
    already_known: int
    inputs_median: float


_withdraw = Statement(
    "update assignment set state = 'withdrawn', reason = :reason, closed = :now, next_on = ''"
    " where task_id = :task and state = 'open'"
)
_end = Statement(
    "update assignment set state = 'missed', reason = 'window-ended', closed = :now, next_on = ''"
    " where task_id = :task and form_id = :form and state = 'open' and reference < :today"
)

#: What was sent of a task, and who refused lately, as they are before a statement adds to them.
_BEFORE = (
    "was_sent as materialized (select record_id from assignment where task_id = {sent}),"
    " had_refused as materialized"
    " (select record_id from assignment where state = 'refused' and closed > {refused})"
)


def as_published(draft: Draft, form: Form, now: Instant) -> Published:
    """A draft as publishing would have it."""
    return Published(form, draft.areas, draft.filter, draft.window, now, draft.purpose, draft.basis)


def count(published: Published, catalogue: Catalogue, now: Instant) -> Counts:
    """Whom sending it now would send, of records that have no assignment of this task yet."""
    params = Params()
    before, inputs, scope = _parts(published, catalogue, now, params)
    rows = Statement(
        f"{_with(before)} select inputs, count(*) from (select {inputs} as inputs {scope}) s group by inputs"
    ).rows(**params.values)
    by_inputs = {int(n): int(many) for n, many in rows}
    records = sum(by_inputs.values())
    known = by_inputs.pop(0, 0)
    return Counts(records, records - known, known, _median(by_inputs))


def send(published: Published, catalogue: Catalogue, now: Instant, piece: Piece = EVERYWHERE) -> tuple[int, int]:
    """Send every record in scope that has no assignment of this task yet; where nothing is due it is done at once.

    :param piece: those in these areas alone
    :returns: how many are open, and how many were known well enough
    """
    params = Params()
    before, inputs, scope = _parts(published, catalogue, now, params, piece)
    form = published.form
    p = params.put
    values = (
        f"id, {p(form.task)}, 1, {p(form.id)}, area_code, {p(now)}, {p(settle.reference_day(published, now))},"
        f" case when inputs > 0 then 'open' else 'done' end, '', 0, '', {_no_items()},"
        f" case when inputs > 0 then null else cast({p(now)} as bigint) end"
    )
    Statement(
        "insert into assignment (record_id, task_id, round, form_id, area_code, sent, reference, state, reason,"
        " attempts, next_on, blind, closed)"
        # Materialised: SQLite would work out the inputs of each record once for each time that they are named.
        f" {_with(before, f's as materialized (select r.id, r.area_code, {inputs} as inputs {scope})')}"
        f" select {values} from s"
    ).run(**params.values)
    row = _sent.row(task=form.task, now=now, begin=piece.begin, end=piece.end)
    return (int(row[0]), int(row[1])) if row else (0, 0)


_sent = Statement(
    "select coalesce(sum(case when state = 'open' then 1 else 0 end), 0),"
    " coalesce(sum(case when state = 'done' then 1 else 0 end), 0)"
    " from assignment where task_id = :task and sent = :now and area_code >= :begin and area_code < :end"
)


def withdraw(task: int, reason: str, now: Instant) -> int:
    """A task is closed: nobody need go any more."""
    return _withdraw.run(task=task, reason=reason, now=now)


def end(published: Published, now: Instant) -> int:
    """What is still open when a window has ended is missed (R10a); how many."""
    if published.window is None:
        return 0
    return _end.run(task=published.form.task, form=published.form.id, now=now, today=settle.today(now))


def _parts(
    published: Published, catalogue: Catalogue, now: Instant, params: Params, piece: Piece = EVERYWHERE
) -> tuple[str, str, str]:
    """What is read first, the number of inputs, and everything from FROM on: records in scope that are not sent yet.

    PostgreSQL, which may think of the table as empty, would look through all that the very statement has added so far,
    for each record anew: there what was sent before is read first.
    """
    postgresql = is_postgresql()
    form = published.form
    reference = store.day_from(settle.reference_day(published, now))
    inputs = DueSQL(postgresql, params, catalogue, settle.zone()).count(form, now, reference)
    sent = params.put(form.task)
    if postgresql:
        before = _BEFORE.format(sent=sent, refused=params.put(now - settle.REFUSED_FOR))
        return (
            before,
            inputs,
            (
                f"{_within(published, params, piece)}"
                " and not exists (select 1 from had_refused a where a.record_id = r.id)"
                " and not exists (select 1 from was_sent a where a.record_id = r.id)"
            ),
        )
    return (
        "",
        inputs,
        (
            f"{scope(published, params, now, piece)}"
            f" and not exists (select 1 from assignment a where a.record_id = r.id and a.task_id = {sent})"
        ),
    )


def scope(published: Published, params: Params, now: Instant, piece: Piece = EVERYWHERE) -> str:
    """FROM and WHERE: the records in a task's areas that pass its filter, have not ended and did not refuse lately."""
    refused = params.put(now - settle.REFUSED_FOR)
    return (
        f"{_within(published, params, piece)}"
        f" and not exists (select 1 from assignment a where a.record_id = r.id and a.state = 'refused'"
        f" and a.closed > {refused})"
    )


def _within(published: Published, params: Params, piece: Piece) -> str:
    # One pair of bounds for each area: SQLite looks up no more than one, and walks through the rest.
    areas = " or ".join(
        f"(r.area_code >= {params.put(begin)} and r.area_code < {params.put(end)})"
        for begin, end in piece.ranges(published.areas)
    )
    return (
        f"from record r where r.entity = {params.put(published.form.entity)} and ({areas or 'false'}) and not r.ended"
        f" and r.merged_into = '' and {ConditionSQL(is_postgresql(), params).holds(published.filter)}"
    )


def _with(*before: str) -> str:
    """What a statement reads first."""
    parts = ", ".join(filter(None, before))
    return f"with {parts}" if parts else ""


def _no_items() -> str:
    return "cast('[]' as jsonb)" if is_postgresql() else "'[]'"


def _median(by_inputs: dict[int, int]) -> float:
    """The median of numbers that come with how often each occurs; 0 without any."""
    numbers = sorted(by_inputs)
    total = sum(by_inputs.values())
    if not total:
        return 0.0
    middle = ((total - 1) // 2, total // 2)
    found: list[int] = []
    passed = 0
    for number in numbers:
        passed += by_inputs[number]
        while len(found) < 2 and middle[len(found)] < passed:
            found.append(number)
    return sum(found) / 2
