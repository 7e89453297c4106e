"""Whoever is registered may be on record already: likely duplicates are shown before anything is saved (R19)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from formbuilder.areas import store as areas
from formbuilder.dispatch import store as assignments
from formbuilder.permissions import Actor
from formbuilder.records import keeping, likely, newcomers
from formbuilder.records.likely import Likely
from formbuilder.visits.opening import in_reach
from metadata import derive
from metadata.catalogue import Catalogue
from metadata.records import Record
from metadata.stamps import Instant
from metadata.values import ABSENT
from metadata.writeback import Answer

#: By this review knows a newcomer that may be somebody else's second record.
REASON = "record.likely-duplicate"


@dataclass(frozen=True, slots=True)
class Alike:
    """A record that may be the newcomer, as a page shows it. `same`: the labels of what agrees."""

    href: str
    name: str
    where: str
    same: tuple[str, ...]


def find(newcomer: Record, answers: Mapping[str, Answer], catalogue: Catalogue) -> list[Likely]:
    """Records that may be what is registered; none where it is no newcomer."""
    if newcomer.revision:
        return []
    said = newcomers.values_of(newcomers.with_places(answers, catalogue))
    held = {code: value for code, value in said.items() if value is not ABSENT}
    return likely.find(newcomer.entity, held | derive.values(held, catalogue), catalogue)


def shown(found: Sequence[Likely], actor: Actor, catalogue: Catalogue, language: str) -> tuple[Alike, ...]:
    """Those of them that exist for the actor (R25)."""
    return tuple(_drawn(one, catalogue, language) for one in found if in_reach(actor, one.record.area))


def _drawn(one: Likely, catalogue: Catalogue, language: str) -> Alike:
    record = one.record
    place = areas.address(record.place) if record.place else None
    way = "work" if assignments.of_record(record.id) else "records"
    labels = tuple(catalogue.field(code).label.get(language) for code in one.same)
    return Alike(f"/{way}/{record.id}", one.name, place.text if place else "", labels)


def mark(record: Record, submission: str, now: Instant) -> None:
    """Tell review of a newcomer whose likely duplicates nobody was shown: a queue is never asked (R18)."""
    keeping.park(record, "", None, REASON, now=now, submission_id=submission)
