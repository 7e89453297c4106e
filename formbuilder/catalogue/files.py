"""The standard as a file: what an import would do, checked as a whole before anything of it is kept."""

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from formbuilder import audit
from formbuilder.catalogue import conformity, standing, store
from formbuilder.catalogue.problems import StillAsked, TwiceInFile
from formbuilder.permissions import Actor, Verb
from formbuilder.problems import FaultyRequest
from formbuilder.use_case import use_case
from metadata import fieldfiles
from metadata.catalogue import Catalogue
from metadata.changes import Change, Class
from metadata.fields import Field, Status
from metadata.overlaps import Overlap
from metadata.problems import Problem
from metadata.stamps import Instant

Format = Literal["csv", "json"]


@dataclass(frozen=True, slots=True)
class Changed:
    """A field that the file changes, and what that does to the values that are there."""

    field: Field
    change: Change
    held: int = 0
    unfit: int = 0


@dataclass(slots=True)
class Findings:
    """What a file would do: new fields, changed ones, how many stay as they are; near ones (R3), and what is wrong."""

    new: list[Field] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    same: int = 0
    near: list[tuple[Field, Overlap]] = field(default_factory=list)
    problems: list[tuple[str, Problem]] = field(default_factory=list)


def read(text: str, kind: Format) -> list[Field]:
    """The fields of a file.

    :raises BadFile: it cannot be read as one
    """
    return fieldfiles.from_json(text) if kind == "json" else fieldfiles.from_csv(text)


def kind_of(name: str) -> Format:
    """By the ending of its name: .json, else a table."""
    return "json" if name.lower().endswith(".json") else "csv"


@use_case(Verb.SEE_FIELDS)
def export_fields(actor: Actor, kind: Format) -> str:
    """All fields as a file that `import_fields` reads back to the same fields."""
    fields = store.present().fields.values()
    return fieldfiles.to_json(fields) if kind == "json" else fieldfiles.to_csv(fields)


@use_case(Verb.SEE_FIELDS)
def check_fields(actor: Actor, fields: Iterable[Field]) -> Findings:
    """What an import of these fields would do, and what is wrong with them; nothing is kept."""
    return _weigh(list(fields), store.present())


@use_case(Verb.IMPORT_FIELDS)
def import_fields(actor: Actor, fields: Iterable[Field], *, now: Instant) -> Findings:
    """All of a file or nothing. Versions in the file are not taken: what changes becomes the next version here.

    :raises FaultyRequest: something is wrong with it; nothing is kept
    """
    store.lock()
    found = _weigh(list(fields), store.present())
    if found.problems:
        raise FaultyRequest([_at(code, problem) for code, problem in found.problems])
    if not found.new and not found.changed:
        audit.nothing_happened()
        return found
    store.save_fields(found.new, change="new", by=actor.who, at=now)
    for changed in found.changed:
        store.save_field(changed.field, change=_change(changed), by=actor.who, at=now)
    catalogue = store.present()
    for place, changed in enumerate(found.changed):
        if changed.change.kind is not Class.COSMETIC:
            marked = conformity.mark(changed.field, catalogue)
            found.changed[place] = dataclasses.replace(changed, held=marked.held, unfit=marked.unfit)
    audit.remember(subject="fields", new=len(found.new), changed=[one.field.code for one in found.changed])
    return found


def _weigh(fields: list[Field], catalogue: Catalogue) -> Findings:
    found = Findings()
    codes: set[str] = set()
    candidates: list[Field] = []
    for given in fields:
        if given.code in codes:
            found.problems.append((given.code, TwiceInFile(code=given.code)))
            continue
        codes.add(given.code)
        was = catalogue.fields.get(given.code)
        if was is not None and dataclasses.replace(given, version=was.version) == was:
            found.same += 1
            continue
        candidates.append(dataclasses.replace(given, version=was.version + 1 if was else 1))
    # Fields of a file may name each other: they are judged in the catalogue that they would make together.
    after = catalogue.replace(*candidates)
    for candidate in candidates:
        was = catalogue.fields.get(candidate.code)
        problems = (
            after.check(candidate) if was is None else [*_identity(candidate, catalogue), *after.check(candidate)]
        )
        found.problems += [(candidate.code, problem) for problem in problems]
        if was is None:
            found.new.append(candidate)
            near = [one for one in after.overlaps(candidate, new=False) if not one.exact]
            found.near += [(candidate, one) for one in near[:1]]
            continue
        asked = standing.asked_by(candidate.code) if was.active and not candidate.active else ()
        if asked:
            problem = StillAsked(at="status", label=was.label, tasks=standing.together(asked))
            found.problems.append((candidate.code, problem))
        if problems:
            continue
        step = catalogue.class_of_change(candidate, after)
        counted = conformity.count(candidate, after) if step.narrows else conformity.Conformity(0, 0)
        found.changed.append(Changed(candidate, step, counted.held, counted.unfit))
    return found


def _identity(candidate: Field, catalogue: Catalogue) -> list[Problem]:
    """R1: what never changes, judged against the field that is there."""
    return [problem for problem in catalogue.check(candidate) if problem.code == "field.identity-changed"]


def _change(changed: Changed) -> str:
    if changed.field.status is Status.RETIRED and changed.change.kind is Class.COSMETIC:
        return "retired"
    return changed.change.kind.name.lower()


def _at(code: str, problem: Problem) -> Problem:
    problem.at = f"/{code}/{problem.at}" if problem.at else f"/{code}"
    return problem
