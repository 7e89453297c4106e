"""A page as {schema, uischema, data, fields}: canonical, or as unmodified JSON Forms and RJSF clients take it.

The data has one object for each way in which items stand: `known` (read only, ignored when it comes back), `verify` and
`ask`. Beside a field's value stand `CODE__check`, its verdict, and `CODE__why`, the reason of an `unknown`.
What the clients cannot bear was tried (reference: builders.md 3.1): no `$schema`, `$ref`, `null` or boolean in theirs.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from html import unescape

from metadata.asked import Mode as Stood
from metadata.stamps import Instant
from metadata.values import ABSENT, JSONObject
from renderer.answers import Questions, Read, read_json
from renderer.layouts import Layout
from renderer.page import Mode, Page, PageItem
from renderer.pageschema import PageSchema
from renderer.show import Reading, day, shown
from renderer.sides import CHECK, WHY, Dialect, Sides, dialect_of

__all__ = ["Dialect", "dialect_of", "read_data", "render_json", "schema_json"]


def render_json(
    page: Page, reading: Reading, dialect: Dialect, *, ticket: str, submit: str, record: str = ""
) -> JSONObject:
    """The page for a program (interfaces, GET /records/{id}/form). What the viewer may not see is not in it.

    :param record: of a blank: the id that its record will have, to be sent along with the answers
    """
    sides = Sides(page, reading, dialect)
    layout = Layout(sides)
    return {
        "form": {
            "dialect": dialect.value,
            "forms": list(page.asked.forms),
            "entity": page.entity,
            "composed": instant(page.asked.composed),
        },
        "subject": {
            "id": page.record.id if page.record else None,
            "revision": page.revision,
            **({"name": page.subject} if page.subject else {}),
        },
        "schema": PageSchema(sides).schema(),
        **({"uiSchema": layout.rjsf_ui()} if dialect is Dialect.RJSF else {"uischema": layout.uischema()}),
        "data": _data(sides),
        "fields": _fields(sides),
        "departments": list(page.departments),
        "ticket": ticket,
        "submit": {
            "href": submit,
            "method": "POST",
            "headers": ["Idempotency-Key"],
            **({"record": record} if record else {}),
        },
    }


def schema_json(page: Page, reading: Reading, dialect: Dialect) -> JSONObject:
    """The JSON Schema alone of a page's data (interfaces, GET /tasks/{id}/schema)."""
    return PageSchema(Sides(page, reading, dialect)).schema()


def read_data(questions: Questions, data: Mapping[str, object], *, required: bool = True) -> Read:
    """The answers in data that a client sent back, whichever the dialect: the shape is the same."""
    stood = questions.asked.items(questions.forms)
    answers: dict[str, object] = {}
    for code, mode in stood.items():
        if mode is Stood.KNOWN:
            continue
        leader = next(other for other in questions.plan[code].bound if stood.get(other, Stood.KNOWN) is not Stood.KNOWN)
        group = data.get("verify" if mode is Stood.VERIFY else "ask")
        sent: Mapping[str, object] = group if isinstance(group, dict) else {}
        value, verdict = sent.get(code), sent.get(leader + CHECK)
        if verdict in (None, "") and mode is not Stood.VERIFY and value not in (None, "", []):
            verdict = "change"
        if verdict in (None, ""):
            continue
        answer: dict[str, object] = {"verdict": verdict}
        if verdict == "change" and value is not None:
            answer["value"] = value
        if isinstance(why := sent.get(leader + WHY), str):
            answer["note"] = why
        answers[code] = answer
    return read_json(questions, answers, required=required)


def instant(at: Instant | None) -> str | None:
    """RFC 3339 in UTC, with milliseconds."""
    if at is None:
        return None
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _data(sides: Sides) -> JSONObject:
    """The values in sight. What is not known is left out: null would be faulty in both clients."""
    found: JSONObject = {name: {} for name, items in sides.groups.items() if items}
    for name, items in sides.groups.items():
        for part in (part for item in items for part in item.group):
            if part.value is ABSENT or name == "ask":
                continue
            if name == "known" and (not sides.canonical or part.masked):
                found[name][part.code] = _text(part, sides.reading)
            elif sides.canonical or part.value is not None:
                found[name][part.code] = part.value
    return found


def _fields(sides: Sides) -> JSONObject:
    """Pointer into the data → what is behind it."""
    return {
        f"/{name}/{part.code}": _facts(part, sides)
        for name, items in sides.groups.items()
        for item in items
        for part in item.group
    }


def _facts(item: PageItem, sides: Sides) -> JSONObject:
    field, fact = item.field, item.fact
    shows = fact is not None and item.mode is not Mode.BLIND
    found: JSONObject = {
        "code": item.code,
        "version": field.version,
        "mode": "ask" if item.mode is Mode.BLIND else item.mode.value,
        "required": item.mode.is_input and item.planned.required,
        "owner": field.owner,
        "departments": list(item.departments),
        "source": fact.source if fact and shows else None,
        "observed": [instant(fact.observed.begin), instant(fact.observed.end)] if fact and shows else None,
        "verified": instant(fact.verified.end) if fact and shows else None,
        "sensitivity": field.sensitivity.value,
    }
    if item.conditions:
        found["conditions"] = list(item.conditions)
    if item.mode is Mode.BLIND:
        found["blind"] = True
    if item.masked:
        found["masked"] = True
    if item.competing:
        found["competing"] = [
            {
                "value": None if claim.value is ABSENT else claim.value,
                "verdict": claim.verdict.value,
                "source": claim.source,
                "observed": day(claim.observed.end, sides.reading.zone),
            }
            for claim in item.competing
        ]
    return found


def _text(item: PageItem, reading: Reading) -> str:
    """A value as people read it, without markup."""
    return unescape(re.sub(r"<[^>]+>", "", shown(item.value, item.field, reading, masked=item.masked)))
