"""R4: what an admin may write as a pattern, and that every engine reads it alike."""

import re

import pytest
import re2
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from metadata import patterns, schemas

SUPPORTED = {
    "[0-9]{12,25}": ("123456789012", "12345678901"),
    r"\d{3}-\d{2}": ("123-45", "123-4a"),
    r"^[A-Z]\d?$": ("A1", "A1\n"),
    "a|bc": ("bc", "abc"),
    r"[^\d\s]+": ("张三", "a 1"),
    r"\w+\.\w+": ("a_1.b", "张.三"),
    "(?:ab)*c": ("ababc", "aba"),
    "[·A-Z.' -]+": ("A-B·C", "a"),
    r"\$\{\}": ("${}", "$"),
    ".{2}": ("张三", "a\n"),
}


@pytest.mark.parametrize("pattern", SUPPORTED)
def test_r4_a_pattern_is_about_the_whole_value(pattern: str) -> None:
    good, bad = SUPPORTED[pattern]
    assert patterns.faults(pattern) == []
    assert patterns.matches(pattern, good)
    assert not patterns.matches(pattern, bad)
    assert not patterns.matches(pattern, good + "\n")


@pytest.mark.parametrize(
    ("pattern", "says"),
    {
        "(?=a)b": "looking ahead",
        "(?<!a)b": "looking ahead",
        "(?P<x>a)": "named groups",
        "(?i)a": "flags",
        r"(a)\1": "escape",
        r"\bfoo": "escape",
        r"\p{Han}": "escape",
        r"\x41": "escape",
        "a++": "two repetitions",
        "a*?": "two repetitions",
        "(a": "never closed|missing at the end",
        "a)": "never opened",
        "[a": "missing at the end",
        "[]": "empty class",
        "[z-a]": "backwards",
        r"[\D]": "escape",
        "a{3,1}": "backwards",
        "a{1001}": "too large",
        "*a": "needs a",
        "a^b": "only for the beginning",
        "(" * 30 + "a" + ")" * 30: "in one another",
    }.items(),
)
def test_r4_f02_what_is_not_supported_is_named(pattern: str, says: str) -> None:
    (problem,) = patterns.faults(pattern)
    assert problem.code == "pattern.unsupported"
    assert re.search(says, problem.say())


@pytest.mark.parametrize(
    ("pattern", "code"),
    [
        ("x" * 100_000, "pattern.too-long"),
        ("|".join("abc" for _ in range(100)), "pattern.too-long"),
        ("(a{1,1000}){1,1000}", "pattern.too-large"),
        ("((a{99}){99}){99}", "pattern.too-large"),
    ],
)
def test_r4_f03_a_pattern_is_bounded(pattern: str, code: str) -> None:
    (problem,) = patterns.faults(pattern)
    assert problem.code == code


atoms = st.sampled_from(
    ["a", "b", "1", "_", "张", "-", " ", r"\d", r"\w", r"\s", r"\D", r"\W", ".", "[a-c]", "[^1]", r"[\d-]", r"\.", "#"]
)
quantified = st.builds(lambda atom, sign: atom + sign, atoms, st.sampled_from(["", "", "*", "+", "?", "{2}", "{0,2}"]))
sequences = st.lists(quantified, min_size=1, max_size=4).map("".join)
some_patterns = st.recursive(
    sequences,
    lambda p: st.builds(lambda one, other: f"({one}|{other})", p, p) | st.builds("({})*{}".format, p, p),
    max_leaves=4,
)


@settings(max_examples=400, deadline=None)
@given(some_patterns, st.text("ab1_张- \t\n.#c\u3000１", max_size=8))
def test_r4_every_engine_means_the_same_by_a_pattern(pattern: str, text: str) -> None:
    assume(not patterns.faults(pattern))
    anchored = patterns.anchored(pattern)
    here = patterns.matches(pattern, text)
    assert bool(re2.search(anchored, text)) == here
    assert schemas.compiled({"pattern": anchored}).is_valid(text) == here
    assert (re.fullmatch(anchored.removesuffix("$"), text) is not None) == here  # as a browser reads it
