"""`formbuilder identity check` speaks to scripts and to people."""

import json

import pytest
from click.testing import CliRunner

from formbuilder.identity import identity


def run(*arguments: str, stdin: str = "") -> tuple[int, list[str]]:
    done = CliRunner().invoke(identity, ["check", *arguments], input=stdin)
    return done.exit_code, done.stdout.splitlines()


def test_one_json_object_a_line_with_the_promised_keys() -> None:
    code, (line,) = run("--json", "217 44030519010203001743")
    assert code == 0
    assert json.loads(line) == {
        **{"kind": "217", "input": "44030519010203001743", "verdict": "valid", "warnings": []},
        **{"normal": "44030519010203001743", "birth_date": "1901-02-03", "sex": "1", "division": "440305"},
        "derived": {"disability_category": "4", "disability_level": "3"},
    }


def test_numbers_come_from_arguments_or_from_lines() -> None:
    stdin = "111  110105 19491231 002X \nphone 13800138000/13900139000\n\nphone 无\n"
    code, lines = run("--json", stdin=stdin)
    found = [json.loads(line) for line in lines]
    assert [one["verdict"] for one in found] == ["valid", "split", "empty"]
    assert found[0]["input"] == " 110105 19491231 002X "
    assert found[1]["normal"] == ["13800138000", "13900139000"]
    assert code == 0


@pytest.mark.parametrize("number", ["111 110105194912310021", "999 1", "111 44030520990101001X"])
def test_an_invalid_number_is_found_wanting_and_says_why(number: str) -> None:
    code, (line,) = run(number)
    assert code == 1
    assert "invalid" in line
    assert line.endswith(".")
