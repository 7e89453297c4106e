"""Records that are probably one: who would have another's key, and namesakes born on one day or at one place (R19)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from formbuilder.db import Statement, from_json, to_json
from formbuilder.joining import store
from formbuilder.permissions import Actor, Role, sees_placeless
from formbuilder.records.sights import Eyes, Look
from metadata import documents
from metadata.catalogue import Catalogue
from metadata.fields import Field
from metadata.keys import key_of
from metadata.records import Key, OpenClaim, Record
from metadata.stamps import Instant
from metadata.values import Value

_NOT_TOLD_APART = (
    "not exists (select 1 from apart p where p.record_id = case when r.id < o.id then r.id else o.id end"
    " and p.other = case when r.id < o.id then o.id else r.id end)"
)
#: Two with numbers of one kind that differ are two.
_OTHER_NUMBERS = (
    "exists (select 1 from record_key m join record_key n on n.record_id = o.id and n.kind = m.kind and n.current"
    " where m.record_id = r.id and m.current and m.normal <> n.normal)"
)
#: The one is found by its area, the other by its name: of that no index by area is asked ("|| ''").
_NAMESAKES = (
    "select r.id, r.name, r.area_code, o.id, o.name, o.area_code, {born} from record r"
    " join record o on o.entity = r.entity and o.name = r.name and o.id <> r.id and o.merged_into = ''"
    " where r.entity = :entity and r.area_code >= :area and r.area_code < :area_end and r.merged_into = ''"
    " and r.name <> '' and (o.id > r.id and o.area_code || '' >= :area and o.area_code || '' < :area_end"
    " or o.area_code || '' = :placeless and :placeless = '')"
    " and ({born} or r.place <> '' and r.place = o.place)"
    f" and {_NOT_TOLD_APART} and not {_OTHER_NUMBERS} order by r.name, r.id, o.id limit :count"
)
_namesakes = Statement(
    _NAMESAKES.format(
        born="coalesce(json_extract(r.data, '$.birth_date') = json_extract(o.data, '$.birth_date'), false)"
    ),
    postgresql=_NAMESAKES.format(born="coalesce(r.data -> 'birth_date' = o.data -> 'birth_date', false)"),
)
_KEY_CLAIMS = (
    "select r.id, r.entity, r.name, r.area_code, r.data, r.facts, c.claim from open_claim c"
    " join record r on r.id = c.record_id where c.closed_by = '' and c.route = 'review' and c.field in {fields}"
    " and (c.area_code >= :area and c.area_code < :area_end or c.area_code = :placeless) and r.merged_into = ''"
    " order by c.received, c.id limit 500"
)
_key_claims = Statement(
    _KEY_CLAIMS.format(fields="(select value from json_each(:fields))"),
    postgresql=_KEY_CLAIMS.format(fields="(select jsonb_array_elements_text(cast(:fields as jsonb)))"),
)
_HOLDERS = (
    "select k.entity, k.kind, k.normal, r.id, r.name, r.area_code from record_key k"
    " join record r on r.id = k.record_id where k.normal in {normals} order by k.current desc, k.since"
)
_holders = Statement(
    _HOLDERS.format(normals="(select value from json_each(:normals))"),
    postgresql=_HOLDERS.format(normals="(select jsonb_array_elements_text(cast(:normals as jsonb)))"),
)
_data = Statement(
    "select id, data from record where id in (select value from json_each(:ids))",
    postgresql="select id, data from record where id in (select jsonb_array_elements_text(cast(:ids as jsonb)))",
)


#: A field and its value, by which people tell two namesakes from each other.
Said = tuple[Field, Look]
#: Kind → the fields that the list shows of each.
SHOWN = {
    "person": ("id_number", "birth_date", "current_address", "mobile_phone"),
    "enterprise": ("uscc", "business_address", "ent_contact_phone"),
}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that are probably one, and why: `key`, `birth_date` or `place`. `one` has the key, or was first."""

    entity: str
    why: str
    one: str
    one_name: str
    one_area: str
    other: str
    other_name: str
    other_area: str
    one_says: tuple[Said, ...] = ()
    other_says: tuple[Said, ...] = ()


