"""What the thinking costs without a server: one page composed and drawn, one submission read, merged and kept."""

import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import parse_qs
from uuid import uuid4

from bench import product, sixty
from formbuilder import clock, db, tickets
from formbuilder.app import create_app
from formbuilder.catalogue.store import present
from formbuilder.db import database
from formbuilder.dispatch import store as assignments
from formbuilder.records import store as records
from formbuilder.tasks import store as tasks
from formbuilder.visits import reading, service
from formbuilder.visits.submissions import from_form
from metadata import schemas, writeback
from renderer import answers, compose
from renderer.html import Envelope, Place


def measure(rounds: int = 300) -> dict[str, float]:
    """Microseconds of processor time of each step, the best of five runs of so many rounds."""
    with TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        product.build(folder, 500)
        app = create_app(product.settings(folder))
        with app.test_request_context():
            found = steps(folder, rounds)
            database.engine.dispose()
    return found


def steps(folder: Path, rounds: int) -> dict[str, float]:
    """Each step on one record of the pool that is submitted."""
    waiting = [line.partition(" ") for line in (folder / "product.submit").read_text().splitlines()]
    answers_sent = parse_qs((folder / "product.form").read_text().replace("@", "00000001"), keep_blank_values=True)
    forms_sent = [{**answers_sent, "ticket": [ticket]} for _id, _, ticket in waiting]
    record_id, form = waiting[0][0], forms_sent.pop(0)
    worker = product.the_worker()
    with db.transaction(writing=False):
        asked = tickets.open_ticket(form["ticket"][0])
        record, standard, forms = records.load(record_id), present(), tasks.forms(asked.forms)
        assert record is not None
        sent = [one.assignment() for one in assignments.open_of(record_id)]
        now, zone = clock.now(), product.ZONE
        today = clock.day_of(now, zone)

        def composed() -> object:
            return compose.compose(sent, record, standard, holder=worker.account, now=now, zone=zone)

        page = compose.compose(sent, record, standard, holder=worker.account, now=now, zone=zone)
        how = reading.reading_of("zh", page, standard)
        envelope = Envelope("/work/x", "t", "k", "c", Place("/work", "今天"))
        asks = answers.Questions(asked, forms, standard, record, today=today, zone=zone)
        given, faults = answers.read_answers(asks, form)
        assert not faults, faults

        def merged() -> object:
            return writeback.write_back(
                record,
                given,
                asked=asked,
                forms=forms,
                catalogue=standard,
                source="community",
                by="user:worker",
                received=now,
                ticket="t" * 32,
                number=1,
                ids=lambda: "i",
            )

        checked = [(standard.field(code), answer.value) for code, answer in given.items() if code in sixty.CHANGED]

        def valid() -> object:
            return [schemas.faults_of(field, value, standard, {}, today) for field, value in checked]

        found = {
            "compose, us": best(composed, rounds),
            "draw, us": best(lambda: reading.renderer().render_page(page, how, envelope), rounds),
            "read answers, us": best(lambda: answers.read_answers(asks, form), rounds),
            "validate 5 values, us": best(valid, rounds),
            "write back, us": best(merged, rounds),
        }

    def submitted() -> object:
        return service.submit(worker, from_form({**forms_sent.pop(), "key": [str(uuid4())]}), now=clock.now())

    found["open a visit (service), us"] = best(lambda: service.open(worker, record_id, now=clock.now()), rounds)
    found["submit a visit (service), us"] = best(submitted, len(forms_sent) // 6)  # each ticket once
    return found


def best(step: Callable[[], object], rounds: int) -> float:
    """Microseconds of processor time of one call (waiting for the disk is not in it): the fastest of five runs."""
    step()
    times = []
    for _ in range(5):
        began = time.process_time()
        for _ in range(rounds):
            step()
        times.append((time.process_time() - began) / rounds)
    return min(times) * 1e6
