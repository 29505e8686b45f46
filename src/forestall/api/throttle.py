"""How often one person's programs and pages may call: enough for work, too little to copy a node unseen or wear it out.

Counted in each process for itself, so that a call writes nothing; signing in has limits of its own, across processes.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest
from ninja.throttling import BaseThrottle

from forestall.api.accounts.visits import Visit
from forestall.clock import SystemClock


class PerPerson(BaseThrottle):
    """No more than so many calls a minute in one person's name."""

    window: ClassVar[int] = 60

    def allow_request(self, request: HttpRequest) -> bool:
        """Whether the call is within the limit; counts it."""
        here = getattr(request, "auth", None)
        if not isinstance(here, Visit):
            return True
        key = f"{here.account.pk}-{self._seconds() // self.window}"
        counted = caches["calls"]
        counted.add(key, 0, timeout=2 * self.window)
        return bool(counted.incr(key) <= settings.API_CALLS_A_MINUTE)

    def wait(self) -> float:
        """Seconds until the next minute begins."""
        return float(self.window - self._seconds() % self.window)

    def _seconds(self) -> int:
        return int(SystemClock().now().timestamp())
