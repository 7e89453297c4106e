"""A receipt means that it is on disk: kill -9 of the server under load, on both databases (R14, R15)."""

import os
import sys

from tests.crash.killing import crash
from tests.demonstrated import Demo

#: Kills on each database; `make crash` asks for more.
TIMES = int(os.environ.get("CRASH_TIMES", "2"))


def test_r14_no_acknowledged_submission_is_lost_and_nothing_is_half_done(demo: Demo) -> None:
    report = crash(demo, TIMES)
    sys.stderr.write(f"{demo.database_url.split(':')[0]}: {report.say()}\n")
    assert report.wrong == []
    assert report.kills == TIMES
    assert report.acknowledged > 10 * TIMES
