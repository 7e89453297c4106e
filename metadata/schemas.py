"""Fields and entities as JSON Schema 2020-12, and the one validator of values: pages, API, imports and phones (R2).

`jsonschema-rs` judges on the hot path, compiled once for each content; `jsonschema` is the reference that a property
test compares it with (`reference_validator`). Patterns run on linear engines in both (R4). Nothing is ever fetched.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

import jsonschema_rs

from metadata import fieldtypes
from metadata.catalogue import Catalogue
from metadata.entities import Entity
from metadata.fields import Field
from metadata.fieldtypes import date as dates
from metadata.fieldtypes import datetime as datetimes
from metadata.problems import (
    Empty,
    NoneNotAdmitted,
    NotOfPattern,
    Problem,
    RetiredOption,
    TooLong,
    WrongShape,
)
from metadata.values import JSONObject, Value

if TYPE_CHECKING:
    from jsonschema.protocols import Validator as ReferenceValidator

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

#: The named formats (R2): each a check of a text, alike on server and phone. What is no text passes.
FORMATS: Final[Mapping[str, Callable[[str], bool]]] = {
    dates.FORMAT: dates.exists,
    datetimes.FORMAT: datetimes.exists,
}


class Validator(Protocol):
    """A compiled schema."""

    def is_valid(self, instance: Any) -> bool: ...

    def iter_errors(self, instance: Any) -> Any: ...


class SchemaError(NamedTuple):
    """One failure, with the parts that AJV's clients know: pointer, keyword, message, params, path in the schema."""

    pointer: str
    keyword: str
    message: str
    params: JSONObject
    schema_path: str


def field_schema(field: Field, catalogue: Catalogue) -> JSONObject:
    """The schema of one field's value, *none* included where the field admits it; its facts ride along (R2)."""
    schema = fieldtypes.type_of(field).schema(field, catalogue)
    return {
        "$schema": DIALECT,
        "$id": f"urn:formbuilder:field:{field.code}:{field.version}",
        "title": field.label.zh,
        **({"description": field.help.zh} if field.help.zh else {}),
        **(with_none(schema) if field.admits_none else schema),
        "x-formbuilder": {
            "code": field.code,
            "version": field.version,
            "entity": field.entity,
            "owner": field.owner,
            "sensitivity": field.sensitivity.value,
            "freshness_days": field.freshness_days,
            "verification": field.verification,
        },
    }


def entity_schema(entity: Entity | str, catalogue: Catalogue) -> JSONObject:
    """The schema of a whole canonical record: a field that is missing says that nothing is known of it."""
    kind = catalogue.entity(entity) if isinstance(entity, str) else entity
    properties = {field.code: field_schema(field, catalogue) for field in catalogue.of(kind.code)}
    for schema in properties.values():
        del schema["$schema"]
    return {
        "$schema": DIALECT,
        "$id": f"urn:formbuilder:entity:{kind.code}",
        "title": kind.label.zh,
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }


def with_none(schema: JSONObject) -> JSONObject:
    """The schema, and null beside it."""
    wider = {**schema, "type": [schema["type"], "null"]}
    return wider | {"enum": [*schema["enum"], None]} if "enum" in schema else wider


def faults_of(
    field: Field,
    value: object,
    catalogue: Catalogue,
    values: Mapping[str, Value] | None = None,
    today: date | None = None,
) -> list[Problem]:
    """Why a value does not conform to a field: the schema's word, then the type's. Empty: it conforms.

    :param value: in normal form; any JSON value is judged, none raises
    :param values: other values of the same record: the document's type beside its number
    :param today: for days that may not lie in the future; None: not asked
    """
    validator = catalogue.compiled.get(field)
    if validator is None:
        validator = catalogue.compiled[field] = compiled(field_schema(field, catalogue))
    try:
        conforms = validator.is_valid(value)
    except (ValueError, OverflowError, RecursionError):  # half a character, NaN, a thousand brackets
        return [WrongShape(at=field.code, expected=fieldtypes.type_of(field).label)]
    if not conforms:
        return [_why(field, value, catalogue, validator)]
    if value is None:
        return []
    found = fieldtypes.type_of(field).faults(value, field, {} if values is None else values, today)  # type: ignore[arg-type]
    for problem in found:
        problem.at = problem.at or field.code
    return found


