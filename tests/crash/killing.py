"""Kill -9 of the whole server under load, again and again, and what is left after each."""

import random
import time
from dataclasses import dataclass, field

from tests.crash.checks import wrongs
from tests.crash.load import Load, Sender
from tests.demonstrated import Demo
from tests.journeys.program import Program

#: Who sends, and how many senders each has: every sender has a record and a ticket of its own.
SENDERS = (("worker", 3), ("worker3", 3))
#: After a crash a client waits for the server; it must be back within this.
BACK_SECONDS = 20


@dataclass
class Report:
    """What many crashes came to."""

    kills: int = 0
    acknowledged: int = 0
    repeated: int = 0
    restarts: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def say(self) -> str:
        """One line."""
        slowest = max(self.restarts, default=0.0)
        return (
            f"{self.kills} kills, {self.acknowledged} acknowledged, {self.repeated} sent again after a crash,"
            f" slowest restart {slowest:.1f} s, {len(self.wrong)} wrong"
        )


def crash(demo: Demo, times: int, *, seed: int = 1) -> Report:
    """Kill master and workers so often, at random moments under load; after each the tables are checked."""
    chance = random.Random(seed)
    report = Report()
    server = demo.server()
    server.workers = 2
    server.start()
    try:
        records = people_of(Program(server.url, demo.built.tokens["secretary"]), sum(n for _, n in SENDERS))
        senders = make_senders(demo, server.url, records)
        for _ in range(times):
            load = Load(senders)
            load.start()
            time.sleep(chance.uniform(0.4, 1.2))
            server.kill()
            load.stop()
            report.kills += 1
            began = time.monotonic()
            server.start()
            report.restarts.append(time.monotonic() - began)
            report.repeated += send_again(senders, report)
            given = {key: receipt["digest"] for sender in senders for key, (_, receipt) in sender.acknowledged.items()}
            report.acknowledged = len(given)
            report.wrong += wrongs(demo, given, records)
        report.wrong += [text for sender in senders for text in sender.refused]
    finally:
        server.stop()
    return report


def people_of(secretary: Program, count: int) -> list[str]:
    """Records of people in the workers' grid."""
    found = secretary.get(f"/api/v1/records?entity=person&area=99010100100101&limit={count}").body["items"]
    return [one["id"] for one in found]


def make_senders(demo: Demo, url: str, records: list[str]) -> list[Sender]:
    """A sender for each record: its page is opened once, and its ticket serves for ever (R18)."""
    senders: list[Sender] = []
    names = [name for name, count in SENDERS for _ in range(count)]
    for lane, (name, record) in enumerate(zip(names, records, strict=True)):
        program = Program(url, demo.built.tokens[name])
        form = program.get(f"/api/v1/records/{record}/form")
        assert form.status == 200, form.body
        senders.append(Sender(program, form.body["ticket"], lane))
    return senders


def send_again(senders: list[Sender], report: Report) -> int:
    """Everything that was not answered goes out again under its key, and one that was: the same receipt comes (R15)."""
    count = 0
    for sender in senders:
        waiting, sender.unanswered = sender.unanswered, []
        for sent in waiting:
            answer = sender.program.submit(sent.ticket, sent.answers, sent.key)
            count += 1
            if answer.status not in (200, 201):
                report.wrong.append(f"sent again: {answer.status} {answer.body}")
            else:
                sender.acknowledged[sent.key] = (sent, answer.body["receipt"])
        for key, (sent, receipt) in list(sender.acknowledged.items())[-1:]:
            answer = sender.program.submit(sent.ticket, sent.answers, key)
            if (answer.status, answer.body.get("receipt")) != (200, receipt):
                report.wrong.append(f"another receipt for {key}: {answer.body}")
    return count
