"""What a batch of rows will ask of the tables, asked before its first row: a fixed number of statements for all."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from formbuilder.systems.receiving.beside import Beside
from formbuilder.systems.receiving.exchanged import Part
from formbuilder.systems.receiving.rows import Row
from metadata.catalogue import Catalogue
from metadata.entities import Entity
from metadata.keys import key_of
from metadata.records import Key
from metadata.values import Value

#: The fields by which a list names a door.
DOOR = ("grid_code", "building_no", "unit_no", "room_no")


@dataclass(slots=True)
class Asking:
    """Of rows of one kind of record that one system sends. `entity`: that kind; `source`: the system."""

    entity: str
    source: str
    beside: Beside
    own: Entity = field(init=False)
    catalogue: Catalogue = field(init=False)
    #: Kind of record → its field that is the code of a place where somebody may live.
    codes: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.catalogue = self.beside.catalogue
        self.own = self.catalogue.entity(self.entity)
        kinds = self.catalogue.entities.values()
        self.codes = {
            kind.code: kind.place_field
            for kind in kinds
            if kind.place_field and kind.relations and kind.place_field not in kind.relations
        }

    def read(self, rows: Sequence[Row], links: Mapping[str, Sequence[Part]]) -> None:
        """All that the rows will ask of the tables, by a fixed number of statements."""
        beside, own = self.beside, self.own.code
        beside.read_places(self._addresses(rows))
        beside.read_doors([door for row in rows for door in self._doors(row)])
        where = {row.number: self.row_place(row) for row in rows}
        beside.read_buildings({place for place in where.values() if place})
        places = {place for place in where.values() if place}
        kinds = {own, *(kind for row in rows for kind in row.parts), *self._related_kinds()}
        keys = {kind: self._keys(kind, rows, where) for kind in kinds}
        for kind in kinds:
            beside.read_holders(kind, keys[kind])
            beside.read_there(kind, places)
        beside.read_namesakes(own, self._born([row for row in rows if row.key not in links]))
        linked = {part.record for row in rows for part in links.get(row.key, ())}
        beside.read_records(linked | self._likely(rows, where, keys))
        beside.read_records(self._led_to(rows))

    def _born(self, rows: Sequence[Row]) -> dict[str, str]:
        """Name → birth date, of rows that may be of somebody who is known elsewhere."""
        name_field = self.own.name_field
        said = [row.parts.get(self.own.code, {}) for row in rows]
        born = [(values.get(name_field), values.get("birth_date")) for values in said]
        return {name: birth for name, birth in born if isinstance(name, str) and isinstance(birth, str)}

    def _related_kinds(self) -> Iterable[str]:
        entity = self.own
        return (self.catalogue.field(code).refers_to for code in entity.relations)

    def _addresses(self, rows: Sequence[Row]) -> list[Value]:
        fields = self.catalogue.fields
        found: list[Value] = []
        for row in rows:
            for kind, values in row.parts.items():
                place_field = self.catalogue.entity(kind).place_field
                found += [v for c, v in values.items() if c == place_field or fields[c].type == "address"]
        return [value for value in found if isinstance(value, (str, dict))]

    def row_place(self, row: Row) -> str:
        """Where the row says that its own record is: by its address, by a code, or by the parts of a door; or ''."""
        entity = self.own
        own = row.parts.get(entity.code, {})
        said = [own.get(entity.place_field)] if entity.place_field not in entity.relations else []
        said += [values[code] for kind, values in row.parts.items() if (code := self.codes.get(kind, "")) in values]
        if entity.key == (entity.place_field,):  # known by the code of its place: its address says it too
            said += [value for code, value in own.items() if self.catalogue.fields[code].type == "address"]
        found = next((place for v in said if v and (place := self.beside.place_of(v)[0])), "")
        return found or next((code for door in self._doors(row) if (code := self.beside.door_of(door))), "")

    def _doors(self, row: Row) -> list[tuple[str, str, str, str]]:
        """The door that a list names by grid, building, unit and room."""
        values = row.parts.get("dwelling", {})
        parts = [values.get(code) or "" for code in DOOR]
        return [(str(parts[0]), str(parts[1]), str(parts[2]), str(parts[3]))] if parts[0] and parts[3] else []

    def _keys(self, kind: str, rows: Sequence[Row], where: Mapping[int, str]) -> set[Key]:
        entity, beside = self.catalogue.entity(kind), self.beside
        found: set[Key] = set()
        for row in rows:
            values = dict(row.parts.get(kind, {}))
            place = where[row.number]
            if entity.key == (entity.place_field,) and not values.get(entity.place_field) and place:
                values[entity.place_field] = place if entity.relations else beside.building_of(place)
            area = beside.place_of(place)[1] if place else ""
            if (key := key_of(entity, values, area=area, source=self.source)) is not None:
                found.add(key)
        return found

    def _likely(self, rows: Sequence[Row], where: Mapping[int, str], keys: Mapping[str, Collection[Key]]) -> set[str]:
        """Ids of records that rows will probably meet: holders of their keys, and who is known at their places."""
        beside, own, name_field = self.beside, self.own.code, self.own.name_field
        found = {holder.record for kind in keys for key in keys[kind] for holder in beside.holders(kind, key)}
        for row in rows:
            name = row.parts.get(own, {}).get(name_field)
            found |= {one.record for one in beside.there(own, where[row.number]) if one.name == name}
            for kind in row.parts:
                if kind != own:
                    found |= {one.record for one in beside.there(kind, where[row.number])}
        return found

    def _led_to(self, rows: Sequence[Row]) -> set[str]:
        """What the records read so far lead to, where rows speak of it."""
        kinds = {kind for row in rows for kind in row.parts} - {self.own.code}
        found: set[str] = set()
        for change in list(self.beside.changes.values()):
            for code in self.catalogue.entity(change.record.entity).relations:
                held = change.record.held(code)
                if isinstance(held, str) and self.catalogue.field(code).refers_to in kinds:
                    found.add(held)
        return found
