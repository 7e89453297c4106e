"""The page of a visit, from what lies in the tables: the record, its assignments, and who looks (R8, R9, R12)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from formbuilder import clock
from formbuilder.catalogue import store as catalogues
from formbuilder.dispatch import settle
from formbuilder.dispatch import store as assignments
from formbuilder.dispatch.settle import zone
from formbuilder.dispatch.store import Sent, day_from
from formbuilder.permissions import Actor, Role
from formbuilder.problems import NotOpen, NotThere
from formbuilder.records import store as records
from formbuilder.tasks import store as tasks
from formbuilder.tasks.store import Published
from formbuilder.visits.reading import Door, door_of, reading_of
from metadata import derive
from metadata.asked import Asked
from metadata.documents import held_values
from metadata.fields import Sensitivity
from metadata.forms import Assignment, AssignmentState, Form
from metadata.records import Record
from metadata.stamps import Instant
from metadata.values import Value
from renderer import compose
from renderer.page import AT_THE_DOOR, Mode, Page, Raw, Viewer, one, several
from renderer.show import Reading

#: A secretary at a door: personal values in clear, sensitive ones masked (R25).
SECRETARY = Viewer(
    clear=frozenset({Sensitivity.PUBLIC, Sensitivity.INTERNAL, Sensitivity.PERSONAL}),
    masked=frozenset({Sensitivity.SENSITIVE}),
)
#: Under this age all of a person is sensitive (R25a).
CHILD = 14
#: What came of an assignment that a page may still show, all known: for somebody who comes back to mend something.
SHOWN_AGAIN = (AssignmentState.DONE.value, AssignmentState.OPEN.value)


NOWHERE = Door()


@dataclass(frozen=True, slots=True)
class Opened:
    """A page with what must be known beside it.

    `reading`, `door`: how it reads, and where it is. `free`: assignments that nobody has; opening takes them.
    `taken_by`: somebody else who has them. `sensitive`: fields whose sensitive values are shown to be verified; each
    page that shows some has an audit line (R9).
    """

    page: Page
    reading: Reading
    door: Door = NOWHERE
    free: bool = False
    taken_by: int | None = None
    sensitive: tuple[str, ...] = ()


def viewer_of(actor: Actor) -> Viewer:
    """How somebody sees a page at a door in the own area."""
    return AT_THE_DOOR if actor.role is Role.WORKER else SECRETARY


def in_reach(actor: Actor, area: str) -> bool:
    """Whether a record's place lies in the actor's own area; what has no place is every secretary's (R12)."""
    if area:
        return bool(actor.area) and area.startswith(actor.area)
    return actor.role is Role.SECRETARY


def is_near(actor: Actor, record: Record | None) -> bool:
    """Whether a record is there and lies in the actor's own area: only then its page is shown."""
    return record is not None and in_reach(actor, record.area)


def of_record(
    actor: Actor, record_id: str, *, opened: Collection[str], task: int = 0, language: str = "zh", now: Instant
) -> Opened:
    """The page of one record: all its open assignments; those that are done, if nothing is open any more.

    :raises NotThere: there is no such record, or it lies in somebody else's area
    :raises NotOpen: no task was ever for it
    """
    record = records.led_to(record_id)
    if record is None or not in_reach(actor, record.area):
        raise NotThere()
    rows = assignments.open_of(record.id)
    if not rows:
        rows = [row for row in assignments.of_record(record.id) if row.state in SHOWN_AGAIN]
    if task:
        rows = [row for row in rows if row.task == task]
    if not rows:
        raise NotOpen()
    return opened_from(actor, record, rows, opened, language, now)


def opened_from(
    actor: Actor, record: Record, rows: Sequence[Sent], opened: Collection[str], language: str, now: Instant
) -> Opened:
    """The page of a record and some of its assignments."""
    catalogue = catalogues.present()
    known = derive.known(held_values(record.facts), catalogue)
    page = compose.compose(
        [row.assignment() for row in rows],
        record,
        catalogue,
        viewer=viewer_of(actor),
        holder=actor.account,
        now=now,
        zone=zone(),
        opened=opened,
        known=known,
    )
    holders = [row.taken(now) for row in rows if row.is_open]
    others = [holder for holder in holders if holder is not None and holder != actor.account]
    reading = reading_of(language, page, catalogue)
    return Opened(
        page=page,
        reading=reading,
        door=door_of(page, record.place, reading),
        free=any(holder is None for holder in holders),
        taken_by=others[0] if others else None,
        sensitive=shown_sensitive(page, known.values, now),
    )


