"""The standard as a file: out and in again changes nothing; a faulty file changes nothing either."""

import csv
import io
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from formbuilder.catalogue import cli, files, service, store
from formbuilder.permissions import Actor, Role
from formbuilder.problems import FaultyRequest, NotAllowed
from metadata.fields import Status
from metadata.problems import BadFile
from tests.formbuilder.catalogue.test_service import audit_lines, hold, marks, publish

ADMIN = Actor(1, "admin", "管理员", Role.ADMINISTRATOR)
CIVIL = Actor(2, "mz", "民政", Role.DEPARTMENT_ADMIN, department="mz")


@pytest.fixture
def standard(app: Flask) -> Flask:
    store.load_standard()
    return app


def table(**changes: dict[str, str]) -> str:
    """The exported table with some cells changed, by code; a code that is not there is a row of its own."""
    rows = {row["code"]: row for row in csv.DictReader(io.StringIO(files.export_fields(ADMIN, "csv")))}
    columns = list(rows["sex"])
    for code, cells in changes.items():
        rows[code] = rows.get(code, dict.fromkeys(columns, "") | {"code": code}) | cells
    out = io.StringIO()
    writer = csv.DictWriter(out, columns)
    writer.writeheader()
    writer.writerows(rows.values())
    return out.getvalue()


DOG = {"zh": "门岗犬龄", "en": "Watchdog age", "entity": "person", "type": "integer", "owner": "mz"}


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_out_and_in_again_changes_nothing_and_leaves_no_audit_line(standard: Flask, kind: files.Format) -> None:
    before = service.see(ADMIN)
    found = files.import_fields(ADMIN, files.read(files.export_fields(ADMIN, kind), kind), now=9)
    assert (found.new, found.changed, found.same) == ([], [], len(before.fields))
    assert service.see(ADMIN) is before
    assert audit_lines() == []


def test_r1_new_and_changed_fields_come_in_together_with_their_consequences(standard: Flask) -> None:
    hold("r1", "employer_name", "临江环卫服务有限公司")
    text = table(office_dog_age=DOG, employer_name={"max_length": "5"}, marital_status={"en": "Marriage"})
    checked = files.check_fields(ADMIN, files.read(text, "csv"))
    assert [(one.field.code, one.change.kind.name, one.unfit) for one in checked.changed] == [
        ("marital_status", "COSMETIC", 0),
        ("employer_name", "NARROWING", 1),
    ]
    assert service.see(ADMIN).field("employer_name").max_length != 5
    done = files.import_fields(ADMIN, files.read(text, "csv"), now=9)
    assert [field.code for field in done.new] == ["office_dog_age"]
    assert service.see(ADMIN).field("employer_name").version == 2
    assert marks("employer_name") == {"r1": False}
    assert audit_lines() == [("fields.import", "fields")]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"zh": "婚否"}, "field.same-thing"),
        ({"type": "poem"}, "field.unknown-type"),
        ({"entity": "dragon"}, "entity.unknown"),
        ({"pattern": "(?=x)", "type": "text"}, "pattern.unsupported"),
        ({"depends_on": "nothing_here"}, "field.unknown"),
    ],
)
def test_r3_r4_a_faulty_file_changes_nothing(standard: Flask, cells: dict[str, str], code: str) -> None:
    text = table(office_dog_age=DOG | cells, marital_status={"en": "Marriage"})
    with pytest.raises(FaultyRequest) as refused:
        files.import_fields(ADMIN, files.read(text, "csv"), now=9)
    assert code in [problem.code for problem in refused.value.problems]
    assert any(problem.at.startswith("/office_dog_age") for problem in refused.value.problems)
    assert service.see(ADMIN).field("marital_status").version == 1
    assert audit_lines() == []


def test_r1_identity_does_not_change_by_a_file(standard: Flask) -> None:
    found = files.check_fields(ADMIN, files.read(table(employer_name={"type": "long_text"}), "csv"))
    assert "field.identity-changed" in [problem.code for _code, problem in found.problems]


def test_what_running_tasks_ask_is_not_retired_by_a_file(standard: Flask) -> None:
    publish("居住登记", ["religion", "employer_name"])
    found = files.check_fields(ADMIN, files.read(table(employer_name={"status": "retired"}), "csv"))
    assert [problem.code for _code, problem in found.problems] == ["field.still-asked"]


def test_fields_of_a_file_may_name_each_other(standard: Flask) -> None:
    other = DOG | {"zh": "门岗犬名", "en": "Watchdog name", "type": "text", "depends_on": "office_dog_age"}
    text = table(office_dog_age=DOG | {"bound_with": "office_dog_name"}, office_dog_name=other)
    assert files.check_fields(ADMIN, files.read(text, "csv")).problems == []


def test_a_field_twice_in_a_file_is_a_fault(standard: Flask) -> None:
    fields = files.read(table(), "csv")
    found = files.check_fields(ADMIN, [*fields, fields[0]])
    assert [problem.code for _code, problem in found.problems] == ["fields.twice"]


def test_r25_only_administrators_import(standard: Flask) -> None:
    with pytest.raises(NotAllowed):
        files.import_fields(CIVIL, [], now=9)


def test_what_is_no_file_of_fields_is_said_in_a_sentence() -> None:
    for text, kind in (("a,b\n1,2", "csv"), ("{", "json"), ("[1]", "json"), ('[{"code": {}}]', "json")):
        with pytest.raises(BadFile):
            files.read(text, kind)  # type: ignore[arg-type]


# --- the command


def run(app: Flask, *arguments: str) -> Result:
    """The command as a person runs it; data on stdout, words on stderr."""
    return CliRunner().invoke(cli.fields, list(arguments), obj=None)


def test_the_command_exports_checks_and_imports(standard: Flask, tmp_path: Path) -> None:
    file = tmp_path / "fields.csv"
    assert run(standard, "export", "-o", str(file)).exit_code == 0
    exported = run(standard, "export")
    assert exported.stdout == file.read_text("utf-8")
    file.write_text(table(office_dog_age=DOG), "utf-8")
    checked = run(standard, "check", str(file))
    assert (checked.exit_code, checked.stdout) == (0, "")
    assert "new        office_dog_age" in checked.stderr
    assert run(standard, "import", str(file)).exit_code == 0
    assert service.see(ADMIN).field("office_dog_age").status is Status.ACTIVE


def test_the_command_refuses_with_1_and_says_why_on_stderr(standard: Flask, tmp_path: Path) -> None:
    file = tmp_path / "fields.csv"
    file.write_text(table(office_dog_age=DOG | {"zh": "婚否"}), "utf-8")
    for command in ("check", "import"):
        refused = run(standard, command, str(file))
        assert refused.exit_code == 1
        assert "office_dog_age" in refused.stderr
        assert "marital_status" in refused.stderr
    file.write_bytes("姓名".encode("gbk"))
    assert run(standard, "check", str(file)).exit_code == 1
    assert run(standard, "check", str(tmp_path / "nowhere.csv")).exit_code == 2
