"""Table M, line by line: each line has an example that bears its number, and its neighbours that do not fit (R16)."""

import pytest

from metadata.merge import NEVER, apply, displaced, judge
from metadata.records import Claim, Effect, Fact, Outcome, Route, Through, Verdict
from metadata.stamps import Span
from metadata.values import ABSENT
from tests.builders import a_claim, a_fact, a_row, at, day

SAME, OTHER, THIRD = "13800138000", "13900139000", "13700137000"

#: A day without a beginning: an undated row, received on day 1.
UNDATED = Span(None, day(1))


def decided(claim: Claim, fact: Fact | None, *, authoritative: bool = False) -> tuple[str, Outcome]:
    effect = judge(claim, fact, authoritative=authoritative)
    return effect.line, effect.outcome


def persons(value: object = SAME, **changes: object) -> Fact:
    """What a person said on day 0."""
    return a_fact(value, through=Through.VISIT, **changes)  # type: ignore[arg-type]


def owners(value: object = SAME, **changes: object) -> Fact:
    """What the field's owner said on day 0."""
    return a_fact(value, **({"owner_spoke": at(0)} | changes))  # type: ignore[arg-type]


def test_m1_a_cell_that_was_exchanged_before_says_nothing() -> None:
    assert decided(a_row(OTHER, repeats=True), a_fact(SAME)) == ("M1", Outcome.NOTHING)


def test_m1_an_empty_cell_says_nothing() -> None:
    assert decided(a_row(ABSENT), a_fact(SAME)) == ("M1", Outcome.NOTHING)
    assert decided(a_row(ABSENT), None) == ("M1", Outcome.NOTHING)


def test_m1_a_repeated_cell_verifies_what_it_agrees_with_by_a_later_date_of_its_own() -> None:
    assert decided(a_row(SAME, repeats=True), a_fact(SAME)) == ("M1", Outcome.VERIFIED)


def test_m1_a_repeated_coarse_cell_agrees_too() -> None:
    assert decided(a_row("2020", repeats=True, coarser=True), a_fact("2020-05")) == ("M1", Outcome.VERIFIED)


@pytest.mark.parametrize(
    "echo",
    [
        a_row(SAME, repeats=True, observed=UNDATED),
        a_row(SAME, repeats=True, observed=at(0)),
        a_row(SAME, repeats=True, ours=True),
    ],
    ids=["undated", "not later", "our own"],
)
def test_m1_a_repeated_cell_without_a_later_date_or_from_us_verifies_nothing(echo: Claim) -> None:
    assert decided(echo, a_fact(SAME)) == ("M1", Outcome.NOTHING)


def test_m2_a_lower_number_after_a_higher_one_is_put_beside_whatever_it_says() -> None:
    for verdict in Verdict:
        claim = a_claim(OTHER, verdict=verdict, superseded=True, saw=True, own_words=True)
        assert decided(claim, a_fact(SAME)) == ("M2", Outcome.BESIDE)
    assert decided(a_claim(OTHER, superseded=True), None) == ("M2", Outcome.BESIDE)


def test_m3_unknown_answers_and_leaves_value_and_verified() -> None:
    fact = persons(SAME)
    unknown = a_claim(ABSENT, verdict=Verdict.UNKNOWN, observed=Span(day(1), day(2)))
    effect = judge(unknown, fact, authoritative=False)
    after = apply(unknown, fact, effect, 2)

    assert (effect.line, effect.outcome) == ("M3", Outcome.ANSWERED)
    assert after is not None
    assert (after.value, after.verified, after.changed) == (SAME, fact.verified, 1)
    assert (after.answered, after.verdict) == (day(1), Verdict.UNKNOWN)


def test_m3_unknown_of_what_nobody_knows_is_remembered() -> None:
    unknown = a_claim(ABSENT, verdict=Verdict.UNKNOWN)
    after = apply(unknown, None, judge(unknown, None, authoritative=False), 1)
    assert after is not None
    assert (after.held, after.withdrawn, after.answered, after.verified) == (False, False, day(1), NEVER)


@pytest.mark.parametrize("claim", [a_claim(SAME), a_row(SAME), a_claim(SAME, verdict=Verdict.CONFIRM, saw=True)])
def test_m4_the_same_value_moves_verified_forward_to_when_it_was_observed(claim: Claim) -> None:
    fact = a_fact(SAME)
    after = apply(claim, fact, judge(claim, fact, authoritative=False), 2)

    assert decided(claim, fact) == ("M4", Outcome.VERIFIED)
    assert after is not None
    assert (after.verified, after.observed, after.changed, after.source) == (at(1), at(0), 1, "s1")


