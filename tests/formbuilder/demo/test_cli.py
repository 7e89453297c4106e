"""`formbuilder demo`: one line says all that a program needs, then it serves, and Ctrl-C ends it (interfaces)."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import urllib.request
from pathlib import Path

from formbuilder.demo.cli import is_free
from formbuilder.demo.world.sizes import SIZES
from tests.served import free_port

PROGRAM = str(Path(sys.executable).with_name("formbuilder"))


def environment(folder: Path) -> dict[str, str]:
    """Of an instance in a folder, whatever else is set here."""
    found = {**os.environ, "FORMBUILDER_DATA": str(folder)}
    for name in ("FORMBUILDER_DATABASE_URL", "FORMBUILDER_SECRET_KEY"):
        found.pop(name, None)
    return found


def start(folder: Path, *options: str) -> subprocess.Popen[str]:
    """The command in a process of its own."""
    pipe = subprocess.PIPE
    return subprocess.Popen([PROGRAM, "demo", *options], env=environment(folder), stdout=pipe, stderr=pipe, text=True)


def run(command: str, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Another command, to its end."""
    return subprocess.run(
        [PROGRAM, command, *options], env=environment(folder), capture_output=True, text=True, check=False
    )


def test_one_line_says_everything_then_it_serves_until_it_is_interrupted(tmp_path: Path) -> None:
    port = free_port()
    process = start(tmp_path, "--json", "--size", "small", "--port", str(port))
    try:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        assert set(told) == {"url", "accounts", "tokens", "examples"}
        assert set(told["accounts"][0]) == {"role", "username", "password", "area", "department"}
        assert {"admin", "worker", "secretary", "p1"} <= set(told["tokens"])
        assert {"known", "unknown", "conflict", "proposal", "three_phones"} == set(told["examples"])
        assert "p2" not in told["tokens"]
        with urllib.request.urlopen(f"{told['url']}/healthz") as answer:
            assert answer.status == 200
        request = urllib.request.Request(
            f"{told['url']}/api/v1/records/{told['examples']['known']}",
            headers={"Authorization": f"Bearer {told['tokens']['secretary']}"},
        )
        with urllib.request.urlopen(request) as answer:
            assert json.load(answer)["entity"] == "person"
        looked = run("doctor", tmp_path, "--json")
        assert looked.returncode == 0, looked.stdout
        assert all(finding["good"] for finding in json.loads(looked.stdout))
        second = start(tmp_path / "other", "--port", str(port))
        assert "taken" in second.communicate(timeout=60)[1]
        assert second.returncode == 1
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    assert process.returncode == 0
    assert is_free(port)


def test_a_size_that_does_not_exist_is_refused_with_those_that_do(tmp_path: Path) -> None:
    process = start(tmp_path, "--size", "planet")
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (2, "")
    assert all(size in err for size in SIZES)
    assert not list(tmp_path.iterdir())


def test_a_database_that_holds_something_else_is_left_alone(tmp_path: Path, sqlite_template: Path) -> None:
    file = tmp_path / "formbuilder.db"
    file.write_bytes(sqlite_template.read_bytes())
    with sqlite3.connect(file) as connection:
        connection.execute(
            "insert into account (username, name, password_hash, role, department, area_code, created)"
            " values ('someone', 'Someone', 'x', 'administrator', '', '', 0)"
        )
    connection.close()
    process = start(tmp_path, "--port", str(free_port()))
    _out, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "--reset" in err
