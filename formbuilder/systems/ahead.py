"""A long table is read ahead: another process opens and understands it, while this one merges what was read (R22).

It reads only; what it hands over is judged where it is merged. It ends with whoever asked for it.
"""

import pickle
import subprocess
import sys
from collections.abc import Generator
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

import orjson
from flask import current_app

from formbuilder import apart
from formbuilder.apart import actor_document, actor_from
from formbuilder.config import Settings
from formbuilder.permissions import Actor
from formbuilder.systems import service, standing
from formbuilder.systems.batching import Batch, batches
from formbuilder.systems.deliveries import Delivery
from formbuilder.systems.files import fit, open_table
from formbuilder.systems.problems import ReadingEnded, TableProblem
from metadata.stamps import Instant
from metadata.values import JSONObject


def read(actor: Actor, delivery: Delivery, path: Path, now: Instant) -> Generator[Batch, None, None]:
    """Batches as another process understands them; it is never more than about one ahead.

    :raises TableProblem: the file is broken from there on
    :raises ReadingEnded: the other process was ended; what was handed over before stays
    """
    settings: Settings = current_app.extensions["settings"]
    told = {"actor": actor_document(actor), "delivery": asdict(delivery), "path": str(path), "now": now}
    with subprocess.Popen(
        [sys.executable, "-m", "formbuilder.systems.ahead"],
        env=apart.environment(settings),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(orjson.dumps(told))
        process.stdin.close()
        try:
            last = False
            while not last:
                found: Batch | TableProblem = pickle.load(process.stdout)  # from our own process
                if isinstance(found, TableProblem):
                    raise found
                last = found[1]
                yield found
        except EOFError:
            raise ReadingEnded() from None
        finally:
            process.terminate()


def _write(told: JSONObject, out: BinaryIO) -> None:
    actor, delivery = actor_from(told["actor"]), Delivery(**told["delivery"])
    try:
        table = fit(open_table(Path(told["path"])), standing.mapping(actor, delivery.system))
        for rows, last in batches(table.rows(), delivery):
            pickle.dump((service.read(actor, delivery, rows, now=told["now"]), last), out)
            out.flush()
    except TableProblem as problem:
        pickle.dump(problem, out)
        out.flush()


if __name__ == "__main__":
    apart.carry_out(lambda told: _write(told, sys.stdout.buffer), "reading ahead", nice=0)
