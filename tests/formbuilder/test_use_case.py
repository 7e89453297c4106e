"""Everything that anyone can do is allowed, all-or-nothing, and remembered (house rule 1)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from flask import Flask

from formbuilder import audit, db
from formbuilder.areas.models import AreaRow
from formbuilder.db import Statement, database
from formbuilder.permissions import Actor, Role, Verb
from formbuilder.problems import NotAllowed
from formbuilder.use_case import use_case

ADMIN = Actor(1, "admin", "管理员", Role.ADMINISTRATOR)
WORKER = Actor(2, "worker", "网格员", Role.WORKER, area="99010100100101")


@use_case(Verb.IMPORT_AREAS)
def add_area(actor: Actor, code: str, *, fails: bool = False) -> str:
    database.session.add(AreaRow(code=code, name="春晖街道", level="street"))
    database.session.flush()
    audit.remember(subject=code, count=1)
    if fails:
        raise RuntimeError(code)
    return code


def count(table: str) -> int:
    with db.transaction(writing=False):
        found: int = database.session.execute(sa.text(f"select count(*) from {table}")).scalar_one()
        return found


def test_a_deed_is_kept_with_its_audit_line(app: Flask) -> None:
    assert add_area(ADMIN, "990101001") == "990101001"
    assert (count("area"), count("audit")) == (1, 1)


_areas = Statement("select count(*) from area")


@use_case(Verb.IMPORT_AREAS, reads_first=True)
def look_then_add(actor: Actor, meanwhile: Callable[[], object]) -> list[tuple[int, ...] | None]:
    seen = [_areas.row()]
    meanwhile()
    db.begin_writing()
    seen.append(_areas.row())
    return seen


def test_no_writer_waits_for_a_deed_that_still_reads_and_it_sees_what_they_wrote(app: Flask) -> None:
    def somebody_else() -> None:
        with app.app_context():
            add_area(ADMIN, "990101001")

    def meanwhile() -> None:
        with ThreadPoolExecutor(1) as other:
            other.submit(somebody_else).result(timeout=20)

    assert look_then_add(ADMIN, meanwhile) == [(0,), (1,)]
    assert count("audit") == 2


def test_a_deed_that_fails_leaves_nothing(app: Flask) -> None:
    with pytest.raises(RuntimeError):
        add_area(ADMIN, "990101001", fails=True)
    assert (count("area"), count("audit")) == (0, 0)


def test_what_a_role_does_not_include_is_refused_and_remembered(app: Flask) -> None:
    with pytest.raises(NotAllowed):
        add_area(WORKER, "990101001")
    assert (count("area"), count("audit")) == (0, 1)


def test_r26_the_chain_names_the_line_that_was_changed(app: Flask) -> None:
    for n in range(5):
        add_area(ADMIN, f"99010100{n}")
    with db.transaction(writing=True):
        assert list(audit.broken_links(batch=2)) == []
        database.session.execute(sa.text("update audit set subject = 'x' where seq = 3"))
    with db.transaction(writing=False):
        assert list(audit.broken_links(batch=2)) == ["line 3 was changed"]


def test_r26_the_chain_names_the_line_that_is_missing(app: Flask) -> None:
    for n in range(5):
        add_area(ADMIN, f"99010100{n}")
    with db.transaction(writing=True):
        database.session.execute(sa.text("delete from audit where seq = 2"))
    with db.transaction(writing=False):
        assert "line 2 is missing" in list(audit.broken_links(batch=2))
