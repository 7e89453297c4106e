"""`make bench`: everything measured in one run, each figure beside the raw one that it is compared with.

    python -m bench                                        pages and submissions over HTTP: S, W and the product in turn
    python -m bench --only rows,ledger,publish,status      the rest; each is a part that can be asked for alone
    python -m bench --only http,rows,ledger,publish,status what `make bench` runs
    python -m bench --short --only …                       the same at small sizes: does it run at all?

`rows`: 100,000 rows of a system's table in and out. `ledger`: pages and searches at 6,000 and at 1,000,000 people;
`publish`: a task for all of them while somebody submits; `status`: its page over their assignments (it publishes first,
if nobody has). Ratios are worth something only where nothing else runs on the machine. Everything lies in temporary
folders, which are removed: the million needs some 5 GB in $TMPDIR for a while.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bench import city, inprocess, ledger, product, publish, rows, status, weight
from bench.figures import Figure, say, told
from bench.serving import CLIENTS, HERE, HOME, Served, Window, have_wrk, load, serve, unshared_memory
from bench.static_page import PATH

#: After so many answers the memory of each worker is read.
REQUESTS_BEFORE_MEMORY = 50_000
PARTS = ("http", "rows", "ledger", "publish", "status")
#: Rows of a system's table; people of a small ledger and of a large one.
ROWS, FEW, MANY = 100_000, 6_000, 1_000_000


@dataclass
class Results:
    """Everything that one run measured."""

    windows: dict[str, list[Window]] = field(default_factory=dict)
    memory: list[float] = field(default_factory=list)
    phone: dict[str, float] = field(default_factory=dict)
    inprocess: dict[str, float] = field(default_factory=dict)
    figures: list[Figure] = field(default_factory=list)

    def median(self, name: str) -> float:
        """Answers a second of the middle window."""
        return statistics.median(window.rate for window in self.windows[name])

    def p99(self, name: str) -> float:
        """Milliseconds of the 99th percentile, of the middle window."""
        return statistics.median(window.p99 for window in self.windows[name])

    def ratios(self) -> dict[str, float]:
        """What the goals are set in."""
        page, submit = self.median("product page"), self.median("product submit")
        return {
            "page / W page": page / self.median("W page"),
            "page / S": page / self.median("S"),
            "submit / W submit": submit / self.median("W submit"),
            "submit / S": submit / self.median("S"),
            "page (60 asked) / W page": self.median("product page, 60 asked") / self.median("W page"),
        }


def main() -> int:
    """Run it all; 0 if every answer was right, 1 if something answered with an error or wrk is missing."""
    parser = argparse.ArgumentParser(
        prog="python -m bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", type=some_parts, default=("http",), help=f"parts: {','.join(PARTS)}; default http")
    parser.add_argument("--windows", type=int, default=5, help="windows of each, alternating")
    parser.add_argument("--seconds", type=int, default=5, help="length of a window")
    parser.add_argument(
        "--short", action="store_true", help="small sizes, two windows of two seconds: does it run at all?"
    )
    parser.add_argument("--records", type=int, default=30_000, help="records of the product, most to submit")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    chosen = parser.parse_args()
    began, sizes = time.monotonic(), (ROWS, FEW, MANY)
    if chosen.short:
        chosen.windows, chosen.seconds, chosen.records = 2, 2, 2_000
        sizes = (2_000, 1_000, 5_000)
    results = Results()
    if "http" in chosen.only:
        measure_http(chosen.windows, chosen.seconds, chosen.records, results)
    results.figures = told(measure_tables(chosen.only, *sizes))
    report(results)
    say(f"Measured in {time.monotonic() - began:.0f} s.")
    if chosen.json:
        chosen.json.write_text(json.dumps(as_document(results), indent=1))
    unfair = sum(not window.fair for windows in results.windows.values() for window in windows)
    if unfair:
        say(f"In {unfair} windows one worker had most of the connections: they measure less than they should.")
    bad = sum(window.bad for windows in results.windows.values() for window in windows)
    if bad:
        say(f"{bad} answers were errors: this run counts for nothing.")
    return 1 if bad or ("http" in chosen.only and not results.windows) else 0


def some_parts(text: str) -> tuple[str, ...]:
    """The parts that somebody chose.

    :raises ValueError: there is no such part
    """
    parts = tuple(text.split(","))
    if not set(parts) <= set(PARTS):
        raise ValueError(text)
    return parts


def measure_http(windows: int, seconds: int, records: int, results: Results) -> None:
    """Pages and submissions: what they cost in process, what they weigh, how many a second."""
    results.inprocess = inprocess.measure()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        results.phone = measure_phone(Path(folder))
        if have_wrk():
            measure_load(Path(folder), windows, seconds, records, results)
        else:
            say("wrk is not installed (apt-get install wrk): nothing was measured over HTTP.")


def measure_tables(parts: tuple[str, ...], count: int, few: int, many: int) -> Iterator[Figure]:
    """Rows in and out; then ledger, publishing and status on one instance with many people."""
    if "rows" in parts:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            yield from rows.measure(Path(folder), count)
    if not set(parts) & {"ledger", "publish", "status"}:
        return
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        if "ledger" in parts:
            say(f"{few:,} people move in …")
            city.build(Path(folder) / "town", few, tickets=100)
            yield from ledger.measure(Path(folder) / "town", few)
        say(f"{many:,} people move in: copies of a real record, by SQL …")
        town = Path(folder) / "city"
        began = time.monotonic()
        city.build(town, many)
        say(f"… in {time.monotonic() - began:.0f} s")
        if "ledger" in parts:
            yield from ledger.measure(town, many)
        if "publish" in parts:
            yield from publish.measure(town)
        if "status" in parts:
            if "publish" not in parts:
                publish.publish(town)
            yield from status.measure(town)


def measure_phone(folder: Path) -> dict[str, float]:
    """Kilobytes of the visit page over the wire, the first time and later."""
    say("The product's instance is being built …")
    with serve("bench.product_app:app", folder, "/healthz", product.build(folder, 40)) as served:
        return weight.of_visit(served.url, folder)


def measure_load(folder: Path, windows: int, seconds: int, records: int, results: Results) -> None:
    """Alternating windows of S, W and the product."""
    say("W fills its table …")
    environment = {"PYTHONPATH": str(HOME)}
    subprocess.run([sys.executable, "-m", "bench.handwritten"], cwd=folder, check=True, env=environment)
    home = folder / "product"
    home.mkdir(exist_ok=True)
    with ExitStack() as stack:
        ours = stack.enter_context(serve("bench.product_app:app", home, "/healthz", product.build(home, records)))
        theirs = stack.enter_context(serve("bench.handwritten:app", folder, PATH, {}))
        cookie = {"Cookie": (home / "product.cookie").read_text().strip(), "Origin": ours.url}
        for pool in (home, home / "all"):
            open_all(ours.url, pool, cookie)
        turns = all_turns(ours, theirs, folder, home, cookie, seconds)
        for turn in range(windows):
            for name, run in turns.items():
                window = run()
                results.windows.setdefault(name, []).append(window)
                figures = f"{window.rate:9.0f}/s  p50 {window.p50:6.1f} ms  p99 {window.p99:7.1f} ms"
                say(f"{turn + 1}/{windows} {name:24} {figures}")
        answered = sum(w.count for name, found in results.windows.items() if "product" in name for w in found)
        while answered < REQUESTS_BEFORE_MEMORY:
            answered += turns["product page"]().count
        results.memory = [unshared_memory(pid) for pid in ours.workers()]


def open_all(url: str, pool: Path, headers: Mapping[str, str]) -> None:
    """Open every record of a pool once: the first opening takes it for the worker and writes, later ones only read."""
    for record in (pool / "product.read").read_text().split():
        with urllib.request.urlopen(urllib.request.Request(f"{url}/work/{record}", headers=dict(headers))) as answer:
            answer.read()


def all_turns(
    ours: Served, theirs: Served, folder: Path, home: Path, cookie: Mapping[str, str], seconds: int
) -> dict[str, Callable[[], Window]]:
    """What each turn of windows runs."""
    read, submit = HERE / "product_read.lua", HERE / "product_submit.lua"
    submitted = 0

    def submit_next() -> Window:
        nonlocal submitted
        window = load(ours, "", seconds, home, script=submit, headers=cookie, spent=submitted)
        submitted += window.spent + CLIENTS
        return window

    return {
        "S": lambda: load(ours, PATH, seconds, home),
        "W page": lambda: load(theirs, "/form/", seconds, folder, script=HERE / "read.lua"),
        "product page": lambda: load(ours, "", seconds, home, script=read, headers=cookie),
        "W submit": lambda: load(theirs, "", seconds, folder, script=HERE / "submit.lua"),
        "product submit": submit_next,
        "product page, 60 asked": lambda: load(ours, "", seconds, home / "all", script=read, headers=cookie),
    }


def as_document(results: Results) -> dict[str, object]:
    """The figures for programs."""
    return {
        "windows": {name: [asdict(window) for window in found] for name, found in results.windows.items()},
        "ratios": results.ratios() if results.windows else {},
        "uss_mb": results.memory,
        "phone_kb": results.phone,
        "inprocess_us": results.inprocess,
        "figures": [{**asdict(figure), "ratio": figure.ratio} for figure in results.figures],
    }


def report(results: Results) -> None:
    """The table for people, on stdout."""
    lines = [f"{'':28}{'median/s':>10}{'p99 ms':>10}"] if results.windows else []
    for name in results.windows:
        lines.append(f"{name:28}{results.median(name):10.0f}{results.p99(name):10.1f}")
    if results.windows:
        goals = {"page / W page": ">= 8", "page / S": "aim 0.4", "submit / W submit": ">= 3, aim 5"}
        for name, ratio in results.ratios().items():
            lines.append(f"{name:28}{ratio:10.2f}   {goals.get(name, '')}")
    for megabytes in results.memory:
        lines.append(f"{'USS of a worker, MB':28}{megabytes:10.1f}   <= 75")
    for name, kilobytes in results.phone.items():
        lines.append(f"{name:28}{kilobytes:10.1f}")
    for name, microseconds in results.inprocess.items():
        lines.append(f"{name:28}{microseconds:10.1f}")
    lines += [figure.say() for figure in results.figures]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
