"""Names of records as search finds them: whoever changes a name or a place says so here, many at once."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from formbuilder.db import Statement, to_json
from formbuilder.records.nameparts import parts_of


class Named(NamedTuple):
    """What a record is called, and where it is."""

    entity: str
    area: str
    name: str


_before = Statement(
    "select record_id, no, entity, area_code, name from named where record_id in (select value from json_each(:ids))",
    postgresql="select record_id, no, entity, area_code, name from named where record_id in"
    " (select jsonb_array_elements_text(cast(:ids as jsonb)))",
)
_keep = Statement(
    "insert into named (record_id, entity, area_code, name)"
    " select value ->> 0, value ->> 1, value ->> 2, value ->> 3 from json_each(:rows) where true"
    " on conflict (record_id) do update set entity = excluded.entity, area_code = excluded.area_code,"
    " name = excluded.name returning record_id, no",
    postgresql="insert into named (record_id, entity, area_code, name)"
    " select v ->> 0, v ->> 1, v ->> 2, v ->> 3 from jsonb_array_elements(cast(:rows as jsonb)) v"
    " on conflict (record_id) do update set entity = excluded.entity, area_code = excluded.area_code,"
    " name = excluded.name returning record_id, no",
)
_drop = Statement("delete from named where no = :no")
_take_away = Statement(
    "delete from name_part where (entity, part, area_code, no) in"
    " (select value ->> 0, value ->> 1, value ->> 2, value ->> 3 from json_each(:rows))",
    postgresql="delete from name_part p using jsonb_array_elements(cast(:rows as jsonb)) v where p.entity = v ->> 0"
    " and p.part = v ->> 1 and p.area_code = v ->> 2 and p.no = cast(v ->> 3 as bigint)",
)
_add = Statement(
    "insert into name_part (entity, part, area_code, no)"
    " select value ->> 0, value ->> 1, value ->> 2, value ->> 3 from json_each(:rows) where true"
    " on conflict do nothing",
    postgresql="insert into name_part (entity, part, area_code, no)"
    " select v ->> 0, v ->> 1, v ->> 2, cast(v ->> 3 as bigint)"
    " from jsonb_array_elements(cast(:rows as jsonb)) v on conflict do nothing",
)
# Who writes at the same time writes in another stripe.
_count = Statement(
    "insert into record_tally (entity, area_code, stripe, records)"
    " select value ->> 0, value ->> 1, 0, value ->> 2 from json_each(:rows) where true"
    " on conflict (entity, area_code, stripe) do update set records = records + excluded.records",
    postgresql="insert into record_tally as t (entity, area_code, stripe, records)"
    " select v ->> 0, v ->> 1, pg_backend_pid() % 16, cast(v ->> 2 as int)"
    " from jsonb_array_elements(cast(:rows as jsonb)) v"
    " on conflict (entity, area_code, stripe) do update set records = t.records + excluded.records",
)


def index(rows: Sequence[tuple[str, str, str, str]]) -> None:
    """Make records findable by what they are called now; what they were called before finds them no longer.

    Those that are called and placed as before cost one statement together, the others five. It counts them too.

    :param rows: id, entity, area and name of records that are new, or whose name or area has changed
    """
    now = {record_id: Named(entity, area, name) for record_id, entity, area, name in rows}
    before = _known(now)
    changed = {one: named for one, named in now.items() if one not in before or before[one][1] != named}
    if not changed:
        return
    numbers: dict[str, int] = dict(_keep.rows(rows=to_json([(one, *named) for one, named in sorted(changed.items())])))
    old = {row for one in changed if one in before for row in _parts(*before[one])}
    new = {row for one, named in changed.items() for row in _parts(numbers[one], named)}
    _write(_take_away, old - new)
    _write(_add, new - old)
    gone = [before[one][1] for one in changed if one in before]
    _tally(changed.values(), gone)


def forget(ids: Iterable[str]) -> None:
    """Find these records no longer, and count them no longer: they were joined with another, or erased."""
    before = _known(ids)
    for number, _named in before.values():
        _drop.run(no=number)
    _write(_take_away, {row for number, named in before.values() for row in _parts(number, named)})
    _tally((), [named for _number, named in before.values()])


def _known(ids: Iterable[str]) -> dict[str, tuple[int, Named]]:
    return {row[0]: (row[1], Named(*row[2:])) for row in _before.rows(ids=to_json(list(ids)))}


def _parts(number: int, named: Named) -> Iterable[tuple[str, str, str, int]]:
    return ((named.entity, part, named.area, number) for part in parts_of(named.name))


def _write(statement: Statement, rows: Iterable[tuple[object, ...]]) -> None:
    ordered = sorted(rows)
    if ordered:
        statement.run(rows=to_json(ordered))


def _tally(come: Iterable[Named], gone: Iterable[Named]) -> None:
    """In the order of the areas, always: two who count at the same time do not lock each other out."""
    change = Counter((named.entity, named.area) for named in come)
    change.subtract((named.entity, named.area) for named in gone)
    _write(_count, [(entity, area, by) for (entity, area), by in change.items() if by])
