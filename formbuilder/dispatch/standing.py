"""A task without a window sends each record when its first item falls due, a little early, door by door (R5b)."""

from datetime import timedelta

from formbuilder import clock
from formbuilder.db import Statement, from_json, is_postgresql
from formbuilder.dispatch import sending, settle, store
from formbuilder.dispatch.conditions_sql import Params
from formbuilder.dispatch.due_sql import DueSQL
from formbuilder.tasks.store import Published
from metadata import documents, due
from metadata.catalogue import Catalogue
from metadata.forms import Assignment
from metadata.records import Record
from metadata.stamps import Instant

_DAY = 24 * 60 * 60 * 1000


def send(published: Published, catalogue: Catalogue, now: Instant) -> int:
    """Send what has fallen due, and what is within its share of a tenth of the limit; how many were sent.

    One statement finds those that may be meant; each is then judged by its own share. The reference day of one that
    is sent early is the day after its first item falls due: on the page that item is due then, and no other.
    """
    sendings = [
        store.Sending(
            record=record.id,
            task=published.form.task,
            round=last + 1,
            form=published.form.id,
            area=record.area,
            sent=now,
            reference=reference,
            known=False,
        )
        for record, last in _candidates(published, catalogue, now)
        if (reference := _reference(published, record, catalogue, now)) is not None
    ]
    store.insert(sendings)
    return len(sendings)


def _candidates(published: Published, catalogue: Catalogue, now: Instant) -> list[tuple[Record, int]]:
    """Records in scope with nothing open of this task; an item is due, or will be within a tenth of its limit."""
    params = Params()
    sql = DueSQL(is_postgresql(), params, catalogue, settle.zone())
    today = store.day_from(settle.today(now))
    near = [
        f"{sql.stamp(item.field, 'verified_from')} < {params.put(now - int(item.freshness_days * _DAY * 0.9))}"
        for item in published.form.items
        if item.freshness_days
    ]
    inputs = sql.count(published.form, now, today)
    scope = sending.scope(published, params, now)
    task = params.put(published.form.task)
    rows = Statement(
        "select r.id, r.entity, r.revision, r.data, r.facts, r.area_code,"
        f" (select coalesce(max(a.round), 0) from assignment a where a.record_id = r.id and a.task_id = {task})"
        f" {scope} and not exists (select 1 from assignment a where a.record_id = r.id and a.task_id = {task}"
        f" and a.state = 'open') and ({' or '.join([f'{inputs} > 0', *near])})"
    ).rows(**params.values)
    return [
        (
            documents.record_from(
                id=id, entity=entity, revision=revision, data=from_json(data), facts=from_json(facts), area=area
            ),
            int(last),
        )
        for id, entity, revision, data, facts, area, last in rows
    ]


def _reference(published: Published, record: Record, catalogue: Catalogue, now: Instant) -> str | None:
    """The reference day of a record that is to be sent now; None: it is not its turn yet."""
    stands = settle.Standing(record, catalogue)
    today = store.day_from(settle.today(now))
    if stands.remaining(Assignment(published.form, sent=now, reference=today)):
        return today.isoformat()
    dwelling = str(stands.values.get("dwelling") or record.id)
    turns = []
    for item in published.form.items:
        falls = due.falls_due(item, record.facts.get(item.field))
        if falls is not None and item.freshness_days:
            turns.append((due.stagger(falls, item.freshness_days, dwelling), falls))
    ready = [falls for turn, falls in turns if turn <= now]
    if not ready:
        return None
    reference = clock.day_of(min(ready), settle.zone()) + timedelta(days=1)
    found = Assignment(published.form, sent=now, reference=reference)
    return reference.isoformat() if stands.remaining(found) else None
