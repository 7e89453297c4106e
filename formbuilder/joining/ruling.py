"""A ruling over two records, written down: the survivor merged anew, the other's id, keys, claims, rows and tasks."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

from formbuilder.dispatch.settle import settle
from formbuilder.joining import assigning, store
from formbuilder.permissions import Actor
from formbuilder.problems import Stale
from formbuilder.records import following, keeping, searching, turns
from formbuilder.records import store as records
from formbuilder.records.keeping import Change
from formbuilder.records.lookup import TABLES
from metadata import joining, schemas
from metadata.anew import same_value
from metadata.catalogue import Catalogue
from metadata.joining import Account, Deed, Made, Turn
from metadata.records import Fact, Key, Record
from metadata.stamps import Instant
from metadata.values import JSONObject
from metadata.writeback import Merged

#: A ruling is tried again with each key that turns out to be a third record's; nobody has more than a few.
KEYS = 8


@dataclass(frozen=True, slots=True)
class Ruling:
    """Who rules over two records, why and when."""

    actor: Actor
    reason: str
    at: Instant
    catalogue: Catalogue


def joined(survivor: Record, other: Record, catalogue: Catalogue) -> tuple[Account, tuple[Key, ...]]:
    """What the two would be as one; nothing is written. And the keys of third records that it may not have."""
    mine, theirs = records.account(survivor, catalogue), records.account(_alone(other), catalogue)
    theirs = replace(theirs, record=replace(theirs.record, keys=other.keys))
    mine = replace(mine, record=replace(mine.record, keys=survivor.keys))
    return _without_others(
        lambda taken: joining.join(mine, theirs, catalogue, taken=taken), {survivor.id, other.id}, ()
    )


def parted(
    survivor: Record, other_id: str, lost: Collection[Key], catalogue: Catalogue
) -> tuple[Account, tuple[Key, ...]]:
    """What the survivor would be without the other; nothing is written.

    :param lost: current keys that go back to the other
    """
    mine = records.account(survivor, catalogue)
    mine = replace(mine, record=replace(mine.record, keys=survivor.keys))
    return _without_others(
        lambda taken: joining.part(mine, other_id, catalogue, taken=taken), {survivor.id}, tuple(lost)
    )


def _without_others(
    make: Callable[[tuple[Key, ...]], Account], mine: Collection[str], taken: tuple[Key, ...]
) -> tuple[Account, tuple[Key, ...]]:
    made = make(taken)
    for _ in range(KEYS):
        current = next((key for key in made.record.keys if key.current), None)
        if current is None or TABLES.holder(made.record.entity, current) in ("", *mine):
            break
        taken = (*taken, current)
        made = make(taken)
    return made, taken


def _alone(record: Record) -> Record:
    return replace(record, merged_into="")


def join(survivor: Record, other: Record, ruling: Ruling) -> Record:
    """Write down that two records, both locked, are one. The survivor as it is kept."""
    made, taken = joined(survivor, other, ruling.catalogue)
    if not store.lead(other, survivor.id, now=ruling.at):
        raise Stale()
    store.lead_on([one for one in turns.ids_of(other.id) if one != other.id], survivor.id)
    since = _since(keys := store.take_keys(other.id))
    change = _restate(survivor, made.record, ruling, marks=[survivor, other], since=since)
    store.set_waiting(other.open_claims, replace(other, open_claims=()), Deed.LED, now=ruling.at)
    rows = store.move_rows(other.id, survivor.id)
    sent = assigning.take_over(other, change.record)
    _remember(change.record, other, Deed.JOINED, Deed.LED, ruling, taken, {"keys": keys, "rows": rows, "sent": sent})
    searching.forget([other.id])
    led = replace(other, revision=other.revision + 1, merged_into=survivor.id, open_claims=(), keys=())
    settle([led, change.record], now=ruling.at, catalogue=ruling.catalogue)
    _follow(change, ruling)
    there = replace(led, place=change.record.place, area=change.record.area)
    following.follow(led, there, ruling.catalogue, now=ruling.at)
    return change.record


def part(survivor: Record, other: Record, ruling: Ruling, kept: JSONObject) -> tuple[Record, Record]:
    """Write down that two records, both locked, are two again.

    :param kept: what the other had when it was joined (`turns.Ruled.kept`)
    :returns: both as they are kept
    """
    catalogue, now = ruling.catalogue, ruling.at
    had = [(Key(kind, normal, current), since) for kind, normal, current, since in kept["keys"]]
    back = tuple(_if_free(key, survivor) for key, _ in had)
    lost = [key for key in back if key.current]
    made, taken = parted(survivor, other.id, lost, catalogue)
    change = _restate(survivor, made.record, ruling, marks=[survivor, other], since={})
    freed = _free(other, back, {(key.kind, key.normal): since for key, since in had}, ruling)
    store.give_rows(survivor.id, other.id, kept["rows"])
    assigning.give_back(survivor.id, freed, kept["sent"], now=now)
    _remember(change.record, other, Deed.PARTED, Deed.FREED, ruling, taken, {})
    settle([freed, change.record], now=now, catalogue=catalogue)
    _follow(change, ruling)
    there = replace(freed, place=survivor.place, area=survivor.area)
    following.follow(there, freed, catalogue, now=now)
    return change.record, freed


def _if_free(key: Key, record: Record) -> Key:
    """A key that goes back; a current one that a third record holds by now goes back as a former one (R19)."""
    free = not key.current or TABLES.holder(record.entity, key) in ("", record.id)
    return key if free else replace(key, current=False)


def _free(other: Record, keys: tuple[Key, ...], since: Mapping[tuple[str, str], Instant], ruling: Ruling) -> Record:
    """The other record by itself again: its id, its keys, the claims that wait on it, its place."""
    catalogue, now = ruling.catalogue, ruling.at
    if not store.lead(other, "", now=now):
        raise Stale()
    store.lead_on([one for one in turns.ids_of(other.id) if one != other.id], other.id)
    alone = records.account(_alone(other), catalogue).record
    entity = catalogue.entity(other.entity)
    place, area = records.place_of(entity, {entity.place_field: other.held(entity.place_field)})
    freed = replace(
        other,
        revision=other.revision + 1,
        merged_into="",
        keys=tuple(_if_free(key, other) for key in keys),
        open_claims=alone.open_claims,
        place=place or other.place,
        area=area or other.area,
    )
    store.set_keys(freed, freed.keys, dict(since), now=now)
    store.set_waiting((), freed, Deed.FREED, now=now)
    store.put_place(freed)
    searching.index([(freed.id, freed.entity, freed.area, records.name(freed.id))])
    return freed


def _restate(
    before: Record,
    made: Record,
    ruling: Ruling,
    *,
    marks: Collection[Record],
    since: Mapping[tuple[str, str], Instant],
) -> Change:
    """The survivor's row, place, keys and open claims."""
    catalogue, now = ruling.catalogue, ruling.at
    made = replace(made, facts={code: _marked(code, f, marks, catalogue) for code, f in made.facts.items()})
    changed = frozenset(
        code for code in {**before.facts, **made.facts} if not same_value(before.facts.get(code), made.facts.get(code))
    )
    merged = Merged(made, changed=changed)
    entity = catalogue.entity(made.entity)
    change = Change(before, keeping.placed(before, merged, entity, TABLES), [merged])
    known = _since(store.take_keys(before.id))
    store.set_keys(change.record, change.record.keys, {**since, **known}, now=now)
    keeping.restate(change, now=now, catalogue=catalogue)
    store.set_waiting(before.open_claims, change.record, "ruling", now=now)
    keeping.tell(change.record, {*before.facts, *made.facts}, now=now)
    return change


