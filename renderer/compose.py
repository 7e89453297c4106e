"""Assignments + record → the one page that asks what is due, and nothing else (R6, R8, R9)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import tzinfo

from metadata import conditions, derive, due
from metadata.asked import Mode as Stood
from metadata.asked import ask
from metadata.catalogue import Catalogue
from metadata.documents import held_values
from metadata.fields import Field, Label
from metadata.forms import ALWAYS, Assignment, Verification
from metadata.records import Fact, OpenClaim, Record, Route
from metadata.stamps import Instant
from metadata.values import ABSENT, Absent, JSONObject, Value
from renderer.page import AT_THE_DOOR, Mark, Mode, Page, PageItem, Section, Sight, Viewer, Why
from renderer.plan import Plan, PlanItem, plan_of

DAY = 86_400_000  # ms

_STOOD = {Mode.ASK: Stood.ASK, Mode.VERIFY: Stood.VERIFY, Mode.BLIND: Stood.BLIND}
# Looked up sixty times a page: as names of the module they cost nothing.
_KNOWN, _DERIVED, _STOOD_KNOWN = Mode.KNOWN, Mode.DERIVED, Stood.KNOWN


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
) -> Page:
    """The page of one visit (R6, R8, R9).

    Every field of the assignments' forms stands on it once: as an input if it is due for any of them, else in the
    known strip; what the viewer may not see is not on it at all. The order is the ticket's, for a blank with the
    entity's key fields first.

    :param record: None: a blank, for a new record; the assignments say its entity
    :param holder: the account that the page is for
    :param now: when it is composed
    :param zone: the instance's; days are its days
    :param opened: known fields that the worker is correcting; what is bound with one is opened with it (R2a)
    :raises ValueError: no assignment, or assignments of several entities
    """
    entities = {assignment.form.entity for assignment in assignments} | ({record.entity} if record else set())
    if not assignments or len(entities) != 1:
        raise ValueError("a page needs assignments of one entity")
    entity = catalogue.entity(entities.pop())
    forms = tuple({a.form.id: a.form for a in assignments}.values())
    plan = plan_of(forms, catalogue)
    facts: Mapping[str, Fact] = record.facts if record else {}
    held = held_values(facts)
    derived = derive.values(held, catalogue)
    known = held | derived
    wanted = {
        item.field for assignment in assignments for item in due.due_items(assignment, record, catalogue, zone, derived)
    }
    drawn = frozenset[str]().union(*(assignment.blind for assignment in assignments))
    competing = _competing(record)
    mended = {other for code in opened if code in plan for other in plan[code].bound}
    inputs: list[PageItem] = []
    strip: list[PageItem] = []
    stood: dict[str, Stood] = {}
    sees_all, nothing = viewer.sees_all, ABSENT
    for code, planned in plan.items():
        masked = False
        if not sees_all:
            if (sight := viewer.sees(planned.field)) is Sight.NOT:
                continue
            masked = sight is Sight.MASKED
        fact, value = facts.get(code), known.get(code, nothing)
        if code in derived:
            stamps, names = _oldest(planned.field, facts), _inputs(planned.field, catalogue)
            strip.append(PageItem(planned, _DERIVED, value, stamps, masked or planned.sensitive, derived_from=names))
        elif code not in wanted and (len(planned.bound) == 1 or wanted.isdisjoint(planned.bound)):
            stood[code] = _STOOD_KNOWN
            mark = _PROPOSED if fact is not None and fact.proposals else FRESH
            strip.append(
                PageItem(planned, _KNOWN, value, fact, masked or planned.sensitive, mark, (), (), code in mended)
            )
        else:
            mode = _asked_as(planned, plan, wanted, derived, known, drawn, masked)
            stood[code] = _STOOD[mode]
            others = competing.get(code, ()) if mode is Mode.VERIFY else ()
            why = _mark(planned, mode, fact, value, len(competing.get(code, ())), now)
            inputs.append(PageItem(planned, mode, ABSENT if mode is Mode.BLIND else value, fact, masked, why, others))
    asked = ask(
        record.id if record else None,
        record.revision if record else 0,
        forms,
        stood,
        holder=holder,
        composed=now,
    )
    if record is None:
        place = {code: at for at, code in enumerate(entity.key)}
        inputs.sort(key=lambda item: place.get(item.planned.code, len(place)))
    inputs = _bound_together(inputs)
    if any(item.planned.conditions for item in inputs):
        seen = {item.planned.code for item in (*inputs, *strip)} | {p.code for item in inputs for p in item.partners}
        inputs = _applicable(inputs, strip, {code: value for code, value in known.items() if code in seen})
    if mended:
        strip = [item for item in strip if not item.opened] + _bound_together([item for item in strip if item.opened])
    name = catalogue.fields.get(entity.name_field)
    subject = known.get(name.code) if record and name and viewer.sees(name) is Sight.CLEAR else None
    return Page(
        entity=entity.code,
        record=record,
        revision=asked.revision,
        subject=subject if isinstance(subject, str) else "",
        sections=_sections(inputs),
        known=tuple(strip),
        asked=asked,
        departments=tuple(dict.fromkeys(form.department for form in forms)),
        demanded=sum(len(assignment.form.items) for assignment in assignments),
    )


FRESH = Mark(Why.FRESH)
_PROPOSED = Mark(Why.PROPOSED)


def _asked_as(
    planned: PlanItem,
    plan: Plan,
    wanted: Collection[str],
    derived: Mapping[str, Value],
    known: Mapping[str, Value],
    drawn: Collection[str],
    masked: bool,
) -> Mode:
    """How something that is due is asked. What is bound together is asked alike, but for what is derived (R2a)."""
    group = [code for code in planned.bound if code not in derived]
    if any(code in wanted and code not in known for code in group):
        return Mode.ASK
    blind = masked or any(plan[code].verification is Verification.BLIND or code in drawn for code in group)
    return Mode.BLIND if blind else Mode.VERIFY


def _oldest(field: Field, facts: Mapping[str, Fact]) -> Fact | None:
    """The stamps of a derived value: of its inputs, those verified the longest ago (R6)."""
    found = [facts[code] for code in derive.inputs(field) if code in facts]
    return min(found, key=lambda fact: (fact.verified.begin or 0, fact.verified.end), default=None)


def _inputs(field: Field, catalogue: Catalogue) -> tuple[Label, ...]:
    return tuple(catalogue.fields[code].label for code in field.derived_from if code in catalogue.fields)


def _mark(
    planned: PlanItem, mode: Mode, fact: Fact | None, value: Value | Absent, competing: int, now: Instant
) -> Mark:
    """Why the item is asked."""
    if mode is Mode.BLIND:
        return Mark(Why.BLIND)
    if value is ABSENT or fact is None:
        return Mark(Why.NOTHING_HELD)
    if fact.open:
        return Mark(Why.CONFLICT, 1 + max(competing, 1))
    if not fact.conforms:
        return Mark(Why.NONCONFORMING)
    limit, begin = planned.limit, fact.verified.begin
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
