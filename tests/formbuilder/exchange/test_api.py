"""The frame of the JSON API over HTTP: media types, conditional requests, pages of lists, its own description."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from formbuilder.catalogue import store
from formbuilder.exchange.describe import described, openapi
from metadata.catalogue import standard
from tests.formbuilder.conftest import bearer
from tests.pages import assert_page_is_well_made

Token = Callable[[str], str]


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    store.load_standard()
    return app.test_client()


def test_the_description_covers_every_route_of_the_url_map(app: Flask) -> None:
    api = openapi(app)
    routes = {(rule.rule, method.lower()) for rule, method, _function in described(app)}
    told = {
        (path.replace("{", "<").replace("}", ">"), method)
        for path, methods in api["paths"].items()
        for method in methods
    }
    assert told == {(re.sub(r"<\w+:", "<", rule), method) for rule, method in routes}
    assert api["openapi"].startswith("3.1")


def test_every_call_is_summed_up_in_a_sentence(app: Flask) -> None:
    for path, methods in openapi(app)["paths"].items():
        for method, call in methods.items():
            assert call["summary"].endswith("."), f"{method} {path}"


def test_the_description_and_its_page_answer_those_who_are_signed_in(
    client: FlaskClient, token_for: Token, client_of: Callable[[str], FlaskClient]
) -> None:
    assert client.get("/api/v1/openapi.json").status_code == 401
    answer = client.get("/api/v1/openapi.json", headers=bearer(token_for("worker")))
    assert answer.status_code == 200
    assert "/api/v1/fields/{code}" in answer.get_json()["paths"]
    page = client_of("admin").get("/api/docs")
    assert page.status_code == 200
    assert_page_is_well_made(page.text)


def test_a_read_that_the_reader_has_already_costs_nothing(client: FlaskClient, token_for: Token) -> None:
    headers = bearer(token_for("worker"))
    first = client.get("/api/v1/fields/sex", headers=headers)
    assert first.headers["ETag"] == '"field-sex.1"'
    again = client.get("/api/v1/fields/sex", headers={**headers, "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    other = client.get("/api/v1/fields/sex", headers={**headers, "If-None-Match": '"field-sex.9"'})
    assert other.status_code == 200


@pytest.mark.parametrize(
    ("content", "kind", "status", "code"),
    [
        (b"{}", "text/plain", 415, "request.media-type"),
        (b"{}", "application/json; charset=gbk", 415, "request.media-type"),
        (b"{", "application/json", 400, "request.malformed"),
        (b'{"code": "a", "code": "b"}', "application/json", 400, "request.malformed"),
        (b'"' + b"a" * 1_100_000 + b'"', "application/json", 413, "request.too-large"),
        (b"[]", "application/json", 422, "request.faulty"),
    ],
)
def test_bodies_that_cannot_be_read_are_told_why(
    client: FlaskClient, token_for: Token, content: bytes, kind: str, status: int, code: str
) -> None:
    answer = client.post("/api/v1/fields", data=content, content_type=kind, headers=bearer(token_for("admin")))
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert answer.get_json()["code"] == code


def test_a_list_is_walked_by_its_links_and_ends(client: FlaskClient, token_for: Token) -> None:
    headers = bearer(token_for("worker"))
    way: str | None = "/api/v1/codelists?limit=20"
    seen: list[str] = []
    while way:
        answer = client.get(way, headers=headers)
        seen += [item["code"] for item in answer.get_json()["items"]]
        link = answer.headers.get("Link")
        assert (link is None) == (answer.get_json()["next"] is None)
        way = link.split(">")[0].removeprefix("<") if link else None
    assert len(seen) == len(set(seen)) == len(standard().codelists)


@pytest.mark.parametrize("query", ["limit=0", "limit=x", "limit=-1", "after=x", "after=WzEsMl0"])
def test_a_page_that_cannot_be_asked_for_is_refused(client: FlaskClient, token_for: Token, query: str) -> None:
    assert client.get(f"/api/v1/fields?{query}", headers=bearer(token_for("worker"))).status_code == 400