def _since(keys: Collection[list[object]]) -> dict[tuple[str, str], Instant]:
    return {(str(kind), str(normal)): int(str(since)) for kind, normal, _, since in keys}


def _marked(code: str, fact: Fact, marks: Collection[Record], catalogue: Catalogue) -> Fact:
    """The fact with the mark whether it conforms, which a narrowing sets and history does not know (R1)."""
    for record in marks:
        held = record.facts.get(code)
        if held is not None and same_value(held, fact):
            return fact if held.conforms == fact.conforms else replace(fact, conforms=held.conforms)
    if not fact.held:
        return fact
    conforms = not schemas.faults_of(catalogue.field(code), fact.value, catalogue)
    return fact if conforms == fact.conforms else replace(fact, conforms=conforms)


def _remember(
    survivor: Record, other: Record, here: Deed, there: Deed, ruling: Ruling, taken: tuple[Key, ...], kept: JSONObject
) -> None:
    """The ruling stands in both histories."""
    mine, theirs = survivor.revision, other.revision + 1
    who, source, reason = ruling.actor.who, ruling.actor.source, ruling.reason
    made = Made(dict(survivor.facts), survivor.open_claims, survivor.keys, survivor.ended)
    turn = Turn(mine, here, other.id, theirs, ruling.at, taken, made)
    turns.add(survivor.id, turn, who=who, source=source, reason=reason)
    turn = Turn(theirs, there, survivor.id, mine, ruling.at)
    turns.add(other.id, turn, who=who, source=source, reason=reason, kept=kept)
    keeping.tell(replace(other, revision=theirs), other.facts, now=ruling.at)


def _follow(change: Change, ruling: Ruling) -> None:
    if change.moved and change.before is not None:
        following.follow(change.before, change.record, ruling.catalogue, now=ruling.at)
