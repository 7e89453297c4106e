"""How many values would no longer conform to a changed field, and the marks of those that do not (R1).

Both walk over the records that hold the field, in batches, in the transaction that is open.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from formbuilder.db import Statement, from_json
from metadata import documents, schemas
from metadata.catalogue import Catalogue
from metadata.fields import Field
from metadata.values import ABSENT, JSONObject

BATCH = 1000

_MARK = documents.FACT.index("nonconforming")

_held = Statement(
    "select id, data, json_extract(facts, '$.' || :code) from record where entity = :entity and id > :after"
    " and json_type(facts, '$.' || :code) is not null order by id limit :count",
    postgresql="select id, data, facts -> :code from record where entity = :entity and id > :after"
    " and jsonb_exists(facts, :code) order by id limit :count",
)
_mark = Statement(
    f"update record set facts = json_set(facts, '$.' || :code || '[{_MARK}]', :mark) where id = :id",
    postgresql=f"update record set facts = jsonb_set(facts, array[:code, '{_MARK}'], to_jsonb(cast(:mark as int)))"
    " where id = :id",
)


@dataclass(frozen=True, slots=True)
class Conformity:
    """Of so many records that hold a value of the field, so many hold one that does not conform.

    `marked`: how many marks have changed.
    """

    held: int
    unfit: int
    marked: int = 0


def count(field: Field, catalogue: Catalogue) -> Conformity:
    """How many values there are, and how many would not conform.

    :param catalogue: the one that the field's new version stands in
    """
    held = unfit = 0
    for _id, _was, fits in _judge(field, catalogue):
        held += 1
        unfit += not fits
    return Conformity(held, unfit)


def mark(field: Field, catalogue: Catalogue) -> Conformity:
    """Mark every fact of the field by whether it conforms: what narrowed it makes due, what widened it may clear."""
    held = unfit = marked = 0
    batch: list[JSONObject] = []
    for record_id, was, fits in _judge(field, catalogue):
        held += 1
        unfit += not fits
        if was != fits:
            batch.append({"id": record_id, "code": field.code, "mark": int(not fits)})
            marked += 1
        if len(batch) == BATCH:
            _mark.many(batch)
            batch = []
    _mark.many(batch)
    return Conformity(held, unfit, marked)


def _judge(field: Field, catalogue: Catalogue) -> Iterator[tuple[str, bool, bool]]:
    """Each record that holds a value: its id, whether the fact was marked as conforming, whether it conforms now."""
    after = ""
    while rows := _held.rows(code=field.code, entity=field.entity, after=after, count=BATCH):
        for record_id, data, fact in rows:
            values = from_json(data)
            held = documents.fact_from(from_json(fact), values.get(field.code, ABSENT))
            if held.value is not ABSENT:
                fits = not schemas.faults_of(field, held.value, catalogue, values)
                yield record_id, held.conforms, fits
        after = rows[-1][0]
