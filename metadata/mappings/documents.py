"""A mapping as a JSON document: how it is kept, sent and approved."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

from metadata.mappings.shapes import CodePair, Column, Dates, Direction, Mapped, SystemMapping
from metadata.problems import Problem, _
from metadata.values import JSONObject

#: Words that a row of codes may be flagged with.
FLAGS: Final = frozenset({"in", "out", "lossy", "trap"})


class BadMapping(Problem):
    """A document that is no mapping."""

    code = "mapping.not-understood"
    sentence = _("This is not a mapping: %(why)s.")


def to_document(mapping: SystemMapping) -> JSONObject:
    """The JSON document of a mapping; `from_document` reads it back to an equal one."""
    return {
        "system": mapping.system,
        "version": mapping.version,
        "entity": mapping.entity,
        "row_key": list(mapping.row_key),
        "dates": mapping.dates.value,
        "date_column": mapping.date_column,
        "fixed": dict(mapping.fixed),
        "filter": mapping.filter,
        "cycle_days": mapping.cycle_days,
        "why": mapping.why,
        "columns": [_of_column(mapped) for mapped in mapping.columns],
    }


def from_document(document: JSONObject) -> SystemMapping:
    """A mapping from its JSON document.

    :raises BadMapping: it is none
    """
    try:
        mapping = SystemMapping(
            system=_text(document, "system"),
            version=int(document.get("version", 1)),
            entity=_text(document, "entity"),
            row_key=tuple(map(str, document.get("row_key", ()))),
            dates=Dates(document.get("dates", Dates.NOTHING)),
            date_column=_text(document, "date_column", ""),
            fixed={str(code): str(value) for code, value in document.get("fixed", {}).items()},
            filter=document.get("filter"),
            cycle_days=int(document.get("cycle_days", 30)),
            why=_text(document, "why", ""),
            columns=tuple(map(_to_column, document["columns"])),
        )
    except KeyError as missing:
        raise BadMapping(why=f"“{missing.args[0]}” is missing") from None
    except (TypeError, ValueError, AttributeError) as wrong:
        raise BadMapping(why=str(wrong)) from None
    names = [mapped.column.name for mapped in mapping.columns]
    if len(set(names)) < len(names):
        raise BadMapping(why="two columns have one name")
    for name in (*mapping.row_key, *filter(None, [mapping.date_column])):
        if name not in names:
            raise BadMapping(why=f"it has no column “{name}”")
    if (mapping.dates is Dates.COLUMN) != bool(mapping.date_column):
        raise BadMapping(why="a column that dates the rows must be named, and only where one does")
    if not (mapping.filter is None or isinstance(mapping.filter, dict)):
        raise BadMapping(why="a filter is an object, or null")
    if mapping.cycle_days < 1 or mapping.version < 1:
        raise BadMapping(why="days and versions are counted from 1")
    return mapping


def digest_of(mapping: SystemMapping) -> str:
    """Names the content of a mapping."""
    return sha256(json.dumps(to_document(mapping), ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:32]


def _of_column(mapped: Mapped) -> JSONObject:
    column = mapped.column
    said: JSONObject = {
        "name": column.name,
        "label": column.label,
        "type": column.type,
        "length": column.length,
        "required": column.required,
        "code_values": column.code_values,
        "sample": column.sample,
        "note": column.note,
        "field": mapped.field,
        "transform": mapped.transform,
        "args": mapped.args,
        "direction": mapped.direction.value,
    }
    if mapped.codes:
        said["codes"] = [{"source": c.source, "target": c.target, "flags": sorted(c.flags)} for c in mapped.codes]
    return said


def _to_column(said: Mapping[str, Any]) -> Mapped:
    column = Column(
        *(_text(said, "name"), _text(said, "label", ""), _text(said, "type", ""), _text(said, "length", "")),
        required=bool(said.get("required")),
        code_values=_text(said, "code_values", ""),
        sample=_text(said, "sample", ""),
        note=_text(said, "note", ""),
    )
    codes = tuple(
        CodePair(_text(c, "source"), _text(c, "target", ""), frozenset(c.get("flags", ())))
        for c in said.get("codes", ())
    )
    if strange := {flag for pair in codes for flag in pair.flags} - FLAGS:
        raise ValueError(f"codes are not flagged “{min(strange)}”")
    return Mapped(
        column=column,
        field=_text(said, "field", ""),
        transform=_text(said, "transform", "ignore"),
        args=_text(said, "args", ""),
        direction=Direction(said.get("direction", Direction.EVIDENCE)),
        codes=codes,
    )


def _text(said: Mapping[str, Any], name: str, default: str | None = None) -> str:
    value = said[name] if default is None else said.get(name, default)
    if not isinstance(value, str):
        raise TypeError(f"“{name}” is no text")
    return value
