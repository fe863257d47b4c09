"""Wrong passwords per user name, and how long the next try has to wait.

Kept in the memory of the one web process: a restart forgives, which is harmless, and guessing writes nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Lock

from services.dms.organisation.errors import TooManyAttempts

FREE = 5
LONGEST = timedelta(minutes=15)
REMEMBERED = timedelta(hours=1)
_MOST = 10_000


class Attempts:
    """Counts per user name; after :data:`FREE` wrong ones 1, 2, 4, ... seconds, at most :data:`LONGEST`."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._wrong: dict[str, tuple[int, datetime]] = {}

    def check(self, username: str, now: datetime) -> None:
        """:raises TooManyAttempts: the wait after the last wrong password is not over."""
        with self._lock:
            count, last = self._wrong.get(username, (0, now))
        if count < FREE:
            return
        until = last + min(timedelta(seconds=2 ** min(count - FREE, 20)), LONGEST)
        if now < until:
            raise TooManyAttempts(seconds=max(1, round((until - now).total_seconds())))

    def failed(self, username: str, now: datetime) -> None:
        """One more wrong password."""
        with self._lock:
            count, last = self._wrong.get(username, (0, now))
            self._wrong[username] = (1 if now - last > REMEMBERED else count + 1, now)
            if len(self._wrong) > _MOST:  # guessed names must not fill the memory: the oldest half goes
                oldest = sorted(self._wrong, key=lambda name: self._wrong[name][1])
                for name in oldest[: _MOST // 2]:
                    del self._wrong[name]

    def succeeded(self, username: str) -> None:
        """Forget the wrong ones."""
        with self._lock:
            self._wrong.pop(username, None)


ATTEMPTS = Attempts()
