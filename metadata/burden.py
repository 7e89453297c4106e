"""What was demanded of people, and what they were asked (R24): how each is counted stands here, and nowhere else.

*Demanded* by a system in a period: the columns of its table that are asked of people (they mean a field, and are read,
not only written; no evidence, no row stamp) × the rows that its table has × how often its cycle came round. A cycle of
90 days comes round 91/90 times in 91 days: its share counts, so that a month of a yearly table demands a twelfth.

*Demanded* by a task: its items × the records that it was sent to, whether somebody had to go there or not.

*Asked*: an input that was answered in a visit, whatever the verdict; an answer that had to be parked too. *Typed*: more
than one tap was needed. One tap are the verdicts confirm, none, wrong and unknown, and the choice of one option; typed
are texts, numbers, dates, addresses, photos, and several options at once.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final

from metadata.catalogue import Catalogue
from metadata.forms import Form
from metadata.immutable import dataclass
from metadata.records import CHANGE, Verdict
from metadata.values import Absent, Value

#: Types of fields whose value is one tap, and of which it is one where a single option was chosen.
ONE_TAP, SEVERAL_TAPS = "code", "codes"


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


@dataclass(frozen=True, slots=True)
class Counted:
    """Inputs of one field that served the same tasks. Everything that burden says of inputs is a sum of these."""

    field: str
    tasks: tuple[int, ...]
    inputs: Inputs


def count(
    said: Iterable[tuple[str, Verdict, Value | Absent]], forms: Sequence[Form], catalogue: Catalogue
) -> list[Counted]:
    """What the answers of one visit count as: each field once, in their order.

    :param said: field, verdict and value of each answer
    :param forms: those that stood on the page
    """
    fields = catalogue.fields
    answered = {code: (verdict, value) for code, verdict, value in said}
    return [
        Counted(
            code,
            tuple(sorted({form.task for form in forms if form.item(code) is not None})),
            _TYPED if is_typed(fields[code].type if code in fields else "", verdict, value) else _TAPPED,
        )
        for code, (verdict, value) in sorted(answered.items())
    ]


def total(counted: Iterable[Counted]) -> Inputs:
    """All of them, each once."""
    return sum((one.inputs for one in counted), NO_INPUTS)


def by_task(counted: Iterable[Counted]) -> dict[int, Inputs]:
    """Task → the inputs that served it: one that served several counts once for each."""
    found: dict[int, Inputs] = {}
    for one in counted:
        for task in one.tasks:
            found[task] = found.get(task, NO_INPUTS) + one.inputs
    return found


def by_department(counted: Iterable[Counted], departments: Mapping[int, str]) -> dict[str, Inputs]:
    """Department → the inputs that served it: once, also where several of its tasks wanted them.

    :param departments: task → its department
    """
    found: dict[str, Inputs] = {}
    for one in counted:
        for department in {departments[task] for task in one.tasks if task in departments}:
            found[department] = found.get(department, NO_INPUTS) + one.inputs
    return found


def of_fields(counted: Iterable[Counted], fields: Container[str]) -> Inputs:
    """The inputs of some fields: those that served a system which asks these."""
    return total(one for one in counted if one.field in fields)


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
