"""A page before it is HTML: what is asked of whom, what is known, and what was typed and found wanting (R6–R9)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from metadata.asked import Asked
from metadata.factdocuments import FactDocument, fact_from
from metadata.fields import Field, Label
from metadata.fieldtypes.date import FOREVER
from metadata.forms import Verification
from metadata.immutable import dataclass
from metadata.problems import Fault
from metadata.records import Fact, OpenClaim, Record
from metadata.values import ABSENT, Absent, JSONObject, Value
from renderer.plan import Plan, PlanItem
from renderer.sight import AT_THE_DOOR, Sight, Viewer

__all__ = [
    "AT_THE_DOOR",
    "FRESH",
    "Mark",
    "Mode",
    "Page",
    "PageItem",
    "Raw",
    "Section",
    "Sight",
    "Viewer",
    "Why",
    "one",
    "opened_in",
    "several",
    "typed",
]

#: What a browser sent: input name → text, or texts where a name came more than once.
Raw: TypeAlias = Mapping[str, str | Sequence[str]]


class Mode(StrEnum):
    """How an item stands on a page (R6). BLIND is asked like ASK, without showing what is held (R6a)."""

    ASK = "ask"
    VERIFY = "verify"
    BLIND = "blind"
    KNOWN = "known"
    DERIVED = "derived"

    @property
    def is_input(self) -> bool:
        return self is not Mode.KNOWN and self is not Mode.DERIVED


class Why(StrEnum):
    """Why an item is asked, or how fresh it is: the moon that stands beside its label."""

    FRESH = "fresh"
    NOTHING_HELD = "nothing-held"
    CONFLICT = "conflict"
    OVERDUE = "overdue"
    ALWAYS = "always"
    SOON = "soon"
    NONCONFORMING = "nonconforming"
    EXPIRED = "expired"
    BLIND = "blind"
    DUE = "due"
    PROPOSED = "proposed"


@dataclass(frozen=True, slots=True)
class Mark:
    """A reason with its number: days overdue or left, or how many values compete."""

    why: Why
    count: int = 0


#: Nothing to say: it is known, and young enough.
FRESH = Mark(Why.FRESH)


class PageItem(NamedTuple):
    """One field of a page. A tuple, for a page makes sixty of them while somebody waits.

    `planned`: how the forms ask it together. `value`: what this viewer is shown; ABSENT if nothing is, or nothing is
    known. `stamps`: of the fact behind it, as they were stored; None if there is none. `masked`: shown in part only.
    `live`: the page's own answers decide whether it is asked (R7). `competing`: open claims against the fact, shown
    beside it, none chosen. `partners`: items bound with it (R2a), answered by its verdict; they stand on the page only
    here. `opened`: a known item that the worker corrects.
    """

    planned: PlanItem
    mode: Mode
    value: Value | Absent = ABSENT
    stamps: FactDocument | None = None
    masked: bool = False
    mark: Mark = FRESH
    competing: tuple[OpenClaim, ...] = ()
    derived_from: tuple[Label, ...] = ()
    opened: bool = False
    live: bool = False
    partners: tuple["PageItem", ...] = ()

    @property
    def field(self) -> Field:
        """The version of the field that is asked."""
        return self.planned.field

    @property
    def fact(self) -> Fact | None:
        """The fact whose stamps these are, for whoever needs more of it than a page shows."""
        return fact_from(self.stamps, self.value) if self.stamps is not None else None

    @property
    def required(self) -> bool:
        """It needs a verdict; what is bound together needs one if any of it does (R6b)."""
        return self.planned.required or any(partner.planned.required for partner in self.partners)

    @property
    def departments(self) -> tuple[str, ...]:
        """Whom it serves."""
        return self.planned.departments

    @property
    def section(self) -> str:
        return self.planned.section

    @property
    def label(self) -> str:
        """The task's own words for it; empty if it has none."""
        return self.planned.label

    @property
    def verification(self) -> Verification:
        return self.planned.verification

    @property
    def conditions(self) -> tuple[JSONObject, ...]:
        """It is asked if any of them holds; none: always (R7)."""
        return self.planned.conditions

    @property
    def code(self) -> str:
        return self.planned.code

    @property
    def group(self) -> tuple["PageItem", ...]:
        """The item and what is bound with it: what one verdict answers."""
        return (self, *self.partners)

    @property
    def by_one_tap(self) -> bool:
        """'Everything unchanged' may confirm it: shown to be verified, not blind, evidence or in conflict (R6b)."""
        return self.mode is Mode.VERIFY and not any(
            part.competing or part.planned.verification is Verification.EVIDENCE for part in self.group
        )

    def named(self, language: str) -> str:
        """Its label: the task's own words where it has some, else the field's."""
        return self.label or self.field.label.get(language)


