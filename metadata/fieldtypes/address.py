"""A place: its text, and the code of the unified address library once that knows it."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final

from metadata import writing
from metadata.fields import Field, Label
from metadata.fieldtypes import Context, FieldType, Phone
from metadata.values import JSONObject, Value

if TYPE_CHECKING:
    from metadata.catalogue import Catalogue

#: Longest text where the field does not say.
LONGEST: Final = 200
#: Codes of the library: the divisions' digits, then ours; 25 digits where a city has them.
CODE: Final = "^[0-9A-Za-z\\-]{1,40}$"

#: Words behind which a numeral is a number; before 路, 村, 里 it belongs to a name (固戍一路, 梅陇六村).
_NUMBERED: Final = "号楼|号院|号|栋|幢|座|单元|楼|层|室|房|户|弄|门"
_NUMERAL = re.compile(f"([{writing.NUMERALS}]+)(?={_NUMBERED})")
#: At the very end a numeral read out digit by digit is a door: 三号楼一单元二零一.
_DOOR = re.compile(f"(?<=[元栋幢座楼层门])([{writing.NUMERALS}]{{2,5}})$")
_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—―－﹣−~～", "-"))


class AddressType(FieldType):
    """`{"text", "code"?}`. Text: NFKC, no blanks, numbers in digits (三号楼 → 3号楼). Compared by code or text."""

    name = "address"
    label = Label("地址", "Address")
    sample = Field("sample", "person", "address", Label("现住址", "Current address"), "jd", max_length=20)
    valid = ({"text": "科苑花园12栋3单元502"}, {"text": "望江路18号", "code": "9901010010010100001000501"})
    invalid: ClassVar[tuple[object, ...]] = (
        *(
            "科苑花园12栋",
            {},
            {"text": ""},
            {"code": "1"},
            {"text": 5},
            {"text": "a", "code": "!"},
            {"text": "a", "x": "b"},
        ),
        *({"text": "路" * 21}, {"text": "a\n"}, [], ["a"], 5, True, {"text": "a", "code": None}),
    )
    written: ClassVar[Mapping[str, Value]] = {
        **{"科苑花园 三号楼一单元二零一": {"text": "科苑花园3号楼1单元201"}, "12-3-501": {"text": "12-3-501"}},
        **{"固戍一路５６号": {"text": "固戍一路56号"}, "桂庙新村五十六号四楼": {"text": "桂庙新村56号4楼"}},
        **{"梅陇六村88号": {"text": "梅陇六村88号"}, "12—3—501": {"text": "12-3-501"}},
    }
    loses_digits = False

    def schema(self, field: Field, catalogue: "Catalogue") -> JSONObject:
        text = {
            "type": "string",
            "minLength": 1,
            "maxLength": field.max_length or LONGEST,
            "pattern": "^[^\x00-\x1f\x7f]*$",
        }
        return {
            "type": "object",
            "properties": {"text": text, "code": {"type": "string", "pattern": CODE}},
            "required": ["text"],
            "additionalProperties": False,
        }

    def read(self, raw: str, field: Field, context: Context) -> Value:
        return {"text": raw}

    def normal(self, value: Value, field: Field) -> Value:
        if not isinstance(value, dict) or not isinstance(value.get("text"), str):
            return value
        same: dict[str, Any] = {**value, "text": normal_text(value["text"])}
        if same.get("code") in ("", None):
            same.pop("code", None)
        return same

    def format(self, value: Value, field: Field, language: str, context: Context) -> str:
        return str(value["text"]) if isinstance(value, dict) else str(value)

    def facts_for_phones(self, field: Field) -> Phone:
        return Phone(autocomplete="street-address" if field.code == "current_address" else "off")


def normal_text(text: str) -> str:
    """An address as it is compared: NFKC, no blanks inside, numerals of numbers as digits (data/README.md).

    >>> normal_text("中山路 三号楼 一单元二零一"), normal_text("固戍一路五十六号")
    ('中山路3号楼1单元201', '固戍一路56号')
    """
    plain = _NUMERAL.sub(_digits, writing.narrow(text.translate(_HYPHENS)).translate(_HYPHENS))
    return _DOOR.sub(_digits, plain)


def _digits(numeral: re.Match[str]) -> str:
    number = writing.number_of(numeral[1])
    return numeral[1] if number is None else str(number)


TYPE = AddressType()
