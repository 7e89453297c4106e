"""What came back, from a browser or as JSON → answers and faults. What was not asked is not read (R6b, R7, R18)."""

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from typing import Final

from metadata import conditions, derive, fieldtypes, schemas
from metadata.answering import faulty
from metadata.asked import Asked
from metadata.asked import Mode as Stood
from metadata.catalogue import Catalogue
from metadata.documents import held_values
from metadata.fields import Field
from metadata.fieldtypes import Context
from metadata.forms import Form, Verification
from metadata.problems import BoundPartFaulty, Fault, Problem
from metadata.records import Record, Route, Verdict
from metadata.values import ABSENT, Absent, JSONObject, Value
from metadata.writeback import Answer
from renderer.faults import AnsweredTwice, NewValueMissing, NotAnInstant, NotAnswered, NoVerdict, ReasonMissing
from renderer.outcomes import REASONS
from renderer.page import Raw, one, several, typed
from renderer.plan import Plan, PlanItem, plan_of
from renderer.widgets import is_single

#: What a field's inputs are called, behind its code.
_SUFFIX: Final = re.compile(r"_(value(_[ymd])?|why)$")
_KNOWN: Final = Stood.KNOWN  # asked for every item of a page

Read = tuple[dict[str, Answer], list[Fault]]

_VERDICTS: Final = {verdict.value: verdict for verdict in Verdict}
_INPUTS: Final = (Stood.ASK, Stood.VERIFY, Stood.BLIND)


@dataclass(frozen=True, slots=True)
class Questions:
    """What a ticket asked, and what is needed to read what came back.

    `shown`: what the page showed; `disputed`: fields with an open conflict, which 'everything unchanged' leaves alone.
    """

    asked: Asked
    forms: Sequence[Form]
    catalogue: Catalogue
    shown: Mapping[str, Value] = field(default_factory=dict)
    disputed: frozenset[str] = frozenset()
    today: date | None = None
    zone: tzinfo = UTC
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def plan(self) -> Plan:
        return plan_of(self.forms, self.catalogue)


def questions(
    asked: Asked,
    forms: Sequence[Form],
    catalogue: Catalogue,
    record: Record | None,
    *,
    today: date,
    zone: tzinfo,
    since: Mapping[str, Value | Absent] | None = None,
    names: Mapping[str, str] | None = None,
) -> Questions:
    """The questions of a ticket, beside the record as it is now.

    :param forms: those that the ticket names, in any order
    :param since: field → value at the ticket's revision (ABSENT: none), of fields whose fact has changed since
    :param today: the day of the instance, for days that may not lie in the future
    """
    mine = {form.id: form for form in forms}
    facts = record.facts if record else {}
    claims = record.open_claims if record else ()
    held = held_values(facts)
    for code, value in (since or {}).items():
        held.pop(code, None)
        if not isinstance(value, Absent):
            held[code] = value
    return Questions(
        asked=asked,
        forms=tuple(mine[form] for form in asked.forms),
        catalogue=catalogue,
        shown=held | derive.values(held, catalogue),
        disputed=frozenset(claim.field for claim in claims if claim.route is not Route.PROPOSAL),
        today=today,
        zone=zone,
        names=names or {},
    )


def read_answers(questions: Questions, raw: Raw) -> Read:
    """The answers on a page that a browser sent, and what is wrong with it, each at its field.

    Items that were not touched give nothing; a required one without a verdict is a fault, unless the visit ended
    without answers (R13). An item whose condition fails is neither required nor read (R7).
    """
    reader = _Page(questions, raw)
    return _applying(questions, *reader.read(required=not one(raw, "outcome")))


def read_json(questions: Questions, sent: Mapping[str, object], *, required: bool = True) -> Read:
    """The same from `{field: {verdict, value?, note?, observed_at?}}` (interfaces, POST /submissions).

    :param required: a required item without a verdict is a fault; of a queue it is not (R18)
    """
    answers: dict[str, Answer] = {}
    faults: list[Fault] = []
    values = dict(questions.shown)
    order = list(questions.plan)
    codes_first = sorted(sent, key=lambda code: (not _is_code(questions, code), code not in order))
    for code in codes_first:
        try:
            answer = _from_json(questions, code, sent[code], values)
        except Problem as problem:
            faults.append(Fault(code, problem))
            continue
        answers[code] = answer
        if not isinstance(answer.value, Absent):
            values[code] = answer.value
    faults += _left_alone(questions, answers, sent, told=required)
    if required:
        told = {fault.field for fault in faults}
        faults += [
            Fault(item.code, NotAnswered(at=item.code, label=item.field.label))
            for item in _required(questions)
            if item.code not in sent and item.code not in told
        ]
    return _applying(questions, answers, faults)


