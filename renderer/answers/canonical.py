"""Answers as JSON, in the canonical dialect: `{field: {verdict, value?, note?, observed_at?}}` (interfaces)."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Final

from metadata import fieldtypes
from metadata.answering import faulty
from metadata.fields import Field
from metadata.problems import BoundPartFaulty, Fault, Problem
from metadata.records import CHANGE, CONFIRM, NONE, UNKNOWN, Verdict
from metadata.values import ABSENT, Absent, JSONObject, Value
from metadata.writeback import Answer
from renderer.answers.asking import Beside, Questions
from renderer.answers.judging import Read, applying, judged
from renderer.faults import (
    BoundVerdictsDiffer,
    NewValueMissing,
    NotAnInstant,
    NotAnswered,
    NoVerdict,
    ReasonMissing,
)
from renderer.plan import PlanItem

_VERDICTS: Final = {verdict.value: verdict for verdict in Verdict}


def read_json(questions: Questions, sent: Mapping[str, object], *, required: bool = True) -> Read:
    """The answers that were sent as JSON, and what is wrong with them, each at its field.

    :param required: a required item without a verdict is a fault; of a queue it is not (R18)
    """
    answers: dict[str, Answer] = {}
    faults: list[Fault] = []
    beside = Beside(questions)
    for code in _codes_first(questions, sent):
        try:
            answer = _read(questions, code, sent[code], beside)
        except Problem as problem:
            faults.append(Fault(code, problem))
            continue
        answers[code] = answer
        if not isinstance(answer.value, Absent):
            beside.add(code, answer.value)
    faults += _at_odds(questions, answers, sent)
    faults += _left_alone(questions, answers, sent, told=required)
    if required:
        told = {fault.field for fault in faults}
        faults += [
            Fault(item.code, NotAnswered(at=item.code, label=item.field.label))
            for item in questions.required()
            if item.code not in sent and item.code not in told
        ]
    return applying(questions, answers, faults)


def _codes_first(questions: Questions, sent: Mapping[str, object]) -> list[str]:
    """The document's type tells how to read its number."""
    fields, plan = questions.catalogue.fields, questions.plan

    def is_code(code: str) -> bool:
        return code in fields and fields[code].type == "code"

    return sorted(sent, key=lambda code: (not is_code(code), code not in plan))


def _read(questions: Questions, code: str, sent: object, values: Mapping[str, Value]) -> Answer:
    """One answer.

    :raises Problem: what is wrong with it
    """
    answer: JSONObject = sent if isinstance(sent, dict) else {}
    verdict = _verdict(code, answer)
    note = answer.get("note")
    note = note if isinstance(note, str) else ""
    at = _instant(code, answer.get("observed_at"))
    planned = questions.plan.get(code)
    if verdict is UNKNOWN and not note.strip():
        raise ReasonMissing(at=code, label=planned.field.label if planned else code)
    if verdict is not CHANGE or planned is None:
        said = Answer(verdict, None if verdict is NONE else ABSENT, note, at)
        if planned is not None and (problem := faulty(planned.field, said)):
            raise problem
        return said
    new = judged(questions, planned.field, _new_value(planned, answer), values)
    return Answer(new.verdict, new.value, note, at, new.conforms)


def _verdict(code: str, answer: JSONObject) -> Verdict:
    said = answer.get("verdict")
    verdict = _VERDICTS.get(said) if isinstance(said, str) else None
    if verdict is None:
        raise NoVerdict(at=code, verdict=str(said)[:40])
    return verdict


def _new_value(planned: PlanItem, answer: JSONObject) -> Value:
    if "value" not in answer or answer["value"] == "":
        raise NewValueMissing(at=planned.code, label=planned.field.label)
    return fieldtypes.get(planned.field.type).normal(answer["value"], planned.field)


def _at_odds(questions: Questions, answers: dict[str, Answer], sent: Mapping[str, object]) -> Iterator[Fault]:
    """Verdicts that differ from that of what they are bound to: one verdict answers all of it (R2a)."""
    stood, plan = questions.stood, questions.plan
    for code in [code for code in answers if code in stood and len(plan[code].bound) > 1]:
        leader = next(other for other in plan[code].bound if other in answers and other in stood)
        if _word(sent[leader]) == _word(sent[code]):
            continue
        del answers[code]
        label, other = plan[code].field.label, plan[leader].field.label
        yield Fault(code, BoundVerdictsDiffer(at=code, label=label, other=other))


def _word(sent: object) -> object:
    return sent.get("verdict") if isinstance(sent, dict) else None


def _left_alone(
    questions: Questions, answers: dict[str, Answer], sent: Collection[str], *, told: bool
) -> Iterator[Fault]:
    """New values that came without what they are bound to: asked or known as one, they are claimed as one (R2a).

    :param told: somebody has the page open, and is told at what is missing; else what came is parked (R18)
    """
    stood, missing = questions.stood, dict[str, Field]()
    for code, answer in list(answers.items()):
        if answer.verdict in (CONFIRM, UNKNOWN) or code not in stood:
            continue
        planned = questions.plan[code]
        other = next((other for other in planned.bound if other in stood and other not in sent), None)
        if other is None:
            continue
        del answers[code]
        left = questions.plan[other].field
        if told:
            missing[other] = left
        else:
            yield Fault(code, BoundPartFaulty(at=code, label=planned.field.label, other=left.label))
    for code, left in missing.items():
        yield Fault(code, NewValueMissing(at=code, label=left.label))


def _instant(code: str, text: object) -> int | None:
    """RFC 3339 → milliseconds; None if nothing is said.

    :raises NotAnInstant: something else is
    """
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise NotAnInstant(at=code, value=str(text)[:40])
    return int(at.timestamp() * 1000)
