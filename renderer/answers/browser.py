"""A page that a browser sent, read item by item: each verdict answers all that is bound together (R2a, R6b)."""

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from metadata import fieldtypes
from metadata.answering import faulty
from metadata.asked import Mode
from metadata.fieldtypes import Context
from metadata.forms import Verification
from metadata.problems import Fault, Problem
from metadata.records import CONFIRM, NONE, UNKNOWN, WRONG
from metadata.values import Absent
from metadata.writeback import Answer
from renderer.answers.asking import INPUTS, KNOWN, Beside, Questions
from renderer.answers.judging import Read, applying, judged
from renderer.faults import AnsweredTwice, NewValueMissing, NotAnswered, NoVerdict, ReasonMissing
from renderer.outcomes import REASONS
from renderer.page import Raw, one, several, typed
from renderer.widgets import is_single

#: What a field's inputs are called, behind its code.
_SUFFIX: Final = re.compile(r"_(value(_[ymd])?|why)$")
_SUFFIXES: Final = ("", "_value", "_value_y", "_value_m", "_value_d", "_why")
_VERIFY: Final = Mode.VERIFY
_LEFT_ALONE: Final = Mode.KNOWN  # unless it is corrected
#: Verdicts that bring no value; the answers are the same for every field.
_PLAIN: Final = {"confirm": Answer(CONFIRM), "none": Answer(NONE, None), "wrong": Answer(WRONG)}

#: Codes of fields that one verdict answers, in the page's order.
Group = Sequence[str]


def read_answers(questions: Questions, raw: Raw) -> Read:
    """The answers on a page that a browser sent, and what is wrong with it, each at its field.

    Items that were not touched give nothing; a required one without a verdict is a fault, unless the visit ended
    without answers (R13). An item whose condition fails is neither required nor read (R7).
    """
    reader = _Page(questions, raw)
    reader.read(required=not one(raw, "outcome"))
    return applying(questions, reader.answers, reader.faults)


@lru_cache(maxsize=256)
def _inputs(codes: tuple[str, ...]) -> dict[str, str]:
    """Name of an input → the field that it is of; of two that a name could mean the one that it is longer than."""
    names = (code + suffix for code in codes for suffix in _SUFFIXES)
    meant = {name: _SUFFIX.sub("", name) for name in names}
    return {name: code for name, code in meant.items() if code in codes}


