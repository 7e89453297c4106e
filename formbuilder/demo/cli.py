"""`formbuilder demo`: one command from nothing to a service that can be looked at."""

import json
import os
import shutil
import socket
import sys
import time
import urllib.error
import urllib.request
from dataclasses import asdict, replace
from pathlib import Path

import click
import sqlalchemy as sa

from formbuilder import apart, migrations
from formbuilder.app import create_app
from formbuilder.config import Settings, make_secret, read_settings
from formbuilder.db import database
from formbuilder.demo.build import Built, build
from formbuilder.demo.deliveries import expected_rows
from formbuilder.demo.world.sizes import COMMUNITY, SIZES, Size
from formbuilder.serve import arguments

#: What `build` told, kept for the next start: passwords and tokens of people who do not exist.
TOLD = "demo.json"
WAIT_SECONDS = 60


@click.command()
@click.option("--size", type=click.Choice(list(SIZES)), default=COMMUNITY.name, show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), help="Default: FORMBUILDER_PORT, else 8000.")
@click.option("--reset", is_flag=True, help="Throw away the demo that is there, and build it anew.")
@click.option("--json", "as_json", is_flag=True, help="Addresses, accounts and tokens as one line on stdout.")
def demo(size: str, port: int | None, reset: bool, as_json: bool) -> None:
    """Build a demo instance with an invented street, and serve it until it is interrupted.

    small: 300 people · community: 6,000 · city: a million, which takes hours.
    """
    settings = make_secret(replace(read_settings(), secure_cookies=False))
    settings = replace(settings, port=port or settings.port)
    if not is_free(settings.port):
        click.echo(f"Port {settings.port} is taken: stop what listens there, or choose another with --port.", err=True)
        sys.exit(1)
    if reset:
        throw_away(settings)
    built = prepare(settings, SIZES[size])
    announce(settings.port, built, as_json=as_json)
    os.execve(sys.executable, [sys.executable, "-m", "gunicorn", *arguments(settings.port)], environment(settings))


def prepare(settings: Settings, size: Size = COMMUNITY) -> Built:
    """The demo that is there, or a new one; a database that holds something else is left alone.

    An instance counts as built only when the last of it is written: a build that was interrupted starts over.
    """
    told = settings.data / TOLD
    if told.exists():
        upgrade(settings)
        return Built(**json.loads(told.read_text()))
    app = create_app(settings)
    with app.app_context():
        migrations.upgrade(database.engine)
        if holds_something(database.engine):
            click.echo(
                "The database is not empty and was not filled by the demo (or its building was interrupted)."
                " Nothing was changed: --reset throws it away.",
                err=True,
            )
            sys.exit(1)
        click.echo("正在建立演示数据…… Building the demo …", err=True)
        began = time.monotonic()
        built = build_with_progress(size)
        click.echo(f"{time.monotonic() - began:.1f} s", err=True)
        database.engine.dispose()
    keep(told, built)
    return built


def build_with_progress(size: Size) -> Built:
    """Build, and show on a terminal how far it is."""
    with click.progressbar(length=expected_rows(size), file=sys.stderr, item_show_func=lambda part: part or "") as bar:

        def tell(system: str, rows: int) -> None:
            bar.update(rows, system)

        return build(size, tell)


def keep(told: Path, built: Built) -> None:
    """Write down what was told, for its owner only."""
    handle = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(asdict(built), file, ensure_ascii=False, indent=1)


def upgrade(settings: Settings) -> None:
    """Bring the database of an older demo to the newest step."""
    app = create_app(settings)
    with app.app_context():
        migrations.upgrade(database.engine)
        database.engine.dispose()


def holds_something(engine: sa.Engine) -> bool:
    """Whether anybody has an account here already."""
    with engine.connect() as connection:
        return bool(connection.scalar(sa.text("select count(*) from account")))


def throw_away(settings: Settings) -> None:
    """Remove everything of the demo: its tables, and what it told."""
    if settings.database_url.startswith("sqlite:///"):
        file = settings.database_url.removeprefix("sqlite:///")
        for ending in ("", "-wal", "-shm", ".lock"):
            Path(file + ending).unlink(missing_ok=True)
    else:
        app = create_app(settings)
        with app.app_context(), database.engine.begin() as connection:
            connection.execute(sa.text("drop schema public cascade"))
            connection.execute(sa.text("create schema public"))
    (settings.data / TOLD).unlink(missing_ok=True)
    shutil.rmtree(settings.data / "files", ignore_errors=True)


def environment(settings: Settings) -> dict[str, str]:
    """What the service reads its settings from. Cookies without TLS: the demo is reached by plain http."""
    return apart.environment(settings) | {"FORMBUILDER_SECURE_COOKIES": "0"}


def is_free(port: int) -> bool:
    """Whether nobody listens at a port: else somebody else's answer would be taken for ours."""
    with socket.socket() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def announce(port: int, built: Built, *, as_json: bool) -> None:
    """Leave a child behind that tells where the service is as soon as it answers.

    This process itself becomes the service, so that Ctrl-C, a polite kill and a rude one end the service, and nothing
    outlives it.
    """
    service = os.getpid()
    if os.fork():
        return
    url = f"http://127.0.0.1:{port}"
    if answers(f"{url}/healthz", service):
        if as_json:
            click.echo(json.dumps({"url": url, **asdict(built)}, ensure_ascii=False))
        else:
            introduce(url, built)
    sys.stdout.flush()
    os._exit(0)


def answers(url: str, service: int) -> bool:
    """Whether the service comes to answer; no, as soon as it has ended."""
    end = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < end and os.getppid() == service:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return True
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    return False


def introduce(url: str, built: Built) -> None:
    """Where it is and who may sign in, for people."""
    lines = [
        "",
        f"演示已启动 The demo is running: {url}   （Ctrl-C 停止 stops it）",
        "",
        f"{'角色 role':24}{'用户名 user':14}{'密码 password':28}{'区域 area / 部门 department'}",
    ]
    lines += [
        f"{one['role']:24}{one['username']:14}{one['password']:28}{one['area'] or one['department']}"
        for one in built.accounts
    ]
    lines += ["", "网格员打开 Signed in as `worker`, open:"]
    lines += [f"  {name:14}{url}/work/{record}" for name, record in built.examples.items()]
    lines += ["", f"接口令牌 API tokens: {', '.join(built.tokens)} → --json", ""]
    click.echo("\n".join(lines), err=True)