def blank(actor: Actor, entity: str, language: str, now: Instant) -> Opened:
    """The page of a new record: everything that the running tasks of the actor's area ask of one.

    :raises NotOpen: no task asks for new records here
    """
    today = day_from(settle.today(now))
    found = [
        Assignment(published.form, sent=now, reference=day_from(published.window.end) if published.window else today)
        for published in _for_new(actor, entity, now)
    ]
    page = compose.compose(
        found, None, catalogues.present(), viewer=viewer_of(actor), holder=actor.account, now=now, zone=zone()
    )
    return Opened(page, reading_of(language, page))


def forms_of_blank(actor: Actor, entity: str, now: Instant) -> tuple[Form, ...]:
    """The forms that ask for new records in the actor's area.

    :raises NotOpen: there is none
    """
    return tuple(published.form for published in _for_new(actor, entity, now))


def _for_new(actor: Actor, entity: str, now: Instant) -> list[Published]:
    found = [
        published
        for published in tasks.running()
        if published.form.entity == entity and reaches(published.areas, actor.area) and not settle.over(published, now)
    ]
    if not found:
        raise NotOpen()
    return found


def reaches(areas: Collection[str], area: str) -> bool:
    """Whether a task is for some place inside an area."""
    return any(area.startswith(code) or code.startswith(area) for code in areas)


def again(actor: Actor, asked: Asked, record: Record | None, raw: Raw, language: str, now: Instant) -> Opened:
    """The page that a ticket was of, composed anew for what was typed: nothing typed is lost (R15, R18).

    What is not due any more, because it was answered meanwhile, is open to be corrected where something was typed.
    """
    rows = {row.form: row for row in (assignments.of_record(record.id) if record else ())}
    found = []
    for form in tasks.forms(asked.forms):
        row = rows.get(form.id)
        if row is not None:
            found.append(row.assignment())
        else:
            found.append(Assignment(form, sent=asked.composed, reference=day_from(settle.today(asked.composed))))
    page = compose.compose(
        found,
        record,
        catalogues.present(),
        viewer=viewer_of(actor),
        holder=actor.account,
        now=now,
        zone=zone(),
        opened=opened_in(raw, [item.field for form in tasks.forms(asked.forms) for item in form.items]),
    )
    reading = reading_of(language, page)
    return Opened(page, reading, door_of(page, record.place if record else "", reading))


def opened_in(raw: Raw, fields: Collection[str]) -> frozenset[str]:
    """The known fields that a page as it was sent wants open: those that were, the one just asked for, all touched."""
    return frozenset((*several(raw, "opened"), *several(raw, "open"), *(code for code in fields if touched(raw, code))))


def touched(raw: Raw, code: str) -> bool:
    """Whether anything was typed or chosen at a field."""
    return bool(one(raw, code) or any(one(raw, f"{code}_{part}").strip() for part in _PARTS))


_PARTS = ("value", "value_y", "value_m", "value_d", "why")


def shown_sensitive(page: Page, known: Mapping[str, Value], now: Instant) -> tuple[str, ...]:
    """The fields that a page shows in clear to be verified although they are sensitive; of a child all (R9, R25a).

    :param known: all that is known of the record, whether it stands on the page or not
    """
    shown = [item for item in page.inputs if item.mode is Mode.VERIFY and not item.masked]
    if not shown:
        return ()
    child = page.entity == "person" and is_child(known.get("birth_date"), now)
    return tuple(item.code for item in shown if child or item.field.sensitivity is Sensitivity.SENSITIVE)


def is_child(born: Value, now: Instant) -> bool:
    """Whether a person born then is under 14; False where nobody knows."""
    age = derive.age(born, clock.day_of(now, zone())) if isinstance(born, str) else None
    return age is not None and age < CHILD
