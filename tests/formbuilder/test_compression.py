"""What a phone fetches travels compressed; what programs rely on stays as it is."""

import gzip

from flask import Flask

ACCEPT = {"Accept-Encoding": "gzip, br"}


def test_a_page_is_compressed_where_the_browser_takes_it(app: Flask) -> None:
    plain = app.test_client().get("/sign-in")
    short = app.test_client().get("/sign-in", headers=ACCEPT)
    assert "Content-Encoding" not in plain.headers
    assert short.headers["Content-Encoding"] == "gzip"
    assert len(gzip.decompress(short.data)) > len(short.data)
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_an_asset_is_compressed_and_its_bytes_are_the_same(app: Flask) -> None:
    plain = app.test_client().get("/static/css/components.css", buffered=True)
    short = app.test_client().get("/static/css/components.css", headers=ACCEPT, buffered=True)
    assert gzip.decompress(short.data) == plain.data


def test_json_stays_as_it_is(app: Flask) -> None:
    assert "Content-Encoding" not in app.test_client().get("/healthz", headers=ACCEPT).headers


def test_an_asset_that_the_browser_has_is_not_sent_again(app: Flask) -> None:
    client = app.test_client()
    tag = client.get("/static/css/components.css", headers=ACCEPT, buffered=True).headers["ETag"]
    again = client.get("/static/css/components.css", headers=ACCEPT | {"If-None-Match": tag}, buffered=True)
    assert (again.status_code, again.data) == (304, b"")
