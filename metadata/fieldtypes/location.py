"""A point on the map, in degrees of CGCS2000."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from metadata import numbers, writing
from metadata.fields import Field, Label
from metadata.fieldtypes import Context, FieldType
from metadata.problems import Problem, Unreadable, _
from metadata.values import JSONObject, Value

if TYPE_CHECKING:
    from metadata.catalogue import Catalogue

#: Six decimals are a tenth of a metre.
PLACES = 6
#: 73 to 136 degrees east, 3 to 54 north: the country, by its figures alone.
LONGITUDE = f"^(?:7[3-9]|[89][0-9]|1[0-2][0-9]|13[0-5])\\.[0-9]{{{PLACES}}}$"
LATITUDE = f"^(?:[3-9]|[1-4][0-9]|5[0-3])\\.[0-9]{{{PLACES}}}$"

_POINT = re.compile(
    r"(-?\d{1,3}(?:\.\d{1,15})?)°?[EN东北经纬度]{0,2}[,，;/](-?\d{1,3}(?:\.\d{1,15})?)°?[EN东北经纬度]{0,2}"
)


class NotAPoint(Unreadable):
    """Text that is no point of the country."""

    code = "value.not-a-point"
    sentence = _("This is not a point here. Write longitude and latitude in degrees, like 114.057868,22.543096.")


class LocationType(FieldType):
    """`{"longitude", "latitude"}`, text with six decimals each."""

    name = "location"
    label = Label("位置", "Location")
    sample = Field("sample", "building", "location", Label("位置", "Location"), "zr")
    valid = ({"longitude": "114.057868", "latitude": "22.543096"},)
    invalid: ClassVar[tuple[object, ...]] = (
        *({"longitude": "114.057868"}, {"longitude": "22.543096", "latitude": "114.057868"}, "114.057868,22.543096"),
        *(
            {"longitude": 114.057868, "latitude": 22.543096},
            {},
            [],
            5,
            True,
            {"longitude": "114.057868", "latitude": "NaN"},
        ),
    )
    written: ClassVar[Mapping[str, Value]] = {
        "114.057868,22.543096": {"longitude": "114.057868", "latitude": "22.543096"},
        "114.0578681，22.5": {"longitude": "114.057868", "latitude": "22.500000"},
        "22.543096,114.057868": {"longitude": "114.057868", "latitude": "22.543096"},
    }
    unreadable = ("here", "200,100", "0,0")

    def schema(self, field: Field, catalogue: "Catalogue") -> JSONObject:
        return {
            "type": "object",
            "properties": {
                "longitude": {"type": "string", "pattern": LONGITUDE},
                "latitude": {"type": "string", "pattern": LATITUDE},
            },
            "required": ["longitude", "latitude"],
            "additionalProperties": False,
        }

    def read(self, raw: str, field: Field, context: Context) -> Value:
        found = _POINT.fullmatch(writing.narrow(raw).upper())
        if found is None:
            raise NotAPoint(at=field.code)
        one, other = sorted((Decimal(found[1]), Decimal(found[2])), reverse=True)  # here the longitude is the larger
        point = {"longitude": f"{one:.{PLACES}f}", "latitude": f"{other:.{PLACES}f}"}
        if not (re.match(LONGITUDE, point["longitude"]) and re.match(LATITUDE, point["latitude"])):
            raise NotAPoint(at=field.code)
        return dict(point)

    def normal(self, value: Value, field: Field) -> Value:
        if not isinstance(value, dict):
            return value
        same = dict(value)
        for part in ("longitude", "latitude"):
            found = numbers.read(same[part]) if isinstance(same.get(part), str) else None
            if found and not found[1]:
                same[part] = f"{found[0]:.{PLACES}f}"
        return same

    def format(self, value: Value, field: Field, language: str, context: Context) -> str:
        if not isinstance(value, dict):
            return str(value)
        east, north = ("E", "N") if language == "en" else ("东经", "北纬")
        longitude, latitude = value["longitude"], value["latitude"]
        return (
            f"{longitude}° {east}, {latitude}° {north}"
            if language == "en"
            else f"{east} {longitude}°，{north} {latitude}°"
        )

    def explain(self, value: object, field: Field, keyword: str) -> Problem | None:
        return NotAPoint(at=field.code)


TYPE = LocationType()
