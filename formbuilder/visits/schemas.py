"""What programs send back from a page, and what they get (interfaces, POST /submissions)."""

from marshmallow import ValidationError, fields, validate, validates_schema

from formbuilder.exchange.schemas import Anything, Strict, Text, Whole
from metadata.values import JSONObject
from renderer.sides import Dialect


class AnswerSchema(Strict):
    """One verdict (R6b); its value's shape is the field's schema's to say."""

    verdict = Text(required=True, validate=validate.OneOf(["confirm", "change", "none", "wrong", "unknown"]))
    value = Anything(allow_none=True)
    note = Text(validate=validate.Length(max=500))
    observed_at = Text(validate=validate.Length(max=40))


class OutcomeSchema(Strict):
    """How a visit ended without answers (R13)."""

    code = Text(
        required=True,
        validate=validate.OneOf(
            ["nobody_home", "come_again", "refused", "moved_away", "deceased", "no_such_place", "closed"]
        ),
    )
    note = Text(load_default="", validate=validate.Length(max=500))
    again_on = Text(load_default="", validate=validate.Length(max=10), metadata={"description": "YYYY-MM-DD"})


class SubmissionSchema(Strict):
    """A page sent back: its `answers`, or the `data` of a form client as it stands.

    Answers that are faulty are parked, unless `Prefer: handling=strict` asks for them back.
    """

    ticket = Text(required=True, validate=validate.Length(min=8, max=400))
    answers = fields.Dict(
        keys=Text(validate=validate.Length(max=63)),
        values=fields.Nested(AnswerSchema),
        load_default=dict,
        metadata={"description": "field → verdict"},
    )
    dialect = Text(load_default="canonical", validate=validate.OneOf([dialect.value for dialect in Dialect]))
    data = fields.Dict(
        keys=Text(validate=validate.Length(max=63)),
        values=Anything(),
        load_default=None,
        metadata={"description": "the data of a form in its dialect, instead of answers"},
    )
    outcome = fields.Nested(OutcomeSchema, load_default=None, allow_none=True)
    note = Text(load_default="", validate=validate.Length(max=500))
    number = Whole(
        load_default=0,
        validate=validate.Range(0, 1_000_000_000),
        metadata={"description": "of this submission under its ticket; without one they count as they arrive"},
    )
    record = fields.UUID(
        load_default=None, allow_none=True, metadata={"description": "the id that was chosen for a new record"}
    )
    phone_time = Text(load_default="", validate=validate.Length(max=40))

    @validates_schema
    def one_of_both(self, loaded: dict[str, object], **kwargs: object) -> None:
        """Two ways of saying the same might say two things."""
        if loaded.get("data") is not None and loaded.get("answers"):
            raise ValidationError("answers or data, not both", "data")


RECEIPT: JSONObject = {
    "type": "object",
    "required": ["receipt", "record", "revision", "verified", "written", "open", "proposals", "parked"],
    "properties": {
        "receipt": {
            "type": "object",
            "properties": {
                "key": {"type": "string"},
                "digest": {"type": "string", "description": "SHA-256 of what was stored"},
                "received": {"type": "string", "format": "date-time"},
            },
        },
        "record": {"type": "string", "format": "uuid"},
        "revision": {"type": "integer"},
        **{
            name: {"type": "array", "items": {"type": "string"}, "description": told}
            for name, told in (
                ("verified", "fields whose value was confirmed"),
                ("written", "fields whose value is another now"),
                ("open", "fields whose answer waits for review or the next door"),
                ("proposals", "fields whose answer waits for the owner"),
                ("beside", "fields whose answer is kept in history only"),
                ("answered", "fields that could not be settled"),
            )
        },
        "parked": {
            "type": "array",
            "items": {"type": "object", "properties": {"field": {"type": "string"}, "code": {"type": "string"}}},
        },
        "assignments": {"type": "array", "items": {"type": "object"}},
    },
}

FORM: JSONObject = {
    "type": "object",
    "required": ["form", "subject", "schema", "data", "fields", "ticket", "submit"],
    "properties": {
        **{name: {"type": "object"} for name in ("form", "subject", "schema", "data", "fields", "submit")},
        "uischema": {"type": "object", "description": "the layout, for JSON Forms and in the canonical dialect"},
        "uiSchema": {"type": "object", "description": "the layout, for RJSF"},
        "departments": {"type": "array", "items": {"type": "string"}},
        "ticket": {"type": "string"},
    },
}
