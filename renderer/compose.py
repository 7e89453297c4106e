"""Assignments + record → the one page that asks what is due, and nothing else (R6, R8, R9)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import tzinfo

from metadata import conditions, derive, due
from metadata.asked import Mode as Stood
from metadata.asked import ask
from metadata.catalogue import Catalogue
from metadata.fields import Field, Label, Sensitivity
from metadata.forms import ALWAYS, Assignment, Verification
from metadata.records import Fact, OpenClaim, Record, Route
from metadata.stamps import Instant
from metadata.values import ABSENT, Absent, JSONObject, Value
from renderer.page import AT_THE_DOOR, Mark, Mode, Page, PageItem, Section, Sight, Viewer, Why
from renderer.plan import Plan, PlanItem, plan_of

DAY = 86_400_000  # ms

_STOOD = {
    Mode.ASK: Stood.ASK,
    Mode.VERIFY: Stood.VERIFY,
    Mode.BLIND: Stood.BLIND,
    Mode.KNOWN: Stood.KNOWN,
}


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
    :param opened: known fields that the worker is correcting
    :raises ValueError: no assignment, or assignments of several entities
    """
    entities = {assignment.form.entity for assignment in assignments} | ({record.entity} if record else set())
    if not assignments or len(entities) != 1:
        raise ValueError("a page needs assignments of one entity")
    entity = catalogue.entity(entities.pop())
    forms = tuple({a.form.id: a.form for a in assignments}.values())
    plan = plan_of(forms, catalogue)
    facts: Mapping[str, Fact] = record.facts if record else {}
    held = {code: fact.value for code, fact in facts.items() if not isinstance(fact.value, Absent)}
    derived = derive.values(held, catalogue)
    known = held | derived
    wanted = frozenset(
        item.field for assignment in assignments for item in due.due_items(assignment, record, catalogue, zone, derived)
    )
    drawn = frozenset[str]().union(*(assignment.blind for assignment in assignments))
    competing = _competing(record)
    items: dict[str, PageItem] = {}
    for code, planned in plan.items():
        if (sight := viewer.sees(planned.field)) is Sight.NOT:
            continue
        fact = facts.get(code)
        value = known.get(code, ABSENT)
        mode = _mode(planned, plan, wanted, derived, known, drawn, masked=sight is Sight.MASKED)
        items[code] = PageItem(
            field=planned.field,
            mode=mode,
            required=planned.required,
            fact=_oldest(planned.field, facts) if mode is Mode.DERIVED else fact,
            value=ABSENT if mode is Mode.BLIND else value,
            masked=sight is Sight.MASKED or (not mode.is_input and planned.field.sensitivity is Sensitivity.SENSITIVE),
            departments=planned.departments,
            section=planned.section,
            label=planned.label,
            verification=planned.verification,
            conditions=planned.conditions,
            competing=competing.get(code, ()) if mode is Mode.VERIFY else (),
            mark=_mark(planned, mode, fact, value, len(competing.get(code, ())), now),
            derived_from=_inputs(planned.field, catalogue) if mode is Mode.DERIVED else (),
            opened=mode is Mode.KNOWN and code in opened,
        )
    asked = ask(
        record.id if record else None,
        record.revision if record else 0,
        forms,
        {code: _STOOD[item.mode] for code, item in items.items() if item.mode is not Mode.DERIVED},
        holder=holder,
        composed=now,
    )
    shown = {code: known[code] for code in items if code in known}
    inputs, strip = _split(_grouped(items, plan, entity.key if record is None else ()), shown)
    name = items.get(entity.name_field)
    subject = known.get(entity.name_field) if record and (name is None or not name.masked) else None
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


def _mode(
    planned: PlanItem,
    plan: Plan,
    wanted: frozenset[str],
    derived: Mapping[str, Value],
    known: Mapping[str, Value],
    drawn: frozenset[str],
    *,
    masked: bool,
) -> Mode:
    """How an item stands. What is bound together stands alike, but for what is derived (R2a)."""
    if planned.code in derived:
        return Mode.DERIVED
    group = [code for code in planned.bound if code not in derived]
    if not any(code in wanted for code in group):
        return Mode.KNOWN
    if any(code in wanted and code not in known for code in group):
        return Mode.ASK
    blind = any(plan[code].verification is Verification.BLIND or code in drawn for code in group)
    return Mode.BLIND if blind or masked else Mode.VERIFY