def find(actor: Actor, eyes: Eyes, catalogue: Catalogue, *, count: int) -> list[Pair]:
    """The pairs of an actor's area, those of one key first. A fixed number of statements.

    Namesakes are looked for in a secretary's area alone: in a whole city everybody has some.
    """
    where = where_of(actor)
    found = list(_by_key(eyes, catalogue, where))
    known = {frozenset((pair.one, pair.other)) for pair in found}
    for entity in catalogue.entities.values():
        if entity.code in NAMED and actor.role is Role.SECRETARY:
            rows = _namesakes.rows(entity=entity.code, **where, count=count)
            for one, one_name, one_area, other, other_name, other_area, born in rows:
                if frozenset((one, other)) not in known:
                    names = [eyes.name(catalogue, entity.code, name) for name in (one_name, other_name)]
                    why = "birth_date" if born else "place"
                    found.append(Pair(entity.code, why, one, names[0], one_area, other, names[1], other_area))
    return _with_words(found[:count], eyes, catalogue)


def _with_words(pairs: list[Pair], eyes: Eyes, catalogue: Catalogue) -> list[Pair]:
    """The pairs with what people tell them apart by, as the actor may see it."""
    ids = sorted({id for pair in pairs for id in (pair.one, pair.other)})
    data: dict[str, dict[str, Value]] = {id: from_json(held) for id, held in _data.rows(ids=to_json(ids))}

    def says(pair: Pair, id: str) -> tuple[Said, ...]:
        fields = [catalogue.field(code) for code in SHOWN.get(pair.entity, ()) if code in catalogue.fields]
        return tuple((field, eyes.look(field, data[id][field.code])) for field in fields if field.code in data[id])

    return [replace(pair, one_says=says(pair, pair.one), other_says=says(pair, pair.other)) for pair in pairs]


#: Kinds whose name says who they are.
NAMED = frozenset({"person", "enterprise"})


def where_of(actor: Actor) -> dict[str, str]:
    """The area of a secretary; of the department that keeps the addresses everything."""
    if actor.role is Role.DEPARTMENT_ADMIN:
        return {"area": "", "area_end": "~", "placeless": ""}
    placeless = "" if sees_placeless(actor) else actor.area
    return {"area": actor.area, "area_end": actor.area + "~", "placeless": placeless}


@dataclass(frozen=True, slots=True)
class _Claims:
    """Claims of one delivery that would make another record's key."""

    record: Record
    name: str
    key: Key


def _by_key(eyes: Eyes, catalogue: Catalogue, where: dict[str, str]) -> Iterable[Pair]:
    """Who said a key that another record holds, beside that record (R19)."""
    waiting = list(_would_make(catalogue, where))
    rows = _holders.rows(normals=to_json(sorted({one.key.normal for one in waiting}))) if waiting else []
    holders: dict[tuple[str, str, str], list[tuple[str, str, str]]] = {}
    for entity, kind, normal, holder, name, area in rows:
        holders.setdefault((entity, kind, normal), []).append((holder, name, area))
    ids = {one.record.id for one in waiting}.union(row[3] for row in rows)
    done = store.told_apart(ids)
    for one in waiting:
        entity = one.record.entity
        for holder, name, area in holders.get((entity, one.key.kind, one.key.normal), ()):
            two = frozenset((holder, one.record.id))
            if len(two) == 2 and two not in done and eyes.covers(Record(holder, entity, 1, area=area)):
                done.add(two)
                names = [eyes.name(catalogue, entity, each) for each in (name, one.name)]
                yield Pair(entity, "key", holder, names[0], area, one.record.id, names[1], one.record.area)


def _would_make(catalogue: Catalogue, where: dict[str, str]) -> Iterable[_Claims]:
    fields = sorted({code for entity in catalogue.entities.values() for code in entity.key})
    together: dict[tuple[str, Instant, str], tuple[Record, str, list[OpenClaim]]] = {}
    for id, entity, name, area, data, facts, claim in _key_claims.rows(**where, fields=to_json(fields)):
        said = documents.open_claim_from(from_json(claim))
        record = documents.record_from(
            id=id, entity=entity, revision=1, data=from_json(data), facts=from_json(facts), area=area
        )
        together.setdefault((id, said.received, said.source), (record, name, []))[2].append(said)
    for record, name, claims in together.values():
        kind = catalogue.entity(record.entity)
        values = {code: record.held(code) for code in kind.key}
        values |= {claim.field: claim.value for claim in claims if claim.field in values}
        key = key_of(kind, values, area=record.area, source=claims[0].source)
        if key is not None:
            yield _Claims(record, name, key)
