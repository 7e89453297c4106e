"""The reader's language: Chinese first, English complete.

The sources are `translations/parts/*.po`; message ids are the English sentences, so English needs no catalogue.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po
from flask import Flask, g, has_request_context

from formbuilder.accounts.sessions import SignedIn
from formbuilder.accounts.signed_in import API, read_cookie

PARTS = Path(__file__).parent / "translations" / "parts"
LANGUAGES = ("zh", "en")
COOKIE = "lang"


@cache
def chinese() -> dict[str, str]:
    """English sentence -> Chinese sentence, of all parts together. Chinese has one form for all numbers."""
    words: dict[str, str] = {}
    for part in sorted(PARTS.glob("*.po")):
        with part.open("rb") as file:
            for message in read_po(file, locale="zh"):
                if not message.id or message.fuzzy:
                    continue
                sentences = (message.id,) if isinstance(message.id, str) else message.id
                forms = (message.string,) if isinstance(message.string, str) else (message.string or ("",))
                if forms[0]:
                    words.update((str(sentence), str(forms[0])) for sentence in sentences)
    return words


def language() -> str:
    """The reader's language: `zh` or `en`; Chinese outside of a request."""
    found: str = g.get("language", "zh") if has_request_context() else "zh"
    return found


def gettext(sentence: str) -> str:
    """A sentence in the reader's language, its `%(names)s` still in it."""
    return chinese().get(sentence, sentence) if language() == "zh" else sentence


def ngettext(one: str, many: str, count: int) -> str:
    """The sentence for a number of things in the reader's language."""
    if language() == "zh":
        return chinese().get(many) or chinese().get(one) or many
    return one if count == 1 else many


def choose(environ: Mapping[str, Any], found: SignedIn | None) -> str:
    """The language of a request: the session's, else the cookie's, else Chinese; of the API: Accept-Language.

    :param environ: the request, as WSGI has it
    :param found: who is asking
    """
    if environ["PATH_INFO"].startswith(API):
        return "en" if environ.get("HTTP_ACCEPT_LANGUAGE", "").startswith("en") else "zh"
    if found is not None and found.language:
        return found.language
    return "en" if read_cookie(environ.get("HTTP_COOKIE", ""), COOKIE) == "en" else "zh"


def speak(app: Flask) -> None:
    """Give templates their `_` and `ngettext`. `security` sets the language of each request."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]  # of the extension
