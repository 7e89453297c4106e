"""Two histories in the real stores, joined, gone on with, and parted: on both databases (R16, R19a, R20)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

import pytest
from flask import Flask

from formbuilder import db
from formbuilder.catalogue import store as standard
from formbuilder.joining import ruling
from formbuilder.joining.ruling import Ruling
from formbuilder.permissions import Actor, Role
from formbuilder.records import store, turns
from metadata import joining
from metadata.catalogue import Catalogue
from metadata.history import replay
from metadata.joining import Account, Story
from metadata.records import Fact, Line, Record
from metadata.stamps import Instant
from tests.builders import day, some_ids
from tests.formbuilder.records.shelf import Shelf
from tests.histories import Delivers, Event, Opens, Run, Submits, history

T = TypeVar("T")
SURVIVOR, OTHER = "01900000-0000-7000-9000-00000000000a", "01900000-0000-7000-9000-00000000000b"
SECRETARY = Actor(7, "secretary", "", Role.SECRETARY, area="99")


def moved(events: list[Event], days: float) -> list[Event]:
    """The same events, so many days later, under other tickets."""
    shift, tickets = int(days * 24 * 3_600_000), int(days * 1000)
    later: list[Event] = []
    for event in events:
        then = replace(event, at=event.at + shift)
        if isinstance(then, Delivers) and then.dated:
            then = replace(then, dated=then.dated + shift)
        elif isinstance(then, Opens | Submits):
            then = replace(then, ticket=then.ticket + tickets)
        later.append(then)
    return later


def without_keys(events: list[Event]) -> list[Event]:
    """Numbers are left out: the histories of two records would fight for the few that there are."""
    left: list[Event] = []
    for event in events:
        if isinstance(event, Delivers):
            event = replace(event, cells=_bare(event.cells))
        elif isinstance(event, Submits):
            event = replace(event, acts=_bare(event.acts))
        left.append(event)
    return [event for event in left if getattr(event, "field", "") not in KEYS]


KEYS = ("id_type", "id_number")


def _bare(said: Mapping[str, T]) -> dict[str, T]:
    return {code: value for code, value in said.items() if code not in KEYS}


class EnoughError(Exception):
    """Each history is alone in the world."""


def same(record: Record) -> tuple[object, ...]:
    facts = {code: replace(record.facts[code], conforms=True) for code in record.facts}
    claims = {(c.field, c.id, c.opened, repr(c.value), c.route) for c in record.open_claims}
    return facts, claims, set(record.keys), record.ended


def stands(record: Record) -> tuple[object, ...]:
    """Without the revision in which a value last changed: a ruling that changed it and its undoing did so too."""
    facts: dict[str, Fact] = {code: replace(f, changed=0, conforms=True) for code, f in record.facts.items()}
    return facts, {(c.field, repr(c.value), c.route) for c in record.open_claims}, set(record.keys), record.ended


def read(record_id: str) -> Record:
    found = store.load(record_id)
    assert found is not None
    return found


def rule(catalogue: Catalogue, at: Instant) -> Ruling:
    return Ruling(SECRETARY, "the same person", at, catalogue)


@pytest.mark.parametrize("part", range(2))
def test_r19a_joined_and_parted_as_in_memory_and_as_before(app: Flask, part: int) -> None:
    standard.load_standard()
    for seed in range(part * 8, part * 8 + 8):
        with pytest.raises(EnoughError), db.transaction(writing=True):
            _joined_and_parted(seed)


def _joined_and_parted(seed: int) -> None:
    catalogue, ids = standard.present(), some_ids()
    one, other = Shelf(SURVIVOR, ids, catalogue), Shelf(OTHER, ids, catalogue)
    for shelf, events in ((one, history(seed)), (other, moved(history(seed + 50_000), 0.3))):
        run = Run(shelf, catalogue)
        for event in without_keys(events):
            run.play(event)
    if not one.record().revision or not other.record().revision:
        raise EnoughError
    before, theirs = read(SURVIVOR), read(OTHER)
    pure = joining.join(account(before), account(theirs), catalogue).record
    ruling.join(before, theirs, rule(catalogue, day(900)))
    both = read(SURVIVOR)
    assert same(both) == same(pure), f"seed {seed}: merged anew from all claims in the order received"
    assert same(store.replayed(both, catalogue)) == same(both), f"seed {seed}: replay"
    assert same(store.replayed(both, catalogue, until=day(899))) == same(before), f"seed {seed}: as of before"
    led = read(OTHER)
    assert led.merged_into == SURVIVOR
    assert not led.open_claims
    assert not led.keys
    assert same(store.replayed(led, catalogue, until=day(899))) == same(theirs)
    kept = turns.ruled(OTHER)[-1].kept
    ruling.part(store.lock(SURVIVOR) or both, store.lock(OTHER) or led, rule(catalogue, day(901)), kept)
    assert stands(read(SURVIVOR)) == stands(before), f"seed {seed}: parted"
    assert same(read(OTHER)) == same(theirs), f"seed {seed}: the old id has its claims back"
    assert same(store.replayed(read(SURVIVOR), catalogue, until=day(900))) == same(both)
    again = Run(one, catalogue)
    ruling.join(read(SURVIVOR), read(OTHER), rule(catalogue, day(902)))
    assert stands(read(SURVIVOR)) == stands(both), f"seed {seed}: the undoing undone"
    for event in without_keys(moved(history(seed + 20_000), 903)):
        again.play(event)
    after = read(SURVIVOR)
    assert same(store.replayed(after, catalogue)) == same(after), f"seed {seed}: and going on"
    assert same(merged_anew(catalogue)) == same(after), f"seed {seed}: from the claims alone"
    ruling.part(after, read(OTHER), rule(catalogue, day(2000)), turns.ruled(OTHER)[-1].kept)
    assert same(read(OTHER)) == same(theirs)
    alone = replay([*_until(before, catalogue)], Record(SURVIVOR, "person", 0), catalogue)
    assert stands(alone) == stands(before)
    raise EnoughError


def merged_anew(catalogue: Catalogue) -> Record:
    """The survivor as its claims and the other's make it, whatever the rulings say that they made."""
    stories = {}
    for id in (SURVIVOR, OTHER):
        bare = [replace(turn, made=None) for turn in turns.of(id)]
        stories[id] = Story(Record(id, "person", 0), store.history(id), bare)
    return joining.tell(SURVIVOR, stories, catalogue).record


def account(record: Record) -> Account:
    return store.account(record, standard.present())


def _until(record: Record, catalogue: Catalogue) -> list[Line]:
    return [line for line in store.history(record.id) if line.revision <= record.revision]
