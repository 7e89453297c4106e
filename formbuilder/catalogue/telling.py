"""Fields told to people: what a list shows of them, and their history in sentences."""

from collections.abc import Mapping
from dataclasses import dataclass

from formbuilder.catalogue.definitions import PARTS
from formbuilder.catalogue.service import Dossier
from formbuilder.catalogue.store import SHIPPED_BY, Version
from formbuilder.language import gettext, language
from formbuilder.problems import _
from metadata import fieldfiles, fieldtypes
from metadata.catalogue import Catalogue
from metadata.fields import Field
from metadata.stamps import Instant
from renderer.show import department

SENSITIVITY: Mapping[str, str] = {
    "public": _("public"),
    "internal": _("internal"),
    "personal": _("personal"),
    "sensitive": _("sensitive"),
}
STATUS: Mapping[str, str] = {"active": _("in use"), "draft": _("draft"), "retired": _("retired")}
VERIFICATION: Mapping[str, str] = {
    "show": _("looking at it"),
    "blind": _("asking blindly"),
    "evidence": _("a document seen"),
}
CHANGES: Mapping[str, str] = {
    "new": _("defined it"),
    "cosmetic": _("changed it; values stay as they are"),
    "widening": _("widened it; all values still conform"),
    "narrowing": _("narrowed it; what does not conform stays and becomes due"),
    "retired": _("retired it"),
}
#: Parts whose cells are words of a closed set.
WORDS: Mapping[str, Mapping[str, str]] = {"sensitivity": SENSITIVITY, "status": STATUS, "verification": VERIFICATION}


@dataclass(frozen=True, slots=True)
class Difference:
    """One part of a definition, before and after."""

    part: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a field's history: who did what to it when, why, and what is different since."""

    version: int
    who: str
    deed: str
    change: str
    at: Instant
    note: str
    differences: tuple[Difference, ...]


def owner_name(field: Field, catalogue: Catalogue) -> str:
    """The owning department as people call it."""
    return department(field.owner, catalogue, language())


def type_name(field: Field) -> str:
    """The kind of answer, in the reader's language."""
    return fieldtypes.get(field.type).label.get(language())


def size(field: Field) -> str:
    """How long a value may be: 18, or 10,2 with decimals."""
    if field.max_length is None:
        return ""
    return f"{field.max_length},{field.decimals}" if field.decimals else str(field.max_length)


def history(dossier: Dossier) -> list[Step]:
    """The versions of a field as sentences, the newest first."""
    older: list[Version | None] = [*dossier.versions[1:], None]
    return [_step(version, before, dossier.catalogue) for version, before in zip(dossier.versions, older, strict=True)]


def _step(version: Version, before: Version | None, catalogue: Catalogue) -> Step:
    if version.by == SHIPPED_BY:
        who, deed = gettext(_("The shipped standard")), gettext(_("brought it"))
    else:
        who, deed = version.by.partition(":")[2] or version.by, gettext(CHANGES[version.change])
    told = differences(before.field, version.field, catalogue) if before else ()
    return Step(version.field.version, who, deed, version.change, version.at, version.note, told)


def differences(was: Field, now: Field, catalogue: Catalogue) -> tuple[Difference, ...]:
    """What is different between two versions, part by part."""
    old, new = fieldfiles.to_row(was), fieldfiles.to_row(now)
    return tuple(
        Difference(gettext(name), cell(part, old[part], catalogue), cell(part, new[part], catalogue))
        for part, name in PARTS.items()
        if old[part] != new[part]
    )


def cell(part: str, text: str, catalogue: Catalogue) -> str:
    """A part of a definition as people read it."""
    if not text:
        return "—"
    if text == "yes":
        return gettext(_("yes"))
    if part in WORDS:
        return gettext(WORDS[part][text])
    if part == "owner":
        return department(text, catalogue, language())
    if part == "codelist" and text in catalogue.codelists:
        return catalogue.codelists[text].label.get(language())
    return text
