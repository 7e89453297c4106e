"""The service as it runs in life: gunicorn in processes of its own, that can be stopped, killed and started."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

HOME = Path(__file__).parent.parent
GUNICORN = ("-k", "gthread", "--threads", "4", "--log-level", "error", "--no-control-socket")


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


@dataclass
class Server:
    """One instance: its data folder, its database, its port; the same ones after each start."""

    folder: Path
    database_url: str
    port: int = field(default_factory=free_port)
    extra: dict[str, str] = field(default_factory=dict)
    workers: int = 1
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Serve; returns when /healthz answers."""
        environment = {
            **os.environ,
            "FORMBUILDER_DATA": str(self.folder),
            "FORMBUILDER_DATABASE_URL": self.database_url,
            "FORMBUILDER_SECURE_COOKIES": "0",
            "FORMBUILDER_SUBMITS": "100000",
            "PYTHONPATH": str(HOME),
            **self.extra,
        }
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            *GUNICORN,
            "-w",
            str(self.workers),
            "-b",
            f"127.0.0.1:{self.port}",
            "wsgi:app",
        ]
        # A session of its own, so that master and workers can be killed together and nobody else with them.
        self.process = subprocess.Popen(command, cwd=HOME, env=environment, start_new_session=True)
        self.wait()

    def wait(self, seconds: float = 30) -> None:
        """Until it answers; RuntimeError if it does not."""
        assert self.process is not None
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended with {self.process.returncode}")
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=2):
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.05)
        raise RuntimeError("the server did not answer")

    def stop(self) -> None:
        """Ask it to end, and wait."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=30)

    def kill(self) -> None:
        """kill -9 of master and workers at once: nobody says goodbye."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=30)

    def restart(self) -> None:
        """Stop, and start again on the same port."""
        self.stop()
        self.start()
