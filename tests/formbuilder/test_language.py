"""The reader's language: of the session, of the browser, else Chinese."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from formbuilder.language import chinese, gettext, ngettext
from tests.formbuilder.conftest import bearer, from_our_pages

ClientOf = Callable[..., FlaskClient]


def test_a_stranger_reads_chinese_and_may_choose_english(app: Flask) -> None:
    client = from_our_pages(app.test_client())
    assert '<html lang="zh-CN">' in client.get("/sign-in").text
    assert client.post("/language", data={"language": "en", "next": "/sign-in"}).location == "/sign-in"
    page = client.get("/sign-in").text
    assert '<html lang="en">' in page
    assert "Password" in page


def test_a_session_keeps_its_language(client_of: ClientOf) -> None:
    client = client_of("worker")
    assert "我的账号" in client.get("/account").text
    assert client.post("/language", data={"language": "en", "next": "/account"}).location == "/account"
    assert "My account" in client.get("/account").text
    assert client.post("/language", data={"language": "xx", "next": "//evil"}).location == "/"
    assert "我的账号" in client.get("/account").text


def test_the_api_speaks_as_it_is_asked_to(app: Flask, token_for: Callable[..., str]) -> None:
    headers = bearer(token_for("worker"))
    chinese_detail = app.test_client().get("/api/v1/fields/none", headers=headers).get_json()["detail"]
    english = app.test_client().get("/api/v1/fields/none", headers=headers | {"Accept-Language": "en-GB"})
    assert chinese_detail != english.get_json()["detail"]
    assert english.get_json()["detail"].isascii() or "“" in english.get_json()["detail"]


def test_outside_of_a_request_sentences_are_chinese() -> None:
    assert gettext("Sign in first.") == "请先登录。"
    assert gettext("nobody has translated this") == "nobody has translated this"
    assert ngettext("%(num)s thing nobody knows", "%(num)s things nobody knows", 1) == "%(num)s things nobody knows"


def test_no_sentence_is_empty_in_chinese() -> None:
    assert all(chinese().values())
