"""Entities: the kinds of things that records are of, and which of their fields are key, name, place and status."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from metadata.fields import Label
from metadata.values import JSONObject


@dataclass(frozen=True, slots=True)
class Entity:
    """One kind of record: person, household, dwelling, building, enterprise, event, or one that an admin added.

    `key`: the fields that together are its identity key (R19). `within`: what the key is unique in, if not
    everywhere: `community` or `source`. `place_field`: what its place follows from (R12): an address, the code of the
    place itself, or the relation to a record whose place is also its own. `ended`: codes of `status_field` that end a
    record (R10a). `outcomes`: what a visit without answers claims (R13): outcome → (field, code).
    """

    code: str
    label: Label
    key: tuple[str, ...] = ()
    name_field: str = ""
    place_field: str = ""
    status_field: str = ""
    ended: frozenset[str] = frozenset()
    within: str = ""
    relations: tuple[str, ...] = ()  # its reference fields (R2b)
    outcomes: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def has_ended(self, status: object) -> bool:
        """The status says dead, moved out, closed or demolished: such a record is neither due nor sent."""
        return status in self.ended


def from_document(document: JSONObject) -> Entity:
    """An entity from its entry in `entities.json`."""
    return Entity(
        code=document["code"],
        label=Label(document["zh"], document.get("en", "")),
        key=tuple(document.get("key", ())),
        name_field=document.get("name_field", ""),
        place_field=document.get("place_field", ""),
        status_field=document.get("status_field", ""),
        ended=frozenset(document.get("ended", ())),
        within=document.get("within", ""),
        relations=tuple(document.get("relations", ())),
        outcomes={outcome: (claim[0], claim[1]) for outcome, claim in document.get("outcomes", {}).items()},
    )


def to_document(entity: Entity) -> JSONObject:
    """The entry of an entity in `entities.json`; `from_document` reads it back to an equal one."""
    return {
        "code": entity.code,
        "zh": entity.label.zh,
        "en": entity.label.en,
        "key": list(entity.key),
        "name_field": entity.name_field,
        "place_field": entity.place_field,
        "status_field": entity.status_field,
        "ended": sorted(entity.ended),
        "within": entity.within,
        "relations": list(entity.relations),
        "outcomes": {outcome: list(claim) for outcome, claim in entity.outcomes.items()},
    }
