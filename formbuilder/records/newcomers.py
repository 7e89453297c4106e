"""Whoever arrives without a record: is it one that is there already, and which key may it not take (R19)?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from formbuilder.areas import store as areas
from formbuilder.records import keys, store
from formbuilder.records.ids import new_id
from metadata.catalogue import Catalogue
from metadata.records import Key, Record, Verdict
from metadata.values import ABSENT, Absent, Value
from metadata.writeback import Answer


@dataclass(frozen=True, slots=True)
class Newcomer:
    """The record to merge into: locked if it is there already (`met`), else a blank of revision 0.

    `taken`: the key that another record holds whose name does not agree; the merge opens it for review.
    """

    record: Record
    taken: frozenset[Key] = frozenset()
    met: bool = False


def receive(
    record_id: str, entity: str, values: Mapping[str, Value | Absent], catalogue: Catalogue, *, source: str = ""
) -> Newcomer:
    """The record that these values are of.

    :param record_id: the id that a phone chose for a new record; if there is one of this id, that is the one.
        Empty: a new one gets an id here
    :param values: in normal form
    :param source: the system that they come from, for keys that are unique within their source
    """
    if record_id and (known := store.lock(record_id)) is not None:
        return Newcomer(known, keys.taken(known, catalogue.entity(entity), values, source=source), met=True)
    kind = catalogue.entity(entity)
    place, area = store.place_of(kind, values)
    meeting = keys.meet(kind, values, area=area, source=source)
    if meeting is not None and meeting.is_it:
        found = store.led_to(meeting.record_id, store.lock)
        if found is not None:
            return Newcomer(found, met=True)
    taken = frozenset((meeting.key,)) if meeting is not None and not meeting.is_it else frozenset()
    return Newcomer(Record(record_id or new_id(), entity, 0, place=place, area=area), taken)


def values_of(answers: Mapping[str, Answer]) -> dict[str, Value | Absent]:
    """What answers say is held, of those that say so."""
    said: dict[str, Value | Absent] = {}
    for code, answer in answers.items():
        if answer.verdict is Verdict.NONE:
            said[code] = None
        elif answer.value is not ABSENT:
            said[code] = answer.value
    return said


def with_places(answers: Mapping[str, Answer], catalogue: Catalogue) -> dict[str, Answer]:
    """The answers, their addresses with the library's code where it knows the place."""
    return {
        code: replace(answer, value=with_place(answer.value)) if catalogue.field(code).type == "address" else answer
        for code, answer in answers.items()
    }


def with_place(value: Value | Absent) -> Value | Absent:
    """An address with the library's code, if it knows the place and the address has none."""
    if not isinstance(value, dict) or value.get("code"):
        return value
    code, _area = areas.place_of(value)
    return {**value, "code": code} if code else value
