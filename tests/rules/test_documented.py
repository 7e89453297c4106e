"""What operators and programs rely on is written down, and what is written down is true."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from formbuilder import problem_list
from formbuilder.config import Settings

ROOT = Path(__file__).parents[2]
CONFIG = (ROOT / "formbuilder" / "config.py").read_text()
SETTINGS = sorted(set(re.findall(r'"(FORMBUILDER_[A-Z_]+)"', CONFIG)))


@pytest.mark.parametrize("setting", SETTINGS)
def test_every_setting_is_a_documented_line_and_stands_in_the_readme(setting: str) -> None:
    assert f"#: {setting}:" in CONFIG
    assert setting in (ROOT / "README.md").read_text()


def test_every_setting_has_a_place() -> None:
    assert len(re.findall(r"#: FORMBUILDER_", CONFIG)) == len(fields(Settings))


def test_every_problem_is_documented_as_it_is() -> None:
    assert (ROOT / "docs" / "problems.md").read_text() == problem_list.page(), (
        "run: python -m formbuilder.problem_list > docs/problems.md"
    )


def test_every_problem_has_a_code_of_its_own() -> None:
    found = [problem.code for problem in problem_list.problems()]
    assert [code for code in set(found) if found.count(code) > 1] == []
    assert all(re.fullmatch(r"[a-z-]+\.[a-z-]+", code) for code in found)
