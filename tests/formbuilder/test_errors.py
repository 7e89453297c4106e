"""Trouble as a page and as a problem: what is said, and what is not (trust.md, L08, L09)."""

import json
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from formbuilder.errors import ajv
from formbuilder.problems import FaultyRequest, ForeignName, NotThere
from metadata.problems import TooLong
from tests.formbuilder.conftest import bearer

ClientOf = Callable[..., FlaskClient]


def breaks() -> str:
    raise RuntimeError("110101199001010018 is an ID number that an exception quotes")


@pytest.fixture
def broken(app: Flask) -> Flask:
    """An app with two routes that break."""
    app.add_url_rule("/breaks", "breaks", breaks)
    app.add_url_rule("/api/v1/breaks", "api_breaks", breaks)
    return app


def test_l08_a_fault_of_ours_shows_a_number_and_no_trace(
    broken: Flask, client_of: ClientOf, capfd: pytest.CaptureFixture[str]
) -> None:
    answer = client_of("worker").get("/breaks")
    assert answer.status_code == 500
    assert answer.headers["X-Request-ID"] in answer.text
    assert "Traceback" not in answer.text
    assert "RuntimeError" not in answer.text


def test_l06_the_log_says_where_it_broke_and_not_what_was_said(
    broken: Flask, client_of: ClientOf, capsys: pytest.CaptureFixture[str]
) -> None:
    from formbuilder import logs

    logs.keep(broken)
    number = client_of("worker").get("/breaks?name=王小明").headers["X-Request-ID"]
    line = json.loads(capsys.readouterr().err.splitlines()[-1])
    assert (line["error"], line["route"], line["request_id"]) == ("RuntimeError", "/breaks", number)
    assert any("test_errors.py" in frame for frame in line["at"])
    assert "110101199001010018" not in json.dumps(line)
    assert "王" not in json.dumps(line, ensure_ascii=False)


def test_an_api_fault_is_a_problem(broken: Flask, client_of: ClientOf, token_for: Callable[..., str]) -> None:
    answer = broken.test_client().get("/api/v1/breaks", headers=bearer(token_for("worker")))
    assert (answer.status_code, answer.content_type) == (500, "application/problem+json")
    assert answer.get_json()["code"] == "service.broken"


@pytest.mark.parametrize("number", ["<script>", "x" * 10_000, "a b", "1234"])
def test_l09_a_number_from_outside_that_is_none_is_replaced(app: Flask, number: str) -> None:
    given = app.test_client().get("/healthz", headers={"X-Request-ID": number}).headers["X-Request-ID"]
    assert given != number
    assert len(given) == 16


def test_l09_a_number_that_is_one_is_kept(app: Flask) -> None:
    number = "0192a0b0-0000-7000-8000-000000000000"
    assert app.test_client().get("/healthz", headers={"X-Request-ID": number}).headers["X-Request-ID"] == number


def test_an_unknown_address_of_the_api_is_a_problem_and_of_pages_a_page(app: Flask, client_of: ClientOf) -> None:
    problem = app.test_client().get("/api/v1/nowhere").get_json()
    assert (problem["status"], problem["code"], problem["type"]) == (
        404,
        "thing.missing",
        "urn:formbuilder:problem:thing.missing",
    )
    page = client_of("worker").get("/nowhere")
    assert (page.status_code, page.mimetype) == (404, "text/html")
    assert "<h1>" in page.text


def test_nobody_is_shown_the_way_in(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/admin/users").location == "/sign-in?next=/admin/users"
    api = client.get("/api/v1/fields")
    assert (api.status_code, api.headers["WWW-Authenticate"]) == (401, 'Bearer realm="formbuilder"')
    piece = client.get("/admin/users", headers={"HX-Request": "true"})
    assert (piece.status_code, piece.headers["HX-Redirect"]) == (401, "/sign-in?next=/admin/users")


def test_faults_are_told_as_ajv_tells_them(app: Flask) -> None:
    with app.test_request_context("/api/v1/x"):
        told = ajv(TooLong(at="/label/zh", count=9, limit=5))
        assert told["instancePath"] == "/label/zh"
        assert told["keyword"] == "maxLength"
        assert told["params"] == {"count": 9, "limit": 5}
        assert ajv(ForeignName(at="role"))["schemaPath"] == "#/role/additionalProperties"


def test_a_problem_of_several_faults_lists_them(app: Flask) -> None:
    from formbuilder.errors import as_json

    with app.test_request_context("/api/v1/x"):
        body = json.loads(as_json(FaultyRequest([ForeignName(at="/a"), ForeignName(at="/b")]), 422).get_data())
        assert [error["instancePath"] for error in body["errors"]] == ["/a", "/b"]
        assert "errors" not in json.loads(as_json(NotThere(), 404).get_data())
