"""Tickets: small, exact, never a value (R18)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metadata.asked import Asked, Mode, ask, decode, encode, order
from metadata.problems import TicketUnreadable
from tests.builders import RECORD, a_form, day

tickets = st.builds(
    Asked,
    record=st.none() | st.uuids().map(str),
    revision=st.integers(0, 2**40),
    forms=st.lists(st.integers(0, 2**31), max_size=6).map(tuple),
    modes=st.lists(st.sampled_from(Mode), max_size=80).map(tuple),
    holder=st.integers(0, 2**31),
    composed=st.integers(0, 2**43),
    left_out=st.lists(st.integers(0, 80), max_size=4, unique=True).map(lambda places: tuple(sorted(places))),
)


@given(tickets)
def test_a_ticket_comes_back_as_it_was_written(asked: Asked) -> None:
    assert decode(encode(asked)) == asked


def test_a_ticket_of_sixty_items_has_at_most_76_bytes_so_that_110_hold_it_signed() -> None:
    asked = Asked(RECORD, 2**20, (2**20, 2**20 + 1, 2**20 + 2), (Mode.VERIFY,) * 60, 2**20, day(9999), (1, 2, 3))
    assert len(encode(asked)) <= 76


@given(st.binary(max_size=120))
def test_what_is_no_ticket_is_refused_with_a_sentence(data: bytes) -> None:
    try:
        decode(data)
    except TicketUnreadable:
        return


@given(tickets, st.data())
def test_a_ticket_cut_short_is_no_ticket_or_another(asked: Asked, data: st.DataObject) -> None:
    whole = encode(asked)
    cut = whole[: data.draw(st.integers(0, len(whole) - 1))]
    try:
        assert decode(cut) != asked
    except TicketUnreadable:
        return


def test_modes_follow_the_forms_in_order_each_field_once_derived_ones_left_out() -> None:
    forms = (a_form("person_name", "sex", "mobile_phone", id=4), a_form("mobile_phone", "email", id=2))
    modes = {"person_name": Mode.KNOWN, "mobile_phone": Mode.VERIFY, "email": Mode.ASK}
    asked = ask(RECORD, 3, forms, modes, holder=7, composed=day(1))

    assert order(forms) == ("person_name", "sex", "mobile_phone", "email")
    assert asked.forms == (4, 2)
    assert asked.left_out == (1,)
    assert asked.modes == (Mode.KNOWN, Mode.VERIFY, Mode.ASK)
    assert decode(encode(asked)).items(reversed(forms)) == modes


def test_a_ticket_without_one_of_its_forms_cannot_be_read() -> None:
    asked = ask(RECORD, 3, (a_form("email", id=4),), {"email": Mode.ASK}, holder=7, composed=day(1))
    with pytest.raises(KeyError):
        asked.items((a_form("email", id=5),))
