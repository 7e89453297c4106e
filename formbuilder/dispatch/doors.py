"""The worker's day: the doors where something is to be asked, by building, floor and room (R12, R13)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from formbuilder.catalogue import store as catalogues
from formbuilder.db import Statement, from_json, to_json
from formbuilder.dispatch import settle, store
from formbuilder.permissions import Actor, Role
from formbuilder.tasks import store as tasks
from metadata import documents, due
from metadata.catalogue import Catalogue
from metadata.forms import Assignment
from metadata.stamps import Instant

#: So many records are drawn at once; the rest is a link away.
SHOWN = 120
#: From so many times nobody was met, the secretary sees it (R13).
MANY_TIMES = 3
#: Seconds that one answer takes, for 'about so long'.
SECONDS = 10


@dataclass(frozen=True, slots=True)
class Visit:
    """One record at a door. `items`: how many inputs its page has; `taken`: who has it, if that is somebody else."""

    record: str
    name: str
    entity: str
    room: str
    departments: tuple[str, ...]
    items: int = 0
    taken: str = ""
    mine: bool = False
    attempts: int = 0
    next_on: str = ""

    @property
    def seconds(self) -> int:
        """About how long it takes."""
        return self.items * SECONDS


@dataclass(frozen=True, slots=True)
class Floor:
    """The doors of one floor; `number` is empty where rooms do not tell."""

    number: str
    visits: tuple[Visit, ...]


@dataclass(frozen=True, slots=True)
class Building:
    """A building and unit, its floors from the top; without a name: no address of the library."""

    name: str
    floors: tuple[Floor, ...]

    @property
    def visits(self) -> list[Visit]:
        return [visit for floor in self.floors for visit in floor.visits]

    @property
    def items(self) -> int:
        return sum(visit.items for visit in self.visits)

    @property
    def seconds(self) -> int:
        return sum(visit.seconds for visit in self.visits)


@dataclass(frozen=True, slots=True)
class Day:
    """What one person has before them. `counts`: records under each heading; `show`: the heading that was chosen."""

    area: str
    buildings: tuple[Building, ...]
    counts: dict[str, int] = field(default_factory=dict)
    show: str = "open"
    done: int = 0
    more: int = 0
    entities: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """All records of the day, done and open."""
        return self.done + self.counts.get("open", 0)


_open = Statement(
    "select a.record_id, r.name, r.entity, coalesce(d.building, ''), coalesce(d.unit, ''), coalesce(d.room, ''),"
    " a.form_id, a.taken_by, a.taken_until, a.attempts, a.next_on, a.area_code, a.sent, a.reference,"
    " coalesce(k.name, '') from assignment a join record r on r.id = a.record_id"
    " left join address d on d.code = r.place"
    " left join account k on k.id = a.taken_by"
    " where a.state = 'open' and a.area_code >= :area and a.area_code < :end order by a.record_id, a.form_id"
)
_nowhere = Statement(
    "select a.record_id, r.name, r.entity, '', '', '', a.form_id, a.taken_by, a.taken_until, a.attempts, a.next_on,"
    " a.area_code, a.sent, a.reference, coalesce(k.name, '')"
    " from assignment a join record r on r.id = a.record_id left join account k on k.id = a.taken_by"
    " where a.state = 'open' and a.area_code = '' order by a.record_id, a.form_id"
)
_done = Statement(
    "select distinct a.record_id, r.name, r.entity, coalesce(d.building, ''), coalesce(d.unit, ''),"
    " coalesce(d.room, '')"
    " from assignment a join record r on r.id = a.record_id left join address d on d.code = r.place"
    " where a.state in ('done', 'refused', 'ended') and a.area_code >= :area and a.area_code < :end"
    " and a.closed >= :since and a.closed > a.sent"
)
_documents = Statement(
    "select id, entity, revision, data, facts from record where id in (select value from json_each(:ids))",
    postgresql="select id, entity, revision, data, facts from record where id in"
    " (select jsonb_array_elements_text(cast(:ids as jsonb)))",
)


@dataclass
class Waiting:
    """A record with all its open assignments, while the list is being made."""

    record: str
    name: str
    entity: str
    building: str
    room: str
    area: str
    forms: list[tuple[int, Instant, str]] = field(default_factory=list)
    taken_by: int | None = None
    taken_name: str = ""
    attempts: int = 0
    next_on: str = ""


def day(actor: Actor, *, show: str = "", text: str = "", after: int = 0, now: Instant) -> Day:
    """The doors of an actor's area: a worker's grid, a secretary's community.

    :param show: open, later, away, done; of a secretary also mine (what falls to the secretary) and nowhere (no place)
    :param text: only those whose name or room has it
    """
    found = waiting(actor, now)
    today = settle.today(now)
    groups = grouped(actor, found, today)
    done = _done.rows(area=actor.area, end=actor.area + "~", since=midnight(now))
    counts = {name: len(some) for name, some in groups.items()} | {"done": len(done)}
    show = show if show in counts else ("mine" if actor.role is Role.SECRETARY else "open")
    chosen = groups.get(show, [])
    if show == "done":
        chosen = [Waiting(row[0], row[1], row[2], row[3] + row[4], row[5], "") for row in done]
    if text:
        chosen = [w for w in chosen if text in w.name or w.room.startswith(text) or text in w.building]
    chosen.sort(key=lambda w: (not w.building, sort_key(w.building), floor_of(w.room, down=True), sort_key(w.room)))
    shown = chosen[after : after + SHOWN]
    visits = {w.record: visit for w, visit in zip(shown, drawn(actor, shown, now), strict=True)}
    return Day(
        area=actor.area,
        buildings=tuple(buildings(shown, visits)),
        counts=counts,
        show=show,
        done=len(done),
        more=after + SHOWN if len(chosen) > after + SHOWN else 0,
        entities=tuple(dict.fromkeys(p.form.entity for p in tasks.running() if covers(p.areas, actor.area))),
    )


def covers(areas: Iterable[str], area: str) -> bool:
    """Whether a task is for some place inside an area."""
    return any(area.startswith(code) or code.startswith(area) for code in areas)


def waiting(actor: Actor, now: Instant) -> list[Waiting]:
    """All records with open assignments that lie in an actor's area; of a secretary those without a place too."""
    rows = _open.rows(area=actor.area, end=actor.area + "~") if actor.area else []
    if actor.role is Role.SECRETARY:
        rows += _nowhere.rows()
    found: dict[str, Waiting] = {}
    for row in rows:
        here = found.get(row[0])
        if here is None:
            here = found[row[0]] = Waiting(row[0], row[1], row[2], row[3] + row[4], row[5], row[11])
        here.forms.append((row[6], row[12], row[13]))
        here.attempts = max(here.attempts, row[9])
        here.next_on = max(here.next_on, row[10])
        if row[8] is not None and row[8] > now:
            here.taken_by, here.taken_name = row[7], row[14]
    return list(found.values())


