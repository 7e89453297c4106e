"""Visits of the demo's workers: pages opened and sent back through the use cases of every visit."""

from collections.abc import Collection, Mapping
from uuid import uuid4

from formbuilder import tickets
from formbuilder.permissions import Actor
from formbuilder.visits import service
from formbuilder.visits.opening import Opened
from formbuilder.visits.submissions import Ending, Submission
from metadata.stamps import Instant
from metadata.values import JSONObject, Value
from renderer.page import Mode


def open_page(actor: Actor, record: str, *, now: Instant, correcting: Collection[str] = ()) -> Opened:
    """The page that a worker has before them; `correcting`: what they open of what is known."""
    opened = service.open(actor, record, opened=correcting, now=now)
    service.begin(actor, record, sensitive=opened.sensitive, now=now)
    return opened


def visit(actor: Actor, record: str, changes: Mapping[str, Value], *, now: Instant) -> None:
    """Everything is as it was, but for what changed; what is not known stays so."""
    opened = open_page(actor, record, now=now)
    answer(actor, opened, changes, now=now + 60_000)


def answer(actor: Actor, opened: Opened, changes: Mapping[str, Value], *, now: Instant) -> None:
    """Send a page back, every input answered."""
    answers: dict[str, JSONObject] = {}
    for item in opened.page.inputs:
        confirms = item.mode is Mode.VERIFY and not item.competing
        answers[item.code] = {"verdict": "confirm"} if confirms else {"verdict": "unknown", "note": "absent"}
    answers |= {code: {"verdict": "change", "value": value} for code, value in changes.items()}
    send(actor, opened, answers, None, now)


def nobody_home(actor: Actor, record: str, *, now: Instant) -> None:
    """The bell was rung, and nobody came."""
    send(actor, open_page(actor, record, now=now), {}, Ending("nobody_home"), now + 60_000)


def send(actor: Actor, opened: Opened, answers: Mapping[str, object], ending: Ending | None, now: Instant) -> None:
    """One submission; it must be taken as it is."""
    ticket = tickets.sign(opened.page.asked)
    body: JSONObject = {"ticket": ticket, "answers": dict(answers), "outcome": ending.code if ending else None}
    sent = Submission(key=str(uuid4()), ticket=ticket, body=body, answers=answers, ending=ending)
    found = service.submit(actor, sent, now=now)
    if isinstance(found, service.Returned):
        wrong = "; ".join(f"{fault.field}: {fault.problem.say()}" for fault in found.page.faults)
        raise RuntimeError(f"the demo's own visit came back: {wrong}")
