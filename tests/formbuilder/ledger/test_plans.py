"""A million rows make no list slow: pages and hits are ranges of an index, in its order; nothing is sorted."""

import random

import pytest
from flask import Flask

from formbuilder import db
from formbuilder.db import Statement, is_postgresql
from formbuilder.ledger import finding, store
from formbuilder.ledger.finding import Way
from formbuilder.ledger.scope import EVERYWHERE, NOWHERE
from formbuilder.permissions import Actor, Role
from formbuilder.records import searching
from formbuilder.records.sights import Eyes
from tests.formbuilder.records import town
from tests.formbuilder.records.town import GRID, OTHER_GRID

COMMUNITY = "990101001001"
ASKED = store.Asked(Eyes(Actor(1, "ga", "", Role.DEPARTMENT_ADMIN, department="ga")), "person")
PUT = Statement(
    "insert into record"
    " (id, entity, revision, data, facts, name, place, area_code, ended, merged_into, created, updated)"
    " values (:id, 'person', 1, '{}', '{}', :name, '', :area, false, '', 1, 1)"
)


@pytest.fixture(autouse=True)
def crowd(app: Flask) -> None:
    town.build()
    draw = random.Random(3)
    rows = [
        (
            f"01a20000-0000-7000-8000-{n:012x}",
            "person",
            draw.choice((GRID, OTHER_GRID, "")),
            "".join(draw.choices("王李张伟小明", k=3)),
        )
        for n in range(3000)
    ]
    with db.transaction(writing=True):
        PUT.many([{"id": record_id, "name": name, "area": area} for record_id, _entity, area, name in rows])
        searching.index(rows)
    with db.transaction(writing=True):
        Statement("analyze").run()


def plan(query: tuple[str, dict[str, object]]) -> str:
    """How the database would do it, without a whole table or a sort where an index leads."""
    sql, values = query
    with db.transaction(writing=False):
        if is_postgresql():
            for way in ("seqscan", "sort", "bitmapscan", "incremental_sort"):
                Statement(f"set local enable_{way} = off").run()
            return "\n".join(str(row[0]) for row in Statement(f"explain {sql}").rows(**values))
        return "\n".join(str(row[3]) for row in Statement(f"explain query plan {sql}").rows(**values))


@pytest.mark.parametrize("later", [False, True])
@pytest.mark.parametrize("area", [EVERYWHERE, NOWHERE, COMMUNITY, GRID])
def test_a_page_of_the_ledger_is_a_range_of_its_index(area: str, later: bool) -> None:
    end = ("" if area == NOWHERE else GRID, "王伟", "01a20000-0000-7000-8000-000000000005") if later else None
    found = plan(store.page_of(ASKED, area, end, 41))
    assert "ix_record_entity_area_code_name_id" in found
    assert "Seq Scan" not in found
    assert "Sort" not in found
    assert "TEMP B-TREE" not in found


@pytest.mark.parametrize("later", [False, True])
@pytest.mark.parametrize("way", [Way("王"), Way("伟小", ("伟小", "王"))])
@pytest.mark.parametrize("area", [EVERYWHERE, NOWHERE, COMMUNITY, GRID])
def test_a_page_of_hits_is_a_range_of_the_parts(area: str, way: Way, later: bool) -> None:
    end = ("" if area == NOWHERE else GRID, 700) if later else None
    found = plan(finding.hits_of(way, ASKED, area, end, 41))
    assert "pk_name_part" in found or "SEARCH p USING PRIMARY KEY (entity=? AND part=?" in found
    assert "Seq Scan" not in found
    assert "Sort" not in found
    assert "TEMP B-TREE" not in found
