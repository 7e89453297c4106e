"""R5, R7, R10: what SQL says of all records at once is what the pure rules say of each, on both databases."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask

from formbuilder import db
from formbuilder.db import Statement, database, is_postgresql
from formbuilder.dispatch.conditions_sql import ConditionSQL, Params
from formbuilder.dispatch.due_sql import DueSQL
from formbuilder.records.models import RecordRow
from metadata import conditions, derive, due
from metadata.catalogue import Catalogue, standard
from metadata.documents import to_documents
from metadata.forms import Assignment, Form, Item
from metadata.records import Fact, Record, Through
from metadata.stamps import Instant, Span
from metadata.values import ABSENT, Absent, JSONObject, Value

ZONE = ZoneInfo("Asia/Shanghai")
DAY = 86_400_000
NOW = int(datetime(2026, 11, 24, 2, 0, tzinfo=UTC).timestamp()) * 1000
REFERENCE = date(2026, 12, 31)

#: Values that random records hold: partial dates, none, numbers kept as text, documents that tell and that do not.
POOL: dict[str, tuple[Value, ...]] = {
    "person_name": ("周桂兰", "陈海涛"),
    "marital_status": ("10", "20", "90"),
    "birth_date": ("1955-04-12", "1990", "1990-05", "2026-12-30"),
    "sex": ("1", "2"),
    "id_type": ("111", "414"),
    "id_number": ("990101195504120027", "E12345678"),
    "employer": ("好邻居便民超市", None),
    "residence_permit_until": ("2026-11-30", "2026-12", "2027", "9999-12-31"),
    "current_address": ({"text": "望江路18号3栋2单元501"}, {"text": "望江路1号", "code": "A1"}),
    "mobile_phone": ("13800001276",),
}


def fields_of(catalogue: Catalogue) -> dict[str, tuple[Value, ...]]:
    """The pool, of fields that the standard has."""
    return {code: values for code, values in POOL.items() if code in catalogue.fields}


def a_moment(chance: random.Random) -> Instant:
    return NOW - chance.choice((0, 1, DAY, 29 * DAY, 30 * DAY, 31 * DAY, 364 * DAY, 800 * DAY)) + chance.randrange(3)


def a_fact(chance: random.Random, values: tuple[Value, ...]) -> Fact:
    end = a_moment(chance)
    value: Value | Absent = ABSENT if chance.random() < 0.15 else chance.choice(values)
    observed = Span(None if chance.random() < 0.2 else end - chance.randrange(DAY), end)
    verified = observed if chance.random() < 0.5 else Span(end, end + 1000)
    return Fact(
        value=value,
        field_version=1,
        source="ga",
        by="user:worker",
        through=chance.choice((Through.VISIT, Through.ROW)),
        received=end,
        observed=observed,
        verified=verified,
        changed=1,
        person=chance.random() < 0.5,
        answered=chance.choice((None, None, NOW - DAY, NOW, NOW + 1)),
        open=chance.choice((0, 0, 0, 1)),
        proposals=chance.choice((0, 0, 0, 1)),
        conforms=chance.random() < 0.9,
    )


def a_record(chance: random.Random, number: int, catalogue: Catalogue) -> Record:
    facts = {code: a_fact(chance, values) for code, values in fields_of(catalogue).items() if chance.random() < 0.8}
    return Record(id=f"00000000-0000-7000-8000-{number:012d}", entity="person", revision=1, facts=facts)


def a_condition(chance: random.Random, catalogue: Catalogue, depth: int = 0) -> JSONObject:
    pool = fields_of(catalogue)
    code = chance.choice(list(pool))
    days = ("1990", "1990-05", "1990-05-01", "1990-05-31", "1990-12-31", "2026-12", "2026-12-31", "1955-04-12")
    tests: list[JSONObject | bool] = [
        {"const": chance.choice(pool[code])},
        {"enum": [chance.choice(pool[code]), chance.choice(pool[code])]},
        {"not": {"const": chance.choice(pool[code])}},
        {"const": chance.choice(days)},
        {"enum": [chance.choice(days), "x"]},
        {"minimum": chance.choice((0, 5, 20.5))},
        {"maximum": chance.choice((15, 111))},
        {"formatMinimum": chance.choice(days)},
        {"formatMaximum": chance.choice(days)},
        True,
    ]
    choices: list[JSONObject] = [
        {"properties": {code: chance.choice(tests)}},
        {"properties": {code: chance.choice(tests)}, "required": [code]},
        {"required": [code]},
        {"not": {"required": [code]}},
    ]
    if depth < 2:
        parts = [a_condition(chance, catalogue, depth + 1) for _ in range(2)]
        choices += [{"allOf": parts}, {"anyOf": parts}, {"not": parts[0]}]
    return chance.choice(choices)


def keep(records: list[Record], catalogue: Catalogue) -> None:
    rows = []
    for record in records:
        held = {code: fact.value for code, fact in record.facts.items() if fact.value is not ABSENT}
        data, facts = to_documents(record, derive.values(held, catalogue))
        rows.append(
            {
                "id": record.id,
                "entity": "person",
                "revision": 1,
                "data": data,
                "facts": facts,
                "created": NOW,
                "updated": NOW,
            }
        )
    with db.transaction(writing=True):
        database.session.execute(sa.insert(RecordRow), rows)


def known(record: Record, catalogue: Catalogue) -> tuple[dict[str, Value], dict[str, Value]]:
    held = {code: fact.value for code, fact in record.facts.items() if not isinstance(fact.value, Absent)}
    derived = derive.values(held, catalogue)
    return held | derived, derived


@pytest.mark.parametrize("seed", range(3))
def test_r5_sql_finds_due_what_the_rules_find_due(app: Flask, seed: int) -> None:
    catalogue, chance = standard(), random.Random(seed)
    records = [a_record(chance, n, catalogue) for n in range(150)]
    keep(records, catalogue)
    items = [
        Item(
            code,
            freshness_days=chance.choice((None, 0, 30, 365)),
            condition=a_condition(chance, catalogue) if chance.random() < 0.4 else None,
        )
        for code in fields_of(catalogue)
    ]
    form = Form(1, 1, 1, {"zh": "登记", "en": ""}, "person", "ga", tuple(items), {})
    for item in items:
        params = Params()
        sql = DueSQL(is_postgresql(), params, catalogue, ZONE).item(item, NOW, REFERENCE)
        with db.transaction(writing=False):
            found = {row[0] for row in Statement(f"select r.id from record r where {sql}").rows(**params.values)}
        expected = set()
        for record in records:
            values, derived = known(record, catalogue)
            assignment = Assignment(form, sent=NOW, reference=REFERENCE)
            if due.is_due(item, record, assignment, catalogue, ZONE, derived) and conditions.holds(
                item.condition, values
            ):
                expected.add(record.id)
        assert found == expected, item


def test_r7_sql_judges_a_condition_as_the_page_does(app: Flask) -> None:
    catalogue, chance = standard(), random.Random(7)
    records = [a_record(chance, n, catalogue) for n in range(150)]
    records = [replace(record, facts=with_numbers(record, chance)) for record in records]
    keep(records, catalogue)
    for _ in range(150):
        condition = a_condition(chance, catalogue)
        params = Params()
        sql = ConditionSQL(is_postgresql(), params).holds(condition)
        with db.transaction(writing=False):
            found = {row[0] for row in Statement(f"select r.id from record r where {sql}").rows(**params.values)}
        expected = {record.id for record in records if conditions.holds(condition, known(record, catalogue)[0])}
        assert found == expected, condition


def with_numbers(record: Record, chance: random.Random) -> dict[str, Fact]:
    """The facts, some of them numbers, decimals kept as text, and lists."""
    facts = dict(record.facts)
    for code in facts:
        if chance.random() < 0.3 and facts[code].held and code != "id_type":
            value: Value = chance.choice((3, 20, "20.50", "7", ["1", "2"]))
            facts[code] = replace(facts[code], value=value)
    return facts
