"""Apps under gunicorn and load from wrk, as the bench needs them: started, measured, stopped."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
HOME = HERE.parent
CLIENTS = 8
_RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
_COUNT = re.compile(r"(\d+) requests in")
_PERCENTILE = re.compile(r"^\s+(\d+)(?:\.0+)?%\s+([\d.]+)(us|ms|s)\s*$", re.MULTILINE)
_BAD = re.compile(r"Non-2xx or 3xx responses: (\d+)")
_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True, slots=True)
class Window:
    """What one window of load saw: answers a second, milliseconds, and answers that were not 2xx or 3xx."""

    rate: float
    p50: float
    p99: float
    count: int
    bad: int


@dataclass(frozen=True, slots=True)
class Served:
    """An app that answers at `url`; `pid` is gunicorn's master."""

    url: str
    pid: int

    def workers(self) -> list[int]:
        """The processes that answer."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return [int(child) for child in children]


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
    url: str,
    seconds: int,
    folder: Path,
    *,
    script: Path | None = None,
    headers: Mapping[str, str] | None = None,
    argument: int = 0,
) -> Window:
    """One window of wrk with 8 clients on one thread. `argument`: for the script."""
    command = ["wrk", "-t1", f"-c{CLIENTS}", f"-d{seconds}s", "--latency"]
    command += ["-s", str(script)] if script else []
    for name, value in (headers or {}).items():
        command += ["-H", f"{name}: {value}"]
    ran = subprocess.run([*command, url, "--", str(argument)], cwd=folder, capture_output=True, text=True, check=True)
    return read_window(ran.stdout)


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
