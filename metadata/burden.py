"""What was demanded of people, and what they were asked (R24): how each is counted stands here, and nowhere else.

*Demanded* by a system in a period: the columns of its table that are asked of people (they mean a field, and are read,
not only written; no evidence, no row stamp) × the rows that its table has × how often its cycle came round. A cycle of
90 days comes round 91/90 times in 91 days: its share counts, so that a month of a yearly table demands a twelfth.

*Demanded* by a task: its items × the records that it was sent to, whether somebody had to go there or not.

*Asked*: an input that was answered in a visit, whatever the verdict; an answer that had to be parked too. *Typed*: more
than one tap was needed. One tap are the verdicts confirm, none, wrong and unknown, and the choice of one option; typed
are texts, numbers, dates, addresses, photos, and several options at once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

from metadata.catalogue import Catalogue
from metadata.forms import Form
from metadata.records import CHANGE, Verdict
from metadata.values import Absent, Value

#: Types of fields whose value is one tap, and of which it is one where a single option was chosen.
ONE_TAP, SEVERAL_TAPS = "code", "codes"


class Kind(StrEnum):
    """For whom inputs are counted: once by their field, and once for each department and task that they served."""

    FIELD = "field"
    DEPARTMENT = "department"
    TASK = "task"


@dataclass(frozen=True, slots=True)
class Inputs:
    """How many inputs were answered, and how many of them were typed."""

    asked: int = 0
    typed: int = 0

    def __add__(self, other: "Inputs") -> "Inputs":
        return Inputs(self.asked + other.asked, self.typed + other.typed)


NO_INPUTS: Final = Inputs()
_TAPPED, _TYPED = Inputs(1, 0), Inputs(1, 1)


def is_typed(type_: str, verdict: Verdict, value: Value | Absent) -> bool:
    """Whether an answer to a field of this type took more than one tap.

    >>> is_typed("phone", CHANGE, "13800138000"), is_typed("code", CHANGE, "20")
    (True, False)
    """
    if verdict is not CHANGE or type_ == ONE_TAP:
        return False
    if type_ == SEVERAL_TAPS:
        return isinstance(value, list) and len(value) > 1
    return True


def typed_of(said: Iterable[tuple[str, Verdict, Value | Absent]], catalogue: Catalogue) -> dict[str, bool]:
    """Field → whether its answer was typed.

    :param said: field, verdict and value of each answer
    """
    fields = catalogue.fields
    return {
        code: is_typed(fields[code].type if code in fields else "", verdict, value) for code, verdict, value in said
    }


def inputs_of(answered: Mapping[str, bool], forms: Sequence[Form]) -> dict[tuple[Kind, str], Inputs]:
    """What the answers of one visit count as: once by their field, and once for each that they served.

    An input that served several departments is one input asked, and counts once for each of them. A system was served
    by the inputs of the fields that it asks: what is counted by field tells.

    :param answered: field → whether it was typed; see `typed_of`
    :param forms: those that stood on the page
    """
    found: dict[tuple[Kind, str], Inputs] = {}
    for code, typed in answered.items():
        one = _TYPED if typed else _TAPPED
        wanted = [form for form in forms if form.item(code) is not None]
        served = {(Kind.FIELD, code)}
        served.update((Kind.TASK, str(form.task)) for form in wanted)
        served.update((Kind.DEPARTMENT, form.department) for form in wanted)
        for key in served:
            found[key] = found.get(key, NO_INPUTS) + one
    return found


def rounds(days: int, cycle_days: int) -> Fraction:
    """How often a cycle came round in so many days; never, where there is no cycle.

    >>> rounds(90, 30), rounds(30, 365)
    (Fraction(3, 1), Fraction(6, 73))
    """
    return Fraction(days, cycle_days) if days > 0 and cycle_days > 0 else Fraction()


def demanded(columns: int, rows: int, days: int, cycle_days: int) -> Fraction:
    """The values that a system demands in so many days. A fraction, so that parts add up to the whole."""
    return columns * rows * rounds(days, cycle_days)


def ratio(asked: int, demanded: Fraction | int) -> float | None:
    """Asked ÷ demanded of the same period; None where nothing was demanded."""
    return float(asked / demanded) if demanded else None
