"""What shapes of the JSON API are made of: nothing is coerced, no unknown name is let through."""

from collections.abc import Mapping
from typing import Any

from marshmallow import RAISE, Schema, fields, validate

from metadata.fields import CODE


class Strict(Schema):
    """The base of every body: a name that it does not know is a fault, not silence."""

    class Meta:
        unknown = RAISE


class Text(fields.String):
    """A string; blanks around it do not count."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        return str(super()._deserialize(value, attr, data, **kwargs)).strip()


class Whole(fields.Integer):
    """A JSON integer: 3, never "3" or 3.0 or true."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strict=True, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> int:
        if type(value) is not int:
            raise self.make_error("invalid", input=value)
        return value


class Flag(fields.Boolean):
    """true or false, never "yes" or 1."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> bool:
        if type(value) is not bool:
            raise self.make_error("invalid", input=value)
        return value


class Anything(fields.Raw):
    """Any JSON value: its shape is told elsewhere (a field's schema)."""


def a_code(**kwargs: Any) -> Text:
    """The code of a field, an entity or a code list (R1)."""
    return Text(validate=validate.Regexp(CODE, error="small letters, digits and _ only, a letter first"), **kwargs)


class LabelSchema(Strict):
    """Words for people, Chinese first."""

    zh = Text(required=True, validate=validate.Length(max=200), metadata={"description": "Chinese"})
    en = Text(load_default="", validate=validate.Length(max=200), metadata={"description": "English"})
