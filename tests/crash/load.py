"""Submissions that never stop: several senders, a new key for each submission, and the list of what was received."""

import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPException
from uuid import uuid4

from tests.journeys.program import Program


@dataclass(frozen=True)
class Sent:
    """One submission as it was sent: the same body goes out again after a crash."""

    token: str
    ticket: str
    key: str
    answers: dict[str, object]


@dataclass
class Sender:
    """A worker's program that submits one change after the other to one record."""

    program: Program
    ticket: str
    lane: int
    acknowledged: dict[str, tuple[Sent, dict[str, str]]] = field(default_factory=dict)
    unanswered: list[Sent] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    count: int = 0

    def send_one(self) -> None:
        """Submit, and note whether a receipt came."""
        self.count += 1
        number = f"138{self.lane:02d}{self.count:06d}"
        sent = Sent(
            self.program.token, self.ticket, str(uuid4()), {"mobile_phone": {"verdict": "change", "value": number}}
        )
        try:
            answer = self.program.submit(sent.ticket, sent.answers, sent.key)
        except (OSError, HTTPException, ValueError):
            self.unanswered.append(sent)
            time.sleep(0.02)
            return
        if answer.status in (200, 201):
            self.acknowledged[sent.key] = (sent, answer.body["receipt"])
        elif answer.status >= 500 or answer.status == 429:
            self.unanswered.append(sent)
            time.sleep(0.02)
        else:
            self.refused.append(f"{answer.status} {answer.body}")


class Load:
    """All senders at once, until they are told to stop."""

    def __init__(self, senders: list[Sender]) -> None:
        self.senders = senders
        self.stopping = threading.Event()
        self.threads = [threading.Thread(target=self._run, args=(sender,), daemon=True) for sender in senders]

    def _run(self, sender: Sender) -> None:
        while not self.stopping.is_set():
            sender.send_one()

    def start(self) -> None:
        """Begin to send."""
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        """No more; what is on its way comes to its end."""
        self.stopping.set()
        for thread in self.threads:
            thread.join(timeout=60)
