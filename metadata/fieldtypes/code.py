"""One of the options of a code list; yes and no are options too."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from metadata import writing
from metadata.fields import Field, Label
from metadata.fieldtypes import Context, FieldType
from metadata.problems import NotAnOption, Problem
from metadata.values import JSONObject, Value

if TYPE_CHECKING:
    from metadata.catalogue import Catalogue


class CodeType(FieldType):
    """The code of an option. Read from its code (lost zeros put back), label, alias or other mark, in any width."""

    name = "code"
    label = Label("单选", "One of a list")
    sample = Field("sample", "person", "code", Label("民族", "Ethnic group"), "ga", codelist="ethnic_group")
    valid = ("01", "56")
    invalid: ClassVar[tuple[object, ...]] = ("1", "99", "汉族", 1, True, [], [""], {"$ne": ""}, "")
    written: ClassVar[Mapping[str, Value]] = {
        "01": "01",
        "1": "01",
        "汉族": "01",
        "汉": "01",
        "０１": "01",
        "Han": "01",
        " HA ": "01",
    }
    unreadable = ("火星族", "4.40305E+17")

    def schema(self, field: Field, catalogue: "Catalogue") -> JSONObject:
        return {"type": "string", "enum": [code.code for code in catalogue.codelist(field.codelist).active]}

    def knows(self, raw: str, field: Field, context: Context) -> bool:
        return context.catalogue.codelist(field.codelist).find(raw) is not None

    def read(self, raw: str, field: Field, context: Context) -> Value:
        found = context.catalogue.codelist(field.codelist).find(raw)
        if found is None:
            raise NotAnOption(at=field.code, value=writing.clean(raw))
        return found.code

    def format(self, value: Value, field: Field, language: str, context: Context) -> str:
        return context.catalogue.codelist(field.codelist).label_of(str(value), language)

    def explain(self, value: object, field: Field, keyword: str) -> Problem | None:
        return NotAnOption(at=field.code, value=value) if isinstance(value, str) and value else None


TYPE = CodeType()
