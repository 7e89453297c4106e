"""Whose row it is: by the system's own key once linked, by identity key, by name and place if one fits (R22a)."""

from collections.abc import Mapping
from dataclasses import dataclass

from formbuilder.records import store
from formbuilder.records.ids import new_id
from formbuilder.records.keeping import Change
from formbuilder.systems.receiving.beside import Beside
from metadata import days
from metadata.entities import Entity
from metadata.keys import agrees, key_of, same_name
from metadata.records import Key, Record
from metadata.values import ABSENT, Absent, Value

#: Kinds of records whose name is no name: their code is all that they are known by.
NAMELESS = frozenset({"dwelling", "building", "event"})

Values = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Found:
    """The record of a row, as it is in this batch. `taken`: the key that another record holds under another name."""

    change: Change
    taken: frozenset[Key] = frozenset()


@dataclass(frozen=True, slots=True)
class Waits:
    """It resembles records that are known, and nobody but a person can say whether it is one of them."""

    alike: tuple[str, ...]


def find(
    entity: Entity,
    values: Values,
    beside: Beside,
    *,
    source: str,
    where: str = "",
    linked: str = "",
    meant: str | None = None,
) -> Found | Waits | None:
    """The record that a row is of; a new one where nobody like it is known; None: it says of nobody.

    :param where: the place that the row names, where its record's own fields name none
    :param linked: the record that the system's own key leads to
    :param meant: the record that a person said it is; '': somebody new
    """
    place, area = store.place_of(entity, values, beside)
    key = key_of(entity, values, area=area, source=source)
    known = beside.record(meant or linked)
    if known is not None:
        return Found(known, _taken(known.record, entity, values, beside, source))
    if key is not None and (met := _by_key(entity, key, values, beside)) is not None:
        change, is_it = met
        if not is_it and not _named(entity, values) and meant is None:
            return Waits((change.record.id,))  # no name that could agree or not: only a person can say
        return Found(change) if is_it else Found(newcomer(entity, place, area, beside), frozenset((key,)))
    if meant is None:
        here = _here(entity, values, place or where, key, beside)
        if len(here) == 1:
            return Found(here[0])
        if alike := here or ([] if key is not None else _resembling(entity, values, place or where, beside)):
            return Waits(tuple(one.record.id for one in alike))
    if key is None and not _named(entity, values):
        return None
    return Found(newcomer(entity, place, area, beside))


def newcomer(entity: Entity, place: str, area: str, beside: Beside) -> Change:
    """A record that is new with this row."""
    return beside.add(Record(new_id(), entity.code, 0, place=place, area=area))


def _named(entity: Entity, values: Values) -> bool:
    return entity.code not in NAMELESS and bool(values.get(entity.name_field))


def _by_key(entity: Entity, key: Key, values: Values, beside: Beside) -> tuple[Change, bool] | None:
    """Whom the key leads to, and whether it is that record: its name agrees too, or nearly (R19)."""
    name = values.get(entity.name_field)
    for holder in beside.holders(entity.code, key):
        change = beside.record(holder.record)
        if change is None:
            continue
        agreed = entity.code in NAMELESS or agrees(name if isinstance(name, str) else None, holder.name)
        if agreed or holder.current:
            return change, agreed
    return None


def _taken(record: Record, entity: Entity, values: Values, beside: Beside, source: str) -> frozenset[Key]:
    """The key that these values would make, if it is another record's: what the merge may not write (R19)."""
    if not any(code in values for code in entity.key):
        return frozenset()
    joint: dict[str, Value | Absent] = {code: values.get(code, record.held(code)) for code in entity.key}
    key = key_of(entity, joint, area=record.area, source=source)
    if key is None or key in record.keys or beside.holder(entity.code, key) in ("", record.id):
        return frozenset()
    return frozenset((key,))


def _here(entity: Entity, values: Values, place: str, key: Key | None, beside: Beside) -> list[Change]:
    """Records of the same name at the same place. One that has another key of the same kind is somebody else."""
    there = beside.there(entity.code, place)
    if entity.code in NAMELESS:
        return [change for one in there if (change := beside.record(one.record))] if key is None else []
    name = values.get(entity.name_field)
    return [
        change
        for one in there
        if isinstance(name, str)
        and same_name(name, one.name)
        and (change := beside.record(one.record)) is not None
        and _may_be(change.record, values, key)
    ]


def _resembling(entity: Entity, values: Values, place: str, beside: Beside) -> list[Change]:
    """Whom a row without a key may be of, which only a person can say: nearly the same name at the same place, or the
    same name and birth date wherever recorded."""
    name = values.get(entity.name_field)
    if not isinstance(name, str) or not name or entity.code in NAMELESS:
        return []
    near = [one.record for one in beside.there(entity.code, place) if agrees(name, one.name)]
    at_home = [c for record in near if (c := beside.record(record)) is not None and _may_be(c.record, values, None)]
    born = values.get("birth_date")
    if at_home or not isinstance(born, str):
        return at_home
    namesakes = (beside.record(record) for record in beside.namesakes(entity.code, name, born))
    return [change for change in namesakes if change is not None and _birth(change.record) == born]


def _may_be(record: Record, values: Values, key: Key | None) -> bool:
    """Nothing says that it is somebody else: no other number of the same kind, no other birth date."""
    if key is not None and any(held.current and held.kind == key.kind for held in record.keys):
        return False
    born, said = _birth(record), values.get("birth_date")
    if not isinstance(born, str) or not isinstance(said, str):
        return True
    return born == said or days.says_less(born, said) or days.says_less(said, born)


def _birth(record: Record) -> Value | Absent:
    """When somebody was born, as a claim says it or their citizen ID number."""
    held = record.held("birth_date")
    number = record.held("id_number")
    if held is ABSENT and record.held("id_type") == "111" and isinstance(number, str) and len(number) == 18:
        return f"{number[6:10]}-{number[10:12]}-{number[12:14]}"
    return held
