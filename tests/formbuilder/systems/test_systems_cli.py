"""`formbuilder systems`: words on stderr, data on stdout, 0 done and 1 refused; twice changes nothing."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.cli import ScriptInfo

from formbuilder.systems import service
from formbuilder.systems.cli import systems
from tests.formbuilder.records.town import token
from tests.formbuilder.systems import arriving
from tests.formbuilder.systems.arriving import ELDERS, NUMBERS, an_elder

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask) -> Run:
    """Run a command on the instance of this test."""
    arriving.build()

    def ran(*words: object) -> Result:
        return CliRunner().invoke(systems, [str(word) for word in words], obj=ScriptInfo(create_app=lambda: app))

    return ran


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Two elderly people, one of them married in a word that nobody knows."""
    path = tmp_path / "elders.csv"
    path.write_bytes(arriving.table([an_elder(0), an_elder(1, marriage="不详")]))
    return path


def test_an_import_tells_what_came_of_it_and_which_cells_were_not_taken(run: Run, file: Path) -> None:
    done = run("import", ELDERS, file, "--as-at", "2026-11-01")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "2 merged" in done.stderr
    assert "row 3, marriage: “不详”" in done.stderr


def test_a_table_that_was_read_to_its_end_changes_nothing_again(run: Run, file: Path) -> None:
    run("import", ELDERS, file, "--as-at", "2026-11-01")
    again = run("import", ELDERS, file, "--as-at", "2026-11-01")
    assert again.exit_code == 0
    assert "Nothing was changed" in again.stderr


def test_headings_that_the_mapping_does_not_know_are_told_once(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "elders.csv"
    rows = [{"ID_CARD": number, "老人姓名": "周桂兰", "鞋码": "38"} for number in NUMBERS[:2]]
    file.write_bytes(arriving.table(rows, tuple(rows[0])))
    done = run("import", ELDERS, file)
    assert done.exit_code == 0
    assert done.stderr.count("鞋码") == 1
    assert "“gender” is not in this table" in done.stderr
    assert "id_card" not in done.stderr  # known by its name whatever the case; as the name is by its label


@pytest.mark.parametrize(
    ("code", "content", "as_at", "words"),
    [
        ("nobody", b"a\n1\n", "", "There is no system “nobody”."),
        (ELDERS, b"a\n1\n", "", "No heading"),
        (ELDERS, b"%PDF-1.7", "", "not a table"),
        (ELDERS, b"id_card\n1\n", "2999-01-01", "none that is still to come"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_1(
    run: Run, tmp_path: Path, code: str, content: bytes, as_at: str, words: str
) -> None:
    file = tmp_path / "table"
    file.write_bytes(content)
    done = run("import", code, file, "--as-at", as_at)
    assert done.exit_code == 1
    assert words in done.stderr


def test_a_file_that_turns_out_broken_is_refused_and_what_was_read_of_it_stays(
    run: Run, app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("formbuilder.systems.batching.BATCH", 1)
    file = tmp_path / "elders.xlsx"
    file.write_bytes(arriving.broken([an_elder(0), an_elder(1), an_elder(2)]))
    done = run("import", ELDERS, file, "--as-at", "2026-11-01")
    assert done.exit_code == 1
    assert "This is not a table that can be read." in done.stderr
    [delivery] = service.delivered(token(ELDERS), ELDERS)
    assert (delivery.state, delivery.rows, delivery.counts["new"]) == ("refused", 3, 2)
    [told] = service.told(token(ELDERS), delivery.id)
    assert (told.number, told.state, told.told[0]["code"]) == (4, "refused", "table.not-one")

    file.write_bytes(arriving.table([an_elder(0), an_elder(1), an_elder(2)]))
    assert "3 merged" in run("import", ELDERS, file, "--as-at", "2026-11-01").stderr
    assert [one.state for one in service.delivered(token(ELDERS), ELDERS)] == ["done", "refused"]


def test_a_table_comes_out_alone_on_stdout(run: Run, file: Path) -> None:
    run("import", ELDERS, file)
    done = run("export", ELDERS)
    rows = list(csv.DictReader(io.StringIO(done.stdout, newline="")))
    assert (done.exit_code, [row["id_card"] for row in rows]) == (0, list(NUMBERS[:2]))
    assert "2 rows" in done.stderr
    assert "next cursor: " in done.stderr


def test_the_form_follows_the_name_of_the_file(run: Run, file: Path, tmp_path: Path) -> None:
    run("import", ELDERS, file)
    assert run("export", ELDERS, "-o", tmp_path / "elders.xlsx").exit_code == 0
    sheet = openpyxl.load_workbook(tmp_path / "elders.xlsx").active
    assert sheet is not None
    assert list(sheet.values)[1][1] == NUMBERS[0]
    assert run("export", ELDERS, "-o", tmp_path / "elders.doc").exit_code == 2


def test_since_a_cursor_only_what_changed_comes_out(run: Run, file: Path, tmp_path: Path) -> None:
    run("import", ELDERS, file)
    cursor = run("export", ELDERS).stderr.rpartition(": ")[2].strip()
    other = tmp_path / "other.csv"
    other.write_bytes(arriving.table([an_elder(2)]))
    run("import", ELDERS, other)
    changes = run("export", ELDERS, "--since", cursor, "--format", "ndjson")
    assert changes.stdout.count("\n") == 1
    assert NUMBERS[2] in changes.stdout
    assert run("export", ELDERS, "--since", "nonsense").exit_code == 1


def test_r23_what_columns_cannot_say_is_told(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "elders.csv"
    file.write_bytes(arriving.table([an_elder(0, home_address="望江路18号3栋2单元501")]))
    run("import", ELDERS, file)
    again = tmp_path / "again.csv"
    again.write_text(run("export", ELDERS).stdout, "utf-8", newline="")
    done = run("import", ELDERS, again)
    assert "written" not in done.stderr  # R22: reading back what was given claims nothing


def test_systems_without_the_standard_are_refused_with_what_to_do(app: Flask) -> None:
    found = CliRunner().invoke(systems, ["load"], obj=ScriptInfo(create_app=lambda: app))
    assert found.exit_code == 1
    assert "formbuilder fields import" in found.stderr