def _why(field: Field, value: object, catalogue: Catalogue, validator: Validator) -> Problem:
    """The first thing that is wrong with a value, in words."""
    kind = fieldtypes.type_of(field)
    if value is None:
        return NoneNotAdmitted(at=field.code, label=field.label)
    error = next(iter(validator.iter_errors(value)))
    keyword = error.kind.name
    if isinstance(value, str):
        if not value:
            return Empty(at=field.code)
        limit = field.max_length or 0
        if keyword == "maxLength" and len(value) > limit > 0:
            return TooLong(at=field.code, count=len(value), limit=limit)
        retired = catalogue.codelists[field.codelist].codes.get(value) if keyword == "enum" else None
        if retired is not None:
            return RetiredOption(at=field.code, value=value, label=retired.label)
    explained = kind.explain(value, field, keyword) if keyword != "type" or isinstance(value, dict) else None
    if explained is not None:
        explained.at = explained.at or field.code
        return explained
    if keyword == "pattern":
        return NotOfPattern(at=field.code, label=field.label)
    return WrongShape(at=field.code, expected=kind.label)


def errors_of(schema: JSONObject, instance: object) -> list[SchemaError]:
    """All failures of a document against a schema, in AJV's shape; the schema is compiled once."""
    try:
        return [
            SchemaError(
                pointer="".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in error.instance_path),
                keyword=error.kind.name,
                message=error.message,
                params=_params(error.kind),
                schema_path="#/" + "/".join(map(str, error.schema_path)),
            )
            for error in compiled(schema).iter_errors(instance)
        ]
    except (ValueError, OverflowError, RecursionError) as unfit:
        return [SchemaError("", "type", str(unfit), {}, "#")]


#: What AJV calls the parameter of a keyword; others have the keyword's own name.
_PARAMS: Final = {
    "enum": "allowedValues",
    "required": "missingProperty",
    "additionalProperties": "additionalProperty",
    **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum"), "limit"),
}


def _params(kind: jsonschema_rs.ValidationErrorKind) -> JSONObject:
    said = next(iter(kind.as_dict().values()), None)
    if kind.name == "additionalProperties" and isinstance(said, list) and said:
        said = said[0]
    return {_PARAMS.get(kind.name, kind.name): said}


def compiled(schema: JSONObject) -> Validator:
    """The validator of a schema, compiled once for each content.

    :raises ValueError: no schema, or one that refers outside itself
    """
    text = json.dumps(schema, sort_keys=True)
    return _compiled(sha256(text.encode()).digest(), text)


@lru_cache(4096)
def _compiled(digest: bytes, text: str) -> Validator:
    return jsonschema_rs.Draft202012Validator(
        json.loads(text),
        formats=dict(FORMATS),
        validate_formats=True,
        pattern_options=jsonschema_rs.RegexOptions(),
        offline=True,  # R4: no schema ever fetches anything
    )


def reference_validator(schema: JSONObject) -> "ReferenceValidator":
    """The same judgement by `jsonschema`: slow, and the measure of the fast one. Its patterns run on RE2."""
    import jsonschema
    import re2
    import referencing

    def pattern(_validator: object, pattern: str, instance: object, _schema: object) -> Any:
        if isinstance(instance, str) and not re2.search(pattern, instance):
            yield jsonschema.ValidationError(f"{instance!r} does not match {pattern!r}")

    checker = jsonschema.FormatChecker(())
    for name, holds in FORMATS.items():
        checker.checks(name)(lambda text, holds=holds: not isinstance(text, str) or holds(text))
    kind = jsonschema.validators.extend(jsonschema.Draft202012Validator, {"pattern": pattern})
    validator: ReferenceValidator = kind(schema, format_checker=checker, registry=referencing.Registry())
    return validator
