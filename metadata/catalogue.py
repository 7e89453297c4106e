"""All fields together, with their code lists and entities: one immutable value, named by a digest of its content."""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from typing import TYPE_CHECKING

from metadata import entities as kinds
from metadata.codelists import CodeList
from metadata.entities import Entity
from metadata.fields import Field, Label, Status
from metadata.problems import Problem, UnknownCodeList, UnknownEntity, UnknownField

if TYPE_CHECKING:
    from metadata.changes import Change
    from metadata.overlaps import Overlap
    from metadata.schemas import Validator


@dataclass(frozen=True, eq=False)
class Catalogue:
    """The standard as it is at one moment. Changing it makes another one (`replace`); `digest` tells if two are equal.

    `fields`: present versions, active and retired and drafts; `older`: (code, version) → field; `stamps`: the
    columns of a row that are no facts (who, when, note), so that columns can be matched to them.
    """

    fields: Mapping[str, Field]
    codelists: Mapping[str, CodeList]
    entities: Mapping[str, Entity]
    older: Mapping[tuple[str, int], Field] = dataclasses.field(default_factory=dict)
    stamps: Mapping[str, Field] = dataclasses.field(default_factory=dict)
    #: What `metadata.schemas` compiled of its fields: a cache, no part of the value.
    compiled: "dict[Field, Validator]" = dataclasses.field(default_factory=dict, compare=False, repr=False)

    def field(self, code: str) -> Field:
        """The present version of a field.

        :raises UnknownField: there is none
        """
        try:
            return self.fields[code]
        except KeyError:
            raise UnknownField(field=code) from None

    def version(self, code: str, version: int) -> Field:
        """One version of a field; a form keeps those that it was compiled from (R1).

        :raises UnknownField: there is none
        """
        present = self.field(code)
        if present.version == version:
            return present
        try:
            return self.older[code, version]
        except KeyError:
            raise UnknownField(field=f"{code}:{version}") from None

    def versions(self, code: str) -> tuple[Field, ...]:
        """All versions of a field, the oldest first."""
        older = [f for (of, _), f in self.older.items() if of == code]
        return (*sorted(older, key=lambda f: f.version), self.field(code))

    def of(self, entity: str) -> tuple[Field, ...]:
        """The active fields of an entity, in the standard's order."""
        return self._of.get(entity, ())

    @cached_property
    def _of(self) -> Mapping[str, tuple[Field, ...]]:
        return {
            entity: tuple(f for f in self.fields.values() if f.entity == entity and f.status is Status.ACTIVE)
            for entity in self.entities
        }

    def entity(self, code: str) -> Entity:
        """A kind of record.

        :raises UnknownEntity: there is none
        """
        try:
            return self.entities[code]
        except KeyError:
            raise UnknownEntity(entity=code) from None

    def codelist(self, code: str) -> CodeList:
        """A value domain.

        :raises UnknownCodeList: there is none
        """
        try:
            return self.codelists[code]
        except KeyError:
            raise UnknownCodeList(codelist=code) from None

    def department(self, code: str) -> Label:
        """What a department is called; by its code where the list of departments does not have it, or is not there."""
        departments = self.codelists.get("department")
        found = departments.codes.get(code) if departments else None
        return found.label if found else Label(code, code)

    @cached_property
    def digest(self) -> str:
        """Names the content: equal catalogues have equal digests. A key for caches of what was compiled."""
        content = sha256()
        for part in (self.fields, self.older, self.codelists):
            for value in part.values():
                content.update(repr(value).encode())
        for entity in self.entities.values():
            content.update(repr(kinds.to_document(entity)).encode())
        return content.hexdigest()[:32]

    def replace(
        self,
        *fields: Field,
        codelists: Iterable[CodeList] = (),
        entities: Iterable[Entity] = (),
    ) -> "Catalogue":
        """A catalogue with these fields (and lists, entities) changed or added; replaced versions become older ones."""
        older = dict(self.older)
        present = dict(self.fields)
        for f in fields:
            was = present.get(f.code)
            if was is not None and was.version != f.version:
                older[was.code, was.version] = was
            present[f.code] = f
        return Catalogue(
            fields=present,
            codelists={**self.codelists, **{c.code: c for c in codelists}},
            entities={**self.entities, **{e.code: e for e in entities}},
            older=older,
            stamps=self.stamps,
        )

    def overlaps(self, candidate: Field, *, new: bool = True) -> "list[Overlap]":
        """R3: fields that may be the same thing under another name, the nearest first (`metadata.overlaps`).

        :param new: False: the candidate is a new version of the field of its code, and that one is no overlap
        """
        from metadata import overlaps

        return overlaps.find(candidate, self, new=new)

    def class_of_change(self, new: Field, after: "Catalogue | None" = None) -> "Change":
        """R1: whether a new version of a field is cosmetic, widening or narrowing, and why (`metadata.changes`).

        :param after: the catalogue that the new version stands in, if its code list changes too
        """
        from metadata import changes

        return changes.classify(self.field(new.code), new, self, after or self)

    def check(self, candidate: Field, *, new: bool = False, used: bool = True) -> list[Problem]:
        """What the definition of a new or changed field must satisfy (`metadata.definitions`); empty: it may be saved.

        :param new: it is to be a field of its own: its code must be free
        :param used: the field, if it exists, has been used: its identity stands (R1)
        """
        from metadata import definitions

        return definitions.check(candidate, self, new=new, used=used)


@cache
def standard() -> Catalogue:
    """The shipped standard, read once (`metadata/standard`)."""
    from metadata import fieldfiles

    return fieldfiles.shipped()
