"""What a worker, a desk or a row says of one field: a verdict and a value, before it is a claim (R6b, R22)."""

from metadata.fields import Field
from metadata.immutable import dataclass
from metadata.problems import (
    NoneNotAdmitted,
    Problem,
    ValueMissing,
)
from metadata.records import (
    CHANGE,
    CONFIRM,
    NONE,
    Verdict,
)
from metadata.stamps import Instant
from metadata.values import ABSENT, Absent, Value


@dataclass(frozen=True, slots=True)
class Answer:
    """The worker's act on one item (R6b), its value in normal form.

    `observed_at`: the phone's time; held inside the visit's span it is shown, and never orders anything.
    `conforms`: the value conforms to the field's present version, not only to the version that was asked.
    """

    verdict: Verdict
    value: Value | Absent = ABSENT
    note: str = ""
    observed_at: Instant | None = None
    conforms: bool = True


@dataclass(frozen=True, slots=True)
class RowValue:
    """A row's cell, as a value in normal form (R22); ABSENT: it is empty.

    `repeats`: it equals the cell last exchanged with this system; `ours`: that cell is what we gave.
    `agrees`: the fact, written through the mapping, gives this cell, although the values differ (a lossy code).
    """

    value: Value | Absent
    repeats: bool = False
    ours: bool = False
    agrees: bool = False
    conforms: bool = True


def faulty(field: Field, answer: Answer) -> Problem | None:
    """What an answer lacks, whatever the page."""
    if answer.verdict is CHANGE and answer.value is ABSENT:
        return ValueMissing(at=field.code, label=field.label)
    if not field.admits_none and (answer.verdict is NONE or (answer.verdict is CHANGE and answer.value is None)):
        return NoneNotAdmitted(at=field.code, label=field.label)
    return None


def said(answer: Answer, confirmed: Value | Absent) -> Value | Absent:
    """What an answer says is held."""
    if answer.verdict is CHANGE:
        return answer.value
    if answer.verdict is NONE:
        return None
    return confirmed if answer.verdict is CONFIRM else ABSENT
