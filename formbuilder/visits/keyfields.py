"""Registering something begins with its key: the fields that say whether we know it already (R19)."""

from collections.abc import Sequence
from dataclasses import dataclass

from metadata import fieldtypes, schemas
from metadata.catalogue import Catalogue
from metadata.entities import Entity
from metadata.fields import Field
from metadata.fieldtypes import Context
from metadata.forms import Form
from metadata.problems import Problem
from metadata.values import Value
from renderer.page import Raw, typed


@dataclass(frozen=True, slots=True)
class KeyField:
    """One field of the first step, as its template needs it. `options`: code and label, of a code list."""

    code: str
    label: str
    typed: str
    inputmode: str
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class FirstStep:
    """The first step of registering a kind of record; without fields there is none."""

    entity: str
    label: str
    fields: tuple[KeyField, ...] = ()


def fields_of(entity: Entity, forms: Sequence[Form], catalogue: Catalogue) -> list[Field]:
    """The fields of an entity's key, if its forms ask all of them: else nothing would come of typing them."""
    asked = {item.field for form in forms for item in form.items}
    if not entity.key or not asked.issuperset(entity.key):
        return []
    return [catalogue.field(code) for code in entity.key]


def first_step(entity: Entity, forms: Sequence[Form], catalogue: Catalogue, raw: Raw, language: str) -> FirstStep:
    """What the first step shows, with what was typed."""
    shown = []
    for field in fields_of(entity, forms, catalogue):
        phone = fieldtypes.get(field.type).facts_for_phones(field)
        codes = catalogue.codelist(field.codelist).active if field.type == "code" else ()
        options = tuple((code.code, code.label.get(language)) for code in codes)
        shown.append(KeyField(field.code, field.label.get(language), typed(raw, field.code), phone.inputmode, options))
    return FirstStep(entity.code, entity.label.get(language), tuple(shown))


def read(
    entity: Entity, forms: Sequence[Form], catalogue: Catalogue, raw: Raw
) -> tuple[dict[str, Value], dict[str, Problem]]:
    """The values of the key that was typed, and what is wrong with them by field; nothing of both if nothing was."""
    values: dict[str, Value] = {}
    faults: dict[str, Problem] = {}
    fields = fields_of(entity, forms, catalogue)
    if not any(typed(raw, field.code) for field in fields if field.type != "code"):
        return {}, {}
    for field in fields:
        try:
            value = fieldtypes.get(field.type).parse(typed(raw, field.code), field, Context(catalogue, values))
            wrong = schemas.faults_of(field, value, catalogue, values)
            if wrong:
                raise wrong[0]
            values[field.code] = value
        except Problem as problem:
            faults[field.code] = problem
    return values, faults
