"""Filters as they stand in an address: FIELD=VALUE, only of fields that are nobody's personal matter."""

from collections.abc import Mapping

from formbuilder.ledger.problems import FilterNotPublic
from metadata import fieldtypes
from metadata.catalogue import Catalogue
from metadata.fields import Sensitivity
from metadata.problems import UnknownField
from metadata.values import JSONObject

#: What may stand in an address, which servers on the way write down.
OPEN = frozenset({Sensitivity.PUBLIC, Sensitivity.INTERNAL})


def equalities(fields: Mapping[str, str], catalogue: Catalogue, entity: str) -> JSONObject | None:
    """FIELD=VALUE, read as the field's type reads what people write, as one condition; None without any.

    :raises UnknownField: the entity has no such field
    :raises FilterNotPublic: it is personal
    :raises Problem: the value cannot be read
    """
    if not fields:
        return None
    properties: JSONObject = {}
    for code, raw in fields.items():
        field = catalogue.fields.get(code)
        if field is None or field.entity != entity:
            raise UnknownField(at=code, field=code)
        if field.sensitivity not in OPEN:
            raise FilterNotPublic(at=code, field=field.label)
        value = fieldtypes.type_of(field).parse(raw, field, fieldtypes.Context(catalogue))
        properties[code] = {"const": value}
    return {"properties": properties, "required": sorted(properties)}
