"""A table that we wrote comes back as it was, from a spreadsheet too, and runs nothing there (R23)."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from formbuilder.systems.files import open_table, write_csv, write_ndjson, write_xlsx

Writer = Callable[[list[dict[str, str]], Sequence[str]], Iterator[bytes]]
COLUMNS = ("A", "B", "C")
HARMFUL = ("=1+1", "+86 755", "-5", "@SUM(A1)", "\tx", "\rx", "'=x", "''x")
ROW = {"A": "440305199001010017", "B": "007", "C": " 空格 "}


def back(folder: Path, content: bytes) -> list[Mapping[str, Any]]:
    file = folder / "written"
    file.write_bytes(content)
    return [cells for _number, cells in open_table(file).rows()]


@pytest.mark.parametrize("write", [write_csv, write_xlsx, write_ndjson])
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(
            st.text("kx", min_size=1),
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")) | st.sampled_from(HARMFUL),
            st.text("'=+-@\t\r\n_x0Dabc<&> "),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_r23_what_was_written_is_read_again(tmp_path: Path, write: Writer, rows: list[tuple[str, ...]]) -> None:
    table = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
    read = back(tmp_path, b"".join(write(table, COLUMNS)))
    assert [{column: row.get(column, "") for column in COLUMNS} for row in read] == table


@pytest.mark.parametrize("text", HARMFUL)
def test_no_cell_of_a_csv_is_a_formula(text: str) -> None:
    written = b"".join(write_csv([{"A": text}], ("A",))).decode()
    [_, [cell]] = csv.reader(io.StringIO(written, newline=""))
    assert cell[0] == "'"


@pytest.mark.parametrize("text", ["=1+1", "+86", "440305199001010017", "007", "2024-01-05", " a ", "_x000D_", "<&>"])
def test_every_cell_of_a_workbook_is_text_for_others_too(text: str) -> None:
    sheet: Any = openpyxl.load_workbook(io.BytesIO(b"".join(write_xlsx([{"A": text}], ("A",))))).active
    cell = sheet["A2"]
    assert cell.value == text.replace("_x000D_", "_x005F_x000D_")  # openpyxl leaves these to its callers
    assert (cell.data_type, cell.number_format) == ("s", "@")
    assert sheet["A1"].value == "A"
    assert sheet.freeze_panes == "A2"


def test_what_was_not_said_is_an_empty_cell(tmp_path: Path) -> None:
    for write in (write_csv, write_xlsx, write_ndjson):
        assert back(tmp_path, b"".join(write([ROW, {"A": "1"}], COLUMNS)))[1].get("B", "") == ""


def test_a_spreadsheet_is_told_that_a_csv_is_utf_8() -> None:
    assert next(write_csv([ROW], COLUMNS, marked=True)).startswith(b"\xef\xbb\xbf")
    assert not next(write_csv([ROW], COLUMNS)).startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("write", [write_csv, write_ndjson])
def test_a_table_is_handed_on_before_it_is_whole(write: Writer) -> None:
    taken = 0

    def rows() -> Iterator[dict[str, str]]:
        nonlocal taken
        for number in range(200_000):
            taken = number
            yield {"A": str(number * 7919), "B": "春晖街道", "C": ""}

    pieces = write(rows(), COLUMNS)  # type: ignore[arg-type]
    assert next(pieces)
    assert next(pieces)
    assert taken < 100_000