def grouped(actor: Actor, found: Sequence[Waiting], today: str) -> dict[str, list[Waiting]]:
    """The headings of the list, and what lies under each."""
    here = [w for w in found if w.area]
    groups = {
        "open": [w for w in here if w.next_on <= today],
        "later": [w for w in here if w.next_on > today],
        "away": [w for w in here if w.attempts],
    }
    if actor.role is Role.SECRETARY:
        falls = [w for w in here if w.area == actor.area or w.attempts >= MANY_TIMES]
        groups = {"mine": falls, "nowhere": [w for w in found if not w.area], **groups}
    return groups


def drawn(actor: Actor, shown: Sequence[Waiting], now: Instant) -> list[Visit]:
    """What the list says of each record: how many inputs its page has, for which departments."""
    catalogue = catalogues.present()
    counts = inputs_of(shown, catalogue)
    found = []
    for w in shown:
        forms = [tasks.published(form).form for form, _, _ in w.forms]
        found.append(
            Visit(
                record=w.record,
                name=w.name,
                entity=w.entity,
                room=w.room,
                departments=tuple(dict.fromkeys(form.department for form in forms)),
                items=counts.get(w.record, 0),
                taken=w.taken_name if w.taken_by not in (None, actor.account) else "",
                mine=w.taken_by == actor.account,
                attempts=w.attempts,
                next_on=w.next_on,
            )
        )
    return found


def inputs_of(shown: Sequence[Waiting], catalogue: Catalogue) -> dict[str, int]:
    """Record → how many fields its page asks: each once, however many tasks want it (R8)."""
    forms = {w.record: w.forms for w in shown if w.forms}
    counts: dict[str, int] = {}
    for record_id, entity, revision, data, facts in _documents.rows(ids=to_json(list(forms))) if forms else ():
        record = documents.record_from(
            id=record_id, entity=entity, revision=revision, data=from_json(data), facts=from_json(facts)
        )
        stands = settle.Standing(record, catalogue)
        asked = {
            item.field
            for form, sent, reference in forms[record_id]
            for item in stands.remaining(Assignment(tasks.published(form).form, sent, store.day_from(reference)))
        }
        counts[record_id] = len(asked)
    return counts


def buildings(shown: Sequence[Waiting], visits: dict[str, Visit]) -> Iterable[Building]:
    """The list by building, each by floor from the top."""
    by_building: dict[str, dict[str, list[Visit]]] = {}
    for w in shown:
        number = str(-floor_of(w.room, down=True)) if floor_of(w.room, down=True) else ""
        by_building.setdefault(w.building, {}).setdefault(number, []).append(visits[w.record])
    for name, floors in by_building.items():
        yield Building(name, tuple(Floor(number, tuple(some)) for number, some in floors.items()))


def floor_of(room: str, *, down: bool = False) -> int:
    """The floor that a room's number tells (501: 5), negative to sort from the top; 0 where it tells none."""
    if not room.isascii() or not room.isdigit() or len(room) < 3:
        return 0
    return -int(room[:-2]) if down else int(room[:-2])


def sort_key(text: str) -> tuple[int, int, str]:
    """Numbers by size, before other text: 2栋 before 10栋."""
    digits = "".join(sign for sign in text if sign.isascii() and sign.isdigit())
    leading = len(text) - len(text.lstrip("0123456789"))
    return (0 if leading else 1, int(text[:leading]) if leading else int(digits or 0), text)


def next_door(actor: Actor, record: str, now: Instant) -> tuple[str, str] | None:
    """The record to visit after this one, and what to call it; None: nothing is left today."""
    today = settle.today(now)
    found = [w for w in waiting(actor, now) if w.area and w.next_on <= today and w.taken_by in (None, actor.account)]
    found.sort(key=lambda w: (not w.building, sort_key(w.building), floor_of(w.room, down=True), sort_key(w.room)))
    here = next((at for at, w in enumerate(found) if w.record == record), -1)
    after = [w for w in found[here + 1 :] if w.record != record] or [w for w in found if w.record != record]
    return (after[0].record, " ".join(filter(None, (after[0].room, after[0].name)))) if after else None


def midnight(now: Instant) -> Instant:
    """When the instance's day began."""
    return due.day_begins(store.day_from(settle.today(now)), settle.zone())
