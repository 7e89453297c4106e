"""Text of several lines: what a business does, what happened."""

import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from metadata import writing
from metadata.fields import Field, Label
from metadata.fieldtypes import Context, FieldType, Phone
from metadata.values import JSONObject, Value

if TYPE_CHECKING:
    from metadata.catalogue import Catalogue

#: No control character but the line's end.
LINES = "^[^\x00-\x09\x0b-\x1f\x7f]*$"

#: Longest text where the field does not say.
LONGEST = 4000


class LongTextType(FieldType):
    """NFC, lines ended by one LF, blanks at the end of lines dropped."""

    name = "long_text"
    label = Label("多行文字", "Long text")
    sample = Field("sample", "event", "long_text", Label("事件描述", "Description"), "zwfw", max_length=20)
    valid = ("一行", "第一行\n第二行")
    invalid: ClassVar[tuple[object, ...]] = ("", "\r\n", "a\tb", 5, None, "一" * 21)
    written: ClassVar[Mapping[str, Value]] = {"第一行 \r\n第二行\r\n": "第一行\n第二行", "  a\tb ": "a b"}
    loses_digits = False

    def schema(self, field: Field, catalogue: "Catalogue") -> JSONObject:
        return {"type": "string", "minLength": 1, "maxLength": field.max_length or LONGEST, "pattern": LINES}

    def read(self, raw: str, field: Field, context: Context) -> Value:
        return raw

    def normal(self, value: Value, field: Field) -> Value:
        if not isinstance(value, str):
            return value
        text = unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
        seen = "".join(c for c in text if writing.visible(c))
        lines = "\n".join(line.rstrip() for line in seen.split("\n")).strip()
        return unicodedata.normalize("NFC", lines)

    def facts_for_phones(self, field: Field) -> Phone:
        return Phone(enterkeyhint="enter")


TYPE = LongTextType()
