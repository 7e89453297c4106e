"""Correcting one value at a desk: the form, and what was written into it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from flask import current_app

from formbuilder import clock
from formbuilder.catalogue import service as standard
from formbuilder.config import Settings
from formbuilder.permissions import Actor
from formbuilder.records.reading import Names
from formbuilder.records.seen import SeenRecord
from metadata import fieldtypes, schemas
from metadata.fields import Field
from metadata.problems import Problem
from metadata.records import Verdict
from metadata.stamps import Instant
from metadata.writeback import Answer

#: A list longer than this is typed, not chosen.
LONGEST_LIST = 120


@dataclass(frozen=True, slots=True)
class Correction:
    """The form of one field."""

    code: str
    label: str
    options: tuple[tuple[str, str], ...]
    inputmode: str
    admits_none: bool
    masked: bool
    shown: int
    since: Instant


@dataclass(frozen=True, slots=True)
class Read:
    """What was written: one answer, or what is wrong with it."""

    answers: dict[str, Answer] = field(default_factory=dict)
    shown: int = 0
    since: Instant = 0
    fault: Problem | None = None


def form(code: str, seen: SeenRecord, names: Names, *, now: Instant) -> Correction | None:
    """The form of a field that the record has and that a person can say; None of any other."""
    found = next((fact for fact in seen.facts if fact.field.code == code), None)
    if found is None or found.derived or not found.field.active or found.field.type in ("photo", "reference"):
        return None
    what = found.field
    codes = names.reading.catalogue.codelists.get(what.codelist)
    few = codes is not None and len(codes.active) <= LONGEST_LIST
    return Correction(
        code=code,
        label=names.label(what),
        options=tuple((c.code, c.label.get(names.reading.language)) for c in codes.active) if codes and few else (),
        inputmode=fieldtypes.type_of(what).facts_for_phones(what).inputmode,
        admits_none=what.admits_none,
        masked=bool(found.look.masked),
        shown=seen.revision,
        since=now,
    )


def read(me: Actor, code: str, written: Mapping[str, str]) -> Read:
    """The answer that a form says. Nothing is chosen for the writer: without a verdict the value counts."""
    catalogue = standard.see(me)
    what = catalogue.field(code)
    shown, since = _number(written.get("shown", "")), _number(written.get("since", ""))
    note = written.get("note", "").strip()[:200]
    verdict = written.get("verdict", "")
    if verdict == Verdict.NONE.value and what.admits_none:
        return Read({code: Answer(Verdict.NONE, None, note)}, shown, since)
    if verdict == Verdict.WRONG.value:
        return Read({code: Answer(Verdict.WRONG, note=note)}, shown, since)
    settings: Settings = current_app.extensions["settings"]
    today = clock.day_of(clock.now(), settings.timezone)
    try:
        value = _value(what, written.get("value", ""), me, today)
    except Problem as problem:
        return Read(fault=problem)
    return Read({code: value if not note else Answer(value.verdict, value.value, note)}, shown, since)


def _value(what: Field, raw: str, me: Actor, today: date) -> Answer:
    catalogue = standard.see(me)
    value = fieldtypes.type_of(what).parse(raw, what, fieldtypes.Context(catalogue, today=today))
    if value is None:
        return Answer(Verdict.NONE, None)
    if problems := schemas.faults_of(what, value, catalogue, today=today):
        raise problems[0]
    return Answer(Verdict.CHANGE, value)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0
