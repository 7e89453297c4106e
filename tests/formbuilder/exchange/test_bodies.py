"""What two readers of JSON could understand differently is refused, and so is what would cost too much to read."""

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError, fields

from formbuilder.exchange.bodies import DEEPEST, LARGEST, MOST_NAMES, faults_of, parse
from formbuilder.exchange.schemas import Flag, LabelSchema, Strict, Text, Whole
from formbuilder.problems import BodyTooLarge, ForeignName, Malformed, MissingPart, WrongPart

a_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
whole_json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | a_text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(a_text, inner, max_size=4),
    max_leaves=20,
)


@given(whole_json)
def test_every_ordinary_document_is_read_as_it_was_written(value: object) -> None:
    assert parse(orjson.dumps(value)) == value


@pytest.mark.parametrize(
    "text",
    [
        b'{"a": 1, "a": 2}',
        b'{"x": [{"b": 1, "b": 1}]}',
        b"NaN",
        b'{"a": Infinity}',
        b"-Infinity",
        b"1e400",
        b"9007199254740992",
        b"1" * 5000,
        b'\xef\xbb\xbf{"a": 1}',
        b'{"a": 1} x',
        b'{"a": 1}{"b": 2}',
        b'{"a": 1,}',
        b"{'a': 1}",
        b"// no\n1",
        b"",
        b"\xff\xfe1\x00",
        b'"\xc3"',
        rb'"\ud800"',
        rb'{"\udc00": 1}',
        rb'"\u0000"',
        b'"\x00"',
        b'"a\nb"',
    ],
)
def test_what_readers_differ_about_is_refused(text: bytes) -> None:
    with pytest.raises(Malformed):
        parse(text)


def test_depth_is_bounded_before_anything_is_built() -> None:
    assert parse(b"[" * DEEPEST + b"]" * DEEPEST)
    for text in (b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1), b'{"a":' * 100_000, b"[" * 1_000_000):
        with pytest.raises(Malformed):
            parse(text)
    assert parse(b'"' + b"[" * 1000 + b'"') == "[" * 1000


def test_names_are_bounded_over_the_whole_body() -> None:
    objects = [{f"n{i}": 1 for i in range(100)} for _ in range(MOST_NAMES // 100)]
    assert len(parse(orjson.dumps(objects))) == 20
    with pytest.raises(Malformed):
        parse(orjson.dumps([*objects, {"one": "more"}]))


def test_size_is_bounded() -> None:
    with pytest.raises(BodyTooLarge):
        parse(b'"' + b"a" * LARGEST + b'"')


class Thing(Strict):
    """A shape to be strict with."""

    name = Text(required=True)
    count = Whole()
    sure = Flag()
    label = fields.Nested(LabelSchema)
    parts = fields.List(fields.Nested(LabelSchema))


@pytest.mark.parametrize(
    ("document", "at", "problem"),
    [
        ({}, "/name", MissingPart),
        ({"name": 3}, "/name", WrongPart),
        ({"name": None}, "/name", WrongPart),
        ({"name": "x", "count": "3"}, "/count", WrongPart),
        ({"name": "x", "count": True}, "/count", WrongPart),
        ({"name": "x", "count": 3.0}, "/count", WrongPart),
        ({"name": "x", "sure": "yes"}, "/sure", WrongPart),
        ({"name": "x", "sure": 1}, "/sure", WrongPart),
        ({"name": "x", "nmae": "y"}, "/nmae", ForeignName),
        ({"name": "x", "a/b": "y"}, "/a~1b", ForeignName),
        ({"name": "x", "label": {}}, "/label/zh", MissingPart),
        ({"name": "x", "parts": [{"zh": "a"}, {"zh": "b", "fr": "c"}]}, "/parts/1/fr", ForeignName),
        ([], "", WrongPart),
        ("x", "", WrongPart),
    ],
)
def test_every_fault_stands_at_its_pointer(document: object, at: str, problem: type) -> None:
    with pytest.raises(ValidationError) as wrong:
        Thing().load(document)  # type: ignore[arg-type]
    (fault,) = faults_of(wrong.value.messages)
    assert (fault.at, type(fault)) == (at, problem)
