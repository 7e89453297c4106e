"""A picture, by the id that it was kept under."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from metadata import writing
from metadata.fields import Field, Label
from metadata.fieldtypes import Context, FieldType, Phone
from metadata.problems import Problem, Unreadable, _
from metadata.values import JSONObject, Value

if TYPE_CHECKING:
    from metadata.catalogue import Catalogue

#: A UUID in small letters.
PATTERN = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"


class NotAPicture(Unreadable):
    """Text that is no id of a picture."""

    code = "value.not-a-picture"
    sentence = _("This is not a picture that was kept here.")


class PhotoType(FieldType):
    """The UUID of a kept picture. That it is a picture, small enough and free of places, is seen when it is kept."""

    name = "photo"
    label = Label("照片", "Photo")
    sample = Field("sample", "person", "photo", Label("照片", "Photo"), "ga")
    valid = ("0192f3c4-7b1e-7c3a-9d2f-1a2b3c4d5e6f",)
    invalid: ClassVar[tuple[object, ...]] = (
        "0192F3C4-7B1E-7C3A-9D2F-1A2B3C4D5E6F",
        "0192f3c47b1e7c3a9d2f1a2b3c4d5e6f",
        "photo.jpg",
        "",
        1,
        True,
        [],
        {},
    )
    written: ClassVar[Mapping[str, Value]] = {
        "0192F3C4-7B1E-7C3A-9D2F-1A2B3C4D5E6F": "0192f3c4-7b1e-7c3a-9d2f-1a2b3c4d5e6f"
    }
    unreadable = ("photo.jpg", "../../etc/passwd")
    loses_digits = False

    def schema(self, field: Field, catalogue: "Catalogue") -> JSONObject:
        return {"type": "string", "pattern": PATTERN}

    def read(self, raw: str, field: Field, context: Context) -> Value:
        try:
            return str(UUID(writing.narrow(raw)))
        except ValueError:
            raise NotAPicture(at=field.code) from None

    def normal(self, value: Value, field: Field) -> Value:
        return value.strip().lower() if isinstance(value, str) else value

    def format(self, value: Value, field: Field, language: str, context: Context) -> str:
        return "photo" if language == "en" else "照片"

    def explain(self, value: object, field: Field, keyword: str) -> Problem | None:
        return NotAPicture(at=field.code) if isinstance(value, str) else None

    def facts_for_phones(self, field: Field) -> Phone:
        return Phone(input_type="file", inputmode="none")


TYPE = PhotoType()
