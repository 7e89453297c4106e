"""A street to visit: areas, addresses, people known from a system's rows, departments' tasks; and workers who visit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from werkzeug.test import TestResponse

from formbuilder import clock, db, tickets
from formbuilder.areas import store as areas
from formbuilder.areas.store import Address, Area
from formbuilder.catalogue import store as standard
from formbuilder.dispatch import store as assignments
from formbuilder.dispatch.store import Sent
from formbuilder.permissions import Actor
from formbuilder.records import saving
from formbuilder.records import store as records
from formbuilder.records.ids import new_id
from formbuilder.tasks import service as tasks
from formbuilder.tasks.drafts import Draft, Window
from formbuilder.tasks.store import Task
from formbuilder.visits import service
from formbuilder.visits.opening import Opened
from formbuilder.visits.receipts import Receipt
from formbuilder.visits.submissions import Ending, Submission
from metadata.fields import Label
from metadata.forms import Item
from metadata.records import Record
from metadata.stamps import Instant, Span
from metadata.values import JSONObject, Value
from metadata.writeback import RowValue, merge_row
from renderer.page import Page

GRID, OTHER_GRID, COMMUNITY = "99010100100101", "99010100100102", "990101001001"
DAY = 24 * 60 * 60 * 1000
AREAS = (
    Area("99", "示范省"),
    Area("9901", "云州市"),
    Area("990101", "临江区"),
    Area("990101001", "春晖街道"),
    Area(COMMUNITY, "望江社区"),
    Area("990101001002", "松涛社区"),
    Area(GRID, "第一网格"),
    Area(OTHER_GRID, "第二网格"),
)
ADDRESSES = (
    Address("A501", GRID, "望江路18号3栋2单元501", "3栋", "2单元", "501"),
    Address("A401", GRID, "望江路18号3栋2单元401", "3栋", "2单元", "401"),
    Address("B101", OTHER_GRID, "望江路20号1栋101", "1栋", "", "101"),
    Address("C1", COMMUNITY, "望江路22号"),
)
HOME, ELSEWHERE, NO_GRID = {"text": "望江路18号3栋2单元501"}, {"text": "望江路20号1栋101"}, {"text": "望江路22号"}

#: What a system says of somebody, long ago.
KNOWN: Mapping[str, Value] = {
    "person_name": "周桂兰",
    "id_type": "111",
    "id_number": "990101195504120027",
    "current_address": HOME,
    "marital_status": "20",
    "education_level": "60",
    "mobile_phone": "13800001276",
}


def build_street() -> None:
    """The standard, and places to live in."""
    with db.transaction(writing=True):
        standard.load_standard()
        areas.put_areas(AREAS)
        areas.put_addresses(ADDRESSES)


def a_person(values: Mapping[str, Value] = KNOWN, *, days_ago: int = 800, **changes: Value) -> str:
    """Somebody as a system's row told of them, verified so many days ago."""
    at = clock.now() - days_ago * DAY
    record = Record(new_id(), "person", 0)
    return a_row(record, {**values, **changes}, at).id


def a_neighbour(*, days_ago: int = 800, **changes: Value) -> str:
    """Somebody like that whose number nobody knows: there may be many."""
    return a_person({c: v for c, v in KNOWN.items() if not c.startswith("id_")}, days_ago=days_ago, **changes)


def a_row(record: Record, values: Mapping[str, Value], at: Instant, *, system: str = "population") -> Record:
    """What a system's row of a day makes of a record."""
    with db.transaction(writing=True):
        catalogue = standard.present()
        before = records.lock(record.id) or record
        merged = merge_row(
            before,
            {code: RowValue(value) for code, value in values.items()},
            system=system,
            department="dsj",
            observed=Span(at, at),
            received=max(at, clock.now()),
            catalogue=catalogue,
            ids=new_id,
        )
        return saving.save(before, merged, now=clock.now(), catalogue=catalogue)[0]


def a_draft(*codes: str | Item, **changes: object) -> Draft:
    """A task over the whole street for a month, unless said otherwise."""
    today = clock.now()
    window = Window(day(today), day(today + 30 * DAY))
    items = tuple(Item(code) if isinstance(code, str) else code for code in codes)
    draft = Draft(Label("居住登记", "Registration"), "ga", "person", items, ("990101001",), window=window)
    parts = {"purpose": "人口管理", "basis": "居住证暂行条例"} | changes
    return Draft(**{name: parts.get(name, getattr(draft, name)) for name in Draft.__slots__})  # type: ignore[arg-type]


def publish(actor: Actor, *codes: str | Item, now: Instant = 0, **changes: object) -> Task:
    """Make a task and publish it."""
    now = now or clock.now()
    made = tasks.make(actor, a_draft(*codes, **changes), now=now)
    return tasks.publish(actor, made.id, revision=made.revision, now=now)


def day(instant: Instant) -> str:
    """The day in the instance's zone."""
    from datetime import UTC, datetime, timedelta

    return (datetime.fromtimestamp(instant / 1000, UTC) + timedelta(hours=8)).date().isoformat()


def confirm() -> JSONObject:
    return {"verdict": "confirm"}


def change(value: Value) -> JSONObject:
    return {"verdict": "change", "value": value}


def unknown() -> JSONObject:
    return {"verdict": "unknown", "note": "absent"}


@dataclass(frozen=True)
class Visitor:
    """Somebody who opens pages and sends them back."""

    actor: Actor

    def opens(self, record: str, *, now: Instant = 0) -> Opened:
        return service.open(self.actor, record, now=now or clock.now())

    def submits(
        self,
        page: Page,
        answers: Mapping[str, object],
        *,
        key: str = "",
        open: bool = True,
        ending: Ending | None = None,
        number: int = 0,
        record: str = "",
        now: Instant = 0,
    ) -> Receipt | service.Returned:
        ticket = tickets.sign(page.asked)
        body: JSONObject = {"ticket": ticket, "answers": dict(answers), "outcome": ending.code if ending else None}
        sent = Submission(
            key=key or str(uuid4()),
            ticket=ticket,
            body=body,
            answers=answers,
            ending=ending,
            page_is_open=open,
            number=number,
            record=record,
        )
        return service.submit(self.actor, sent, now=now or clock.now())

    def receives(self, page: Page, answers: Mapping[str, object], **how: object) -> Receipt:
        """The same where a receipt must come back."""
        found = self.submits(page, answers, **how)  # type: ignore[arg-type]
        if isinstance(found, Receipt):
            return found
        raise AssertionError([(fault.field, fault.problem.code) for fault in found.page.faults])


def record_of(record: str) -> Record:
    """A record as it is kept."""
    with db.transaction(writing=False):
        found = records.load(record)
    assert found is not None
    return found


def value_of(record: str, code: str) -> object:
    return record_of(record).held(code)


def sent_to(record: str) -> list[Sent]:
    """All assignments of a record."""
    with db.transaction(writing=False):
        return assignments.of_record(record)


def states_of(record: str) -> list[str]:
    return [sent.state for sent in sent_to(record)]


def count(sql: str, **params: object) -> int:
    """A number from the tables."""
    with db.transaction(writing=False):
        row = db.Statement(sql).row(**params)
    assert row is not None
    return int(row[0])


def inputs(opened: Opened) -> Sequence[str]:
    """The fields that a page asks, in its order."""
    return [item.code for item in opened.page.inputs]


def body_of(answer: TestResponse) -> Any:
    """The JSON of an answer."""
    assert answer.json is not None
    return answer.json
