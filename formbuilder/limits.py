"""How much at once: counted in this process's memory, so that each of N workers lets N times as much through.

With several nodes the counts can lie in Redis: the library takes another storage.
"""

import time
from dataclasses import dataclass, field
from threading import Lock

from flask import Flask, current_app
from limits import RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter, MovingWindowRateLimiter, RateLimiter

from formbuilder.problems import TooMany

MINUTE = 60
HOUR = 3600


class Numbers(MemoryStorage):
    """One number for each account, which ends when it is looked at too late.

    The library's own begins a thread at every count, to sweep; that would cost a submission a tenth of its time.
    """

    def __init__(self) -> None:
        super().__init__()
        self.counting = Lock()

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count on, or from the beginning if the window has ended."""
        with self.counting:
            number: int = self.get(key) + amount
            self.storage[key] = number
            self.expirations.setdefault(key, time.time() + expiry)
        return number


@dataclass(slots=True)
class Counts:
    """The rates of one instance and what was spent of them."""

    rates: dict[str, RateLimitItemPerSecond]
    window: MovingWindowRateLimiter = field(default_factory=lambda: MovingWindowRateLimiter(MemoryStorage()))
    #: Of what comes often: one number an account, not the instant of each.
    plain: FixedWindowRateLimiter = field(default_factory=lambda: FixedWindowRateLimiter(Numbers()))

    def limiter(self, rate: str) -> RateLimiter:
        """What counts a rate."""
        return self.plain if rate == "submit" else self.window


def keep_count(app: Flask) -> None:
    """Start counting. A burst of two and a half minutes' submissions is let through: a phone that was offline."""
    submits = app.extensions["settings"].submits_per_minute
    app.extensions["limits"] = Counts(
        {
            "submit": RateLimitItemPerSecond(submits * 5 // 2, MINUTE * 5 // 2),
            "api": RateLimitItemPerSecond(600, MINUTE),
            "reveal": RateLimitItemPerSecond(30, HOUR),
            "sign-in account": RateLimitItemPerSecond(10, 5 * MINUTE),
            "sign-in device": RateLimitItemPerSecond(5, 15 * MINUTE),
            "sign-in address": RateLimitItemPerSecond(100, 5 * MINUTE),
            "sign-in all": RateLimitItemPerSecond(1000, 5 * MINUTE),
        }
    )


def spend(rate: str, who: str) -> None:
    """Count one more of `rate` for `who`; TooMany, with the seconds to wait, if that is one too many."""
    counts: Counts = current_app.extensions["limits"]
    item, limiter = counts.rates[rate], counts.limiter(rate)
    if not limiter.hit(item, rate, who):
        reset = limiter.get_window_stats(item, rate, who).reset_time
        raise TooMany(seconds=max(1, round(reset - time.time())))


def forgive(rate: str, who: str) -> None:
    """Forget what was spent: it was in good order after all."""
    counts: Counts = current_app.extensions["limits"]
    counts.limiter(rate).clear(counts.rates[rate], rate, who)
