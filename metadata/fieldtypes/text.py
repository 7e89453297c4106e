"""A line of text: a name, a place of work, a number that is not counted."""

import unicodedata
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar

from metadata import patterns, writing
from metadata.fields import Field, Label
from metadata.fieldtypes import Context, FieldType
from metadata.values import JSONObject, Value

if TYPE_CHECKING:
    from metadata.catalogue import Catalogue

#: No control character: they cannot be seen, and break files and terminals.
ONE_LINE = "^[^\x00-\x1f\x7f]*$"

#: Longest text where the field does not say.
LONGEST = 500


class TextType(FieldType):
    """NFC, no outer blanks, inner blanks single. With a pattern, digits and letters may be written in any width."""

    name: ClassVar[str] = "text"
    label = Label("文字", "Text")
    sample = Field("sample", "person", "text", Label("姓名", "Name"), "ga", max_length=10)
    valid = ("张三", "欧阳 娜娜", "䶮")
    invalid: ClassVar[tuple[object, ...]] = ("", "一二三四五六七八九十一", 7, True, ["a"], {"$ne": ""}, "a\nb", "\x00")
    written: ClassVar[Mapping[str, Value]] = {" 张　三 ": "张 三", "Ａ座": "Ａ座", "e\u0301": "é"}

    def schema(self, field: Field, catalogue: "Catalogue") -> JSONObject:
        schema: JSONObject = {"type": "string", "minLength": 1, "maxLength": field.max_length or LONGEST}
        schema["pattern"] = patterns.anchored(field.pattern) if field.pattern else ONE_LINE
        return schema

    def read(self, raw: str, field: Field, context: Context) -> Value:
        if not field.pattern:
            return raw  # `normal` cleans it
        text = writing.clean(raw)
        return next((way for way in _ways(text) if patterns.matches(field.pattern, way)), text)

    def normal(self, value: Value, field: Field) -> Value:
        return writing.clean(value) if isinstance(value, str) else value


def _ways(text: str) -> Iterator[str]:
    """A text as written, and as it was meant: narrow digits, no blanks or hyphens between them, capitals."""
    yield text
    yield unicodedata.normalize("NFKC", text)
    packed = writing.narrow(text)
    yield packed
    yield packed.upper()
    yield packed.replace("-", "").upper()


TYPE = TextType()
