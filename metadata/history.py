"""History is append-only, and a record replayed from it is the same record (R16, R20)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from metadata import keys, merge
from metadata.catalogue import Catalogue
from metadata.records import (
    WRITTEN,
    Fact,
    Key,
    Line,
    OpenClaim,
    Record,
)
from metadata.waiting import counted, waiting_of


def replay(lines: Iterable[Line], record: Record, catalogue: Catalogue) -> Record:
    """The record that its history makes (R16): the same facts, open claims, keys and revision.

    Judges nothing anew: what each line did is part of history. `conforms` is a mark that a narrowing sets, no history.

    :param lines: of the record, oldest first; up to a revision for the record as it stood then
    :param record: the blank that the history began with: id and entity (place and area are taken as they are); or the
        record as it stood before these lines
    """
    facts: dict[str, Fact] = dict(record.facts)
    waiting: dict[str, OpenClaim] = {claim.id: claim for claim in record.open_claims}
    changed: set[str] = set()
    for line in lines:
        if line.revision != record.revision:
            record = _turn(record, facts, waiting, changed, catalogue)
            record = replace(record, revision=line.revision)
            changed = set()
        code = line.claim.field
        fact = facts.get(code)
        if not line.echo:
            fact = merge.apply(line.claim, fact, line.effect, line.revision)
            if line.effect.outcome is WRITTEN:
                changed.add(code)
        for closed in line.closes:
            waiting.pop(closed, None)
        if line.effect.route is not None:
            waiting[line.id] = waiting_of(line, catalogue.field(code).owner)
        if fact is not None:
            facts[code] = counted(code, fact, waiting.values())
    return _turn(record, facts, waiting, changed, catalogue)


def _turn(
    record: Record,
    facts: Mapping[str, Fact],
    waiting: Mapping[str, OpenClaim],
    changed: Collection[str],
    catalogue: Catalogue,
) -> Record:
    after = replace(record, facts=dict(facts), open_claims=tuple(waiting.values()))
    return settled(record, after, changed, catalogue)[0]


def settled(
    before: Record, after: Record, changed: Collection[str], catalogue: Catalogue
) -> tuple[Record, Key | None, Key | None]:
    """The record with what follows from its values: whether it has ended (R10a), and its current key (R19)."""
    entity = catalogue.entity(after.entity)
    if entity.status_field in changed:
        after = replace(after, ended=entity.has_ended(after.held(entity.status_field)))
    if any(code in changed for code in entity.key):
        old, new = keys.of_record(before, entity), keys.of_record(after, entity)
        if old != new:
            return replace(after, keys=keys.moved(after.keys, old, new)), new, old
    return after, None, None
