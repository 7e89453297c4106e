"""The mappings of the sixteen systems of the standard, read from `metadata/standard/mappings` once."""

import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from metadata.mappings.documents import from_document
from metadata.mappings.shapes import SystemMapping
from metadata.values import JSONObject


@cache
def shipped() -> Mapping[str, SystemMapping]:
    """Every mapping of the standard by its system, in the order of `approvals.json`."""
    folder = files("metadata").joinpath("standard").joinpath("mappings")
    codes: defaultdict[tuple[str, str], list[JSONObject]] = defaultdict(list)
    for row in _table(folder.joinpath("codes.csv").read_text("utf-8")):
        pair = {"source": row["source"], "target": row["target"], "flags": row["flags"].split()}
        codes[row["system"], row["column"]].append(pair)
    found: dict[str, SystemMapping] = {}
    for approval in json.loads(folder.joinpath("approvals.json").read_text("utf-8")):
        system = approval["system"]
        columns: list[JSONObject] = [
            {**row, "required": row["required"] == "yes", "codes": codes.pop((system, row["name"]), [])}
            for row in _table(folder.joinpath(f"{system}.csv").read_text("utf-8"))
        ]
        found[system] = from_document({**approval, "columns": columns})
    assert not codes, f"codes of columns that are not there: {list(codes)}"
    return found


def _table(text: str) -> Iterable[dict[str, str]]:
    return csv.DictReader(text.splitlines())
