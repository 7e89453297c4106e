"""The standard in the JSON API: one field, as it is read and as it is written back."""

from typing import Any

from marshmallow import fields, validate

from formbuilder.exchange.schemas import Anything, Flag, LabelSchema, Strict, Text, Whole, a_code
from metadata import fieldtypes
from metadata.codelists import CodeList
from metadata.entities import Entity
from metadata.fields import Field, Label, Sensitivity, Status
from metadata.values import JSONObject


def _codes(description: str) -> fields.List[Any]:
    told = {"description": description}
    return fields.List(a_code(), load_default=list, validate=validate.Length(max=40), metadata=told)


class FieldSchema(Strict):
    """A field. What was read can be changed and sent back whole; `version` and `status` are told, not taken."""

    code = a_code(required=True)
    entity = a_code(required=True)
    type = Text(required=True, validate=validate.OneOf(fieldtypes.names()))
    label = fields.Nested(LabelSchema, required=True)
    help = fields.Nested(LabelSchema, load_default=lambda: {"zh": "", "en": ""})
    owner = Text(load_default="", metadata={"description": "department; the caller's own if missing"})
    version = Whole(load_default=1)
    status = Text(load_default="active", validate=validate.OneOf([status.value for status in Status]))
    max_length = Whole(load_default=None, allow_none=True)
    codelist = Text(load_default="")
    pattern = Text(load_default="", validate=validate.Length(max=500), metadata={"description": "RE2, whole value"})
    minimum = Text(load_default="")
    maximum = Text(load_default="")
    decimals = Whole(load_default=None, allow_none=True)
    unit = Text(load_default="", validate=validate.Length(max=40))
    format = Text(load_default="", validate=validate.Length(max=100))
    sensitivity = Text(load_default="internal", validate=validate.OneOf([one.value for one in Sensitivity]))
    key = Flag(load_default=False)
    authoritative = Flag(load_default=False)
    verification = Text(load_default="show", validate=validate.OneOf(["show", "blind", "evidence"]))
    mask = Flag(load_default=False)
    clock = Text(load_default="", validate=validate.OneOf(["", "value"]))
    freshness_days = Whole(load_default=None, allow_none=True)
    freshness_reason = Text(load_default="", validate=validate.Length(max=500))
    derived_from = _codes("fields that it is computed from")
    depends_on = _codes("fields whose change makes it due")
    bound_with = _codes("fields asked and claimed as one with it")
    refers_to = Text(load_default="")
    admits_none = Flag(load_default=False)
    synonyms = fields.List(Text(validate=validate.Length(min=1, max=100)), load_default=list)
    standard = Text(load_default="", validate=validate.Length(max=200))


class NewFieldSchema(FieldSchema):
    """A new field. Where near ones exist, `distinct` and `reason` say that it is another thing (R3)."""

    distinct = Flag(load_default=False)
    reason = Text(load_default="", validate=validate.Length(max=500))


class VersionSchema(Strict):
    """One version of a field."""

    field = fields.Nested(FieldSchema)
    change = Text(metadata={"description": "new, cosmetic, widening, narrowing or retired"})
    by = Text()
    at = fields.DateTime()
    note = Text()


class ChangeSchema(Strict):
    """What a change does: its class, the reasons, and of the values held how many do not conform any more (R1)."""

    field = fields.Nested(FieldSchema)
    change = Text(metadata={"description": "cosmetic, widening or narrowing"})
    reasons = fields.List(Text())
    held = Whole()
    unfit = Whole()


class CodeListSchema(Strict):
    """A value domain."""

    code = Text()
    label = fields.Nested(LabelSchema)
    standard = Text()
    kind = Text()
    codes = fields.List(Anything(metadata={"description": "label, parent, retired …"}))


class EntitySchema(Strict):
    """A kind of record."""

    code = Text()
    label = fields.Nested(LabelSchema)
    key = fields.List(Text())
    name_field = Text()
    place_field = Text()
    status_field = Text()
    ended = fields.List(Text())
    fields_ = fields.List(Text(), data_key="fields")


def field_from(loaded: dict[str, Any]) -> Field:
    """A field from what `FieldSchema` let through."""
    known = {name: value for name, value in loaded.items() if name not in ("distinct", "reason")}
    lists = ("derived_from", "depends_on", "bound_with", "synonyms")
    return Field(
        **known
        | {name: tuple(loaded[name]) for name in lists}
        | {
            "label": Label(**loaded["label"]),
            "help": Label(**loaded["help"]),
            "status": Status(loaded["status"]),
            "sensitivity": Sensitivity(loaded["sensitivity"]),
        }
    )


def field_document(field: Field) -> JSONObject:
    """A field as the API shows it; `field_from` of it is the same field."""
    return {
        "code": field.code,
        "entity": field.entity,
        "type": field.type,
        "label": label_document(field.label),
        "help": label_document(field.help),
        "owner": field.owner,
        "version": field.version,
        "status": field.status.value,
        "max_length": field.max_length,
        "codelist": field.codelist,
        "pattern": field.pattern,
        "minimum": field.minimum,
        "maximum": field.maximum,
        "decimals": field.decimals,
        "unit": field.unit,
        "format": field.format,
        "sensitivity": field.sensitivity.value,
        "key": field.key,
        "authoritative": field.authoritative,
        "verification": field.verification,
        "mask": field.mask,
        "clock": field.clock,
        "freshness_days": field.freshness_days,
        "freshness_reason": field.freshness_reason,
        "derived_from": list(field.derived_from),
        "depends_on": list(field.depends_on),
        "bound_with": list(field.bound_with),
        "refers_to": field.refers_to,
        "admits_none": field.admits_none,
        "synonyms": list(field.synonyms),
        "standard": field.standard,
    }


def label_document(label: Label) -> JSONObject:
    """Words in both languages."""
    return {"zh": label.zh, "en": label.en}


def codelist_document(codelist: CodeList) -> JSONObject:
    """A value domain as the API shows it."""
    return {
        "code": codelist.code,
        "label": label_document(codelist.label),
        "standard": codelist.standard,
        "kind": codelist.kind,
        "codes": [
            {
                "code": one.code,
                "label": label_document(one.label),
                "parent": one.parent,
                "aliases": list(one.aliases),
                "retired": one.retired,
                "successor": one.successor,
                "source": one.source,
            }
            for one in codelist.codes.values()
        ],
    }


def entity_document(entity: Entity, fields_of: list[str]) -> JSONObject:
    """A kind of record as the API shows it."""
    return {
        "code": entity.code,
        "label": label_document(entity.label),
        "key": list(entity.key),
        "name_field": entity.name_field,
        "place_field": entity.place_field,
        "status_field": entity.status_field,
        "ended": sorted(entity.ended),
        "fields": fields_of,
    }
