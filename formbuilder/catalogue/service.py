"""What departments do with fields: find one, define one, change it with its consequences shown first, retire it."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from formbuilder import audit
from formbuilder.catalogue import conformity, standing, store
from formbuilder.catalogue.problems import (
    HeldBy,
    NearFields,
    NothingChanges,
    NotYourField,
    OnlyByItsOwnAct,
    ReasonMissing,
    StillAsked,
)
from formbuilder.catalogue.store import Version
from formbuilder.permissions import Actor, Verb
from formbuilder.problems import FaultyRequest, Stale
from formbuilder.use_case import use_case
from metadata import overlaps
from metadata.catalogue import Catalogue
from metadata.changes import Change, Class
from metadata.fields import Field, Label, Status
from metadata.overlaps import Overlap
from metadata.problems import Problem
from metadata.stamps import Instant

#: How a version is marked that changes no value: see `models.FieldVersionRow.change`.
NEW, RETIRED, HANDED_OVER = "new", "retired", "cosmetic"


@dataclass(frozen=True, slots=True)
class Found:
    """A field in a list, and how many running forms ask it."""

    field: Field
    asked: int


@dataclass(frozen=True, slots=True)
class Dossier:
    """All about one field. `asked`: titles of the running tasks that ask it; `may_change`: the reader may."""

    field: Field
    versions: tuple[Version, ...]
    asked: tuple[Label, ...]
    catalogue: Catalogue
    may_change: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change would do: its class with reasons; of the values held, how many would not conform any more."""

    was: Field
    now: Field
    change: Change
    held: int = 0
    unfit: int = 0
    asked: tuple[Label, ...] = ()

    @property
    def kind(self) -> str:
        """cosmetic, widening or narrowing."""
        return self.change.kind.name.lower()


@use_case(Verb.SEE_FIELDS)
def see(actor: Actor) -> Catalogue:
    """The catalogue as it is now."""
    return store.present()


@use_case(Verb.SEE_FIELDS)
def search(
    actor: Actor,
    *,
    words: str = "",
    entity: str = "",
    owner: str = "",
    status: str = "",
    after: str = "",
    limit: int = 50,
) -> tuple[list[Found], bool, int]:
    """Fields by label, synonym, code or pinyin, one page of them; whether there are more; how many in all.

    :param after: code of the last one already seen
    """
    fields = [
        field
        for field in store.present().fields.values()
        if entity in ("", field.entity) and owner in ("", field.owner) and status in ("", field.status.value)
    ]
    fields = overlaps.search(words, fields)
    start = next((place + 1 for place, field in enumerate(fields) if field.code == after), 0)
    shown = fields[start : start + limit]
    asked = standing.asked_counts()
    return [Found(field, asked.get(field.code, 0)) for field in shown], start + limit < len(fields), len(fields)


@use_case(Verb.SEE_FIELDS)
def open_field(actor: Actor, code: str) -> Dossier:
    """One field with its versions, the newest first.

    :raises UnknownField: there is none
    """
    catalogue = store.present()
    field = catalogue.field(code)
    return Dossier(field, tuple(store.versions(code)), standing.asked_by(code), catalogue, standing.owns(actor, field))


@use_case(Verb.DRAFT_FIELD)
def find_near(actor: Actor, candidate: Field) -> list[Overlap]:
    """R3: fields that may be the same thing as a candidate, the nearest first."""
    if not (candidate.label.zh or candidate.label.en or candidate.synonyms):
        return []
    return store.present().overlaps(candidate)


@use_case(Verb.DEFINE_FIELD)
def define(actor: Actor, field: Field, *, distinct: bool = False, reason: str = "", now: Instant) -> Field:
    """A new field. Near ones stop it, until the caller says that this one is distinct, and how (R3).

    :raises FaultyRequest: faults of the definition, each at its part; the same thing under another name
    :raises NearFields: near ones, and not said to be distinct
    """
    store.lock()
    catalogue = store.present()
    field = dataclasses.replace(field, version=1, status=Status.ACTIVE)
    if not standing.owns(actor, field):
        raise FaultyRequest([NotYourField(at="owner", label=field.label)])
    _require(catalogue.check(field, new=True, used=False))
    near = catalogue.overlaps(field)
    if near and not distinct:
        raise NearFields(near)
    if near and not reason.strip():
        raise FaultyRequest([ReasonMissing(at="reason", label=near[0].field.label)])
    store.save_field(field, change=NEW, by=actor.who, at=now, note=reason.strip())
    audit.remember(subject=f"field:{field.code}", near=[overlap.field.code for overlap in near])
    return field


