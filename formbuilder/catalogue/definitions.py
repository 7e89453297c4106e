"""A field's definition as people write it in the form of a page, and back: every part keeps what was typed."""

import re
from collections.abc import Mapping
from dataclasses import replace

from formbuilder.catalogue.problems import NotANumber
from formbuilder.problems import _
from metadata import fieldfiles
from metadata.fields import Field
from metadata.problems import Problem, TooLong

Typed = Mapping[str, str]

#: How the parts of a definition are called, in the order of the page.
PARTS: Mapping[str, str] = {
    "zh": _("Chinese name"),
    "en": _("English name"),
    "code": _("Code"),
    "entity": _("Describes"),
    "owner": _("Owner"),
    "type": _("Kind of answer"),
    "codelist": _("Code list"),
    "max_length": _("Longest"),
    "minimum": _("Smallest"),
    "maximum": _("Largest"),
    "decimals": _("Decimal places"),
    "unit": _("Unit"),
    "pattern": _("Pattern"),
    "format": _("Format"),
    "refers_to": _("Refers to"),
    "admits_none": _("“There is none” is an answer"),
    "freshness_days": _("Stale after (days)"),
    "freshness_reason": _("Why so long"),
    "clock": _("Due from the date that it holds"),
    "sensitivity": _("Sensitivity"),
    "mask": _("Masked in lists"),
    "verification": _("Verified by"),
    "authoritative": _("The owner's word decides"),
    "synonyms": _("What other systems call it"),
    "help_zh": _("Help in Chinese"),
    "help_en": _("Help in English"),
    "standard": _("Standard"),
    "depends_on": _("Due when these change"),
    "derived_from": _("Computed from"),
    "bound_with": _("Asked together with"),
    "status": _("Status"),
    "key": _("Part of the key"),
}
NUMBERS = ("max_length", "decimals", "freshness_days")
CHOICES = ("admits_none", "mask", "authoritative")
#: What a change of the page leaves as it is.
FIXED = ("code", "entity", "type", "owner", "status", "version", "key")
#: Where the check of a definition says `label`, the page has two inputs.
INPUT = {"label": "zh", "help": "help_zh", "reason": "reason"}
#: Choices of freshness that are one tap; any other number is typed.
DAYS = ("", "30", "90", "180", "365")
#: Most characters of a part.
LONGEST = 500


def typed_of(field: Field) -> dict[str, str]:
    """What the form shows of a field."""
    row = fieldfiles.to_row(field)
    row["synonyms"] = "、".join(field.synonyms)
    days = row["freshness_days"]
    return row | {"freshness": days if days in DAYS else "other", "freshness_days": "" if days in DAYS else days}


def blank(entity: str, owner: str) -> dict[str, str]:
    """What the form of a new field shows."""
    return dict.fromkeys(PARTS, "") | {
        "entity": entity,
        "owner": owner,
        "type": "text",
        "sensitivity": "internal",
        "verification": "show",
        "freshness": "365",
    }


def read(typed: Typed, base: Field | None = None) -> tuple[Field, list[Problem]]:
    """The field that was written, and what could not be read. Whether it may be saved is judged elsewhere.

    :param base: the field that is changed: its identity, owner and status stay
    """
    cells = {part: typed.get(part, "").strip() for part in PARTS}
    problems: list[Problem] = []
    days = typed.get("freshness", "other")
    cells["freshness_days"] = cells["freshness_days"] if days == "other" else days
    cells["clock"] = "value" if cells["clock"] else ""
    cells |= {part: "yes" if cells[part] else "" for part in CHOICES}
    cells["synonyms"] = "、".join(part for part in re.split(r"[、,，;；\n]+", cells["synonyms"]) if part.strip())
    for part in ("depends_on", "derived_from", "bound_with"):
        cells[part] = ",".join(re.split(r"[\s、,，;；]+", cells[part]))
    if base is not None:
        row = fieldfiles.to_row(base)
        cells |= {part: row[part] for part in FIXED}
    else:
        cells["code"] = cells["code"] or slug(cells["en"])
        cells |= {"status": "", "key": "", "version": ""}
    for part in NUMBERS:
        if not re.fullmatch(r"-?[0-9]{1,9}|", cells[part], re.ASCII):
            problems.append(NotANumber(at=part))
            cells[part] = ""
    if cells["sensitivity"] not in ("public", "internal", "personal", "sensitive"):
        cells["sensitivity"] = "internal"
    for part, text in cells.items():
        if len(text) > LONGEST:
            problems.append(TooLong(at=part, count=len(text), limit=LONGEST))
    field = fieldfiles.from_row(cells)
    if base is not None and field.freshness_days == 0:
        field = replace(field, freshness_days=None)
    return field, problems


def slug(name: str) -> str:
    """A code from an English name, as a proposal.

    >>> slug("Watchdog's age (years)")
    'watchdog_s_age_years'
    """
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:63]


def input_of(part: str) -> str:
    """The input that a fault of a part stands at."""
    name = part.strip("/").split("/")[0]
    return INPUT.get(name, name)
