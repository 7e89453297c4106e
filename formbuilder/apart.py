"""Long work in a process of its own: visits do not wait for it, and it outlives the one that answers.

What a deed has brought to the disk stays if that process is ended; whoever starts the same work again goes on there.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from threading import Thread
from typing import Any

import orjson

from formbuilder.config import Settings
from formbuilder.permissions import Actor, Role
from metadata.values import JSONObject

#: How much such work steps back behind what people do meanwhile.
NICE = 10


def start(module: str, told: Mapping[str, Any], settings: Settings) -> None:
    """Run a module whose `main` hands its work to `carry_out`. It inherits nothing but the instance's settings.

    :param told: what it needs to know, as JSON can hold it: it goes through a pipe, not through the list of processes
    """
    process = subprocess.Popen(
        [sys.executable, "-m", module], env=environment(settings), stdin=subprocess.PIPE, start_new_session=True
    )
    assert process.stdin is not None
    with process.stdin as way:
        way.write(orjson.dumps(told))
    Thread(target=process.wait, daemon=True).start()  # or what has ended would stay in the machine's list


def environment(settings: Settings) -> dict[str, str]:
    """What a process of this instance starts from."""
    return {
        **os.environ,
        "FORMBUILDER_DATA": str(settings.data),
        "FORMBUILDER_DATABASE_URL": settings.database_url,
        "FORMBUILDER_SECRET_KEY": settings.secret_key,
        "FORMBUILDER_TIMEZONE": str(settings.timezone),
    }


def carry_out(work: Callable[[JSONObject], object], name: str, *, nice: int = NICE) -> None:
    """The other end of `start`: do the work in an application of its own. What goes wrong stands in the log."""
    from formbuilder.app import create_app
    from formbuilder.config import read_settings
    from formbuilder.garbage import collect_rarely

    os.nice(nice)
    told: JSONObject = orjson.loads(sys.stdin.buffer.read())
    app = create_app(read_settings())
    collect_rarely()
    with app.app_context():
        try:
            work(told)
        except BrokenPipeError:
            pass  # whoever waited for it has ended
        except Exception:
            app.logger.exception(name)


def actor_document(actor: Actor) -> JSONObject:
    """Somebody, as told to another process."""
    return asdict(actor)


def actor_from(document: JSONObject) -> Actor:
    """The same, told back."""
    return Actor(**document | {"role": Role(document["role"])})