def test_m4_without_a_date_nothing_moves() -> None:
    fact = a_fact(SAME)
    row = a_row(SAME, observed=UNDATED)
    after = apply(row, fact, judge(row, fact, authoritative=False), 2)
    assert after is not None
    assert after.verified == at(0)


def test_m4_an_older_confirmation_does_not_move_verified_back() -> None:
    fact = a_fact(SAME, observed=at(5))
    page = a_claim(SAME, verdict=Verdict.CONFIRM, saw=True, observed=Span(day(1), day(9)))  # offline for eight days
    after = apply(page, fact, judge(page, fact, authoritative=False), 2)
    assert after is not None
    assert after.verified == Span(day(5), day(9))


def test_m4_a_persons_confirmation_makes_it_a_persons_value_for_good() -> None:
    fact = a_fact(SAME)
    confirm = a_claim(SAME, verdict=Verdict.CONFIRM, saw=True)
    after = apply(confirm, fact, judge(confirm, fact, authoritative=False), 2)
    again = a_row(SAME, observed=at(3))
    later = apply(again, after, judge(again, after, authoritative=False), 3)
    assert later is not None
    assert (fact.person, later.person, later.vouched) == (False, True, "worker")


def test_m4_none_is_a_value_like_any_other() -> None:
    assert decided(a_claim(None), a_fact(None)) == ("M4", Outcome.VERIFIED)
    assert decided(a_claim(None), a_fact(SAME))[0] != "M4"


def test_m4_wrong_of_what_was_withdrawn_already_says_the_same() -> None:
    assert decided(a_claim(ABSENT, verdict=Verdict.WRONG), persons(ABSENT)) == ("M4", Outcome.VERIFIED)


@pytest.mark.parametrize("fact", [persons(SAME), a_fact(SAME), persons(ABSENT), None], ids=str)
def test_m5_a_confirm_of_what_is_no_longer_held_is_opened_for_review(fact: Fact | None) -> None:
    confirm = a_claim(OTHER, verdict=Verdict.CONFIRM)
    assert judge(confirm, fact, authoritative=False) == Effect(Outcome.OPEN, "M5", Route.REVIEW)


def test_m5_where_the_value_shown_is_not_known_a_confirm_never_equals_nothing() -> None:
    assert decided(a_claim(ABSENT, verdict=Verdict.CONFIRM), None) == ("M5", Outcome.OPEN)


def test_m5_goes_to_the_owners_queue_where_the_owner_changed_it() -> None:
    confirm = a_claim(OTHER, verdict=Verdict.CONFIRM)
    assert judge(confirm, owners(SAME), authoritative=True) == Effect(Outcome.PROPOSAL, "M5", Route.PROPOSAL)


def test_m5_does_not_keep_a_holder_from_taking_back_their_own_change() -> None:
    taken_back = a_claim(OTHER, verdict=Verdict.CONFIRM, own_words=True)
    assert decided(taken_back, persons(SAME)) == ("M10", Outcome.WRITTEN)


@pytest.mark.parametrize(
    "claim", [a_claim(OTHER), a_claim(None), a_row(OTHER, observed=at(-9)), a_row(OTHER, owner=True)]
)
def test_m6_any_value_is_written_where_nothing_is_held(claim: Claim) -> None:
    answered = a_fact(ABSENT, verified=NEVER)
    for fact in (None, answered):
        assert decided(claim, fact) == ("M6", Outcome.WRITTEN)
    assert apply(claim, None, judge(claim, None, authoritative=False), 7) == apply(
        claim, answered, judge(claim, answered, authoritative=False), 7
    )


def test_m6_a_value_that_a_person_withdrew_is_not_nothing() -> None:
    """Whoever has not seen that it was withdrawn brings no value back: a row only makes us ask."""
    withdrawn = persons(ABSENT)
    assert decided(a_row(OTHER, observed=at(-1)), withdrawn) == ("M12", Outcome.BESIDE)
    assert decided(a_row(OTHER, observed=UNDATED), withdrawn) == ("M18", Outcome.BESIDE)
    assert decided(a_row(OTHER), withdrawn) == ("M17", Outcome.OPEN)
    assert decided(a_claim(OTHER), withdrawn) == ("M14", Outcome.OPEN)
    assert decided(a_claim(OTHER, saw=True), withdrawn) == ("M10", Outcome.WRITTEN)


def test_m7_the_owners_older_word_is_put_beside_its_own_later_one() -> None:
    row = a_row(OTHER, owner=True, observed=at(-1))
    assert decided(row, owners(SAME), authoritative=True) == ("M7", Outcome.BESIDE)


