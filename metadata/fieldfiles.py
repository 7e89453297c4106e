"""Fields as files: the CSV table and the JSON document that people edit, and the standard that is shipped so (R1)."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Final

from metadata import codelists, entities
from metadata.catalogue import Catalogue
from metadata.fields import Field, Label, Sensitivity, Status
from metadata.problems import BadFile

#: Columns of the table, in order. Lists are written with commas, synonyms with 、; yes or nothing.
COLUMNS: Final = (
    *("code", "zh", "en", "entity", "type", "max_length", "codelist", "pattern", "minimum", "maximum", "decimals"),
    *("unit", "format", "owner", "sensitivity", "key", "authoritative", "verification", "mask", "clock"),
    *("freshness_days", "freshness_reason", "derived_from", "depends_on", "bound_with", "refers_to", "admits_none"),
    *("synonyms", "standard", "help_zh", "help_en", "status", "version"),
)

#: Names of columns in the table that the standard was first handed over in.
_FORMER: Final = {"owner_dept": "owner", "derivable_from": "derived_from", "max_age_reason": "freshness_reason"}


def from_row(row: Mapping[str, str]) -> Field:
    """A field from one row of the table; columns may be missing or empty.

    :raises BadFile: a cell that cannot be read
    """
    cells = {_FORMER.get(name, name): (cell or "").strip() for name, cell in row.items() if name}
    get = cells.get
    days = get("freshness_days") or get("max_age_days", "")
    try:
        return Field(
            code=cells["code"],
            entity=cells["entity"],
            type=cells["type"],
            label=Label(cells["zh"], get("en", "")),
            owner=get("owner", ""),
            version=int(get("version") or 1),
            status=Status(get("status") or "active"),
            help=Label(get("help_zh", ""), get("help_en", "")),
            max_length=_whole(get("max_length")),
            codelist=get("codelist", ""),
            pattern=get("pattern", ""),
            minimum=get("minimum", ""),
            maximum=get("maximum", ""),
            decimals=_whole(get("decimals")),
            unit=get("unit", ""),
            format=get("format", ""),
            sensitivity=Sensitivity(get("sensitivity") or "internal"),
            key=_yes(get("key")),
            authoritative=_yes(get("authoritative")),
            verification=get("verification") or "show",
            mask=_yes(get("mask")),
            clock=get("clock", ""),
            freshness_days=_whole(days) or None,
            freshness_reason=get("freshness_reason", ""),
            derived_from=_several(get("derived_from")),
            depends_on=_several(get("depends_on")),
            bound_with=_several(get("bound_with")),
            refers_to=get("refers_to", ""),
            admits_none=_yes(get("admits_none")),
            synonyms=tuple(s.strip() for s in get("synonyms", "").split("、") if s.strip()),
            standard=get("standard", ""),
        )
    except KeyError as missing:
        raise BadFile(why=f"{missing.args[0]} is missing in {cells.get('code') or 'a row'}") from None
    except ValueError as wrong:
        raise BadFile(why=f"{cells['code']}: {wrong}") from None


def to_row(field: Field) -> dict[str, str]:
    """The row of a field; `from_row` reads it back to an equal field."""
    return {
        "code": field.code,
        "zh": field.label.zh,
        "en": field.label.en,
        "entity": field.entity,
        "type": field.type,
        "max_length": _text(field.max_length),
        "codelist": field.codelist,
        "pattern": field.pattern,
        "minimum": field.minimum,
        "maximum": field.maximum,
        "decimals": _text(field.decimals),
        "unit": field.unit,
        "format": field.format,
        "owner": field.owner,
        "sensitivity": field.sensitivity.value,
        "key": "yes" if field.key else "",
        "authoritative": "yes" if field.authoritative else "",
        "verification": field.verification,
        "mask": "yes" if field.mask else "",
        "clock": field.clock,
        "freshness_days": _text(field.freshness_days),
        "freshness_reason": field.freshness_reason,
        "derived_from": ",".join(field.derived_from),
        "depends_on": ",".join(field.depends_on),
        "bound_with": ",".join(field.bound_with),
        "refers_to": field.refers_to,
        "admits_none": "yes" if field.admits_none else "",
        "synonyms": "、".join(field.synonyms),
        "standard": field.standard,
        "help_zh": field.help.zh,
        "help_en": field.help.en,
        "status": field.status.value,
        "version": str(field.version),
    }


def from_csv(text: str) -> list[Field]:
    """The fields of a CSV table with a header.

    :raises BadFile: no such table
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    if not {"code", "zh", "entity", "type"} <= set(reader.fieldnames or ()):
        raise BadFile(why="its first line must name the columns code, zh, entity and type")
    try:
        return [from_row(row) for row in reader]
    except csv.Error as wrong:
        raise BadFile(why=str(wrong)) from None


def to_csv(fields: Iterable[Field]) -> str:
    """The CSV table of fields."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(map(to_row, fields))
    return out.getvalue()


def from_json(text: str) -> list[Field]:
    """The fields of a JSON document: an array of rows, cells as text, numbers, yes or no, or lists.

    :raises BadFile: no such document
    """
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError) as wrong:
        raise BadFile(why=str(wrong)) from None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadFile(why="an array of objects is expected")
    return [from_row({name: _cell(name, cell) for name, cell in row.items()}) for row in rows]


def to_json(fields: Iterable[Field]) -> str:
    """The JSON document of fields: an array, each with the cells that say something."""
    rows = [{name: cell for name, cell in to_row(field).items() if cell} for field in fields]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def shipped() -> Catalogue:
    """The standard in `metadata/standard`, read from its files."""
    folder = files("metadata").joinpath("standard")
    fields = from_csv(folder.joinpath("fields.csv").read_text("utf-8"))
    stamps = from_csv(folder.joinpath("row_stamps.csv").read_text("utf-8"))
    documents = [
        json.loads(file.read_text("utf-8"))
        for file in sorted(folder.joinpath("codelists").iterdir(), key=lambda file: file.name)
        if file.name.endswith(".json")
    ]
    known = json.loads(folder.joinpath("entities.json").read_text("utf-8"))
    return Catalogue(
        fields={field.code: field for field in fields},
        codelists={document["id"]: codelists.from_document(document) for document in documents},
        entities={document["code"]: entities.from_document(document) for document in known},
        stamps={stamp.code: stamp for stamp in stamps},
    )


def _cell(name: str, cell: object) -> str:
    match cell:
        case None | False:
            return ""
        case True:
            return "yes"
        case list():
            return ("、" if name == "synonyms" else ",").join(map(str, cell))
        case str() | int():
            return str(cell)
    raise BadFile(why=f"{name} is neither text nor a number nor a list")


def _yes(cell: str | None) -> bool:
    if cell not in (None, "", "yes", "no"):
        raise ValueError(f"“{cell}” is neither yes nor no")
    return cell == "yes"


def _several(cell: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (cell or "").split(",") if part.strip())


def _whole(cell: str | None) -> int | None:
    return int(cell) if cell else None


def _text(number: int | None) -> str:
    return "" if number is None else str(number)
