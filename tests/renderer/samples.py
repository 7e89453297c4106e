"""Made-up forms, records and pages of the shipped standard; every argument has a default."""

from collections.abc import Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from metadata.catalogue import Catalogue, standard
from metadata.forms import Assignment, Form, Item
from metadata.records import Fact, OpenClaim, Record, Route, Through, Verdict
from metadata.stamps import Instant, Span
from metadata.values import Absent, JSONObject, Value

ZONE = ZoneInfo("Asia/Shanghai")
DAY = 86_400_000
NOW: Instant = 1_795_507_200_000  # 2026-11-24 16:00 in Shanghai
SENT: Instant = NOW - 2 * DAY
REFERENCE = date(2026, 11, 30)
RECORD = "018f9e1c-0000-7000-8000-000000000001"


def catalogue() -> Catalogue:
    """The shipped standard."""
    return standard()


def an_item(
    code: str, *, required: bool = True, freshness: int | None = -1, condition: JSONObject | None = None, **more: object
) -> Item:
    """An item of a task; its freshness is the field's own where none is given."""
    field = catalogue().field(code)
    days = field.freshness_days if freshness == -1 else freshness
    return Item(code, required, days, condition=condition, **more)  # type: ignore[arg-type]


def a_form(*items: str | Item, id: int = 1, department: str = "mz", entity: str = "person") -> Form:
    """A published form of these fields."""
    each = tuple(item if isinstance(item, Item) else an_item(item) for item in items)
    versions = {item.field: catalogue().field(item.field).version for item in each}
    return Form(id, id, 1, {"zh": "任务", "en": "Task"}, entity, department, each, versions)


def an_assignment(form: Form, *, sent: Instant = SENT, reference: date = REFERENCE) -> Assignment:
    """The form, sent to one record."""
    return Assignment(form, sent, reference)


def a_fact(
    value: Value | Absent,
    *,
    days_ago: int = 10,
    source: str = "ga",
    through: Through = Through.ROW,
    answered: Instant | None = None,
    open: int = 0,
    proposals: int = 0,
    conforms: bool = True,
    changed: int = 1,
) -> Fact:
    """A value that was verified some days ago."""
    at = NOW - days_ago * DAY
    return Fact(
        value,
        1,
        source,
        "somebody",
        through,
        at,
        Span(at, at),
        Span(at, at),
        changed,
        person=through is not Through.ROW,
        answered=answered,
        open=open,
        proposals=proposals,
        conforms=conforms,
    )


def an_open_claim(
    code: str, value: Value | Absent, *, source: str = "wj", verdict: Verdict = Verdict.CHANGE, id: str = "c1"
) -> OpenClaim:
    """Somebody says otherwise."""
    at = NOW - 5 * DAY
    return OpenClaim(
        id,
        code,
        value,
        verdict,
        Route.DOOR,
        catalogue().field(code).owner,
        2,
        source,
        "wj",
        Through.ROW,
        Span(at, at),
        at,
    )


def a_record(
    facts: Mapping[str, Fact] | None = None,
    *,
    open_claims: Sequence[OpenClaim] = (),
    entity: str = "person",
    **values: Value,
) -> Record:
    """A record that holds these facts, and these values as ten days old."""
    held = {code: a_fact(value) for code, value in values.items()}
    return Record(RECORD, entity, 7, held | dict(facts or {}), open_claims=tuple(open_claims))
