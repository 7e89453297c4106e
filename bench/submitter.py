"""Somebody who submits visits without end, and notes how long each took: python -m bench.submitter FOLDER

Each ticket is used once, with a pause after it. It ends when its input ends, and then writes its waits.
"""

import json
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs
from uuid import uuid4

from bench import product
from formbuilder import clock
from formbuilder.app import create_app
from formbuilder.db import database
from formbuilder.visits import service
from formbuilder.visits.submissions import from_form

PAUSE = 0.005


def main(folder: Path) -> None:
    """Say `ready`, then submit; at the end write [[instant, milliseconds], …]."""
    ended = threading.Event()
    threading.Thread(target=wait_for_the_end, args=(ended,), daemon=True).start()
    app = create_app(product.settings(folder))
    with app.test_request_context():
        worker, waits = product.the_worker(), []
        for form in forms(folder):
            began = time.time()
            service.submit(worker, from_form(form), now=clock.now())
            waits.append((began, (time.time() - began) * 1000))
            if len(waits) == 1:
                sys.stdout.write("ready\n")
                sys.stdout.flush()
            if ended.wait(PAUSE):
                break
        (folder / "waits.json").write_text(json.dumps(waits))
        database.engine.dispose()


def wait_for_the_end(ended: threading.Event) -> None:
    """Until whoever started it closes its input."""
    sys.stdin.read()
    ended.set()


def forms(folder: Path) -> Iterator[dict[str, list[str]]]:
    """What a browser would send, once for each ticket that nobody has used."""
    sent = (folder / "product.form").read_text()
    for serial, line in enumerate((folder / "product.submit").read_text().splitlines()):
        answers = parse_qs(sent.replace("@", f"{serial:08d}"), keep_blank_values=True)
        yield {**answers, "ticket": [line.partition(" ")[2]], "key": [str(uuid4())]}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
