"""No page of a table costs more than another: each begins where an index says, and nothing is sorted as a whole."""

import pytest
from flask import Flask

from formbuilder import db
from formbuilder.db import Statement, is_postgresql
from formbuilder.dispatch.conditions_sql import Params
from formbuilder.systems.feed import pages, reading
from formbuilder.systems.receiving import exchanged

ASKED: dict[str, object] = {
    **{"system": "p6", "key": "", "record": "", "count": 500, "after": 0, "until": 9, "begin": 1, "end": 9, "id": 0},
    **{"mark": 0, "ids": '["a", "b"]', "keys": '["a"]', "digests": '["x"]'},
}


def plan(statement: Statement, **params: object) -> str:
    """What the database would do, where scanning and sorting are no choice."""
    explain = Statement(f"explain query plan {statement.sqlite}")
    explain.postgresql = f"explain {statement.postgresql}"  # its parameters are named as psycopg wants them already
    with db.transaction(writing=False):
        if is_postgresql():
            for choice in ("seqscan", "bitmapscan", "sort"):  # an empty table says little of a full one
                Statement(f"set local enable_{choice} = off").run()
        return "\n".join(str(row[-1]) for row in explain.rows(**{**ASKED, **params}))


@pytest.mark.parametrize(
    "statement",
    [
        *(pages._known, pages._told, pages._changed, pages._of_parts, reading._mains[0], reading._parts[0]),
        *(reading._related, reading._taken, exchanged._given, exchanged._last),
    ],
)
def test_every_question_is_answered_by_an_index(app: Flask, statement: Statement) -> None:
    found = plan(statement)
    assert "Seq Scan" not in found
    assert not [line for line in found.splitlines() if line.startswith("SCAN") and "json_each" not in line]


def test_those_who_have_no_row_yet_are_read_by_their_id_and_not_sorted(app: Flask) -> None:
    params = Params()
    found = plan(pages.Unknown("person", {}).statement(params), entity="person", after="", **params.values)
    assert "SEARCH r USING INDEX sqlite_autoindex_record_1 (id>?)" in found or "pk_record" in found
    assert "TEMP B-TREE" not in found
    assert "Sort" not in found
