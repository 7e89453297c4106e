"""What was measured, each figure beside the raw one of the same run, and how it is told."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

#: Seconds between two looks at a process that runs.
LOOK = 0.05
HOME = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number. `beside`: the raw one that it is compared with, and `raw` what that is.

    `more_is_better`: the ratio is ours / raw, so that above 1 we are better; else raw / ours.
    """

    name: str
    value: float
    unit: str
    raw: str = ""
    beside: float = 0.0
    more_is_better: bool = True
    goal: str = ""

    @property
    def ratio(self) -> float | None:
        """How good it is beside the raw one; None where there is none."""
        if not self.beside or not self.value:
            return None
        return self.value / self.beside if self.more_is_better else self.beside / self.value

    def say(self) -> str:
        """One line of the table."""
        line = f"{self.name:54}{self.value:14,.2f} {self.unit:7}"
        if self.ratio is not None:
            line += f"{self.ratio:9.3f} x {self.raw} ({self.beside:,.2f})"
        return f"{line}   {self.goal}".rstrip()


@dataclass(frozen=True, slots=True)
class Child:
    """A process that has ended: seconds from its start to its end, and the most memory that it had, in MB.

    `peak`: all that was resident, pages of the database's file that it only looks at among it. `own`: without those.
    """

    seconds: float
    peak: float
    own: float


def run(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Child:
    """Run a command to its end and measure it; RuntimeError if it fails."""
    said = folder / "said"
    peak = own = 0.0
    with said.open("wb") as file:
        began = time.perf_counter()
        process = subprocess.Popen(command, cwd=HOME, env={**os.environ, **environment}, stdout=file, stderr=file)
        while process.poll() is None:
            now = memory(process.pid)
            peak, own = max(peak, now.get("VmHWM", 0.0)), max(own, now.get("RssAnon", 0.0))
            time.sleep(LOOK)
        seconds = time.perf_counter() - began
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}: {said.read_text()}")
    return Child(seconds, peak, own)


def memory(pid: int) -> dict[str, float]:
    """What the kernel says of a process's memory, in MB. (What it tells at the end of a process is what whoever
    started it had, if that was more.)
    """
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return {
        name: int(rest.split()[0]) / 1024 for name, _, rest in (line.partition(":") for line in lines) if "kB" in rest
    }


def say(text: str) -> None:
    """Words for people, while it runs."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def told(figures: Iterable[Figure]) -> list[Figure]:
    """The figures, each said as it comes."""
    found = []
    for figure in figures:
        say(figure.say())
        found.append(figure)
    return found


def milliseconds(steps: Sequence[Callable[[], object]]) -> float:
    """The median time of some calls that are alike, after one that does not count."""
    steps[0]()
    times = []
    for step in steps:
        began = time.perf_counter()
        step()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)