@use_case(Verb.SEE_FIELDS)
def preview_change(actor: Actor, field: Field, *, based_on: int) -> Preview:
    """R1: what a change would do, before it is done. Faults as in `change`; nothing is kept."""
    weighed = _weigh(actor, field, based_on)
    if not weighed.change.narrows:
        return weighed
    counted = conformity.count(weighed.now, store.present().replace(weighed.now))
    return dataclasses.replace(weighed, held=counted.held, unfit=counted.unfit)


@use_case(Verb.CHANGE_FIELD)
def change(actor: Actor, field: Field, *, based_on: int, note: str = "", now: Instant) -> Preview:
    """A new version of a field; values that do not conform to it stay, are marked, and become due (R1).

    :param based_on: the version that the change was made from
    :raises Stale: there is a newer one
    """
    store.lock()
    weighed = _weigh(actor, field, based_on)
    store.save_field(weighed.now, change=weighed.kind, by=actor.who, at=now, note=note.strip())
    if weighed.change.kind is not Class.COSMETIC:
        found = conformity.mark(weighed.now, store.present())
        weighed = dataclasses.replace(weighed, held=found.held, unfit=found.unfit)
    audit.remember(
        subject=f"field:{field.code}",
        version=weighed.now.version,
        change=weighed.kind,
        unfit=weighed.unfit,
    )
    return weighed


@use_case(Verb.RETIRE_FIELD)
def retire(actor: Actor, code: str, *, based_on: int, note: str = "", now: Instant) -> Field:
    """Take a field out of use; its values and versions stay (R1).

    :raises StillAsked: a running task asks it
    :raises HeldBy: an entity or an active field stands on it
    """
    store.lock()
    catalogue = store.present()
    field = _present(actor, catalogue, code, based_on)
    if asked := standing.asked_by(code):
        raise StillAsked(label=field.label, tasks=standing.together(asked))
    if other := standing.stands_on(field, catalogue):
        raise HeldBy(label=field.label, other=other)
    retired = dataclasses.replace(field, status=Status.RETIRED, version=field.version + 1)
    if field.status is Status.RETIRED:
        raise NothingChanges(version=field.version)
    store.save_field(retired, change=RETIRED, by=actor.who, at=now, note=note.strip())
    audit.remember(subject=f"field:{code}", version=retired.version)
    return retired


@use_case(Verb.CHANGE_FIELD)
def hand_over(actor: Actor, code: str, owner: str, *, based_on: int, note: str = "", now: Instant) -> Field:
    """R1: ownership passes to another department, by its present owner or an administrator."""
    store.lock()
    catalogue = store.present()
    field = _present(actor, catalogue, code, based_on)
    if field.owner == owner:
        raise NothingChanges(version=field.version)
    handed = dataclasses.replace(field, owner=owner, version=field.version + 1)
    _require(catalogue.check(handed))
    store.save_field(handed, change=HANDED_OVER, by=actor.who, at=now, note=note.strip())
    audit.remember(subject=f"field:{code}", handed_from=field.owner, handed_to=owner, version=handed.version)
    return handed


def _present(actor: Actor, catalogue: Catalogue, code: str, based_on: int) -> Field:
    """A field that the actor may change, at the version that the actor has seen."""
    field = catalogue.field(code)
    if not standing.owns(actor, field):
        raise NotYourField(label=field.label)
    if field.version != based_on:
        raise Stale()
    return field


def _weigh(actor: Actor, field: Field, based_on: int) -> Preview:
    catalogue = store.present()
    was = _present(actor, catalogue, field.code, based_on)
    new = dataclasses.replace(field, version=was.version + 1, status=was.status)
    if field.owner != was.owner or field.status is not was.status:
        raise FaultyRequest([OnlyByItsOwnAct(at="owner" if field.owner != was.owner else "status")])
    if dataclasses.replace(new, version=was.version) == was:
        raise NothingChanges(version=was.version)
    _require(catalogue.check(new))
    return Preview(was, new, catalogue.class_of_change(new), asked=standing.asked_by(field.code))


def _require(problems: Sequence[Problem]) -> None:
    if problems:
        raise FaultyRequest(list(problems))