def _oldest(field: Field, facts: Mapping[str, Fact]) -> Fact | None:
    """The stamps of a derived value: of its inputs, those verified the longest ago (R6)."""
    found = [facts[code] for code in derive.inputs(field) if code in facts]
    return min(found, key=lambda fact: (fact.verified.begin or 0, fact.verified.end), default=None)


def _inputs(field: Field, catalogue: Catalogue) -> tuple[Label, ...]:
    return tuple(catalogue.fields[code].label for code in field.derived_from if code in catalogue.fields)


def _mark(
    planned: PlanItem, mode: Mode, fact: Fact | None, value: Value | Absent, competing: int, now: Instant
) -> Mark:
    """Why the item is asked, or how fresh what is known is."""
    limits = [item.freshness_days for _, item in planned.asked_by if item.freshness_days]
    if mode is Mode.BLIND:
        return Mark(Why.BLIND)
    if value is ABSENT:
        return Mark(Why.NOTHING_HELD)
    if mode is Mode.DERIVED or fact is None:
        return Mark(Why.FRESH)
    if not mode.is_input:
        return Mark(Why.PROPOSED) if fact.proposals else Mark(Why.FRESH)
    if fact.open:
        return Mark(Why.CONFLICT, 1 + max(competing, 1))
    if not fact.conforms:
        return Mark(Why.NONCONFORMING)
    if limits and fact.verified.begin is not None:
        over = (now - fact.verified.begin) // DAY - min(limits)
        if over > 0:
            return Mark(Why.OVERDUE, over)
    if any(item.freshness_days == ALWAYS for _, item in planned.asked_by):
        return Mark(Why.ALWAYS)
    if limits and fact.verified.begin is not None and not planned.field.clock:
        return Mark(Why.SOON, min(limits) - (now - fact.verified.begin) // DAY)
    return Mark(Why.EXPIRED) if planned.field.clock == "value" else Mark(Why.DUE)


def _competing(record: Record | None) -> dict[str, tuple[OpenClaim, ...]]:
    """Open claims against facts, by field, the oldest first; a proposal is none (R5, R17)."""
    found: dict[str, tuple[OpenClaim, ...]] = {}
    for claim in record.open_claims if record else ():
        if claim.route is not Route.PROPOSAL:
            found[claim.field] = (*found.get(claim.field, ()), claim)
    return found


def _grouped(items: Mapping[str, PageItem], plan: Plan, first: Sequence[str]) -> list[PageItem]:
    """The items in order, each that is bound with an earlier input standing inside it; `first` before all others."""
    order = sorted(items, key=lambda code: first.index(code) if code in first else len(first))
    inside: set[str] = set()
    found: list[PageItem] = []
    for code in order:
        item = items[code]
        if code in inside:
            continue
        if item.mode.is_input:
            partners = [items[c] for c in plan[code].bound if c != code and c in items and items[c].mode.is_input]
            inside.update(partner.code for partner in partners)
            item = replace(item, partners=tuple(partners), required=item.required or any(p.required for p in partners))
        found.append(item)
    return found


def _split(items: Sequence[PageItem], shown: Mapping[str, Value]) -> tuple[list[PageItem], list[PageItem]]:
    """Inputs and strip. An input whose condition fails, whatever this page is answered, is left out (R7)."""
    may_change = {member.code for item in items if item.mode.is_input or item.opened for member in item.group}
    inputs: list[PageItem] = []
    for item in items:
        if not item.mode.is_input:
            continue
        live = any(may_change & conditions.fields_of(condition) for condition in item.conditions)
        if live or applies(item.conditions, shown):
            inputs.append(replace(item, live=True) if live else item)
    return inputs, [item for item in items if not item.mode.is_input]


def applies(any_of: Sequence[JSONObject], values: Mapping[str, Value]) -> bool:
    """An item is asked if any of its conditions holds, or if it has none (R7)."""
    return not any_of or any(conditions.holds(condition, values) for condition in any_of)


def _sections(inputs: Sequence[PageItem]) -> tuple[Section, ...]:
    """Inputs under their headings, in the order in which the headings first come."""
    sections: dict[str, list[PageItem]] = {}
    for item in inputs:
        sections.setdefault(item.section, []).append(item)
    return tuple(Section(title, tuple(items)) for title, items in sections.items())
