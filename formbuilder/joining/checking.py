"""What must be true of records that lead to others, whatever happened: `doctor` asks (R19a)."""

from collections.abc import Iterator

from formbuilder.db import Statement

_LED = "select o.id from record o left join record s on s.id = o.merged_into where o.merged_into <> '' and "
_astray = Statement(f"{_LED} (s.id is null or s.merged_into <> '' or s.entity <> o.entity) limit 10")
_keyed = Statement(f"{_LED} exists (select 1 from record_key k where k.record_id = o.id) limit 10")
_waiting = Statement(
    f"{_LED} exists (select 1 from open_claim c where c.record_id = o.id and c.closed_by = '') limit 10"
)
_asked = Statement(f"{_LED} exists (select 1 from assignment a where a.record_id = o.id and a.state = 'open') limit 10")
_unsaid = Statement(
    "select r.id from record r join (select record_id, max(revision) as last from turn"
    " where deed in ('led', 'freed') group by record_id) l on l.record_id = r.id"
    " join turn t on t.record_id = r.id and t.revision = l.last"
    " where (t.deed = 'led') <> (r.merged_into <> '') limit 10"
)


def wrong() -> Iterator[str]:
    """Every fault, as a sentence."""
    for (record,) in _astray.rows():
        yield f"record {record} leads to one that is not there, or leads on"
    for (record,) in _keyed.rows():
        yield f"record {record} leads to another, and holds a key"
    for (record,) in _waiting.rows():
        yield f"record {record} leads to another, and claims wait on it"
    for (record,) in _asked.rows():
        yield f"record {record} leads to another, and is asked something"
    for (record,) in _unsaid.rows():
        yield f"record {record} leads otherwise than its last ruling says"