def test_m7_an_unclear_word_of_the_owner_is_not_earlier() -> None:
    row = a_row(OTHER, owner=True, observed=UNDATED)
    assert decided(row, owners(SAME), authoritative=True) == ("M8", Outcome.WRITTEN)


def test_m7_what_the_owner_rules_today_on_an_older_claim_was_said_today() -> None:
    ruling = a_claim(OTHER, through=Through.RULING, owner=True, observed=at(-5), said=at(2), saw=True)
    fact = owners(SAME)
    after = apply(ruling, fact, judge(ruling, fact, authoritative=True), 2)
    assert decided(ruling, fact, authoritative=True) == ("M8", Outcome.WRITTEN)
    assert after is not None
    assert (after.verified, after.owner_spoke) == (at(-5), at(2))


@pytest.mark.parametrize("fact", [a_fact(SAME), persons(SAME), persons(ABSENT), owners(SAME)], ids=str)
def test_m8_the_owner_writes_over_anything_else(fact: Fact) -> None:
    row = a_row(OTHER, owner=True)
    after = apply(row, fact, judge(row, fact, authoritative=True), 2)
    assert decided(row, fact, authoritative=True) == ("M8", Outcome.WRITTEN)
    assert after is not None
    assert (after.value, after.owner_spoke, after.person) == (OTHER, at(1), False)


def test_m8_a_persons_value_becomes_a_proposal_unless_it_is_earlier() -> None:
    row = a_row(OTHER, owner=True)
    assert not displaced(row, persons(SAME, observed=at(0)))
    assert displaced(row, persons(SAME, observed=at(2)))
    assert displaced(row, persons(SAME, observed=Span(day(0), day(1))))
    assert not displaced(row, a_fact(SAME, observed=at(2)))


def test_m8_only_in_a_field_that_is_authoritative() -> None:
    row = a_row(OTHER, owner=True)
    assert decided(row, persons(SAME), authoritative=False) == ("M17", Outcome.OPEN)


def test_m9_a_persons_other_value_is_a_proposal_to_the_owner_even_if_they_saw() -> None:
    for claim in (a_claim(OTHER, saw=True), a_claim(ABSENT, verdict=Verdict.WRONG, saw=True)):
        effect = judge(claim, owners(SAME), authoritative=True)
        assert effect == Effect(Outcome.PROPOSAL, "M9", Route.PROPOSAL)


def test_m9_another_systems_row_is_put_beside_the_owners_value_even_a_finer_one() -> None:
    assert decided(a_row(OTHER), owners(SAME), authoritative=True) == ("M9", Outcome.BESIDE)
    assert decided(a_row("2020-05", finer=True), owners("2020"), authoritative=True) == ("M9", Outcome.BESIDE)


def test_m9_until_the_owner_has_spoken_the_field_is_ordinary() -> None:
    assert decided(a_claim(OTHER, saw=True), a_fact(SAME), authoritative=True) == ("M10", Outcome.WRITTEN)
    assert decided(a_row(OTHER), a_fact(SAME), authoritative=True) == ("M15", Outcome.WRITTEN)


@pytest.mark.parametrize("known", [{"saw": True}, {"own_words": True}])
@pytest.mark.parametrize("fact", [a_fact(SAME, observed=at(9)), persons(SAME, observed=at(9))], ids=str)
def test_m10_a_person_who_saw_it_or_replaces_own_words_writes_even_earlier(known: dict[str, bool], fact: Fact) -> None:
    for claim in (a_claim(OTHER, **known), a_claim(None, **known), a_claim(ABSENT, verdict=Verdict.WRONG, **known)):
        assert decided(claim, fact) == ("M10", Outcome.WRITTEN)


def test_m10_wrong_withdraws_the_value_as_a_persons_word() -> None:
    wrong = a_claim(ABSENT, verdict=Verdict.WRONG, saw=True)
    after = apply(wrong, a_fact(SAME), judge(wrong, a_fact(SAME), authoritative=False), 2)
    assert after is not None
    assert (after.held, after.withdrawn, after.changed, after.verified) == (False, True, 2, at(1))


def test_m11_a_row_that_only_says_less_is_put_beside() -> None:
    assert decided(a_row("2020", coarser=True), persons("2020-05")) == ("M11", Outcome.BESIDE)


