"""What a worker is told after a visit: what was verified, written, and what waits for whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from metadata.records import Outcome
from renderer.outcomes import outcomes
from renderer.show import Reading, department


@dataclass(frozen=True, slots=True)
class TaskTold:
    """One department's task and how it stands now: a value of `AssignmentState`."""

    department: str
    title: str
    state: str


@dataclass(frozen=True, slots=True)
class Told:
    """A receipt in words, for templates/visits/receipt.html: labels by what became of the answer, never a value.

    `parked`: label, and why; `demanded`: the values that the tasks demand together; `asked`: those that were asked.
    """

    number: str
    subject: str
    received: str
    verified: Sequence[str] = ()
    written: Sequence[str] = ()
    unknown: Sequence[str] = ()
    review: Sequence[str] = ()
    owner: Sequence[str] = ()
    parked: Sequence[tuple[str, str]] = ()
    tasks: Sequence[TaskTold] = ()
    demanded: int = 0
    asked: int = 0
    outcome: str = ""

    @property
    def done(self) -> int:
        """How many tasks this visit finished."""
        return sum(task.state == "done" for task in self.tasks)


def tell(
    reading: Reading,
    *,
    number: str,
    subject: str,
    received: str,
    effects: Mapping[Outcome, Sequence[str]],
    parked: Sequence[tuple[str, str]] = (),
    tasks: Sequence[tuple[str, Mapping[str, str], str]] = (),
    demanded: int = 0,
    asked: int = 0,
    outcome: str = "",
    entity: str = "person",
) -> Told:
    """A receipt for somebody to read.

    :param number: what names it, as it is shown; `subject`: whom the visit was to, or empty
    :param effects: what was done → field codes; `parked`: field code and a sentence
    :param tasks: (department's code, title by language, state) of each task that the visit served
    """

    def labels(*done: Outcome) -> list[str]:
        return [_label(code, reading) for what in done for code in effects.get(what, ())]

    words = dict(outcomes(reading.catalogue.entity(entity), reading.words)) if outcome else {}
    return Told(
        number=number,
        subject=subject,
        received=received,
        verified=labels(Outcome.VERIFIED),
        written=labels(Outcome.WRITTEN),
        unknown=labels(Outcome.ANSWERED),
        review=labels(Outcome.OPEN, Outcome.BESIDE),
        owner=labels(Outcome.PROPOSAL),
        parked=[(_label(code, reading), why) for code, why in parked],
        tasks=[
            TaskTold(
                department(of, reading.catalogue, reading.language), title.get(reading.language) or title["zh"], state
            )
            for of, title, state in tasks
        ],
        demanded=demanded,
        asked=asked,
        outcome=words.get(outcome, outcome),
    )


def short_number(key: str) -> str:
    """A submission's key as people read it out: its last eight characters in fours.

    >>> short_number("0192f3c4-7b1e-7c3a-9d2f-1a2b3c4d5e6f")
    '3C4D-5E6F'
    """
    tail = key.replace("-", "")[-8:].upper()
    return f"{tail[:4]}-{tail[4:]}"


def _label(code: str, reading: Reading) -> str:
    field = reading.catalogue.fields.get(code)
    return field.label.get(reading.language) if field else code