def _left_alone(
    questions: Questions, answers: dict[str, Answer], sent: Collection[str], *, told: bool
) -> Iterator[Fault]:
    """New values that came without what they are bound to: asked or known as one, they are claimed as one (R2a).

    :param told: somebody has the page open, and is told at what is missing; else what came is parked (R18)
    """
    stood, missing = questions.asked.items(questions.forms), dict[str, Field]()
    for code, answer in list(answers.items()):
        if answer.verdict in (Verdict.CONFIRM, Verdict.UNKNOWN) or code not in stood:
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


def _required(questions: Questions) -> Iterator[PlanItem]:
    stood = questions.asked.items(questions.forms)
    for code, item in questions.plan.items():
        if item.required and stood.get(code) in _INPUTS:
            yield item


def _is_code(questions: Questions, code: str) -> bool:
    found = questions.catalogue.fields.get(code)
    return found is not None and found.type == "code"


def _applying(questions: Questions, answers: dict[str, Answer], faults: list[Fault]) -> Read:
    """Without the items whose conditions fail, by the answers and then by what the page showed (R7)."""
    plan = questions.plan
    if any(item.conditions for item in plan.values()):
        answered: dict[str, Value | Absent] = {
            code: answer.value
            if answer.verdict is Verdict.CHANGE
            else None
            if answer.verdict is Verdict.NONE
            else ABSENT
            for code, answer in answers.items()
            if answer.verdict in (Verdict.CHANGE, Verdict.NONE, Verdict.WRONG)
        }
        held = dict(questions.shown) | {c: value for c, value in answered.items() if not isinstance(value, Absent)}
        answered |= derive.values(held, questions.catalogue)  # a number just typed says who is a child
        wanted = conditions.shows(
            {code: item.conditions or (None,) for code, item in plan.items()}, questions.shown, answered
        )
        answers = {code: answer for code, answer in answers.items() if code in wanted or code not in plan}
        faults = [fault for fault in faults if fault.field in wanted or fault.field not in plan]
    place = {code: at for at, code in enumerate(plan)}
    return answers, sorted(faults, key=lambda fault: place.get(fault.field, len(place)))


def _judged(questions: Questions, asked: Field, value: Value, values: Mapping[str, Value]) -> Answer:
    """A value as an answer, if it conforms to the version that was asked.

    :raises Problem: the first thing that is wrong with it
    """
    if wrong := schemas.faults_of(asked, value, questions.catalogue, values, questions.today):
        raise wrong[0]
    present = questions.catalogue.field(asked.code)
    conforms = present.version == asked.version or not schemas.faults_of(
        present, value, questions.catalogue, values, questions.today
    )
    return Answer(Verdict.NONE if value is None else Verdict.CHANGE, value, conforms=conforms)


