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

#: Types whose judgement looks at other values of the record too: a document's number at its type.
_WITH_OTHERS = frozenset({"identity"})
#: Most judgements that are remembered: values repeat, those of a code list all the time.
_REMEMBERED = 10_000

_held = Statement(
    "select id, json_array(json_extract(data, '$.' || :code)), json_extract(facts, '$.' || :code),"
    " case when :others then data end"
    # `+`: walk by id; the index on the entity would sort all of its records for every batch.
    " from record where +entity = :entity and id > :after"
    " and json_type(facts, '$.' || :code) is not null order by id limit :count",
    postgresql="select id, jsonb_build_array(data -> :code), facts -> :code, case when :others then data end"
    " from record where entity = :entity and id > :after"
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
    after, others = "", field.type in _WITH_OTHERS
    known: dict[str, bool] = {}
    while rows := _held.rows(code=field.code, entity=field.entity, after=after, count=BATCH, others=others):
        for record_id, shown, document, data in rows:
            fact = documents.fact_from(from_json(document), from_json(shown)[0])
            if fact.value is ABSENT:
                continue
            name = "" if others else repr(fact.value)
            fits = known.get(name) if name else None
            if fits is None:
                fits = not schemas.faults_of(field, fact.value, catalogue, from_json(data) if others else None)
                if name and len(known) < _REMEMBERED:
                    known[name] = fits
            yield record_id, fact.conforms, fits
        after = rows[-1][0]
