"""The records that the demo shows something with: what is told of them at a desk, and a few visits to their doors."""

from collections.abc import Mapping

from formbuilder import db
from formbuilder.demo import cast, visiting
from formbuilder.demo.cast import OTHER_PHONES
from formbuilder.demo.world.neighbourhood import neighbourhoods
from formbuilder.demo.world.people import WIDOWED
from formbuilder.demo.world.sizes import Size
from formbuilder.permissions import Actor
from formbuilder.records import keys
from formbuilder.records import service as records
from formbuilder.records import store as record_store
from metadata.records import Verdict
from metadata.stamps import Instant
from metadata.values import Value
from metadata.writeback import Answer

#: The record of each part, by its name.
Cast = Mapping[str, str]
#: What the employment survey asks and no system dates: the well known person has said it on the telephone.
TOLD_BY_PHONE = ("employment_status", "work_industry")
TALK = 600_000


def find(size: Size) -> Cast:
    """The records of those who play a part, by their identity numbers."""
    players = cast.players(next(neighbourhoods(size)))
    with db.transaction(writing=False):
        return {name: keys.ids_of("person", ["person:111"], one.number)[0] for name, one in players.items()}


def take_calls(size: Size, found: Cast, secretary: Actor, *, now: Instant) -> Cast:
    """The secretary's telephone: somebody confirms where they work, and a neighbour tells of somebody new.

    :returns: the cast with the stranger
    """
    with db.transaction(writing=False):
        record = record_store.load(found["known"])
    assert record is not None
    confirmed = {code: Answer(Verdict.CHANGE, record.held(code)) for code in TOLD_BY_PHONE}
    records.correct(secretary, record.id, confirmed, shown=record.revision, since=now - TALK, now=now)
    told = {code: Answer(Verdict.CHANGE, value) for code, value in cast.stranger(next(neighbourhoods(size))).items()}
    stranger, _merged = records.add(secretary, "person", told, now=now)
    return {**found, "unknown": stranger.id}


def act_out(found: Cast, actors: Mapping[str, Actor], *, now: Instant) -> dict[str, str]:
    """A few visits, so that review has something to settle; the records that are worth looking at, by name."""
    worker, other = actors["worker"], actors["worker3"]
    changed: dict[str, Value] = {"marital_status": WIDOWED}
    visiting.visit(worker, found["proposal"], changed, now=now)
    visiting.visit(worker, found["visited"], {}, now=now)
    # Two workers open the same page; the second has not seen what the first has changed.
    first = visiting.open_page(worker, found["two_voices"], now=now, correcting=("mobile_phone",))
    second = visiting.open_page(other, found["two_voices"], now=now, correcting=("mobile_phone",))
    visiting.answer(worker, first, {"mobile_phone": OTHER_PHONES[2]}, now=now + 60_000)
    visiting.answer(other, second, {"mobile_phone": OTHER_PHONES[0]}, now=now + 120_000)
    visiting.nobody_home(worker, found["away"], now=now)
    return {name: found[name] for name in ("known", "unknown", "conflict", "proposal", "three_phones")}
