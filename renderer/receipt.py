"""What a worker is told after a visit: what was verified, changed, added, and what waits for whom."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from metadata.delivery import Merged
from metadata.fields import Field, Sensitivity
from metadata.records import Outcome, Record
from metadata.values import ABSENT, Absent, Value
from renderer.show import Reading, shown


@dataclass(frozen=True, slots=True)
class Written:
    """One value that is another now; `was` is empty where nothing was held, `now` where it was withdrawn."""

    label: str
    was: Markup
    now: Markup


@dataclass(frozen=True, slots=True)
class TaskTold:
    """One department's task and how it stands now: `done`, `open`, `refused`, `ended`."""

    department: str
    title: str
    state: str


@dataclass(frozen=True, slots=True)
class Told:
    """A receipt in words, for templates/visits/receipt.html.

    `verified`, `unknown`, `review`, `owner`: labels; `parked`: label and why; `received`: as people read it.
    `demanded`: the values that the tasks demand together; `asked`: those that were asked.
    """

    number: str
    subject: str
    received: str
    verified: Sequence[str] = ()
    changed: Sequence[Written] = ()
    unknown: Sequence[str] = ()
    review: Sequence[str] = ()
    owner: Sequence[str] = ()
    parked: Sequence[tuple[str, str]] = ()
    tasks: Sequence[TaskTold] = ()
    demanded: int = 0
    asked: int = 0
    outcome: str = ""


def tell(
    merged: Merged,
    before: Record | None,
    reading: Reading,
    *,
    number: str,
    subject: str,
    received: str,
    tasks: Sequence[TaskTold] = (),
    demanded: int = 0,
    asked: int = 0,
    outcome: str = "",
) -> Told:
    """The receipt of a write-back. What the strip masks, it masks."""
    labels: dict[Outcome, list[str]] = {outcome: [] for outcome in Outcome}
    changed: list[Written] = []
    for line in merged.lines:
        if line.echo:
            continue
        field = reading.catalogue.field(line.claim.field)
        if line.effect.outcome is Outcome.WRITTEN:
            changed.append(_written(field, before, merged.record, reading))
        else:
            labels[line.effect.outcome].append(field.label.get(reading.language))
    return Told(
        number=number,
        subject=subject,
        received=received,
        verified=labels[Outcome.VERIFIED],
        changed=changed,
        unknown=labels[Outcome.ANSWERED],
        review=[*labels[Outcome.OPEN], *labels[Outcome.BESIDE]],
        owner=labels[Outcome.PROPOSAL],
        parked=[
            (
                reading.catalogue.field(fault.field).label.get(reading.language)
                if fault.field in reading.catalogue.fields
                else fault.field,
                fault.problem.say(reading.language, reading.words.gettext),
            )
            for fault in merged.parked
        ],
        tasks=tasks,
        demanded=demanded,
        asked=asked,
        outcome=outcome,
    )


def _written(field: Field, before: Record | None, after: Record, reading: Reading) -> Written:
    masked = field.sensitivity is Sensitivity.SENSITIVE

    def drawn(value: Value | Absent) -> Markup:
        return Markup() if value is ABSENT else shown(value, field, reading, masked=masked)

    return Written(
        label=field.label.get(reading.language),
        was=drawn(before.held(field.code) if before else ABSENT),
        now=drawn(after.held(field.code)),
    )
