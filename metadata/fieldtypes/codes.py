"""Several options of a code list: a sorted list, one value."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from metadata.fields import Field, Label
from metadata.fieldtypes import Context, FieldType
from metadata.fieldtypes.code import TYPE as ONE
from metadata.problems import NotAnOption, Problem
from metadata.values import JSONObject, Value

if TYPE_CHECKING:
    from metadata.catalogue import Catalogue

_BETWEEN = re.compile(r"[、,，;；|/\n]+")


class CodesType(FieldType):
    """A sorted list of codes, none twice. Written with 、 or a comma between."""

    name = "codes"
    label = Label("多选", "Several of a list")
    sample = Field("sample", "person", "codes", Label("残疾类别", "Disabilities"), "cl", codelist="disability_category")
    valid = (["1"], ["1", "4"])
    invalid: ClassVar[tuple[object, ...]] = ([], ["1", "1"], ["8"], "1", [1], {}, [None])
    written: ClassVar[Mapping[str, Value]] = {
        "4、1": ["1", "4"],
        "视力残疾，肢体残疾": ["1", "4"],
        "1": ["1"],
        "4,4": ["4"],
    }
    unreadable = ("1、9",)

    def schema(self, field: Field, catalogue: "Catalogue") -> JSONObject:
        return {"type": "array", "items": ONE.schema(field, catalogue), "minItems": 1, "uniqueItems": True}

    def read(self, raw: str, field: Field, context: Context) -> Value:
        if ONE.knows(raw, field, context):  # a label may hold a 、 itself
            return [str(ONE.read(raw, field, context))]
        return [str(ONE.read(part, field, context)) for part in _BETWEEN.split(raw) if part.strip()]

    def normal(self, value: Value, field: Field) -> Value:
        if isinstance(value, list) and all(isinstance(code, str) for code in value):
            return sorted(set(value))
        return value

    def format(self, value: Value, field: Field, language: str, context: Context) -> str:
        parts = value if isinstance(value, list) else []
        return (", " if language == "en" else "、").join(ONE.format(part, field, language, context) for part in parts)

    def explain(self, value: object, field: Field, keyword: str) -> Problem | None:
        if keyword == "enum" and isinstance(value, list):
            return NotAnOption(at=field.code, value=", ".join(map(str, value)))
        return None


TYPE = CodesType()
