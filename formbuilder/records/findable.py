"""Are names found as they are, and are counts what there is: `doctor` looks; `records.searching` keeps both."""

from collections.abc import Iterator

from formbuilder.db import Statement
from formbuilder.records.nameparts import parts_of

#: Names whose parts are looked at one by one, the latest first.
SAMPLE = 200

_otherwise = Statement(
    "select r.id from record r left join named n on n.record_id = r.id where r.merged_into = ''"
    " and (n.no is null or n.name <> r.name or n.area_code <> r.area_code or n.entity <> r.entity) limit 10"
)
_left_over = Statement(
    "select n.record_id from named n left join record r on r.id = n.record_id and r.merged_into = ''"
    " where r.id is null limit 10"
)
_latest = Statement("select no, record_id, entity, area_code, name from named order by no desc limit :count")
_has_part = Statement(
    "select 1 from name_part where entity = :entity and part = :part and area_code = :area and no = :no"
)
_miscounted = Statement(
    "select entity, area_code, sum(counted), sum(there) from ("
    "select entity, area_code, records as counted, 0 as there from record_tally union all"
    " select entity, area_code, 0, count(*) from record where merged_into = '' group by entity, area_code"
    ") c group by entity, area_code having sum(counted) <> sum(there) limit 10"
)


def faults() -> Iterator[str]:
    """A sentence for every record that is found by another name or place than it has, and for every wrong count."""
    for (record_id,) in _otherwise.rows():
        yield f"record {record_id} is not found by what it is called"
    for (record_id,) in _left_over.rows():
        yield f"record {record_id} is still found, and is not there"
    for entity, area, counted, there in _miscounted.rows():
        yield f"{counted} records of {entity} are counted in {area or 'no place'}, {there} are there"
    for number, record_id, entity, area, name in _latest.rows(count=SAMPLE):
        if not all(_has_part.row(entity=entity, part=part, area=area, no=number) for part in parts_of(name)):
            yield f"record {record_id} is not found by every part of its name"
