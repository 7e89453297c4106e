"""A page, whole or only its piece for htmx: what every template may count on stands here."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from flask import Response, current_app, request
from jinja2 import Template

from formbuilder.accounts.signed_in import signed_in
from formbuilder.language import gettext, language
from formbuilder.permissions import Actor, Role, Verb, may
from metadata.stamps import Instant

OTHER = {"zh": {"code": "en", "label": "English"}, "en": {"code": "zh", "label": "中文"}}


def _(sentence: str) -> str:
    """Mark a sentence for translation; templates translate it."""
    return sentence


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the navigation: `label` is a message id."""

    href: str
    label: str
    verb: Verb
    #: For whom it stands there; others may still open what they may open.
    roles: frozenset[Role]
    icon: str = "list"

    def drawn(self, path: str) -> dict[str, Any]:
        """As the frames of the pages want it, in the reader's language."""
        current = path == self.href or path.startswith(f"{self.href}/")
        return {"href": self.href, "label": gettext(self.label), "icon": self.icon, "current": current}


A, D, S, W = Role.ADMINISTRATOR, Role.DEPARTMENT_ADMIN, Role.SECRETARY, Role.WORKER

#: The navigation, in its order. Each role sees what it works with.
PLACES = (
    Place("/work", _("Visits"), Verb.SEE_WORK, frozenset({W}), "door"),
    Place("/fields", _("Fields"), Verb.SEE_FIELDS, frozenset({A, D})),
    Place("/systems", _("Systems"), Verb.SEE_SYSTEMS, frozenset({A, D})),
    Place("/tasks", _("Tasks"), Verb.SEE_TASKS, frozenset({A, D, S})),
    Place("/records", _("Records"), Verb.SEARCH_RECORDS, frozenset({D, S})),
    Place("/review", _("Review"), Verb.SEE_REVIEW, frozenset({D, S})),
    Place("/status", _("Status"), Verb.SEE_STATUS, frozenset({A, D, S})),
    Place("/burden", _("Burden"), Verb.SEE_BURDEN, frozenset({A, D, S})),
    Place("/admin/users", _("Accounts"), Verb.SEE_ACCOUNTS, frozenset({A})),
    Place("/admin/tokens", _("Tokens"), Verb.SEE_TOKENS, frozenset({A})),
    Place("/audit", _("Audit log"), Verb.SEE_AUDIT, frozenset({A})),
    Place("/account", _("Me"), Verb.CHANGE_PASSWORD, frozenset({W}), "user"),
)


def places_of(actor: Actor | None) -> tuple[Place, ...]:
    """The navigation of a reader."""
    if actor is None:
        return ()
    return _places(actor.role)


@cache
def _places(role: Role) -> tuple[Place, ...]:
    probe = Actor(0, "", "", role)
    return tuple(place for place in PLACES if role in place.roles and may(probe, place.verb))


def home_of(actor: Actor) -> str:
    """Where an actor's day begins."""
    start = {A: "/admin/users", D: "/tasks", S: "/review", W: "/work"}
    return start.get(actor.role, "/sign-in")


def context() -> dict[str, Any]:
    """What every page knows.

    `reader` (Actor or None), `person` (its name), `navigation` (places as {href, label, icon, current}), `csrf`,
    `language`, `other_language` ({code, label}), `path` (where this page stands).
    """
    found, tongue = signed_in(), language()
    actor = found.actor if found is not None else None
    return {
        "reader": actor,
        "person": actor.name if actor is not None else "",
        "navigation": [place.drawn(request.path) for place in places_of(actor)],
        "csrf": found.csrf if found is not None else "",
        "language": tongue,
        "other_language": OTHER[tongue],
        "path": request.path,
    }


def is_partial() -> bool:
    """Whether htmx asks for a piece of a page, to be put where it says."""
    return "HTTP_HX_REQUEST" in request.environ


def respond(template: str, *, status: int = 200, partial: str = "", **words: Any) -> Response:
    """Render a page; for htmx only its piece: `partial` names a block of the template, or a template of its own."""
    found: Template = current_app.jinja_env.get_template(template)
    values = context() | words
    if partial and is_partial():
        return html(_piece(found, partial, values), status)
    return html(found.render(values), status)


def _piece(template: Template, partial: str, values: dict[str, Any]) -> str:
    if partial.endswith(".html"):
        return current_app.jinja_env.get_template(partial).render(values)
    pieces: Iterable[str] = template.blocks[partial](template.new_context(values))
    return "".join(pieces)


def html(text: str, status: int = 200) -> Response:
    """An answer of HTML. Pages and pieces of one address differ by a header, and say so."""
    return Response(text, status, {"Vary": "HX-Request"}, content_type="text/html; charset=utf-8")


def asset(name: str) -> str:
    """The address of a file of `static/` with a mark of its content: it may be kept forever."""
    return _asset(current_app.static_folder or "", name)


@cache
def _asset(folder: str, name: str) -> str:
    file = Path(folder) / name
    mark = f"?v={hashlib.sha256(file.read_bytes()).hexdigest()[:12]}" if file.is_file() else ""
    return f"/static/{name}{mark}"


def moment(instant: Instant) -> str:
    """An instant as people of this instance read it: 2026-11-24 16:05, in its time zone."""
    zone = current_app.extensions["settings"].timezone
    return datetime.fromtimestamp(instant / 1000, zone).strftime("%Y-%m-%d %H:%M")
