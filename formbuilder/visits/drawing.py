"""The visit pages drawn: the page by the renderer, the receipt and the first step by their templates."""

from collections.abc import Mapping, Sequence

from flask import Response, g

from formbuilder import pages, tickets
from formbuilder.accounts.signed_in import csrf_token
from formbuilder.language import gettext as _
from formbuilder.records.ids import new_id
from formbuilder.visits.alike import Alike
from formbuilder.visits.opening import Opened
from formbuilder.visits.reading import renderer
from formbuilder.visits.service import Known
from formbuilder.visits.telling import Told
from renderer.html import Envelope, Place


def page(opened: Opened, *, action: str, status: int = 200, note: str = "", back: str = "/work") -> Response:
    """The page of a visit, under a new key."""
    building = opened.door.building
    envelope = Envelope(
        action=action,
        ticket=tickets.sign(opened.page.asked),
        key=new_id(),
        csrf=csrf_token(),
        back=Place(back, building or _("Today"), "back"),
        about=opened.door.about,
        note=note,
    )
    return pages.html(renderer().render_page(opened.page, opened.reading, envelope), status)


def first_step(known: Known) -> Response:
    """The first step of registering something: the fields of its key."""
    words = {code: problem.say(g.language, _) for code, problem in known.faults.items()}
    return pages.respond(
        "work/new.html", status=422 if words else 200, step=known.step, faults=words, fault=bool(words)
    )


def alike(found: Sequence[Alike], form: Mapping[str, Sequence[str]], *, action: str) -> Response:
    """Records that may be what is registered, with all that was typed, should it be none of them (R19)."""
    typed = [(name, text) for name, texts in form.items() if name not in ("csrf", "distinct") for text in texts]
    return pages.respond("work/alike.html", status=409, alike=found, typed=typed, action=action)


def receipt(found: Told) -> Response:
    """What came of a visit."""
    nearby = (
        {"href": f"/work/{found.next[0]}", "label": _("Next: %(door)s") % {"door": found.next[1]}}
        if found.next
        else None
    )
    return pages.respond(
        "visits/receipt.html", told=found.told, back={"href": "/work", "label": _("Today")}, next=nearby
    )
