"""Another record: a person's household and dwelling, a dwelling's building (R2b)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from metadata import writing
from metadata.fields import Field, Label
from metadata.fieldtypes import Context, FieldType
from metadata.fieldtypes.photo import PATTERN
from metadata.problems import Problem, Unreadable, _
from metadata.values import JSONObject, Value

if TYPE_CHECKING:
    from metadata.catalogue import Catalogue


class NotARecord(Unreadable):
    """Text that is no id of a record. That the record is there and of the right entity, the ledger says."""

    code = "value.not-a-record"
    sentence = _("This is not a record. Choose one from the list.")


class ReferenceType(FieldType):
    """The id of the other record, a UUID in small letters; the field's `refers_to` names its entity."""

    name = "reference"
    label = Label("关联记录", "Another record")
    sample = Field(*("sample", "person", "reference", Label("所属家庭户", "Household"), "jd"), refers_to="household")
    valid = ("0192f3c4-7b1e-7c3a-9d2f-1a2b3c4d5e6f",)
    invalid: ClassVar[tuple[object, ...]] = (
        "0192F3C4-7B1E-7C3A-9D2F-1A2B3C4D5E6F",
        "张三家",
        "",
        1,
        True,
        [],
        {},
        ["0192f3c4-7b1e-7c3a-9d2f-1a2b3c4d5e6f"],
    )
    written: ClassVar[Mapping[str, Value]] = {
        " 0192F3C4-7B1E-7C3A-9D2F-1A2B3C4D5E6F": "0192f3c4-7b1e-7c3a-9d2f-1a2b3c4d5e6f"
    }
    unreadable = ("张三家",)
    loses_digits = False

    def schema(self, field: Field, catalogue: "Catalogue") -> JSONObject:
        return {"type": "string", "pattern": PATTERN}

    def read(self, raw: str, field: Field, context: Context) -> Value:
        try:
            return str(UUID(writing.narrow(raw)))
        except ValueError:
            raise NotARecord(at=field.code) from None

    def normal(self, value: Value, field: Field) -> Value:
        return value.strip().lower() if isinstance(value, str) else value

    def format(self, value: Value, field: Field, language: str, context: Context) -> str:
        return context.names.get(str(value), str(value))

    def explain(self, value: object, field: Field, keyword: str) -> Problem | None:
        return NotARecord(at=field.code) if isinstance(value, str) else None


TYPE = ReferenceType()
