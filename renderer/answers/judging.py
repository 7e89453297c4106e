"""Whether a value conforms to what was asked, and which answers a condition leaves standing (R1, R7)."""

from collections.abc import Mapping

from metadata import conditions, derive, schemas
from metadata.fields import Field
from metadata.problems import Fault
from metadata.records import CHANGE, NONE, WRONG
from metadata.values import ABSENT, Absent, Value
from metadata.writeback import Answer
from renderer.answers.asking import Questions

Read = tuple[dict[str, Answer], list[Fault]]


def judged(questions: Questions, asked: Field, value: Value, values: Mapping[str, Value]) -> Answer:
    """A value as an answer, if it conforms to the version that was asked.

    :param values: what it is judged beside
    :raises Problem: the first thing that is wrong with it
    """
    catalogue, today = questions.catalogue, questions.today
    if wrong := schemas.faults_of(asked, value, catalogue, values, today):
        raise wrong[0]
    present = catalogue.field(asked.code)
    conforms = present.version == asked.version or not schemas.faults_of(present, value, catalogue, values, today)
    return Answer(NONE if value is None else CHANGE, value, conforms=conforms)


def applying(questions: Questions, answers: dict[str, Answer], faults: list[Fault]) -> Read:
    """Without the items whose conditions fail, by the answers and then by what the page showed (R7)."""
    plan = questions.plan
    if any(form.conditional for form in questions.forms):
        wanted = _wanted(questions, answers)
        answers = {code: answer for code, answer in answers.items() if code in wanted or code not in plan}
        faults = [fault for fault in faults if fault.field in wanted or fault.field not in plan]
    if not faults:
        return answers, faults
    place = {code: at for at, code in enumerate(plan)}
    return answers, sorted(faults, key=lambda fault: place.get(fault.field, len(place)))


def _wanted(questions: Questions, answers: Mapping[str, Answer]) -> frozenset[str]:
    """The fields that are asked, with these answers."""
    answered = {code: _said(answer) for code, answer in answers.items() if answer.verdict in (CHANGE, NONE, WRONG)}
    held = dict(questions.shown) | {code: value for code, value in answered.items() if not isinstance(value, Absent)}
    answered |= derive.values(held, questions.catalogue)  # a number just typed says who is a child
    items = {code: item.conditions or (None,) for code, item in questions.plan.items()}
    return conditions.shows(items, questions.shown, answered)


def _said(answer: Answer) -> Value | Absent:
    if answer.verdict is CHANGE:
        return answer.value
    return None if answer.verdict is NONE else ABSENT
