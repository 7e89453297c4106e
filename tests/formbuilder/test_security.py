"""Headers on every answer, and requests that are refused whoever sends them (trust.md, D11, E09, G02–G04, W13)."""

import time
from collections.abc import Callable, Iterable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from formbuilder import limits, pages, security
from formbuilder.accounts import service
from formbuilder.app import create_app
from formbuilder.problems import TooMany
from tests.conftest import settings_for
from tests.formbuilder.conftest import People, bearer, sign_in

ClientOf = Callable[..., FlaskClient]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self';"
    " font-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none';"
    " object-src 'none'; frame-ancestors 'none'"
)


@pytest.mark.parametrize(
    "way",
    [
        *("/", "/sign-in", "/nowhere", "/admin/users", "/healthz", "/api/v1/fields", "/api/v1/nowhere"),
        *("/static/css/base.css", "/static/../x"),
    ],
)
def test_e09_every_answer_carries_the_headers(app: Flask, client_of: ClientOf, way: str) -> None:
    for client in (app.test_client(), client_of("admin"), client_of("worker")):
        answer = client.get(way)
        answer.close()
        headers = answer.headers
        assert headers.getlist("Content-Security-Policy") == [POLICY]
        assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "camera=(self)" in headers["Permissions-Policy"]
        assert len(headers["X-Request-ID"]) == 16
        assert "Strict-Transport-Security" not in headers


@pytest.mark.parametrize("way", ["/", "/sign-in", "/account", "/admin/users", "/nowhere"])
def test_what_a_person_sees_is_kept_nowhere(client_of: ClientOf, way: str) -> None:
    assert client_of("admin").get(way).headers["Cache-Control"] == "no-store"


def test_an_asset_with_its_mark_is_kept_forever_and_without_it_is_asked_for(app: Flask) -> None:
    client = app.test_client()
    marked, plain = client.get(pages.asset("css/base.css")), client.get("/static/css/base.css")
    marked.close()
    plain.close()
    assert marked.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "immutable" not in plain.headers["Cache-Control"]
    assert client.get("/static/css/none.css?v=1").headers["Cache-Control"] == "no-store"


def test_behind_tls_cookies_are_bound_to_the_host_and_the_browser_stays_with_tls(
    database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    from dataclasses import replace

    secure = create_app(replace(settings_for(database_url, tmp_path_factory.mktemp("secure")), secure_cookies=True))
    assert secure.extensions["session_cookie"] == "__Host-session"
    answer = secure.test_client().get("/healthz")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


FORGED = [
    {},
    {"Origin": "null"},
    {"Origin": "http://evil.example"},
    {"Origin": "http://localhost.evil.example"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "http://evil.example"},
]


@pytest.mark.parametrize("headers", FORGED)
def test_d11_a_request_from_elsewhere_has_no_effect(app: Flask, people: People, headers: dict[str, str]) -> None:
    client = sign_in(app.test_client(), people["admin"])
    token = client.environ_base.pop("HTTP_X_CSRF")
    client.environ_base.pop("HTTP_SEC_FETCH_SITE")
    answer = client.post("/admin/users/worker/disable", data={"csrf": token}, headers=headers)
    assert answer.status_code == 403
    assert service.account(people["admin"], "worker").disabled is None


@pytest.mark.parametrize("token", ["", "wrong", "国", "x" * 43])
def test_d11_a_request_without_the_token_of_the_session_has_no_effect(app: Flask, people: People, token: str) -> None:
    client = sign_in(app.test_client(), people["admin"])
    client.environ_base.pop("HTTP_X_CSRF")
    answer = client.post("/admin/users/worker/disable", data={"csrf": token})
    assert answer.status_code == 403
    assert service.account(people["admin"], "worker").disabled is None


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://localhost"}, {"Sec-Fetch-Site": "same-origin", "Origin": "null"}]
)
def test_our_own_pages_are_heard_in_old_browsers_too(app: Flask, people: People, headers: dict[str, str]) -> None:
    client = sign_in(app.test_client(), people["admin"])
    token = client.environ_base.pop("HTTP_X_CSRF")
    client.environ_base.pop("HTTP_SEC_FETCH_SITE")
    answer = client.post("/admin/users/worker/disable", data={"csrf": token}, headers=headers)
    assert answer.status_code == 303


@pytest.mark.parametrize("kind", ["text/plain", "application/json"])
def test_d11_json_dressed_as_a_form_has_no_effect(app: Flask, people: People, kind: str) -> None:
    client = sign_in(app.test_client(), people["admin"])
    client.environ_base.pop("HTTP_X_CSRF")
    answer = client.post("/admin/users/worker/disable", data='{"csrf": "x"}', content_type=kind)
    assert answer.status_code == 403


