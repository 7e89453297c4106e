"""The frame around every request answers as Flask's own does, whatever is sent (G04, O05)."""

from collections.abc import Callable
from urllib.parse import parse_qsl

import pytest
from flask import Blueprint, Flask, Request, Response
from hypothesis import example, given
from hypothesis import strategies as st
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter
from werkzeug.test import EnvironBuilder

from formbuilder.frame import URLENCODED, Frame, FrameRequest, FrameResponse, pairs

PIECES = st.sampled_from(
    [*"a=&+% \n\r\t_.~\x00\x7f张", "%00", "%E5%BC%A0", "%E5%BC", "%C0%80", "%ff", "%zz", "%3D", "%0d%0A", "%20", "=3D"]
)


@given(st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=40))
@example("é%C3%A9=%C3é")
@example("a=%20x+&b= %3D =3D%&c=%2B \t%09&d==%41%0d%0a ")
@example("a=%C3+%A9&%E5%BC%A0=+%2B&&=&b")
def test_a_form_is_read_as_the_standard_library_reads_it(body: str) -> None:
    assert pairs(body) == parse_qsl(body, keep_blank_values=True, errors="werkzeug.url_quote")


@pytest.mark.parametrize("kind", [URLENCODED, f"{URLENCODED}; charset=utf-8", "text/plain", "multipart/form-data", ""])
@pytest.mark.parametrize("body", [b"", b"a=1&a=%E5%BC%A0&b", b"\xff=1", b"a=\xe5\xbc\xa0", b"&&&", b"{}"])
def test_any_body_is_the_form_that_it_was(app: Flask, kind: str, body: bytes) -> None:
    def sent(of: type[Request]) -> list[tuple[str, list[str]]]:
        with app.app_context():
            environ = EnvironBuilder(method="POST", data=body, content_type=kind).get_environ()
            return list(of(environ).form.lists())

    assert sent(FrameRequest) == sent(Request)


HOSTS = ["localhost", "LOCALHOST:80", "a.example:8000", "例子.example", "", "a b", "[::1]:8000", "x" * 70, "..", None]


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("trusted", [None, ["a.example", ".localhost"]])
def test_o05_addresses_are_bound_as_flask_binds_them(
    app: Flask, host: str | None, scheme: str, trusted: list[str] | None
) -> None:
    assert isinstance(app, Frame)
    environ = EnvironBuilder("/work//%E5%BC%A0?a=%E5", method="PUT", base_url=f"{scheme}://localhost/").get_environ()
    environ.pop("HTTP_HOST", None)
    if host is not None:
        environ["HTTP_HOST"] = host

    def bound(create: Callable[[Frame, Request], MapAdapter | None]) -> object:
        request = FrameRequest(dict(environ))
        try:
            made = create(app, request)
        except HTTPException as error:
            return type(error)
        return (request.host, request.trusted_hosts, {k: v for k, v in vars(made).items() if k != "map"})

    before = app.config["TRUSTED_HOSTS"]
    app.config["TRUSTED_HOSTS"] = trusted
    try:
        assert bound(Frame.create_url_adapter) == bound(Flask.create_url_adapter)
    finally:
        app.config["TRUSTED_HOSTS"] = before


@pytest.mark.parametrize(
    "way", ["/work/receipts/1", "/", "/sign-in?next=/a", "//evil.example", "/张", '/"><b>', "/a b"]
)
def test_the_way_on_is_told_as_flask_tells_it(app: Flask, way: str) -> None:
    def told(of: type[Flask], response: type[Response]) -> object:
        with app.test_request_context("/x"):
            made = of.redirect(app, way, 303)
            made.__class__ = response
            rest, status, headers = made.get_wsgi_response(EnvironBuilder("/x").get_environ())
            return b"".join(rest), status, sorted(headers)

    assert told(Frame, FrameResponse) == told(Flask, Response)


@pytest.mark.parametrize("status", [200, 204, 304, 404])
@pytest.mark.parametrize("headers", [{}, {"Content-Location": "/张"}, {"Location": "/张 x"}, {"Content-Length": "1"}])
def test_headers_are_those_that_flask_sends(status: int, headers: dict[str, str]) -> None:
    def sent(of: type[Response]) -> object:
        return sorted(of("x", status, headers).get_wsgi_headers(EnvironBuilder("/x").get_environ()))

    assert sent(FrameResponse) == sent(Response)


def test_what_a_blueprint_wants_before_and_after_is_done(app: Flask) -> None:
    def answers_of(of: type[Flask]) -> list[str]:
        done: list[str] = []
        fresh = of("fresh")
        bp = Blueprint("bp", "bp")

        def noting(word: str) -> Callable[[Response], Response]:
            def note(answer: Response) -> Response:
                done.append(word)
                return answer

            return note

        fresh.before_request(lambda: done.append("before"))
        fresh.after_request(noting("after"))
        fresh.teardown_request(lambda error: done.append("last"))
        bp.before_request(lambda: done.append("before bp"))
        bp.after_request(noting("after bp"))
        bp.add_url_rule("/bp", view_func=lambda: "bp")
        fresh.add_url_rule("/plain", view_func=lambda: "plain")
        before = fresh.test_client().get("/plain").text
        fresh._got_first_request = False
        fresh.register_blueprint(bp)
        return [*done, before, fresh.test_client().get("/bp").text, *done]

    assert answers_of(Frame) == answers_of(Flask)
