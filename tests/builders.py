"""Values for tests, every argument with a default: a test names only what it is about."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from metadata.asked import Asked, Mode, ask
from metadata.catalogue import Catalogue, standard
from metadata.fields import Field, Label
from metadata.forms import Assignment, AssignmentState, Form, Item
from metadata.records import Claim, Fact, Key, OpenClaim, Record, Route, Through, Verdict
from metadata.stamps import Instant, Span
from metadata.values import ABSENT, Absent, Value

ZONE = ZoneInfo("Asia/Shanghai")

#: A day in milliseconds, and a Monday to count from: 2026-11-02T00:00:00 in Shanghai.
DAY = 24 * 60 * 60 * 1000
MONDAY = 1_793_548_800_000

RECORD = "01900000-0000-7000-8000-000000000001"


def day(number: float) -> Instant:
    """An instant so many days after MONDAY (before, if negative)."""
    return MONDAY + int(number * DAY)


def at(number: float) -> Span:
    """A span of one instant, so many days after MONDAY."""
    return Span(day(number), day(number))


def some_ids() -> Callable[[], str]:
    """A factory of ids as the service makes them: lower-case, hyphenated, rising."""
    numbers = count(1)
    return lambda: f"01900000-0000-7000-8000-{next(numbers):012x}"


def a_field(code: str = "nickname", **changes: Any) -> Field:
    """A field of a person: ordinary text, without a limit."""
    words = changes.pop("label", code.replace("_", " "))
    label = words if isinstance(words, Label) else Label(words, words)
    return Field(code=code, **({"entity": "person", "type": "text", "owner": "mz"} | changes), label=label)


def a_catalogue(*fields: Field) -> Catalogue:
    """The shipped standard, with these fields added or changed."""
    return standard().replace(*fields) if fields else standard()


def a_fact(value: Value | Absent = "13800138000", **changes: Any) -> Fact:
    """A fact that a system's row of day 0 wrote, in revision 1. `verified` follows `observed` unless it is said."""
    observed = changes.pop("observed", at(0))
    through = changes.pop("through", Through.ROW)
    person = changes.pop("person", through is not Through.ROW)
    stamps: dict[str, Any] = {
        "field_version": 1,
        "source": "s1" if through is Through.ROW else "street",
        "by": "s1" if through is Through.ROW else "worker",
        "received": observed.end,
        "verified": observed,
        "changed": 1,
    }
    return Fact(value=value, through=through, observed=observed, person=person, **(stamps | changes))


def a_claim(value: Value | Absent = "13900139000", **changes: Any) -> Claim:
    """What a worker says in a visit of day 1, who did not see what is held. `observed` is the one that tests set."""
    through = changes.pop("through", Through.VISIT)
    observed = changes.pop("observed", at(1))
    said: dict[str, Any] = {
        "field": "mobile_phone",
        "verdict": Verdict.CHANGE if value is not None else Verdict.NONE,
        "source": "s2" if through is Through.ROW else "street",
        "by": "s2" if through is Through.ROW else "worker",
        "received": observed.end,
        "dated": observed.begin is not None,
    }
    return Claim(value=value, observed=observed, through=through, **(said | changes))


def a_row(value: Value | Absent = "13900139000", **changes: Any) -> Claim:
    """What a system's dated row of day 1 says."""
    return a_claim(value, through=Through.ROW, **changes)


def an_open_claim(value: Value | Absent = "13900139000", **changes: Any) -> OpenClaim:
    """A claim of a system's row that waits for the next door."""
    said: dict[str, Any] = {
        "id": "01900000-0000-7000-8000-0000000000aa",
        "field": "mobile_phone",
        "verdict": Verdict.CHANGE,
        "route": Route.DOOR,
        "owner": "mz",
        "opened": 1,
        "source": "s2",
        "by": "s2",
        "through": Through.ROW,
        "observed": at(1),
        "received": day(1),
    }
    return OpenClaim(value=value, **(said | changes))


def a_record(
    facts: Mapping[str, Fact] | None = None,
    *,
    id: str = RECORD,
    entity: str = "person",
    revision: int = 1,
    open_claims: Sequence[OpenClaim] = (),
    keys: Sequence[Key] = (),
    area: str = "",
    place: str = "",
    ended: bool = False,
    **values: Value,
) -> Record:
    """A person. `facts` are taken as they are; any other keyword is a field with a value from a row of day 0."""
    held = {code: a_fact(value) for code, value in values.items()} | dict(facts or {})
    return Record(id, entity, revision, held, tuple(keys), tuple(open_claims), place, area, ended)


def an_item(field: str = "mobile_phone", **changes: Any) -> Item:
    """A required item without a limit."""
    return Item(field=field, **changes)


def a_form(*items: Item | str, id: int = 1, **changes: Any) -> Form:
    """A published form of these items (codes are items without a limit); without any, of one phone number."""
    listed = tuple(an_item(item) if isinstance(item, str) else item for item in items or ("mobile_phone",))
    said: dict[str, Any] = {
        "task": id,
        "version": 1,
        "title": {"zh": "登记", "en": "Registration"},
        "entity": "person",
        "department": "mz",
        "versions": {item.field: 1 for item in listed},
    }
    return Form(id=id, items=listed, **(said | changes))


def an_assignment(form: Form | None = None, **changes: Any) -> Assignment:
    """A form sent on day 10, with reference day 2026-11-30."""
    said: dict[str, Any] = {"sent": day(10), "reference": date(2026, 11, 30), "state": AssignmentState.OPEN}
    return Assignment(form=form or a_form(), **(said | changes))


def a_ticket(
    record: Record | None = None, forms: Sequence[Form] = (), modes: Mapping[str, Mode] | None = None, **changes: Any
) -> Asked:
    """The ticket of a page composed on day 11: by default every item with a value to be verified, the others asked."""
    forms = forms or (a_form(),)
    if modes is None:
        codes = dict.fromkeys(item.field for form in forms for item in form.items)
        modes = {code: Mode.VERIFY if record and record.held(code) is not ABSENT else Mode.ASK for code in codes}
    asked = ask(
        record.id if record else None,
        record.revision if record else 0,
        forms,
        modes,
        holder=changes.pop("holder", 7),
        composed=changes.pop("composed", day(11)),
    )
    return replace(asked, **changes)
