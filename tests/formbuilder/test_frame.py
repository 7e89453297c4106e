"""The frame around every request answers as Flask's own does, whatever is sent (G04, O05)."""

from collections.abc import Callable
from urllib.parse import parse_qsl

import pytest
from flask import Flask, Request
from hypothesis import example, given
from hypothesis import strategies as st
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter
from werkzeug.test import EnvironBuilder

from formbuilder.frame import URLENCODED, Frame, FrameRequest, pairs

PIECES = st.sampled_from(["a", "=", "&", "+", "%", "%00", "%E5%BC%A0", "%E5%BC", "%C0%80", "张", "%ff", "%zz", "\x00"])


@given(st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=40))
@example("é%C3%A9=%C3é")
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
