"""Assignments + record → the one page that asks what is due, and nothing else (R6, R8, R9)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import tzinfo

from metadata import conditions, derive, due
from metadata.asked import Mode as Stood
from metadata.asked import ask
from metadata.catalogue import Catalogue
from metadata.derive import Known
from metadata.documents import held_values, stamps_of
from metadata.factdocuments import NONCONFORMING, OPEN, PROPOSALS, VERIFIED_FROM, VERIFIED_TO, FactDocument
from metadata.fields import Field, Label
from metadata.forms import ALWAYS, Assignment
from metadata.records import OpenClaim, Record, Route
from metadata.stamps import Instant
from metadata.values import ABSENT, Absent, JSONObject, Value
from renderer.page import AT_THE_DOOR, FRESH, Mark, Mode, Page, PageItem, Section, Sight, Viewer, Why
from renderer.plan import Plan, PlanItem, Seen, plan_of

DAY = 86_400_000  # ms

_STOOD = {Mode.ASK: Stood.ASK, Mode.VERIFY: Stood.VERIFY, Mode.BLIND: Stood.BLIND}
_PROPOSED = Mark(Why.PROPOSED)
# Used sixty times a page: as names of the module they cost nothing, and a tuple is made of all its parts at once.
_KNOWN, _STOOD_KNOWN = Mode.KNOWN, Stood.KNOWN
_new = tuple.__new__


def compose(
    assignments: Sequence[Assignment],
    record: Record | None,
    catalogue: Catalogue,
    *,
    viewer: Viewer = AT_THE_DOOR,
    holder: int,
    now: Instant,
    zone: tzinfo,
    opened: Collection[str] = (),
    known: Known | None = None,
) -> Page:
    """The page of one visit (R6, R8, R9).

    Every field of the assignments' forms stands on it once: as an input if it is due for any of them, else in the
    known strip; what the viewer may not see is not on it at all. The order is the ticket's, for a blank with the
    entity's key fields first. No fact is read: what a page needs of it stands in its stamps.

    :param record: None: a blank, for a new record; the assignments say its entity
    :param holder: the account that the page is for
    :param now: when it is composed
    :param zone: the instance's; days are its days
    :param opened: known fields that the worker is correcting; what is bound with one is opened with it (R2a)
    :param known: what is known of the record, where that has been worked out already
    :raises ValueError: no assignment, or assignments of several entities
    """
    entities = {assignment.form.entity for assignment in assignments} | ({record.entity} if record else set())
    if not assignments or len(entities) != 1:
        raise ValueError("a page needs assignments of one entity")
    entity = catalogue.entity(entities.pop())
    forms = tuple({a.form.id: a.form for a in assignments}.values())
    if known is None:
        known = derive.known(held_values(record.facts) if record else {}, catalogue)
    page = _Composition(assignments, record, catalogue, plan_of(forms, catalogue), known, now, zone)
    inputs, strip = page.items(viewer, opened)
    asked = ask(
        record.id if record else None,
        record.revision if record else 0,
        forms,
        page.stood,
        holder=holder,
        composed=now,
    )
    if record is None:
        place = {code: at for at, code in enumerate(entity.key)}
        inputs.sort(key=lambda item: place.get(item.planned.code, len(place)))
    inputs = _bound_together(inputs)
    if page.plan.conditional:
        seen = {item.planned.code for item in (*inputs, *strip)} | {p.code for item in inputs for p in item.partners}
        inputs = _applicable(inputs, strip, {code: value for code, value in known.values.items() if code in seen})
    if opened:
        strip = [item for item in strip if not item.opened] + _bound_together([item for item in strip if item.opened])
    name = catalogue.fields.get(entity.name_field)
    subject = known.values.get(name.code) if record and name and viewer.sees(name) is Sight.CLEAR else None
    return Page(
        entity=entity.code,
        record=record,
        revision=asked.revision,
        subject=subject if isinstance(subject, str) else "",
        sections=_sections(inputs),
        known=tuple(strip),
        asked=asked,
        plan=page.plan,
        demanded=sum([len(assignment.form.items) for assignment in assignments]),
    )


class _Composition:
    """One page while it is composed: what is due, what is known, and how each item stands (`stood`, the ticket's)."""

    def __init__(
        self,
        assignments: Sequence[Assignment],
        record: Record | None,
        catalogue: Catalogue,
        plan: Plan,
        known: Known,
        now: Instant,
        zone: tzinfo,
    ) -> None:
        self.catalogue, self.plan, self.known, self.now = catalogue, plan, known, now
        self.stamps: Mapping[str, FactDocument] = stamps_of(record.facts) if record else {}
        self.competing = _competing(record)
        self.due = {
            item.field
            for assignment in assignments
            for item in due.due_items(assignment, record, catalogue, zone, known.derived)
        }
        self.unheld = self.due - known.values.keys()
        self.blind = plan.blind.union(*[assignment.blind for assignment in assignments]) - known.derived.keys()
        self.stood: dict[str, Stood] = {}

    def items(self, viewer: Viewer, opened: Collection[str]) -> tuple[list[PageItem], list[PageItem]]:
        """The inputs, and the strip of what is known or derived."""
        plan, stood, derived = self.plan, self.stood, self.known.derived
        mended = {other for code in opened if code in plan for other in plan[code].bound}
        asked = {other for code in self.due for other in plan[code].bound}  # what is bound is asked as one (R2a)
        unusual = asked | mended | derived.keys()
        inputs: list[PageItem] = []
        strip: list[PageItem] = []
        value_of, stamps_of = self.known.values.get, self.stamps.get
        for seen in plan.seen_by(viewer):
            planned, code, _, hidden = seen
            if code in unusual:
                if code in derived:
                    strip.append(self._derived(seen))
                    continue
                if code in asked:
                    inputs.append(self._input(seen))
                    continue
            # The many that nobody asks: each costs so little because nothing is called for it.
            stamps = stamps_of(code)
            mark = _PROPOSED if stamps is not None and stamps[PROPOSALS] else FRESH
            value, stood[code] = value_of(code, ABSENT), _STOOD_KNOWN
            strip.append(
                _new(PageItem, (planned, _KNOWN, value, stamps, hidden, mark, (), (), code in mended, False, ()))
            )
        return inputs, strip

    def _derived(self, seen: Seen) -> PageItem:
        """It follows from others: computed, never asked, and no older than the oldest of them (R6)."""
        planned, code, _, hidden = seen
        stamps, names = _oldest(planned.field, self.stamps), _inputs(planned.field, self.catalogue)
        return PageItem(planned, Mode.DERIVED, self.known.values[code], stamps, hidden, derived_from=names)

    def _input(self, seen: Seen) -> PageItem:
        planned, code, masked, _ = seen
        mode = self._asked_as(planned, masked)
        self.stood[code] = _STOOD[mode]
        value, stamps = self.known.values.get(code, ABSENT), self.stamps.get(code)
        claims = self.competing.get(code, ())
        mark = _mark(planned, mode, stamps, value, len(claims), self.now)
        shown = ABSENT if mode is Mode.BLIND else value
        return PageItem(planned, mode, shown, stamps, masked, mark, claims if mode is Mode.VERIFY else ())

    def _asked_as(self, planned: PlanItem, masked: bool) -> Mode:
        """How something that is due is asked. What is bound together is asked alike, but for what is derived (R2a)."""
        if not self.unheld.isdisjoint(planned.bound):
            return Mode.ASK
        return Mode.BLIND if masked or not self.blind.isdisjoint(planned.bound) else Mode.VERIFY


def _oldest(field: Field, stamps: Mapping[str, FactDocument]) -> FactDocument | None:
    """The stamps of a derived value: of its inputs, those verified the longest ago (R6)."""
    found = [stamps[code] for code in derive.inputs(field) if code in stamps]
    return min(found, key=lambda one: (one[VERIFIED_FROM] or 0, one[VERIFIED_TO]), default=None)


def _inputs(field: Field, catalogue: Catalogue) -> tuple[Label, ...]:
    return tuple(catalogue.fields[code].label for code in field.derived_from if code in catalogue.fields)


def _mark(
    planned: PlanItem, mode: Mode, stamps: FactDocument | None, value: Value | Absent, competing: int, now: Instant
) -> Mark:
    """Why the item is asked."""
    if mode is Mode.BLIND:
        return Mark(Why.BLIND)
    if value is ABSENT or stamps is None:
        return Mark(Why.NOTHING_HELD)
    if stamps[OPEN]:
        return Mark(Why.CONFLICT, 1 + max(competing, 1))
    if stamps[NONCONFORMING]:
        return Mark(Why.NONCONFORMING)
    limit, begin = planned.limit, stamps[VERIFIED_FROM]
    if limit and begin is not None:
        left = limit - (now - begin) // DAY
        if left < 0:
            return Mark(Why.OVERDUE, -left)
        if not planned.field.clock:
            return Mark(Why.SOON, left)
    if limit == ALWAYS:
        return Mark(Why.ALWAYS)
    return Mark(Why.EXPIRED) if planned.field.clock == "value" else Mark(Why.DUE)


def _competing(record: Record | None) -> dict[str, tuple[OpenClaim, ...]]:
    """Open claims against facts, by field, the oldest first; a proposal is none (R5, R17)."""
    found: dict[str, tuple[OpenClaim, ...]] = {}
    for claim in record.open_claims if record else ():
        if claim.route is not Route.PROPOSAL:
            found[claim.field] = (*found.get(claim.field, ()), claim)
    return found


def _bound_together(inputs: list[PageItem]) -> list[PageItem]:
    """Inputs, or known items that are opened, each that is bound with an earlier one standing inside it (R2a)."""
    if all(len(item.planned.bound) == 1 for item in inputs):
        return inputs
    by_code = {item.planned.code: item for item in inputs}
    inside: set[str] = set()
    found: list[PageItem] = []
    for code, item in by_code.items():
        if code in inside:
            continue
        partners = [by_code[other] for other in item.planned.bound if other != code and other in by_code]
        inside.update(partner.planned.code for partner in partners)
        found.append(item._replace(partners=tuple(partners)) if partners else item)
    return found


def _applicable(inputs: Sequence[PageItem], strip: Sequence[PageItem], shown: Mapping[str, Value]) -> list[PageItem]:
    """Without inputs whose conditions fail, whatever this page is answered; `live`: its answers decide (R7)."""
    kept = list(inputs)
    mended = {item.planned.code for item in strip if item.opened}
    while True:
        may_change = mended | {part.planned.code for item in kept for part in item.group}
        live = [any(may_change & conditions.fields_of(c) for c in item.planned.conditions) for item in kept]
        still = [
            item._replace(live=decided)
            for item, decided in zip(kept, live, strict=True)
            if decided or applies(item.planned.conditions, shown)
        ]
        if len(still) == len(kept):
            return still
        kept = still


def applies(any_of: Sequence[JSONObject], values: Mapping[str, Value]) -> bool:
    """An item is asked if any of its conditions holds, or if it has none (R7)."""
    return not any_of or any(conditions.holds(condition, values) for condition in any_of)


def _sections(inputs: Sequence[PageItem]) -> tuple[Section, ...]:
    """Inputs under their headings, in the order in which the headings first come."""
    sections: dict[str, list[PageItem]] = {}
    for item in inputs:
        sections.setdefault(item.planned.section, []).append(item)
    return tuple(Section(title, tuple(items)) for title, items in sections.items())
