"""Assignments + record → the one page that asks what is due, and nothing else (R6, R8, R9)."""

from collections.abc import Collection, Mapping, Sequence
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
    wanted = {
        item.field for assignment in assignments for item in due.due_items(assignment, record, catalogue, zone, derived)
    }
    drawn = frozenset[str]().union(*(assignment.blind for assignment in assignments))
    competing = _competing(record)
    items: dict[str, PageItem] = {}
    stood: dict[str, Stood] = {}
    for code, planned in plan.items():
        field = planned.field
        if (sight := viewer.sees(field)) is Sight.NOT:
            continue
        fact, value, masked = facts.get(code), known.get(code, ABSENT), sight is Sight.MASKED
        mode = _mode(planned, plan, wanted, derived, known, drawn, masked)
        if mode is Mode.DERIVED:
            hidden = masked or field.sensitivity is Sensitivity.SENSITIVE
            stamps = _oldest(field, facts)
            items[code] = PageItem(planned, mode, value, stamps, hidden, derived_from=_inputs(field, catalogue))
            continue
        stood[code] = _STOOD[mode]
        if mode is Mode.KNOWN:
            hidden = masked or field.sensitivity is Sensitivity.SENSITIVE
            mark = _PROPOSED if fact is not None and fact.proposals else _FRESH
            items[code] = PageItem(planned, mode, value, fact, hidden, mark, opened=code in opened)
        else:
            others = competing.get(code, ()) if mode is Mode.VERIFY else ()
            mark = _mark(planned, mode, fact, value, len(competing.get(code, ())), now)
            shown = ABSENT if mode is Mode.BLIND else value
            items[code] = PageItem(planned, mode, shown, fact, masked, mark, others)
    asked = ask(
        record.id if record else None,
        record.revision if record else 0,
        forms,
        stood,
        holder=holder,
        composed=now,
    )
    order = _grouped(items, plan, entity.key if record is None else ())
    inputs, strip = _split(order, {code: known[code] for code in items if code in known})
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


_FRESH = Mark(Why.FRESH)
_PROPOSED = Mark(Why.PROPOSED)


def _mode(
    planned: PlanItem,
    plan: Plan,
    wanted: Collection[str],
    derived: Mapping[str, Value],
    known: Mapping[str, Value],
    drawn: Collection[str],
    masked: bool,
) -> Mode:
    """How an item stands. What is bound together stands alike, but for what is derived (R2a)."""
    code = planned.code
    if code in derived:
        return Mode.DERIVED
    if len(planned.bound) == 1:
        if code not in wanted:
            return Mode.KNOWN
        if code not in known:
            return Mode.ASK
        blind = masked or planned.verification is Verification.BLIND or code in drawn
        return Mode.BLIND if blind else Mode.VERIFY
    group = [code for code in planned.bound if code not in derived]
    if not any(code in wanted for code in group):
        return Mode.KNOWN
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


def _grouped(items: Mapping[str, PageItem], plan: Plan, first: Sequence[str]) -> list[PageItem]:
    """The items in order, each that is bound with an earlier input standing inside it; `first` before all others."""
    order = sorted(items, key=lambda code: first.index(code) if code in first else len(first)) if first else items
    inside: set[str] = set()
    found: list[PageItem] = []
    for code in order:
        if code in inside:
            continue
        item = items[code]
        if len(item.planned.bound) > 1 and item.mode.is_input:
            partners = [items[c] for c in plan[code].bound if c != code and c in items and items[c].mode.is_input]
            inside.update(partner.code for partner in partners)
            item = item._replace(partners=tuple(partners))
        found.append(item)
    return found


def _split(items: Sequence[PageItem], shown: Mapping[str, Value]) -> tuple[list[PageItem], list[PageItem]]:
    """Inputs and strip. An input whose condition fails, whatever this page is answered, is left out (R7)."""
    inputs: list[PageItem] = []
    strip: list[PageItem] = []
    for item in items:
        (inputs if item.mode.is_input else strip).append(item)
    if not any(item.planned.conditions for item in inputs):
        return inputs, strip
    may_change = {
        member.code for item in (*inputs, *strip) if item.mode.is_input or item.opened for member in item.group
    }
    kept: list[PageItem] = []
    for item in inputs:
        if any(may_change & conditions.fields_of(condition) for condition in item.conditions):
            kept.append(item._replace(live=True))
        elif applies(item.conditions, shown):
            kept.append(item)
    return kept, strip


def applies(any_of: Sequence[JSONObject], values: Mapping[str, Value]) -> bool:
    """An item is asked if any of its conditions holds, or if it has none (R7)."""
    return not any_of or any(conditions.holds(condition, values) for condition in any_of)


def _sections(inputs: Sequence[PageItem]) -> tuple[Section, ...]:
    """Inputs under their headings, in the order in which the headings first come."""
    sections: dict[str, list[PageItem]] = {}
    for item in inputs:
        sections.setdefault(item.planned.section, []).append(item)
    return tuple(Section(title, tuple(items)) for title, items in sections.items())
