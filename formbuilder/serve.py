"""`formbuilder serve`: the service under gunicorn, with the settings that it was measured with."""

import os
import sys

import click
from flask import Flask

from formbuilder.app import create_app
from formbuilder.config import WrongSetting, read_settings, require_secret
from formbuilder.garbage import collect_rarely

#: Two workers of four threads: what one small machine serves best (bench/README.md).
WORKERS = 2
THREADS = 4
#: A request that is being answered when the service stops has so many seconds.
GRACE = 30


def arguments(port: int, *, workers: int = WORKERS, threads: int = THREADS, host: str = "127.0.0.1") -> list[str]:
    """How gunicorn is called. `demo` serves with the same."""
    return [
        *("--bind", f"{host}:{port}"),
        *("--worker-class", "gthread"),
        *("--workers", str(workers)),
        *("--threads", str(threads)),
        *("--graceful-timeout", str(GRACE)),
        *("--keep-alive", "30"),
        *("--log-level", "warning"),
        "--no-control-socket",
        "formbuilder.serve:application()",
    ]


def application() -> Flask:
    """What gunicorn loads in each worker; `wsgi:app` is the same for who calls gunicorn himself."""
    app = create_app(require_secret(read_settings()))
    app.config["SERVED"] = True
    collect_rarely()
    return app


def refuse_debug() -> None:
    """Debugging shows strangers how the house is built: it never runs under `serve`."""
    if os.environ.get("FLASK_DEBUG", "0") not in ("", "0"):
        raise WrongSetting("FLASK_DEBUG is set: the service does not run while debugging. Unset it.")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", type=click.IntRange(1, 65535), help="Default: FORMBUILDER_PORT, else 8000.")
@click.option("--workers", default=WORKERS, show_default=True, type=click.IntRange(1, 256), help="Processes.")
@click.option("--threads", default=THREADS, show_default=True, type=click.IntRange(1, 64), help="Threads of each.")
def serve(host: str, port: int | None, workers: int, threads: int) -> None:
    """Run the web service until it is told to stop. Refuses to start without a secret key, and while debugging."""
    settings = require_secret(read_settings())
    refuse_debug()
    call = arguments(port or settings.port, workers=workers, threads=threads, host=host)
    click.echo(f"Serving at http://{host}:{port or settings.port}", err=True)
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", *call])
