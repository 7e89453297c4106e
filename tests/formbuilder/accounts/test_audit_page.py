"""The audit log in words: people read sentences, and the codes that the digests are made of stand beside them (R26)."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import formbuilder
from formbuilder import db
from formbuilder.accounts import service
from formbuilder.accounts.people import Scope
from formbuilder.accounts.views import deeds
from formbuilder.accounts.views.telling import tell
from formbuilder.audit import AuditRow
from formbuilder.permissions import Role, Verb
from tests.formbuilder.conftest import People

ClientOf = Callable[..., FlaskClient]
RECORD = "01a20f01-d740-71d7-b7af-8719be073743"


def line(verb: str, subject: str = "", detail: str = "{}", who: str = "user:worker") -> AuditRow:
    """A line as it lies in the log."""
    return AuditRow(seq=7, at=0, who=who, verb=verb, subject=subject, detail=detail, digest="")


def remembered() -> Iterator[str]:
    """The names of all parts that the service gives to `audit.remember`."""
    for file in Path(formbuilder.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.remember":
                yield from (word.arg for word in node.keywords if word.arg)


def test_every_verb_has_a_sentence_and_every_part_a_name() -> None:
    assert {verb.code for verb in Verb} - set(deeds.DEEDS) == set()
    assert set(remembered()) - set(deeds.PARTS) - {"subject", "deed"} == set()


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (line("denied", "audit.see"), ("worker", "Was refused", "Look at the audit log", "", ())),
        (line("task.close", "task:7"), ("worker", "Closed a task", "Task 7", "/tasks/7/design", ())),
        (
            line("record.reveal", RECORD, '{"fields":["sex","other"],"reason":"owner"}'),
            (
                "worker",
                "Looked at masked values",
                f"Record {RECORD}",
                "",
                (("Fields", "Sex, other"), ("Reason", "owner")),
            ),
        ),
        (
            line("tokens.manage", "system:c1", '{"deed":"add","days":9}', who="user:console"),
            ("Command line", "Made a token", "System c1", "", (("Days", "9"),)),
        ),
        (
            line("rows.write", "system:c1", '{"rows":0}', who="system:c1"),
            ("System c1", "Sent rows", "System c1", "", (("Rows", "0"),)),
        ),
        (line("to.come", "thing", '{"x":true}'), ("worker", "to.come", "", "", (("x", "yes"),))),
    ],
)
def test_a_line_is_told_in_words(row: AuditRow, words: tuple[object, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("formbuilder.language.language", lambda: "en")
    told = tell(row, {"sex": "Sex"})
    assert (told.who, told.deed, told.subject, told.href, told.parts) == words
    assert (told.verb, told.detail) == (row.verb, row.detail)


def test_the_page_says_it_in_the_readers_language_with_the_code_beside_it(people: People, client_of: ClientOf) -> None:
    service.add(people["admin"], "new", Scope("新", Role.WORKER, area="99010100100103"), "a good password 9", now=5)
    client = client_of("admin")
    page = client.get("/audit").text
    assert "新增账号" in page
    assert "<code>accounts.manage</code>" in page
    assert 'href="/admin/users/new"' in page
    with db.transaction(writing=True):
        db.database.session.execute(db.database.text("update session set language = 'en'"))
    client.application.extensions["remembered"].forget()
    assert "Added an account" in client.get("/audit").text