def test_m11_a_row_that_says_more_is_written_and_verified_is_the_later_of_both() -> None:
    fact = persons("2020-05", observed=at(3))
    row = a_row("2020-05-17", finer=True, observed=at(1))
    after = apply(row, fact, judge(row, fact, authoritative=False), 2)
    assert decided(row, fact) == ("M11", Outcome.WRITTEN)
    assert after is not None
    assert (after.value, after.verified, after.person) == ("2020-05-17", at(3), True)


def test_m11_is_about_rows_a_person_says_what_they_mean() -> None:
    assert decided(a_claim("2020", coarser=True), persons("2020-05")) == ("M14", Outcome.OPEN)


@pytest.mark.parametrize("claim", [a_claim(OTHER, observed=at(-1)), a_row(OTHER, observed=at(-1))])
@pytest.mark.parametrize("fact", [a_fact(SAME), persons(SAME)], ids=str)
def test_m12_what_was_so_earlier_is_put_beside(claim: Claim, fact: Fact) -> None:
    assert decided(claim, fact) == ("M12", Outcome.BESIDE)


def test_m12_earlier_than_verified_not_than_observed() -> None:
    fact = a_fact(SAME, observed=at(0), verified=at(5))
    assert decided(a_row(OTHER, observed=at(3)), fact) == ("M12", Outcome.BESIDE)


def test_m13_a_person_who_did_not_see_a_rows_value_writes_if_later() -> None:
    assert decided(a_claim(OTHER), a_fact(SAME)) == ("M13", Outcome.WRITTEN)


@pytest.mark.parametrize(
    ("claim", "fact"),
    [
        (a_claim(OTHER), persons(SAME)),
        (a_claim(OTHER, observed=Span(day(-1), day(1))), a_fact(SAME)),
        (a_claim(OTHER), a_fact(SAME, observed=Span(None, day(5)))),
    ],
    ids=["a person's", "offline, unclear", "an undated row received later, unclear"],
)
def test_m14_a_person_who_did_not_see_a_persons_value_or_unclear_goes_to_review_and_is_due(
    claim: Claim, fact: Fact
) -> None:
    assert judge(claim, fact, authoritative=False) == Effect(Outcome.OPEN, "M14", Route.REVIEW)


def test_m15_among_systems_the_newer_wins() -> None:
    assert decided(a_row(OTHER), a_fact(SAME)) == ("M15", Outcome.WRITTEN)


def test_m16_among_systems_what_is_unclear_is_asked_at_the_next_door() -> None:
    row = a_row(OTHER, observed=UNDATED)
    assert judge(row, a_fact(SAME), authoritative=False) == Effect(Outcome.OPEN, "M16", Route.DOOR)


def test_m17_a_later_row_against_a_persons_value_is_asked_at_the_next_door() -> None:
    for fact in (persons(SAME), a_fact(SAME, person=True)):
        assert judge(a_row(OTHER), fact, authoritative=False) == Effect(Outcome.OPEN, "M17", Route.DOOR)


def test_m18_an_unclear_row_against_a_persons_value_is_put_beside() -> None:
    assert decided(a_row(OTHER, observed=UNDATED), persons(SAME)) == ("M18", Outcome.BESIDE)


def test_r5_any_verdict_of_a_visit_answers_also_one_that_waits_or_is_put_beside() -> None:
    claims = {
        "M2": a_claim(OTHER, superseded=True),
        "M5": a_claim(OTHER, verdict=Verdict.CONFIRM),
        "M12": a_claim(OTHER, observed=at(-1)),
        "M14": a_claim(OTHER),
    }
    for line, claim in claims.items():
        effect = judge(claim, persons(SAME), authoritative=False)
        after = apply(claim, persons(SAME), effect, 2)
        assert effect.line == line
        assert after is not None
        assert (after.value, after.answered) == (SAME, claim.observed.begin)


def test_r5_what_is_no_visit_answers_nothing() -> None:
    for through in (Through.DESK, Through.RULING, Through.ROW):
        after = apply(a_claim(SAME, through=through), a_fact(SAME), Effect(Outcome.VERIFIED, "M4"), 2)
        assert after is not None
        assert after.answered is None


def test_words_that_another_person_confirmed_are_no_longer_one_tickets_own() -> None:
    fact = persons(SAME, ticket="t1", number=1)
    other = a_claim(SAME, verdict=Verdict.CONFIRM, saw=True, ticket="t2", number=1)
    after = apply(other, fact, judge(other, fact, authoritative=False), 2)
    mine = apply(a_row(SAME), fact, Effect(Outcome.VERIFIED, "M4"), 2)
    assert after is not None
    assert mine is not None
    assert (after.ticket, mine.ticket) == ("", "t1")