class _Page:
    """A form that a browser sent."""

    def __init__(self, questions: Questions, raw: Raw) -> None:
        self.questions, self.raw = questions, raw
        self.plan, self.stood = questions.plan, questions.stood
        self.answers: dict[str, Answer] = {}
        self.faults: list[Fault] = []

    def read(self, *, required: bool) -> None:
        """Collect the answers and the faults."""
        plan = self.plan
        for code, mode in self._in_question():
            group = self._group(code, mode)
            if group[0] != code:  # answered by the verdict of the one it is bound to
                continue
            try:
                answered = self._verdict(group, self._said(group, mode))
            except Problem as problem:
                self._fault(problem.at or code, problem)
                continue
            if not answered and required and mode in INPUTS and any(plan[c].required for c in group):
                self._fault(code, NotAnswered(label=plan[code].field.label))

    def _in_question(self) -> list[tuple[str, Mode]]:
        """The inputs, and those of the known items that were touched."""
        plan, inputs = self.plan, _inputs(tuple(self.plan))
        touched = {inputs[name] for name in self.raw if name in inputs}
        corrected = {other for code in touched for other in plan[code].bound}
        return [(code, mode) for code, mode in self.stood.items() if mode is not _LEFT_ALONE or code in corrected]

    def _group(self, code: str, mode: Mode) -> Group:
        """What is answered by one verdict: what is bound together and stood there alike, asked or known (R2a)."""
        bound = self.plan[code].bound
        if len(bound) == 1:
            return bound
        kinds = INPUTS if mode in INPUTS else KNOWN
        return [other for other in bound if self.stood.get(other) in kinds]

    def _fault(self, code: str, problem: Problem) -> None:
        problem.at = code
        self.faults.append(Fault(code, problem))

    def _said(self, group: Group, mode: Mode) -> str:
        """The verdict on what is bound together; '' if there is none."""
        if mode is not _VERIFY and mode in INPUTS:
            return self._found_out(group)
        if verdict := one(self.raw, group[0]):
            return verdict
        if any(typed(self.raw, code) for code in group):
            return "change"
        by_one_tap = mode is _VERIFY and one(self.raw, "all") == "confirm" and self._by_one_tap(group)
        return "confirm" if by_one_tap else ""

    def _by_one_tap(self, group: Group) -> bool:
        """'Everything unchanged' confirms what was shown: not evidence, not what is in conflict (R6b)."""
        return not any(
            code in self.questions.disputed or self.plan[code].verification is Verification.EVIDENCE for code in group
        )

    def _found_out(self, group: Group) -> str:
        """Asked without a value: something is typed, or there is none, or nobody knows."""
        code = group[0]
        said = set(several(self.raw, code)) & {"none", "unknown"}
        if one(self.raw, f"{code}_why"):
            said.add("unknown")
        filled = any(typed(self.raw, other) for other in group)
        field = self.plan[code].field
        taps = field.type == "code" and not is_single(field, self.questions.catalogue)
        if len(said) > 1 or (said and filled and not taps):  # a tap cannot be taken back, a tick can: the tick counts
            raise AnsweredTwice(label=field.label)
        return said.pop() if said else "change" if filled else ""

    def _verdict(self, group: Group, verdict: str) -> bool:
        """Take a verdict; False if there is none."""
        if not verdict:
            return False
        if verdict == "change":
            self._changed(group)
        elif verdict in _PLAIN:
            self._plain(group, _PLAIN[verdict])
        elif verdict == "unknown":
            self._unknown(group)
        elif verdict.startswith("take:"):
            self._taken(group[0], verdict.removeprefix("take:"))
        else:
            raise NoVerdict(verdict=verdict[:40])
        return True

    def _plain(self, group: Group, answer: Answer) -> None:
        for code in group:
            if problem := faulty(self.plan[code].field, answer):
                raise problem
        self._all(group, answer)

    def _unknown(self, group: Group) -> None:
        why = one(self.raw, f"{group[0]}_why")
        if why not in REASONS:
            raise ReasonMissing(label=self.plan[group[0]].field.label)
        self._all(group, Answer(UNKNOWN, note=why))

    def _all(self, group: Group, answer: Answer) -> None:
        for code in group:
            self.answers[code] = answer

    def _taken(self, code: str, text: str) -> None:
        """One of the competing values, as the choice itself carries it."""
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            raise NoVerdict(verdict=text[:40]) from None
        self.answers[code] = judged(self.questions, self.plan[code].field, value, self.questions.shown)

    def _changed(self, group: Group) -> None:
        """New values of all that is bound together: one that is missing or wrong keeps the others back (R2a)."""
        asks = self.questions
        beside = Beside(asks)
        context = Context(asks.catalogue, beside, asks.today, asks.zone)
        found: dict[str, Answer] = {}
        for code in self._codes_first(group):
            try:
                found[code] = answer = self._new_value(code, context)
            except Problem as problem:
                self._fault(code, problem)
                continue
            if not isinstance(answer.value, Absent):
                beside.add(code, answer.value)
        if len(found) == len(group):
            self.answers |= found

    def _codes_first(self, group: Group) -> Group:
        """The document's type tells how to read its number."""
        return group if len(group) == 1 else sorted(group, key=lambda code: self.plan[code].field.type != "code")

    def _new_value(self, code: str, context: Context) -> Answer:
        asked = self.plan[code].field
        text = typed(self.raw, code)
        if not text:
            raise NewValueMissing(label=asked.label)
        value = fieldtypes.get(asked.type).parse(text, asked, context)
        return judged(self.questions, asked, value, context.values)
