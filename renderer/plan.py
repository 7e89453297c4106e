"""Several forms as one list of fields: each once, the strictest wins (R8). Page and ticket share it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from metadata.catalogue import Catalogue
from metadata.fields import Field, Sensitivity
from metadata.forms import Form, Item, Verification
from metadata.memo import Memo
from metadata.values import JSONObject
from renderer.sight import Sight, Viewer

_STRICTNESS = {Verification.SHOW: 0, Verification.BLIND: 1, Verification.EVIDENCE: 2}


@dataclass(frozen=True, slots=True)
class PlanItem:
    """A field as the forms ask it together.

    `asked_by`: each form that has it, by its place, with its own item. `conditions`: it is asked if any holds; none:
    always. `limit`: the shortest freshness in days; 0 is 'always', None no limit.
    `bound`: the fields of this plan that are asked as one with it, itself among them, in the plan's order.
    """

    code: str
    field: Field
    required: bool
    verification: Verification
    conditions: tuple[JSONObject, ...]
    section: str
    label: str
    departments: tuple[str, ...]
    limit: int | None
    asked_by: tuple[tuple[int, Item], ...]
    bound: tuple[str, ...]
    sensitive: bool  # its values are masked where they are not asked


class Seen(NamedTuple):
    """An item of a plan as somebody sees it: `masked` where it is asked, `hidden` (masked) where it is known."""

    planned: PlanItem
    code: str
    masked: bool
    hidden: bool


class Plan(dict[str, PlanItem]):
    """Field code → how it is asked; in the ticket's order: the forms in order, their items in order, each field once.

    What is the same on all pages of these forms is kept with it. Nobody changes it once it is made.
    `blind`: what is asked without showing what is held (R6a). `conditional`: some item has conditions (R7).
    `photographs`: some value is a picture. `refers`: some value may name another record (R2b).
    """

    def __init__(self, items: Mapping[str, PlanItem], forms: Sequence[Form]) -> None:
        super().__init__(items)
        self.departments = tuple(dict.fromkeys(form.department for form in forms))
        self.blind = frozenset(code for code, item in items.items() if item.verification is Verification.BLIND)
        self.conditional = any(item.conditions for item in items.values())
        self.photographs = any(item.field.type == "photo" for item in items.values())
        self.refers = any(item.field.type == "reference" for item in items.values())
        self._seen: dict[Viewer, tuple[Seen, ...]] = {}

    def seen_by(self, viewer: Viewer) -> tuple[Seen, ...]:
        """What somebody sees of it, in its order (R9); of viewers there are as many as roles in departments."""
        found = self._seen.get(viewer)
        if found is None:
            found = self._seen[viewer] = tuple(_seen(self, viewer))
        return found


def _seen(plan: Plan, viewer: Viewer) -> Iterator[Seen]:
    for code, item in plan.items():
        sight = viewer.sees(item.field)
        if sight is not Sight.NOT:
            masked = sight is Sight.MASKED
            yield Seen(item, code, masked, masked or item.sensitive)


_plans: Memo[tuple[tuple[Form, ...], Plan]] = Memo(256)


def plan_of(forms: Sequence[Form], catalogue: Catalogue) -> Plan:
    """What these forms ask together. The newest pinned version of a field is asked (R1).

    :raises UnknownField: a form asks a field that the catalogue does not have
    """
    wanted = tuple(forms)
    key = (tuple((form.id, form.version) for form in wanted), catalogue.digest)
    kept = _plans.get(key, lambda: (wanted, _merge(wanted, catalogue)))
    return kept[1] if kept[0] == wanted else _merge(wanted, catalogue)


def _merge(forms: tuple[Form, ...], catalogue: Catalogue) -> Plan:
    asked_by: dict[str, list[tuple[int, Item]]] = {}
    for place, form in enumerate(forms):
        for item in form.items:
            asked_by.setdefault(item.field, []).append((place, item))
    merged = {code: _merged(code, items, forms, tuple(asked_by), catalogue) for code, items in asked_by.items()}
    return Plan(merged, forms)


def _merged(
    code: str, items: list[tuple[int, Item]], forms: tuple[Form, ...], order: tuple[str, ...], catalogue: Catalogue
) -> PlanItem:
    newest = max(forms[place].versions.get(code, 1) for place, _ in items)
    field = catalogue.version(code, newest)
    conditions = [item.condition for _, item in items]
    return PlanItem(
        code=code,
        field=field,
        required=any(item.required for _, item in items),
        verification=max((item.verification for _, item in items), key=_STRICTNESS.__getitem__),
        conditions=() if any(c is None for c in conditions) else tuple(c for c in conditions if c is not None),
        section=next((item.section for _, item in items if item.section), ""),
        label=next((item.label for _, item in items if item.label), ""),
        departments=tuple(dict.fromkeys(forms[place].department for place, _ in items)),
        limit=min((item.freshness_days for _, item in items if item.freshness_days is not None), default=None),
        asked_by=tuple(items),
        bound=_bound(code, order, catalogue),
        sensitive=field.sensitivity is Sensitivity.SENSITIVE,
    )


def _bound(code: str, order: tuple[str, ...], catalogue: Catalogue) -> tuple[str, ...]:
    """A field and all of the plan that is bound with it, in whichever direction the standard says so (R2a)."""
    group, more = {code}, [code]
    while more:
        here = more.pop()
        for other in order:
            if other not in group and (
                other in catalogue.field(here).bound_with or here in catalogue.field(other).bound_with
            ):
                group.add(other)
                more.append(other)
    return tuple(other for other in order if other in group)
