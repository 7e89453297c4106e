"""`make crash`: python -m tests.crash --times 20."""

import argparse
import os
import sys

import pytest


def main() -> int:
    """Run the crash test with so many kills on each database, and say what came of it."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--times", type=int, default=20, help="kills on each database")
    os.environ["CRASH_TIMES"] = str(parser.parse_args().times)
    return pytest.main(["-q", "-s", "tests/crash"])


if __name__ == "__main__":
    sys.exit(main())