@dataclass(frozen=True, slots=True)
class Section:
    """Inputs under one heading; the heading may be empty."""

    title: str
    items: tuple[PageItem, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """What one worker is asked at one record: all its assignments at once (R8).

    `known`: not due, in the strip; derived ones among them.
    `demanded`: how many values the assignments demand together, each for itself (burden, R24). `plan`: how the forms
    ask all of it together.
    `raw`, `faults`: what was typed and what is wrong with it, when it comes back.
    """

    entity: str
    record: Record | None
    revision: int
    subject: str
    sections: tuple[Section, ...]
    known: tuple[PageItem, ...]
    asked: Asked
    plan: Plan
    demanded: int = 0
    raw: Raw | None = None
    faults: tuple[Fault, ...] = ()

    @property
    def departments(self) -> tuple[str, ...]:
        """Whom the page serves, in order."""
        return self.plan.departments

    @property
    def items(self) -> Iterator[PageItem]:
        """What is to be answered, one for each verdict, in the page's order."""
        for section in self.sections:
            yield from section.items

    @property
    def inputs(self) -> Iterator[PageItem]:
        """Every field that is an input, bound ones each for itself."""
        for item in self.items:
            yield from item.group

    @property
    def in_sight(self) -> Iterator[PageItem]:
        """Every field that stands on it, input or known, bound ones each for itself."""
        yield from self.inputs
        for item in self.known:
            yield from item.group

    @property
    def opened(self) -> list[PageItem]:
        """Known items that the worker corrects."""
        return [item for item in self.known if item.opened]

    @property
    def strip(self) -> Sequence[PageItem]:
        """Known items that stay as they are."""
        return [item for item in self.known if not item.opened] if self.opened else self.known

    def with_faults(self, raw: Raw, faults: Sequence[Fault]) -> "Page":
        """The page as it goes back to somebody who still has it open: nothing typed is lost (R18)."""
        return replace(self, raw=raw, faults=tuple(faults))


def one(raw: Raw, name: str) -> str:
    """The text that came under a name, the last of several; empty if none did."""
    text = raw.get(name, "")
    if isinstance(text, str):
        return text
    return text[-1] if text else ""


def several(raw: Raw, name: str) -> tuple[str, ...]:
    """All texts that came under a name, empty ones left out."""
    text = raw.get(name, ())
    return tuple(filter(None, (text,) if isinstance(text, str) else text))


def typed(raw: Raw, code: str) -> str:
    """What was typed as the value of a field: its one input, the boxes of a date together, or its ticked options."""
    texts = several(raw, f"{code}_value")
    month, day = one(raw, f"{code}_value_m").strip(), one(raw, f"{code}_value_d").strip()
    if (month or day) and FOREVER not in texts:
        return "-".join((texts[0].strip() if texts else "", month, day)).rstrip("-")
    return FOREVER if FOREVER in texts else "、".join(texts)


def opened_in(raw: Raw) -> frozenset[str]:
    """The known items that the worker corrects: opened by this very request, or open since an earlier one."""
    return frozenset((*several(raw, "open"), *several(raw, "opened")))
