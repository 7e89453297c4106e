"""`serve` starts only what is safe to start."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from formbuilder.config import WrongSetting
from formbuilder.serve import arguments, refuse_debug


def run(tmp_path: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "FORMBUILDER_DATA": str(tmp_path), **settings}
    command = [str(Path(sys.executable).with_name("formbuilder")), "serve", "--port", "8139"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("secret", ["", "too short", "x" * 31])
def test_d01_it_does_not_start_without_a_secret(tmp_path: Path, secret: str) -> None:
    refused = run(tmp_path, FORMBUILDER_SECRET_KEY=secret)
    assert refused.returncode == 1
    assert "FORMBUILDER_SECRET_KEY" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_o01_it_does_not_start_while_debugging(tmp_path: Path) -> None:
    refused = run(tmp_path, FORMBUILDER_SECRET_KEY="x" * 32, FLASK_DEBUG="1")
    assert refused.returncode == 1
    assert "FLASK_DEBUG" in refused.stderr


def test_debugging_that_is_switched_off_is_no_debugging(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLASK_DEBUG", "0")
    refuse_debug()
    monkeypatch.setenv("FLASK_DEBUG", "true")
    with pytest.raises(WrongSetting):
        refuse_debug()


def test_it_is_served_as_it_was_measured() -> None:
    call = " ".join(arguments(8000))
    for setting in (
        "--worker-class gthread",
        "--workers 2",
        "--threads 4",
        "--graceful-timeout 30",
        "--no-control-socket",
    ):
        assert setting in call
    assert "--max-requests" not in call
