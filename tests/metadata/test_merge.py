"""Spans, and what moving forward means (R16, Stamps): properties that table M stands on."""

from hypothesis import given
from hypothesis import strategies as st

from metadata.stamps import Span, forward

instants = st.integers(0, 50)


@st.composite
def spans(draw: st.DrawFn) -> Span:
    begin, end = sorted((draw(instants), draw(instants)))
    return Span(draw(st.sampled_from((begin, begin, None))), end)


@given(spans(), spans())
def test_of_two_spans_at_most_one_is_the_later(one: Span, other: Span) -> None:
    assert not (one.later_than(other) and other.later_than(one))
    assert one.later_than(other) == other.earlier_than(one)


@given(spans(), spans())
def test_unknown_is_never_later(one: Span, other: Span) -> None:
    assert not Span(None, one.end).later_than(other)


@given(spans(), spans())
def test_verified_moves_only_forward_and_never_past_what_was_observed(held: Span, seen: Span) -> None:
    moved = forward(held, seen)
    assert (moved.begin or 0) >= (held.begin or 0)
    assert moved.end in (held.end, seen.end)
    assert moved.end >= held.end
    assert moved.begin in (held.begin, seen.begin)


@given(spans(), spans())
def test_without_a_date_nothing_is_verified(held: Span, seen: Span) -> None:
    assert forward(held, Span(None, seen.end)) == held


@given(spans(), st.lists(spans(), max_size=4))
def test_dated_verifications_may_come_in_any_order(held: Span, seen: list[Span]) -> None:
    there = back = Span(held.begin or 0, held.end)
    for span in seen:
        there = forward(there, span)
    for span in reversed(seen):
        back = forward(back, span)
    assert there == back
