"""Two records side by side, with what would hold if they were one, as somebody sees it (R19, R19a)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from formbuilder.permissions import Sight
from formbuilder.records import store as records
from formbuilder.records.likely import alike
from formbuilder.records.sights import Eyes, Look
from metadata.catalogue import Catalogue
from metadata.fields import Field
from metadata.joining import Account
from metadata.records import Fact, Record
from metadata.values import ABSENT, Absent, Value


@dataclass(frozen=True, slots=True)
class Compared:
    """One field of two records, and what would hold if they were one. `stands`: the fact's stamps, never its value.

    `waiting`: claims that would be open on it then. `differs`: the two hold different values. Of a record that holds
    nothing of it `one` and `other` are what waits there, if something does (`one_waits`, `other_waits`).
    """

    field: Field
    one: Look
    other: Look
    one_waits: bool
    other_waits: bool
    both: Look
    stands: Fact | None
    waiting: int
    differs: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One of two records. `told`: how many deliveries tell of it."""

    id: str
    name: str
    area: str
    revision: int
    ended: bool
    told: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two records side by side, with what would hold if the second led to the first; nothing is written.

    `apart`: somebody has said before that they are two.
    """

    entity: str
    one: Side
    other: Side
    fields: tuple[Compared, ...]
    apart: bool

    @property
    def etag(self) -> str:
        """What a ruling is based on."""
        return etag(self.one, self.other)


def etag(one: Record | Side, other: Record | Side) -> str:
    """Names two records as they are now."""
    return f"{one.revision}-{other.revision}"


def referred(looks: Iterable[tuple[Field, Look]], eyes: Eyes, catalogue: Catalogue) -> dict[str, str]:
    """The names of records that values name, as the actor may see them, by id (R2b)."""
    kinds = {str(look.value): field.refers_to for field, look in looks if field.refers_to and look.known}
    names = records.names(kinds)
    return {id: eyes.name(catalogue, kind, names[id]) for id, kind in kinds.items() if names.get(id)}


def side(record: Record, account: Account, eyes: Eyes, catalogue: Catalogue) -> Side:
    """A record as one of two. `account`: what its history makes of it."""
    name = eyes.name(catalogue, record.entity, records.name(record.id))
    return Side(record.id, name, record.area, record.revision, record.ended, len(account.told))


def compared(one: Record, other: Record, both: Record, eyes: Eyes, catalogue: Catalogue) -> list[Compared]:
    """Every field of which something is known, in the order of the standard."""
    mine, theirs, after = (records.known(record, catalogue) for record in (one, other, both))
    waiting: dict[str, int] = {}
    for claim in both.open_claims:
        waiting[claim.field] = waiting.get(claim.field, 0) + 1
    found: list[Compared] = []
    for field in catalogue.fields.values():
        code = field.code
        said = [_said(record, known, code) for record, known in ((one, mine), (other, theirs))]
        if not (code in waiting or any(value is not ABSENT for value in said)) or eyes.of(field) is Sight.NOT:
            continue
        found.append(
            Compared(
                field=field,
                one=eyes.look(field, said[0]),
                other=eyes.look(field, said[1]),
                one_waits=code not in mine and said[0] is not ABSENT,
                other_waits=code not in theirs and said[1] is not ABSENT,
                both=eyes.look(field, after.get(code, ABSENT)),
                stands=_stamps(both, after, code),
                waiting=waiting.get(code, 0),
                differs=ABSENT not in said and not alike(*said),
            )
        )
    return found


def _said(record: Record, known: Mapping[str, Value], code: str) -> Value | Absent:
    """What a record holds of a field, or what waits there."""
    waits = (claim.value for claim in record.open_claims if claim.field == code)
    return known[code] if code in known else next(waits, ABSENT)


def _stamps(record: Record, known: Mapping[str, Value], code: str) -> Fact | None:
    """The stamps of a fact; of a value that is derived none."""
    fact = record.facts.get(code)
    return fact if fact is not None and fact.held and known.get(code) == fact.value else None
