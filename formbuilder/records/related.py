"""Both sides of a relation: the records that one names, and those that name it (R2b)."""

from formbuilder.db import Statement, to_json
from formbuilder.permissions import Sight
from formbuilder.records import store, turns
from formbuilder.records.seen import Related
from formbuilder.records.sights import Eyes
from metadata.catalogue import Catalogue
from metadata.records import Record

#: As many of one kind are shown.
MOST = 30

#: Who lives together lies in one grid: the index of areas leads there, and no document elsewhere is read.
_naming = Statement(
    "select id, name from record where entity = :entity and area_code = :area and merged_into = ''"
    " and json_extract(data, '$.' || :field) in (select value from json_each(:ids)) order by name, id limit :most",
    postgresql="select id, name from record where entity = :entity and area_code = :area and merged_into = ''"
    " and data ->> cast(:field as text) in (select jsonb_array_elements_text(cast(:ids as jsonb)))"
    " order by name, id limit :most",
)


def of(record: Record, eyes: Eyes, catalogue: Catalogue) -> list[Related]:
    """The records that stand in relation to one, as far as they exist for these eyes: first those that it names.

    Who names an id that leads to another record names that one (R19a).
    """
    found: list[Related] = []
    ids = to_json(turns.ids_of(record.id))
    for code in catalogue.entity(record.entity).relations:
        field, value = catalogue.field(code), record.held(code)
        other = store.led_to(value) if isinstance(value, str) and eyes.of(field) is not Sight.NOT else None
        if other is not None and eyes.covers(other):
            name = eyes.name(catalogue, other.entity, store.name(other.id))
            found.append(Related(field, other.id, name, other.entity, towards=True))
    for field in catalogue.fields.values():
        if field.refers_to != record.entity or eyes.of(field) is Sight.NOT or not record.area:
            continue
        rows = _naming.rows(entity=field.entity, area=record.area, field=field.code, ids=ids, most=MOST)
        found += [
            Related(field, other_id, eyes.name(catalogue, field.entity, name), field.entity, towards=False)
            for other_id, name in rows
        ]
    return found
