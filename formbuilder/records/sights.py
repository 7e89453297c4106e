"""Whose eyes look at a record: whether it exists for them, and how they see each field (R25, R26)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from formbuilder.permissions import Actor, Role, Sight, sees, sees_placeless
from formbuilder.problems import NotThere
from formbuilder.records import store, turns
from formbuilder.records.masking import masked
from formbuilder.systems import store as systems
from metadata.catalogue import Catalogue
from metadata.fields import Field
from metadata.joining import Deed
from metadata.records import Record
from metadata.stamps import Instant
from metadata.values import ABSENT, Absent, Value


@dataclass(frozen=True, slots=True)
class Look:
    """A value as somebody sees it: in clear, or what stands in its place. Of a value that is not there: neither."""

    sight: Sight
    value: Value | Absent = ABSENT
    masked: str = ""

    @property
    def known(self) -> bool:
        """There is a value, seen or masked."""
        return self.value is not ABSENT or bool(self.masked)


@dataclass(frozen=True, slots=True)
class Eyes:
    """An actor's rights over values and rows, read once per request."""

    actor: Actor
    #: Of an integrator: the fields that its system's columns mean.
    mapped: frozenset[str] = frozenset()
    #: Of an integrator: the entity that its system is about.
    entity: str = ""
    _sights: dict[str, Sight] = field(default_factory=dict, compare=False)

    def of(self, what: Field) -> Sight:
        """How the actor sees a field's values."""
        found = self._sights.get(what.code)
        if found is None:
            found = self._sights[what.code] = sees(self.actor, what, mapped=self.mapped)
        return found

    def look(self, what: Field, value: Value | Absent) -> Look:
        """A value as the actor sees it."""
        sight = self.of(what)
        if value is ABSENT or sight is Sight.NOT:
            return Look(sight)
        return Look(sight, value) if sight is Sight.CLEAR else Look(sight, masked=masked(value, what))

    def covers(self, record: Record) -> bool:
        """Whether the record exists for the actor: in its area, or of its system; a department's is every one."""
        match self.actor.role:
            case Role.DEPARTMENT_ADMIN:
                return True
            case Role.SECRETARY | Role.WORKER:
                if not record.area:
                    return sees_placeless(self.actor)
                return bool(self.actor.area) and record.area.startswith(self.actor.area)
            case Role.INTEGRATOR:
                return record.entity == self.entity and systems.has_sent(record.id, self.actor.system)
            case _:
                return False

    def name(self, catalogue: Catalogue, entity: str, name: str) -> str:
        """A record's display name as the actor sees it."""
        code = catalogue.entity(entity).name_field
        if not name or not code:
            return name
        seen = self.look(catalogue.field(code), name)
        return str(seen.value) if seen.value is not ABSENT else seen.masked

    @property
    def tag(self) -> str:
        """Names these rights in an ETag: the same record is another answer to other eyes."""
        actor = self.actor
        return "-".join(filter(None, (actor.role.value[:1], actor.department, actor.area, actor.system)))


def eyes_of(actor: Actor) -> Eyes:
    """The eyes of an actor; of a token with its system's fields. In a transaction that is open."""
    if actor.role is not Role.INTEGRATOR:
        return Eyes(actor)
    system = systems.find(actor.system)
    return Eyes(actor, system.fields, system.entity) if system else Eyes(actor)


def find(eyes: Eyes, record_id: str, *, lock: bool = False, at: Instant | None = None) -> Record:
    """A record that exists for somebody; one that was merged into another leads to that (R19a).

    :param at: as of an instant: then it was perhaps by itself
    :raises NotThere: there is none, or none for these eyes
    """
    load = store.lock if lock else store.load
    record = load(record_id)
    if record is not None and record.merged_into and not _alone(record, at):
        record = load(record.merged_into)
    if record is None or not eyes.covers(record):
        raise NotThere()
    return record


def _alone(record: Record, at: Instant | None) -> bool:
    """Whether a record that leads to another was by itself at an instant."""
    turn = turns.last(turns.of(record.id), at) if at is not None else None
    return at is not None and (turn is None or turn.deed is not Deed.LED)


def looks(eyes: Eyes, catalogue: Catalogue, values: Mapping[str, Value]) -> dict[str, Look]:
    """Every value that the eyes may know of, by field."""
    found = {code: eyes.look(catalogue.field(code), value) for code, value in values.items()}
    return {code: look for code, look in found.items() if look.known}
