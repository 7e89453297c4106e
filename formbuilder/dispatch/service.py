"""A published task becomes doors to visit; workers take and release them, and time brings them to an end (R10a–R13)."""

from collections.abc import Sequence

from formbuilder import audit
from formbuilder.catalogue import store as catalogues
from formbuilder.dispatch import doors, sending, settle, standing, store
from formbuilder.dispatch.doors import Day
from formbuilder.permissions import Actor, Role, Verb
from formbuilder.problems import NotOpen, NotThere
from formbuilder.records import store as records
from formbuilder.tasks import store as tasks
from formbuilder.use_case import use_case
from metadata.forms import AssignmentState
from metadata.records import Record
from metadata.stamps import Instant

#: For how long what is taken along is taken (R12).
TAKEN_FOR = 4 * 60 * 60 * 1000
#: The clock itself, which ends windows and sends what falls due.
CLOCK = Actor(0, "clock", "", Role.ADMINISTRATOR)


@use_case(Verb.SEE_WORK)
def today(actor: Actor, *, show: str = "", text: str = "", after: int = 0, now: Instant) -> Day:
    """The doors of the actor's area by building and room, with what falls to a secretary (R12, R13).

    :param show: a heading: open, later, away, done, mine, nowhere; `text`: only those with it in name or room
    """
    return doors.day(actor, show=show, text=text, after=after, now=now)


@use_case(Verb.TAKE_VISIT)
def take(actor: Actor, record_ids: Sequence[str], *, now: Instant) -> int:
    """Take a bundle along: its doors are the actor's for four hours, as far as nobody else has them (R12).

    :returns: of how many records something is the actor's now
    """
    mine = [record for record in record_ids if _reaches(actor, records.load(record))]
    taken = sum(store.take(record, actor.account, now=now, until=now + TAKEN_FOR) > 0 for record in mine)
    audit.remember(records=taken)
    return taken


@use_case(Verb.RELEASE_VISIT)
def release(actor: Actor, record_id: str) -> None:
    """Give back what the actor has taken of a record."""
    released = store.release(record_id, actor.account)
    audit.remember(subject=record_id, released=released)


@use_case(Verb.SEND_TASK)
def send_again(actor: Actor, record_id: str, *, now: Instant) -> int:
    """A secretary sends what was refused here again, before the 30 days are over (R13).

    :returns: how many assignments are open again
    :raises NotThere: the record lies elsewhere; NotOpen: nothing was refused
    """
    record = records.load(record_id)
    if record is None or not _reaches(actor, record):
        raise NotThere()
    running = {published.form.task: published for published in tasks.running()}
    stands = settle.Standing(record, catalogues.present())
    again: list[store.Sending] = []
    for row in store.of_record(record_id):
        published = running.get(row.task)
        if row.state != AssignmentState.REFUSED or published is None or settle.over(published, now):
            continue
        again.append(
            store.Sending(
                record=record.id,
                task=row.task,
                round=row.round,
                form=row.form,
                area=record.area,
                sent=now,
                reference=settle.reference_day(published, now),
                known=not stands.remaining(settle.assignment_now(published, now)),
            )
        )
    if not again:
        raise NotOpen()
    store.reopen(again)
    audit.remember(subject=record_id, sent=len(again))
    return len(again)


@use_case(Verb.SEND_TASK)
def keep_up(actor: Actor, *, now: Instant) -> dict[str, int]:
    """What time brings: windows end and leave what is open missed; records that came into scope are sent; what has no
    window is sent when it falls due (R5b, R10a). Once a day, or by command; again changes nothing. A task that has not
    arrived everywhere yet is left to who sends it.
    """
    counts = {"missed": 0, "sent": 0}
    catalogue, on_the_way = catalogues.present(), tasks.being_sent()
    for published in tasks.running():
        if settle.over(published, now):
            counts["missed"] += sending.end(published, now)
            tasks.close_ended(published.form.task, now)
        elif published.form.task in on_the_way:
            continue
        elif published.window is not None:
            counts["sent"] += sending.send(published, catalogue, now)[0]
        else:
            counts["sent"] += standing.send(published, catalogue, now)
    audit.remember(missed=counts["missed"], sent=counts["sent"])
    return counts


@use_case(Verb.SEE_TASKS)
def on_the_way(actor: Actor) -> list[int]:
    """The tasks that have not arrived everywhere yet."""
    return tasks.being_sent()


def _reaches(actor: Actor, record: Record | None) -> bool:
    """Whether a record lies in the actor's area; without a place it is every secretary's."""
    if record is None:
        return False
    if actor.role is Role.ADMINISTRATOR or actor.role is Role.DEPARTMENT_ADMIN:
        return True
    return record.area.startswith(actor.area) if record.area and actor.area else actor.role is Role.SECRETARY