def test_what_was_typed_before_signing_in_again_is_offered_to_be_sent(app: Flask, people: People) -> None:
    client = sign_in(app.test_client(), people["admin"])
    token = client.environ_base.pop("HTTP_X_CSRF")
    answer = client.post(
        "/admin/users", data={"csrf": "of an earlier session", "username": '"><b>new', "role": "worker"}
    )
    assert answer.status_code == 403
    assert 'name="username" value="&#34;&gt;&lt;b&gt;new"' in answer.text
    assert f'name="csrf" value="{token}"' in answer.text


def test_w13_two_credentials_are_refused(app: Flask, people: People, token_for: Callable[..., str]) -> None:
    token = token_for("worker")
    client = app.test_client()
    assert client.get("/api/v1/fields", headers={"Authorization": f"Bearer {token}, Bearer {token}"}).status_code == 400
    assert client.get(f"/api/v1/fields?access_token={token}").status_code == 400
    assert sign_in(client, people["admin"]).get("/api/v1/fields", headers=bearer(token)).status_code == 400


def test_g03_a_compressed_body_is_not_taken(client_of: ClientOf) -> None:
    answer = client_of("admin").post("/admin/users", data=b"x" * 10, headers={"Content-Encoding": "gzip"})
    assert answer.status_code == 415


@pytest.mark.parametrize(
    "data", [{"name": "x" * (1 << 21)}, {f"n{n}": "" for n in range(100_000)}, {f"n{n}": "" for n in range(2000)}]
)
def test_g04_a_form_too_large_is_refused(app: Flask, people: People, data: dict[str, str]) -> None:
    client = sign_in(app.test_client(), people["admin"])
    client.environ_base.pop("HTTP_X_CSRF")
    assert client.post("/admin/users", data=data).status_code == 413


@pytest.mark.parametrize(
    ("method", "way"),
    [("TRACE", "/admin/users"), ("POST", "/audit"), ("PUT", "/admin/users"), ("DELETE", "/account")],
)
def test_b03_another_method_opens_nothing(client_of: ClientOf, method: str, way: str) -> None:
    answer = client_of("admin").open(way, method=method)
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize("way", ["//admin/users", "/admin/users/", "/Admin/Users", "/admin/users;x", "/admin/users."])
def test_b03_another_spelling_opens_nothing(client_of: ClientOf, way: str) -> None:
    assert client_of("worker").get(way).status_code in (403, 404, 308)


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-Original-URL", "X-Rewrite-URL"])
def test_b03_a_header_changes_no_way(client_of: ClientOf, header: str) -> None:
    assert client_of("worker").get("/admin/users", headers={header: "/account"}).status_code == 403


@pytest.mark.parametrize(
    "way",
    ["/static/..%2fwsgi.py", "/static/%2e%2e/pyproject.toml", "/static/../../etc/passwd", "/.git/config", "/.env"],
)
def test_o11_no_other_file_is_reached(app: Flask, way: str) -> None:
    assert app.test_client().get(way).status_code == 404


def test_o05_another_host_name_is_not_answered(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    from dataclasses import replace

    bound = create_app(replace(settings_for(database_url, tmp_path_factory.mktemp("bound")), hosts=("forms.example",)))
    assert bound.test_client().get("/healthz", headers={"Host": "forms.example"}).status_code == 200
    assert bound.test_client().get("/healthz", headers={"Host": "evil.example"}).status_code == 400


def test_w14_a_token_that_asks_too_often_waits_and_others_do_not(
    app: Flask, people: People, token_for: Callable[..., str]
) -> None:
    busy, calm, client = bearer(token_for("worker")), bearer(token_for("secretary")), app.test_client()
    for _ in range(600):
        limits_spent = client.get("/api/v1/openapi.json", headers=busy | {"If-None-Match": "*"})
    assert limits_spent.status_code < 400
    answer = client.get("/api/v1/openapi.json", headers=busy)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert client.get("/api/v1/openapi.json", headers=calm).status_code == 200


def test_a_rate_that_is_spent_says_how_long_to_wait(app: Flask) -> None:
    for _ in range(30):
        limits.spend("reveal", "user:worker")
    with pytest.raises(TooMany) as refused:
        limits.spend("reveal", "user:worker")
    assert 3500 < int(str(refused.value.params["seconds"])) <= 3600
    limits.spend("reveal", "user:other")


def test_what_happens_before_every_request_costs_microseconds(app: Flask) -> None:
    """A page of nothing but bytes, through all that stands before and behind every request."""
    app.add_url_rule("/nothing", "nothing", lambda: "x")
    security.make_public(app, "nothing")
    client = app.test_client()
    client.get("/nothing")
    environ = client.get("/nothing").request.environ

    def seconds(wsgi: Callable[..., Iterable[bytes]]) -> float:
        start = time.perf_counter()
        for _ in range(200):
            b"".join(wsgi(dict(environ), lambda *_: None))
        return (time.perf_counter() - start) / 200

    assert min(seconds(app.wsgi_app) for _ in range(5)) < 0.002
