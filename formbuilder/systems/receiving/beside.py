"""What a batch of rows is found and merged with, read set-wise before: places, keys, records at the same place.

Everything that the batch itself changes is told here too, so that a later row meets what an earlier one left.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from formbuilder.areas import store as areas
from formbuilder.db import Statement, to_json
from formbuilder.records import store
from formbuilder.records.keeping import Change
from formbuilder.records.lookup import TABLES
from metadata.catalogue import Catalogue
from metadata.records import Key, Record
from metadata.values import Value

_HOLDERS = (
    "select k.kind, k.normal, k.record_id, k.current, r.name from record_key k join record r on r.id = k.record_id"
    " where k.entity = :entity and k.normal in {} order by k.current desc, k.since"
)
_holders = Statement(
    _HOLDERS.format("(select value from json_each(:normals))"),
    postgresql=_HOLDERS.format("(select jsonb_array_elements_text(cast(:normals as jsonb)))"),
)
_THERE = "select id, place, name from record where entity = :entity and merged_into = '' and place in {}"
_there = Statement(
    _THERE.format("(select value from json_each(:places))"),
    postgresql=_THERE.format("(select jsonb_array_elements_text(cast(:places as jsonb)))"),
)
_namesakes = Statement(
    "select id, name from record where entity = :entity and merged_into = ''"
    " and name in (select value from json_each(:names))"
    " and json_extract(data, '$.birth_date') in (select value from json_each(:births))",
    postgresql="select id, name from record where entity = :entity and merged_into = ''"
    " and name in (select jsonb_array_elements_text(cast(:names as jsonb)))"
    " and data ->> 'birth_date' in (select jsonb_array_elements_text(cast(:births as jsonb)))",
)


@dataclass(frozen=True, slots=True)
class Holder:
    """A record that holds a key, or once held it."""

    record: str
    current: bool
    name: str


@dataclass(frozen=True, slots=True)
class There:
    """A record at a place, by the name that lists show."""

    record: str
    name: str


@dataclass(slots=True)
class Beside:
    """Implements `records.lookup.Lookup` for a batch; what was not read before is asked of the tables."""

    catalogue: Catalogue
    changes: dict[str, Change] = field(default_factory=dict)
    _places: dict[str, tuple[str, str]] = field(default_factory=dict)
    _holders: dict[tuple[str, str, str], list[Holder]] = field(default_factory=dict)
    _there: dict[tuple[str, str], list[There]] = field(default_factory=dict)
    _namesakes: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    _buildings: dict[str, str] = field(default_factory=dict)
    _doors: dict[tuple[str, str, str, str], str] = field(default_factory=dict)

    # -- reading before ---------------------------------------------------------------------------------------------

    def read_places(self, addresses: Iterable[Value]) -> None:
        """Where addresses lie: two statements for all of them."""
        wanted = {_text_of(address): address for address in addresses}
        missing = [text for text in wanted if text not in self._places]
        if missing:
            found = areas.places_of([wanted[text] for text in missing])
            self._places.update(zip(missing, found, strict=True))
            self._places.update((place[0], place) for place in found if place[0])

    def read_doors(self, doors: Collection[tuple[str, str, str, str]]) -> None:
        """Doors by area, building, unit and room."""
        self._doors.update(areas.doors_of(doors))

    def read_buildings(self, doors: Collection[str]) -> None:
        """Which buildings doors are in, as the address library says."""
        self._buildings.update(areas.buildings_of(doors))

    def read_holders(self, entity: str, keys: Collection[Key]) -> None:
        """Who holds keys, or once did."""
        if not keys:
            return
        for key in keys:
            self._holders.setdefault((entity, key.kind, key.normal), [])
        for kind, normal, record, current, name in _holders.rows(
            entity=entity, normals=to_json(sorted({key.normal for key in keys}))
        ):
            self._holders.setdefault((entity, kind, normal), []).append(Holder(record, bool(current), name))

    def read_there(self, entity: str, places: Collection[str]) -> None:
        """Who is recorded at places."""
        wanted = {place for place in places if place and (entity, place) not in self._there}
        if not wanted:
            return
        for place in wanted:
            self._there[entity, place] = []
        for record, place, name in _there.rows(entity=entity, places=to_json(sorted(wanted))):
            self._there[entity, place].append(There(record, name))

    def read_namesakes(self, entity: str, born: Mapping[str, str]) -> None:
        """Who has a name and one of these birth dates, wherever. `born`: name → birth date."""
        wanted = {name: birth for name, birth in born.items() if (entity, name) not in self._namesakes}
        if not wanted:
            return
        self._namesakes.update(((entity, name), []) for name in wanted)
        births = to_json(sorted(set(wanted.values())))
        for record, name in _namesakes.rows(entity=entity, names=to_json(sorted(wanted)), births=births):
            self._namesakes[entity, name].append(record)

    def read_records(self, ids: Collection[str]) -> None:
        """Lock records, and those that they were merged into (R19a)."""
        wanted = {record for record in ids if record and record not in self.changes}
        while wanted:
            found = store.lock_all(wanted)
            self.changes.update((record.id, Change(record, record)) for record in found.values())
            wanted = {r.merged_into for r in found.values() if r.merged_into and r.merged_into not in self.changes}

    # -- asking -----------------------------------------------------------------------------------------------------

    def record(self, record_id: str) -> Change | None:
        """A record as it is now in this batch; of one that was merged into another, that one."""
        if record_id and record_id not in self.changes:
            self.read_records([record_id])
        change = self.changes.get(record_id)
        while change is not None and change.record.merged_into:
            change = self.changes.get(change.record.merged_into)
        return change

    def place_of(self, address: Value) -> tuple[str, str]:
        text = _text_of(address)
        if text not in self._places:
            self._places[text] = areas.place_of(address)
        return self._places[text]

    def place_of_record(self, record_id: str) -> tuple[str, str]:
        change = self.changes.get(record_id)
        return (change.record.place, change.record.area) if change else TABLES.place_of_record(record_id)

    def holders(self, entity: str, key: Key) -> Sequence[Holder]:
        """Who holds a key now or once did, the present one first."""
        if (entity, key.kind, key.normal) not in self._holders:
            self.read_holders(entity, [key])
        return self._holders[entity, key.kind, key.normal]

    def holder(self, entity: str, key: Key) -> str:
        return next((holder.record for holder in self.holders(entity, key) if holder.current), "")

    def there(self, entity: str, place: str) -> Sequence[There]:
        """Who is recorded at a place."""
        if not place:
            return ()
        self.read_there(entity, [place])
        return self._there[entity, place]

    def namesakes(self, entity: str, name: str, birth: str) -> Sequence[str]:
        """Who else has a name and was probably born on that day."""
        self.read_namesakes(entity, {name: birth})
        return self._namesakes[entity, name]

    def is_door(self, place: str) -> bool:
        """Whether somebody can live there: the library knows a room of this code."""
        return place in self._buildings

    def building_of(self, door: str) -> str:
        """The code of the building that a door is in, or ''."""
        return self._buildings.get(door, "")

    def door_of(self, door: tuple[str, str, str, str]) -> str:
        """The code of a door that is known by its parts, or ''."""
        return self._doors.get(door, "")

    # -- telling ----------------------------------------------------------------------------------------------------

    def add(self, record: Record) -> Change:
        """A newcomer of this batch."""
        change = self.changes[record.id] = Change(None, record)
        return change

    def tell(self, before: Record, after: Record) -> None:
        """A row has changed a record: who comes after it finds its name, its place and its keys as they are now."""
        entity = self.catalogue.entity(after.entity)
        name = store.name_of(entity, {entity.name_field: after.held(entity.name_field)})
        if after.place and (before.place != after.place or not before.revision):
            self.read_there(after.entity, [after.place])
            there = self._there[after.entity, after.place]
            if all(one.record != after.id for one in there):
                there.append(There(after.id, name))
        for key in after.keys:
            if key not in before.keys:
                holders = self._holders.setdefault((after.entity, key.kind, key.normal), [])
                holders[:] = [holder for holder in holders if holder.record != after.id]
                holders.insert(0 if key.current else len(holders), Holder(after.id, key.current, name))
        if name and (after.entity, name) in self._namesakes and after.id not in self._namesakes[after.entity, name]:
            self._namesakes[after.entity, name].append(after.id)


def _text_of(address: Value) -> str:
    """By what an address is known here: its code, else its text, which is no code."""
    if isinstance(address, dict):
        return str(address.get("code") or f" {address.get('text', '')}")
    return str(address)
