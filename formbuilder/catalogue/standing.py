"""How a field stands: whose it is, which running forms ask it, and what would fall without it."""

from collections.abc import Sequence

from formbuilder.permissions import Actor, Role
from formbuilder.tasks import store as tasks
from metadata.catalogue import Catalogue
from metadata.fields import Field, Label


def owns(actor: Actor, field: Field) -> bool:
    """Whether an actor may define and change a field (R25)."""
    if actor.role is Role.ADMINISTRATOR:
        return True
    return actor.role is Role.DEPARTMENT_ADMIN and bool(actor.department) and actor.department == field.owner


def asked_counts() -> dict[str, int]:
    """How many running forms ask each field."""
    counts: dict[str, int] = {}
    for published in tasks.running():
        for item in published.form.items:
            counts[item.field] = counts.get(item.field, 0) + 1
    return counts


def asked_by(code: str) -> tuple[Label, ...]:
    """Titles of the running tasks that ask a field."""
    return tuple(
        Label(published.form.title["zh"], published.form.title.get("en", ""))
        for published in tasks.running()
        if published.form.item(code)
    )


def together(labels: Sequence[Label]) -> Label:
    """The first few of some names as one, in both languages."""
    first = labels[:3]
    more = "…" if len(labels) > 3 else ""
    return Label("、".join(label.zh for label in first) + more, ", ".join(label.get("en") for label in first) + more)


def stands_on(field: Field, catalogue: Catalogue) -> Label | None:
    """What would be left without this field: its entity's key, name, place or status, or a field bound to it."""
    entity = catalogue.entity(field.entity)
    if field.code in {*entity.key, entity.name_field, entity.place_field, entity.status_field}:
        return entity.label
    for other in catalogue.of(field.entity):
        if field.code in {*other.derived_from, *other.bound_with} and other.code != field.code:
            return other.label
    return None
