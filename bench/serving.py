"""Apps under gunicorn and load from wrk, as the bench needs them: started, measured, stopped."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

HERE = Path(__file__).parent
HOME = HERE.parent
CLIENTS = 8
#: Each worker serves so many of them at least, which is seen so many seconds after a start; so many starts are tried.
FAIR_SHARE, LOOK_AFTER, STARTS = 3, 0.3, 30
ESTABLISHED = "01"  # in /proc/net/tcp
_RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
_COUNT = re.compile(r"(\d+) requests in")
_PERCENTILE = re.compile(r"^\s+(\d+)(?:\.0+)?%\s+([\d.]+)(us|ms|s)\s*$", re.MULTILINE)
_BAD = re.compile(r"Non-2xx or 3xx responses: (\d+)")
_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True, slots=True)
class Window:
    """What one window of load saw: answers a second, milliseconds, and answers that were not 2xx or 3xx.

    `spent`: all that was answered, in starts that did not count too (`load`). `fair`: each worker had its share.
    """

    rate: float
    p50: float
    p99: float
    count: int
    bad: int
    spent: int = 0
    fair: bool = True


@dataclass(frozen=True, slots=True)
class Served:
    """An app that answers at `url`; `pid` is gunicorn's master."""

    url: str
    pid: int

    def workers(self) -> list[int]:
        """The processes that answer."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return [int(child) for child in children]

    def connections(self) -> list[int]:
        """How many clients each of them serves."""
        port = f":{int(self.url.rpartition(':')[2]):04X}"
        rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        ours = {f"socket:[{row[9]}]" for row in rows if row[1].endswith(port) and row[3] == ESTABLISHED}
        return [sum(target(handle) in ours for handle in Path(f"/proc/{pid}/fd").iterdir()) for pid in self.workers()]


def target(link: Path) -> str:
    """What a handle stands for; empty if it was closed meanwhile."""
    try:
        return str(link.readlink())
    except OSError:
        return ""


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


@contextmanager
def serve(app: str, folder: Path, ready: str, environment: Mapping[str, str]) -> Iterator[Served]:
    """Serve an app with bench/gunicorn_settings.py from a folder until the block ends.

    :param ready: the path that answers 200 as soon as the app does
    """
    url = f"http://127.0.0.1:{free_port()}"
    bind = url.removeprefix("http://")
    command = [sys.executable, "-m", "gunicorn", "-c", str(HERE / "gunicorn_settings.py"), "-b", bind, app]
    process = subprocess.Popen(command, cwd=folder, env={**os.environ, "PYTHONPATH": str(HOME), **environment})
    try:
        wait_for(url + ready, process)
        yield Served(url, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_for(url: str, process: subprocess.Popen[bytes], seconds: float = 30) -> None:
    """Until the address answers; RuntimeError if the server ends or takes too long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise RuntimeError(f"{url} did not answer")


def have_wrk() -> bool:
    """Whether the load generator is installed."""
    return shutil.which("wrk") is not None


def load(
    served: Served,
    path: str,
    seconds: int,
    folder: Path,
    *,
    script: Path | None = None,
    headers: Mapping[str, str] | None = None,
    spent: int = 0,
) -> Window:
    """One window of wrk with 8 clients on one thread, which keep their connections.

    gunicorn's workers race for connections, and one that has got all eight leaves the other idle: of the same app such
    a window sees half. So every start, of whatever app, is looked at, and begun anew until each worker serves three at
    least; the last one is taken as it is.

    :param spent: for the script: how much of what it sends is used up
    """
    command = ["wrk", "-t1", f"-c{CLIENTS}", f"-d{seconds}s", "--latency"]
    command += ["-s", str(script)] if script else []
    for name, value in (headers or {}).items():
        command += ["-H", f"{name}: {value}"]
    wasted = 0
    for start in range(STARTS):
        arguments = [*command, served.url + path, "--", str(spent + wasted)]
        with subprocess.Popen(arguments, cwd=folder, stdout=subprocess.PIPE, text=True) as running:
            time.sleep(LOOK_AFTER)
            fair = min(served.connections()) >= FAIR_SHARE
            if not fair and start < STARTS - 1:
                running.send_signal(signal.SIGINT)  # it tells what it has seen so far, and ends
            window = read_window(running.communicate()[0])
        if fair or start == STARTS - 1:
            break
        wasted += window.count + CLIENTS
        time.sleep(LOOK_AFTER)  # whoever is still busy with the last start would lose the next race
    return replace(window, spent=window.count + wasted, fair=fair)


def read_window(report: str) -> Window:
    """What wrk printed."""
    rate, count = _RATE.search(report), _COUNT.search(report)
    if rate is None or count is None:
        raise RuntimeError(f"wrk said: {report}")
    at = {int(percent): float(number) * _UNITS[unit] for percent, number, unit in _PERCENTILE.findall(report)}
    bad = _BAD.search(report)
    return Window(float(rate[1]), at.get(50, 0.0), at.get(99, 0.0), int(count[1]), int(bad[1]) if bad else 0)


def unshared_memory(pid: int) -> float:
    """Memory that is this process's alone (USS), in MB."""
    kilobytes = 0
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        name, _, rest = line.partition(":")
        if name in ("Private_Clean", "Private_Dirty"):
            kilobytes += int(rest.split()[0])
    return kilobytes / 1024
