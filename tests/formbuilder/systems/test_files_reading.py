"""Tables as people send them are read as people see them, or refused in one sentence (R21, R22)."""

import io
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from formbuilder.systems.files import open_table
from formbuilder.systems.files.cells import plain
from formbuilder.systems.problems import (
    BrokenRow,
    ColumnTwice,
    DangerousTable,
    EmptyTable,
    LockedTable,
    NotATable,
    OldSpreadsheet,
    TableProblem,
    TableTooLarge,
)

MORNING = datetime(2024, 1, 5, 8, 30)  # noqa: DTZ001 - a spreadsheet knows no zones


def kept(folder: Path, content: bytes, name: str = "table") -> Path:
    file = folder / name
    file.write_bytes(content)
    return file


def rows_of(folder: Path, content: bytes) -> list[tuple[int, dict[str, Any]]]:
    return [(number, dict(cells)) for number, cells in open_table(kept(folder, content)).rows()]


def workbook(*rows: tuple[Any, ...], formats: dict[str, str] | None = None) -> bytes:
    """A workbook as openpyxl writes it: numbers as numbers, texts shared."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in rows:
        sheet.append(row)
    for cell, code in (formats or {}).items():
        sheet[cell].number_format = code
    into = io.BytesIO()
    book.save(into)
    return into.getvalue()


def repacked(content: bytes, **parts: bytes) -> bytes:
    """The same workbook with other parts."""
    into = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            stem = part.filename.rpartition("/")[2].partition(".")[0]
            new.writestr(part.filename, parts.get(stem, old.read(part)))
    return into.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_csv_is_read_in_every_way_that_departments_write_it(tmp_path: Path, encoding: str, separator: str) -> None:
    text = "XM,SFZH,备注\n张三,440305199001010017,“好”\n李四,,\n".replace(",", separator)
    assert rows_of(tmp_path, text.encode(encoding)) == [
        (2, {"XM": "张三", "SFZH": "440305199001010017", "备注": "“好”"}),
        (3, {"XM": "李四", "SFZH": "", "备注": ""}),
    ]


def test_rows_are_numbered_as_a_spreadsheet_numbers_them(tmp_path: Path) -> None:
    text = '\n,,\nA,B\n1,"two\nlines"\n\n3,4\n'
    assert rows_of(tmp_path, text.encode()) == [(4, {"A": "1", "B": "two\nlines"}), (6, {"A": "3", "B": "4"})]


def test_a_row_that_has_slipped_says_so(tmp_path: Path) -> None:
    assert rows_of(tmp_path, b"A,B\n1,2,3\n4\n5,6,,\n") == [
        (2, {"A": "1", "B": "2", "": ["3"]}),
        (3, {"A": "4"}),
        (4, {"A": "5", "B": "6"}),
    ]


def test_the_apostrophe_before_a_formula_is_taken_off_and_no_other(tmp_path: Path) -> None:
    read = rows_of(tmp_path, b"A,B,C\n'=1+1,'abc,''+86\n")
    assert read == [(2, {"A": "=1+1", "B": "'abc", "C": "'+86"})]


def test_lines_of_json_and_arrays_hold_values_as_they_are(tmp_path: Path) -> None:
    cells = '{"A":"1","B":null,"C":{"text":"某地"},"D":440305199001010017}'
    expected = {"A": "1", "B": None, "C": {"text": "某地"}, "D": 440305199001010017}
    assert rows_of(tmp_path, f"{cells}\n\n{cells}\n".encode()) == [(1, expected), (3, expected)]
    assert rows_of(tmp_path, f" [ {cells} ,\n{cells}\n]\n".encode()) == [(1, expected), (2, expected)]


def test_an_array_larger_than_what_is_read_at_once_is_whole(tmp_path: Path) -> None:
    objects = ",".join(f'{{"A":"{number}","B":"{"长" * 500}"}}' for number in range(1200))
    read = rows_of(tmp_path, f"[{objects}]".encode())
    assert [cells["A"] for _, cells in read] == [str(number) for number in range(1200)]


def test_a_whole_number_of_more_digits_than_programs_keep_stays_text(tmp_path: Path) -> None:
    assert rows_of(tmp_path, b'{"A":1234567890123456789012}') == [(1, {"A": "1234567890123456789012"})]


def test_cells_of_a_workbook_are_read_as_a_person_sees_them(tmp_path: Path) -> None:
    content = workbook(
        ("text", "number", "long", "day", "moment", "zeros", "yes", "share"),
        ("007", 13800138000, 440305199001010017, date(2024, 1, 5), MORNING, 42, True, 0.1 + 0.2),
        formats={"F2": "000000"},
    )
    assert rows_of(tmp_path, content) == [
        (
            2,
            {
                "text": "007",
                "number": "13800138000",
                "long": "4.40305E+17",
                "day": "2024-01-05",
                "moment": "2024-01-05 08:30:00",
                "zeros": "000042",
                "yes": "TRUE",
                "share": "0.3",
            },
        )
    ]


def test_a_workbook_may_begin_with_empty_rows_and_have_holes(tmp_path: Path) -> None:
    content = workbook((), ("", None), ("A", "B", "C"), (None, None, "3"), (), ("1",))
    assert rows_of(tmp_path, content) == [(4, {"A": "", "B": "", "C": "3"}), (6, {"A": "1"})]


@pytest.mark.parametrize(
    ("number", "seen"),
    [("12.0", "12"), ("1E+2", "100"), ("-5", "-5"), ("4.40305199001010017E17", "4.40305E+17"), ("0.00001", "0.00001")],
)
def test_a_number_is_what_a_person_sees(number: str, seen: str) -> None:
    assert plain(number) == seen


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", EmptyTable),
        (b"A,B\n", EmptyTable),
        (b",,\n\n", EmptyTable),
        (b"[]", EmptyTable),
        (b"%PDF-1.7 and so on", NotATable),
        (b"<html><table><tr><td>A</td></tr></table>", NotATable),
        (b"\x89PNG\r\n\x1a\n\x00\x00", NotATable),
        (b"A,B\n\xff\xfe\xfd,1\n", NotATable),
        (b"A,B,A\n1,2,3\n", ColumnTwice),
        (b'A,B\n1,"2\n3,4\n', BrokenRow),
        (b'{"A":1}\n{"A":1\n', BrokenRow),
        (b'{"A":1}\n[1]\n', BrokenRow),
        (b'{"A":1,"A":2}', BrokenRow),
        (b'{"A":NaN}', BrokenRow),
        (b'{"A":"\\ud800"}', BrokenRow),
        (b'{"A":{"b":{"c":1}}}', BrokenRow),
        (b'[{"A":1},2]', BrokenRow),
        (b'[{"A":1} {"A":2}]', BrokenRow),
        (b'[{"A":1}', BrokenRow),
        (b'[{"A":1}] more', BrokenRow),
        (b"[" * 100_000, BrokenRow),
        (b"PK\x03\x04 and no more", NotATable),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512, OldSpreadsheet),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), LockedTable),
    ],
)
def test_what_is_no_table_is_refused_in_one_sentence(
    tmp_path: Path, content: bytes, problem: type[TableProblem]
) -> None:
    with pytest.raises(problem) as refused:
        open_table(kept(tmp_path, content))
    assert type(refused.value) is problem
    assert str(refused.value)


def as_excel_writes(sheet: str, texts: str) -> bytes:
    """A workbook whose cells share their texts, which openpyxl does not write."""
    content = workbook(("A",), ("1",))
    into = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(into, "w") as new:
        for part in old.infolist():
            text = old.read(part).decode()
            if part.filename == "xl/worksheets/sheet1.xml":
                text = f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{sheet}</x:sheetData></x:worksheet>'
            if part.filename == "[Content_Types].xml":
                text = text.replace("</Types>", f"{SHARED}</Types>")
            new.writestr(part.filename, text)
        new.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{texts}</sst>')
    return into.getvalue()


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHARED = (
    '<Override PartName="/xl/sharedStrings.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
)
SHEET = (
    '<x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v></x:c><x:c r="B1" t="s"><x:v>1</x:v></x:c></x:row>'
    '<x:row r="3"><x:c r="B3" t="s"><x:v>2</x:v></x:c><x:c t="s"><x:v>9</x:v></x:c></x:row>'
)
TEXTS = (
    '<si><t>姓名</t></si><si><r><t>备</t></r><r><rPr><b/></rPr><t>注</t></r><rPh sb="0" eb="1"><t>bei</t></rPh></si>'
    '<si><t xml:space="preserve"> a_x000D_b </t></si>'
)


def test_texts_that_cells_share_are_found_whole(tmp_path: Path) -> None:
    content = as_excel_writes(SHEET.replace('<x:c t="s"><x:v>9</x:v></x:c>', ""), TEXTS)
    assert rows_of(tmp_path, content) == [(3, {"姓名": "", "备注": " a\rb "})]


def test_a_text_that_is_not_there_breaks_the_file(tmp_path: Path) -> None:
    with pytest.raises(NotATable):
        list(open_table(kept(tmp_path, as_excel_writes(SHEET, TEXTS))).rows())


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'


@pytest.mark.parametrize("part", ["sheet1", "styles", "workbook"])
def test_entities_are_refused_in_every_part_of_a_workbook(tmp_path: Path, part: str) -> None:
    content = workbook(("A",), ("1",))
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        name = next(name for name in book.namelist() if f"/{part}.xml" in name)
        text = book.read(name).partition(b"?>")[2] if book.read(name).startswith(b"<?xml") else book.read(name)
    with pytest.raises(DangerousTable):
        open_table(kept(tmp_path, repacked(content, **{part: BOMB + text})))


def test_entities_are_refused_among_shared_texts(tmp_path: Path) -> None:
    content = as_excel_writes(SHEET, TEXTS)
    bomb = BOMB + f'<sst xmlns="{MAIN}">{TEXTS}</sst>'.encode()
    with pytest.raises(DangerousTable):
        open_table(kept(tmp_path, repacked(content, sharedStrings=bomb)))


def test_what_a_zip_file_declares_is_looked_at_before_it_is_unpacked(tmp_path: Path) -> None:
    content = repacked(workbook(("A",), ("1",)), theme1=b"\x00" * 11_000_000)
    assert len(content) < 50_000
    with pytest.raises(TableTooLarge):
        open_table(kept(tmp_path, content))


def test_a_workbook_with_a_broken_part_is_refused_before_a_row_is_taken(tmp_path: Path) -> None:
    content = workbook(("A",), *[(str(number),) for number in range(5000)])
    with pytest.raises(NotATable):
        open_table(kept(tmp_path, repacked(content, sheet1=b"<worksheet><sheetData><row><c>")))


def test_a_file_is_named_by_its_bytes(tmp_path: Path) -> None:
    first, same, other = (open_table(kept(tmp_path, text)) for text in (b"A\n1\n", b"A\n1\n", b"A\n2\n"))
    assert first.digest == same.digest != other.digest
    assert (first.kind, first.headings, first.total) == ("csv", ("A",), 1)
