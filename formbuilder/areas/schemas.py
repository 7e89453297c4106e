"""JSON shapes of areas and addresses."""

from formbuilder.areas.store import Address, Area
from metadata.values import JSONObject

AREA: JSONObject = {
    "type": "object",
    "required": ["code", "name", "name_en", "level"],
    "properties": {
        "code": {"type": "string"},
        "name": {"type": "string"},
        "name_en": {"type": "string"},
        "level": {"enum": ["province", "city", "district", "street", "community", "grid"]},
    },
}
ADDRESS: JSONObject = {
    "type": "object",
    "required": ["code", "text", "area"],
    "properties": {name: {"type": "string"} for name in ("code", "text", "area", "building", "unit", "room")},
}


def area_document(area: Area) -> JSONObject:
    """An area as the API shows it."""
    return {"code": area.code, "name": area.name, "name_en": area.name_en, "level": area.level}


def address_document(address: Address) -> JSONObject:
    """An address as the API shows it."""
    return {
        "code": address.code,
        "text": address.text,
        "area": address.area_code,
        "building": address.building,
        "unit": address.unit,
        "room": address.room,
    }
