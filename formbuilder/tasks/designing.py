"""A draft as a plain form: simple conditions as field, comparison and value; items in order, moved by buttons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from formbuilder.problems import NotADay, WindowHalf
from formbuilder.tasks.drafts import Draft, Window
from metadata import fieldtypes
from metadata.catalogue import Catalogue
from metadata.fields import Label
from metadata.fieldtypes import Context
from metadata.fieldtypes.integer import NotWhole
from metadata.forms import Item, Verification
from metadata.problems import Problem
from metadata.values import JSONObject, Value

#: Comparisons of a simple condition.
COMPARISONS = ("is", "is_not", "at_least", "at_most", "known", "unknown")
DAYS = ("date", "datetime")

Form = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Simple:
    """A condition on one field, as its three inputs; `other`: a condition that is more than that, kept as it is."""

    field: str = ""
    comparison: str = "is"
    value: str = ""
    other: bool = False


def first(form: Form, name: str) -> str:
    """The text that came under a name."""
    texts = form.get(name, ())
    return texts[0].strip() if texts else ""


def to_schema(simple: Simple, catalogue: Catalogue) -> JSONObject | None:
    """The condition that three inputs say; None without a field.

    :raises Problem: the value cannot be read as one of the field
    """
    if not simple.field:
        return None
    if simple.comparison == "known":
        return {"required": [simple.field]}
    if simple.comparison == "unknown":
        return {"not": {"required": [simple.field]}}
    field = catalogue.field(simple.field)
    value = fieldtypes.get(field.type).parse(simple.value, field, Context(catalogue))
    test: JSONObject
    if simple.comparison == "is_not":
        test = {"not": {"const": value}}
    elif simple.comparison in ("at_least", "at_most"):
        low = simple.comparison == "at_least"
        if field.type in DAYS:
            test = {"formatMinimum" if low else "formatMaximum": value}
        else:
            test = {"minimum" if low else "maximum": number(value)}
    else:
        test = {"const": value}
    return {"properties": {simple.field: test}, "required": [simple.field]}


def number(value: Value) -> Value | float:
    """A limit as a JSON number; what is none stays, and is refused where conditions are checked."""
    try:
        return value if isinstance(value, int) else float(str(value))
    except ValueError:
        return value


def from_schema(schema: JSONObject | None) -> Simple:
    """The three inputs of a condition."""
    if not schema:
        return Simple()
    match schema:
        case {"required": [str(code)], **rest} if not rest:
            return Simple(code, "known")
        case {"not": {"required": [str(code)], **inner}, **rest} if not rest and not inner:
            return Simple(code, "unknown")
        case {"properties": dict(tests), "required": [str(code)], **rest} if not rest and list(tests) == [code]:
            return from_test(code, tests[code])
    return Simple(other=True)


def from_test(code: str, test: object) -> Simple:
    """The inputs of the test of one field."""
    match test:
        case {"const": value, **rest} if not rest:
            return Simple(code, "is", text(value))
        case {"not": {"const": value, **inner}, **rest} if not rest and not inner:
            return Simple(code, "is_not", text(value))
        case {"minimum": value, **rest} | {"formatMinimum": value, **rest} if not rest:
            return Simple(code, "at_least", text(value))
        case {"maximum": value, **rest} | {"formatMaximum": value, **rest} if not rest:
            return Simple(code, "at_most", text(value))
    return Simple(other=True)


def text(value: object) -> str:
    """A value as it stands in an input."""
    if isinstance(value, dict):
        return str(value.get("text", ""))
    return "" if value is None else str(value)


def simple_from(form: Form, prefix: str) -> Simple:
    """The three inputs of a condition, as they were sent."""
    comparison = first(form, f"{prefix}_comparison")
    return Simple(
        first(form, f"{prefix}_field"),
        comparison if comparison in COMPARISONS else "is",
        first(form, f"{prefix}_value")[:200],
    )


def draft_from(form: Form, before: Draft, catalogue: Catalogue) -> tuple[Draft, dict[str, Problem]]:
    """The draft that a form says, and what in it cannot be read, by the input's prefix.

    A condition that is more than three inputs can say stays as it was.
    """
    faults: dict[str, Problem] = {}

    def condition(prefix: str, was: JSONObject | None) -> JSONObject | None:
        if from_schema(was).other and first(form, f"{prefix}_field") == "":
            return was
        try:
            return to_schema(simple_from(form, prefix), catalogue)
        except Problem as problem:
            faults[prefix] = problem
            return was

    known = {item.field: item for item in before.items}
    items = []
    for code in dict.fromkeys(form.get("item", ())):
        if code not in catalogue.fields:
            continue
        was = known.get(code, Item(code))
        days = first(form, f"{code}_days")
        if days and not (days.isascii() and days.isdigit() and len(days) < 6):
            faults[f"{code}_days"] = NotWhole(value=days[:20])
        verification = first(form, f"{code}_verification")
        items.append(
            replace(
                was,
                required=bool(first(form, f"{code}_required")),
                freshness_days=int(days) if days and f"{code}_days" not in faults else None,
                verification=Verification(verification) if verification in list(Verification) else was.verification,
                section=first(form, f"{code}_section")[:60],
                condition=condition(f"{code}_condition", was.condition),
            )
        )
    begin, end = first(form, "from")[:10], first(form, "to")[:10]
    if fault := window_fault(begin, end):
        faults["window"] = fault
    draft = replace(
        before,
        title=Label(first(form, "title")[:100], first(form, "title_en")[:200]),
        items=tuple(items),
        areas=areas_in(form),
        filter=condition("filter", before.filter),
        window=Window(begin, end) if begin or end else None,
        purpose=first(form, "purpose")[:200],
        basis=first(form, "basis")[:200],
    )
    return draft, faults


def window_fault(begin: str, end: str) -> Problem | None:
    """What is wrong with the two days of a window as they were typed; both may be empty."""
    for day in filter(None, (begin, end)):
        try:
            date.fromisoformat(day)
        except ValueError:
            return NotADay(value=day)
    return WindowHalf() if bool(begin) != bool(end) else None


def areas_in(form: Form) -> tuple[str, ...]:
    """The areas that are ticked, and those that are written by their codes."""
    written = first(form, "areas").replace(",", " ").replace("，", " ").replace("、", " ").split()
    found = [
        code for code in (*form.get("area", ()), *written) if code.isascii() and code.isdigit() and len(code) <= 14
    ]
    return tuple(dict.fromkeys(found))


def carry_out(deed: str, draft: Draft, catalogue: Catalogue) -> Draft:
    """What a button asks: `add:CODE`, `remove:CODE`, `up:CODE`, `down:CODE`."""
    what, _, code = deed.partition(":")
    items = list(draft.items)
    at = next((place for place, item in enumerate(items) if item.field == code), -1)
    if what == "add" and at < 0 and code in catalogue.fields:
        items.append(Item(code))
    elif what == "remove" and at >= 0:
        del items[at]
    elif what in ("up", "down") and at >= 0:
        to = min(max(at + (-1 if what == "up" else 1), 0), len(items) - 1)
        items.insert(to, items.pop(at))
    return replace(draft, items=tuple(items))