class _Page:
    """A form that a browser sent."""

    def __init__(self, questions: Questions, raw: Raw) -> None:
        self.questions, self.raw = questions, raw
        self.plan = questions.plan
        self.stood = questions.asked.items(questions.forms)
        self.answers: dict[str, Answer] = {}
        self.faults: list[Fault] = []

    def read(self, *, required: bool) -> tuple[dict[str, Answer], list[Fault]]:
        touched = {_SUFFIX.sub("", name) for name in self.raw}
        for code, mode in self.stood.items():
            if mode is _KNOWN and touched.isdisjoint(self.plan[code].bound):
                continue
            group = self._group(code, mode)
            if group[0] != code:  # answered by the verdict of the one it is bound to
                continue
            try:
                answered = self._known(group) if mode not in _INPUTS else self._input(group, mode)
            except Problem as problem:
                self._fault(problem.at or code, problem)
                continue
            if not answered and required and mode in _INPUTS and any(self.plan[c].required for c in group):
                self._fault(code, NotAnswered(label=self.plan[code].field.label))
        return self.answers, self.faults

    def _group(self, code: str, mode: Stood) -> list[str]:
        """What is answered by one verdict: what is bound together and stood there alike, asked or known (R2a)."""
        kinds = _INPUTS if mode in _INPUTS else (_KNOWN,)
        return [other for other in self.plan[code].bound if self.stood.get(other) in kinds]

    def _fault(self, code: str, problem: Problem) -> None:
        problem.at = code
        self.faults.append(Fault(code, problem))

    def _known(self, group: Sequence[str]) -> bool:
        verdict = one(self.raw, group[0])
        if not verdict and any(typed(self.raw, code) for code in group):
            verdict = "change"
        return self._verdict(group, verdict)

    def _input(self, group: Sequence[str], mode: Stood) -> bool:
        return self._verified(group) if mode is Stood.VERIFY else self._found_out(group)

    def _verified(self, group: Sequence[str]) -> bool:
        verdict = one(self.raw, group[0])
        if not verdict and any(typed(self.raw, code) for code in group):
            verdict = "change"
        if not verdict and one(self.raw, "all") == "confirm" and self._by_one_tap(group):
            verdict = "confirm"
        return self._verdict(group, verdict)

    def _by_one_tap(self, group: Sequence[str]) -> bool:
        """'Everything unchanged' confirms what was shown: not evidence, not what is in conflict (R6b)."""
        return not any(
            code in self.questions.disputed or self.plan[code].verification is Verification.EVIDENCE for code in group
        )

    def _found_out(self, group: Sequence[str]) -> bool:
        """Asked without a value: something is typed, or there is none, or nobody knows."""
        code = group[0]
        said = set(several(self.raw, code)) & {"none", "unknown"}
        if one(self.raw, f"{code}_why"):
            said.add("unknown")
        filled = any(typed(self.raw, other) for other in group)
        taps = self.plan[code].field.type == "code" and not is_single(self.plan[code].field, self.questions.catalogue)
        if len(said) > 1 or (said and filled and not taps):  # a tap cannot be taken back, a tick can: the tick counts
            raise AnsweredTwice(label=self.plan[code].field.label)
        return self._verdict(group, said.pop() if said else "change" if filled else "")

    def _verdict(self, group: Sequence[str], verdict: str) -> bool:
        code = group[0]
        match verdict:
            case "":
                return False
            case "change":
                self._changed(group)
            case "unknown":
                why = one(self.raw, f"{code}_why")
                if why not in REASONS:
                    raise ReasonMissing(label=self.plan[code].field.label)
                self._all(group, Answer(Verdict.UNKNOWN, note=why))
            case "confirm" | "none" | "wrong":
                answer = Answer(_VERDICTS[verdict], None if verdict == "none" else ABSENT)
                for other in group:
                    if problem := faulty(self.plan[other].field, answer):
                        raise problem
                self._all(group, answer)
            case _ if verdict.startswith("take:"):
                self._taken(code, verdict.removeprefix("take:"))
            case _:
                raise NoVerdict(verdict=verdict[:40])
        return True

    def _all(self, group: Sequence[str], answer: Answer) -> None:
        for code in group:
            self.answers[code] = answer

    def _taken(self, code: str, text: str) -> None:
        """One of the competing values, as the choice itself carries it."""
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            raise NoVerdict(verdict=text[:40]) from None
        self.answers[code] = _judged(self.questions, self.plan[code].field, value, self.questions.shown)

    def _changed(self, group: Sequence[str]) -> None:
        """New values of all that is bound together: one that is missing or wrong keeps the others back (R2a)."""
        values = dict(self.questions.shown)
        found: dict[str, Answer] = {}
        faulty = False
        for code in sorted(
            group, key=lambda c: self.plan[c].field.type != "code"
        ):  # the document's type tells how to read its number
            asked = self.plan[code].field
            text = typed(self.raw, code)
            try:
                if not text:
                    raise NewValueMissing(label=asked.label)
                context = Context(
                    self.questions.catalogue, values, self.questions.today, self.questions.zone, self.questions.names
                )
                value = fieldtypes.get(asked.type).parse(text, asked, context)
                found[code] = _judged(self.questions, asked, value, values)
                values[code] = value
            except Problem as problem:
                faulty = True
                self._fault(code, problem)
        if not faulty:
            self.answers |= found


def _from_json(questions: Questions, code: str, sent: object, values: Mapping[str, Value]) -> Answer:
    """One answer of the canonical dialect.

    :raises Problem: what is wrong with it
    """
    answer: JSONObject = sent if isinstance(sent, dict) else {}
    said = answer.get("verdict")
    verdict = _VERDICTS.get(said) if isinstance(said, str) else None
    if verdict is None:
        raise NoVerdict(at=code, verdict=str(said)[:40])
    note = answer.get("note")
    note = note if isinstance(note, str) else ""
    at = _instant(code, answer.get("observed_at"))
    planned = questions.plan.get(code)
    if verdict is Verdict.UNKNOWN and not note.strip():
        raise ReasonMissing(at=code, label=planned.field.label if planned else code)
    if verdict is not Verdict.CHANGE or planned is None:
        said = Answer(verdict, None if verdict is Verdict.NONE else ABSENT, note, at)
        if planned is not None and (problem := faulty(planned.field, said)):
            raise problem
        return said
    if "value" not in answer or answer["value"] == "":
        raise NewValueMissing(at=code, label=planned.field.label)
    value = fieldtypes.get(planned.field.type).normal(answer["value"], planned.field)
    judged = _judged(questions, planned.field, value, values)
    return Answer(judged.verdict, judged.value, note, at, judged.conforms)


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
