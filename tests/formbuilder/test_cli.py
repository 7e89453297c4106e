"""Commands speak to people: what is wrong and what to do, never a traceback."""

import os
import subprocess
import sys
from pathlib import Path

COMMAND = (sys.executable, "-c", "from formbuilder.cli import main; main()")
ROOT = Path(__file__).parents[2]


def run(folder: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "FORMBUILDER_DATA": str(folder), "PYTHONPATH": str(ROOT), **settings}
    return subprocess.run([*COMMAND, *words], capture_output=True, text=True, env=environment, cwd=folder, check=False)


def test_a_command_on_an_empty_database_says_what_to_do(tmp_path: Path) -> None:
    done = run(tmp_path, "fields", "export")
    assert done.returncode == 1
    assert "db upgrade" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_setting_is_named(tmp_path: Path) -> None:
    done = run(tmp_path, "db", "upgrade", FORMBUILDER_TIMEZONE="Mars/Olympus")
    assert (done.returncode, "FORMBUILDER_TIMEZONE" in done.stderr, "Traceback" in done.stderr) == (1, True, False)


def test_a_new_instance_gets_the_shipped_standard_and_its_areas(tmp_path: Path) -> None:
    places = tmp_path / "areas.csv"
    places.write_text("code,name,level\n99,示范省,province\n9901,云州市,city\n", "utf-8")
    assert run(tmp_path, "db", "upgrade").returncode == 0
    assert "of the shipped standard" in run(tmp_path, "fields", "import").stderr
    assert "2 areas" in run(tmp_path, "areas", "import", str(places)).stderr
    assert run(tmp_path, "fields", "export").stdout.startswith("code,")


def test_an_areas_file_that_is_not_one_is_told(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("a,b\n1,2\n", "utf-8")
    run(tmp_path, "db", "upgrade")
    done = run(tmp_path, "areas", "import", str(wrong))
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
