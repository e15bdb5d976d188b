"""How many requests one client may send: a token bucket per client, in this process.

With several web processes a client meets several buckets and can send that many times more; the
headers stay true for the process that answered. A shared count would cost a write per request.
"""

import math
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Final
from uuid import UUID

IDLE_CLIENTS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `requests` at once, refilled evenly over `seconds`."""

    requests: int = 600
    seconds: int = 60


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a client has left. `reset` is in seconds until the bucket is full again."""

    allowed: bool
    limit: int
    remaining: int
    reset: int
    retry_after: int


class Buckets:
    """One bucket per client id, forgotten once full."""

    def __init__(self, rate: Rate) -> None:
        self.rate = rate
        self._levels: dict[UUID, tuple[float, datetime]] = {}
        self._lock = Lock()

    def take(self, client_id: UUID, now: datetime) -> Allowance:
        """Take one request out of the client's bucket, if there is one left."""
        with self._lock:
            level = self._refilled(client_id, now)
            allowed = level >= 1
            level -= 1 if allowed else 0
            self._levels[client_id] = (level, now)
            if len(self._levels) > IDLE_CLIENTS:
                self._forget_full(now)
        return self._allowance(allowed, level)

    @property
    def _per_second(self) -> float:
        return self.rate.requests / self.rate.seconds

    def _refilled(self, client_id: UUID, now: datetime) -> float:
        level, since = self._levels.get(client_id, (float(self.rate.requests), now))
        # A clock set back refills nothing and empties nothing.
        elapsed = max((now - since).total_seconds(), 0.0)
        return min(level + elapsed * self._per_second, float(self.rate.requests))

    def _forget_full(self, now: datetime) -> None:
        full = [each for each in self._levels if self._refilled(each, now) >= self.rate.requests]
        for each in full:
            del self._levels[each]

    def _allowance(self, allowed: bool, level: float) -> Allowance:
        return Allowance(
            allowed=allowed,
            limit=self.rate.requests,
            remaining=math.floor(level),
            reset=math.ceil((self.rate.requests - level) / self._per_second),
            retry_after=max(math.ceil((1 - level) / self._per_second), 1),
        )
