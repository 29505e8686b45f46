"""Polite download of payloads: resumable, checked, rate-limited; the only code here that makes outgoing calls.

A server may lie: a web page under a data address, a length that isn't kept, a file that changes while it
is resumed, a body without end. Each is refused with its reason, and what was loaded before still stands.
A finished file is kept beside a note of where it came from, its ETag and its digest; an unfinished one
stays as `.part` and is taken up again with Range and If-Range.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

import httpx

from forestall import __version__
from forestall.clock import seconds_elapsed
from forestall.errors import StorageUnavailable, UnreadableData
from forestall.observe.card import Checksum
from forestall.observe.partial import Fetched, FileChanged, Partial
from forestall.observe.sources import looks_like_a_page

USER_AGENT = f"forestall/{__version__} (open-source early warning of mass atrocities; polite download)"
ROBOT_NAME = "forestall"
CHUNK = 2**18
ROBOTS_LARGEST = 2**19
OK, PARTIAL_CONTENT, NOT_MODIFIED, RANGE_REFUSED = 200, 206, 304, 416
RETRIED = {408, 425, 429, 500, 502, 503, 504}

Progress = Callable[[str, int, int | None], None]
"""Called with the file's name, the bytes so far and, where known, in all."""


@dataclass(frozen=True)
class Manners:
    """How politely and how patiently files are asked for."""

    seconds_between_calls: float = 1.0
    """Least time between two calls to one host."""
    attempts: int = 5
    attempts_to_connect: int = 2
    """Where not even a connection comes about, patience is shorter: most likely there is no network."""
    first_wait_seconds: float = 2.0
    """Wait before the second attempt; it doubles each time."""
    longest_wait_seconds: float = 120.0
    timeout_seconds: float = 60.0
    """Without a byte for so long, an attempt has failed."""
    longest_seconds: float = 6 * 3600.0
    """A transfer that drips for longer than this is given up."""
    most_redirects: int = 10
    largest_bytes: int = 8 * 2**30
    """A body beyond this is refused, whatever it announces."""


@dataclass
class Fetcher:
    """One visit to publishers, with its own connections; use it as a context.

    Args:
        manners: politeness and patience.
        progress: told about every piece that arrives.
        sleep: how to wait; tests pass their own.
    """

    manners: Manners = field(default_factory=Manners)
    progress: Progress = lambda name, done, total: None
    sleep: Callable[[float], None] = time.sleep

    def __post_init__(self) -> None:
        self._client = httpx.Client(
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity"},
            timeout=httpx.Timeout(self.manners.timeout_seconds),
            follow_redirects=True,
            max_redirects=self.manners.most_redirects,
        )
        self._last_call: dict[str, float] = {}
        self._robots: dict[str, RobotFileParser] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def fetch(
        self,
        url: str,
        target: Path,
        *,
        checksum: Checksum | None = None,
        headers: Mapping[str, str] | None = None,
        page_expected: bool = False,
    ) -> Fetched:
        """The file behind an address, whole, at `target`.

        Args:
            url: where it is.
            target: where it goes; an earlier file there is replaced only by a whole one.
            checksum: what the publisher says it hashes to.
            headers: such as a sign-in; never written down.
            page_expected: True where a web page is what is wanted.

        Raises:
            UnreadableData: the server answered with something else than the file, or forbids robots.
            StorageUnavailable: it could not be reached, or broke off at every attempt.
        """
        self._check_robots(url)
        partial = Partial(target, url)
        for attempt in range(1, self.manners.attempts + 1):
            try:
                answer = self._attempt(url, partial, dict(headers or {}), page_expected=page_expected)
                break
            except _TryAgain as problem:
                most = self.manners.attempts_to_connect if problem.is_offline else self.manners.attempts
                if attempt >= most:
                    raise _unreachable(url, f"{problem.reason}, {attempt} times") from None
                self.sleep(self._wait(attempt, problem.after_seconds))
        if checksum:
            _check(partial, checksum, url)
        return partial.finish() if answer else partial.unchanged()

    def post(self, url: str, form: Mapping[str, str]) -> bytes:
        """The answer to a posted form, as when a name and key are changed into a token.

        Raises:
            UnreadableData: the server refused.
            StorageUnavailable: it could not be reached.
        """
        self._wait_for_turn(url)
        try:
            answer = self._client.post(url, data=dict(form))
        except httpx.HTTPError as error:
            raise _unreachable(url, type(error).__name__) from None
        if answer.status_code != OK:
            raise _refused(url, "a sign-in that is accepted", f"status {answer.status_code}")
        return answer.content

    def _attempt(self, url: str, partial: Partial, headers: dict[str, str], *, page_expected: bool) -> bool:
        self._wait_for_turn(url)
        headers |= partial.request_headers()
        with _calling(url), self._client.stream("GET", url, headers=headers) as answer:
            if answer.status_code == NOT_MODIFIED and partial.has_finished:
                return False
            if answer.status_code == RANGE_REFUSED:
                partial.forget()
                raise _TryAgain("the server no longer has the rest of the file")
            if answer.status_code in RETRIED:
                raise _TryAgain(f"status {answer.status_code}", answer.headers.get("Retry-After"))
            if answer.status_code not in {OK, PARTIAL_CONTENT}:
                raise _refused(url, "the file", f"status {answer.status_code}")
            self._receive(answer, partial, url, page_expected=page_expected)
        return True

    def _receive(self, answer: httpx.Response, partial: Partial, url: str, *, page_expected: bool) -> None:
        try:
            total = partial.begin(answer)
        except FileChanged:
            raise _TryAgain("the file changed while it was fetched") from None
        if total is not None and total > self.manners.largest_bytes:
            raise _refused(url, f"at most {self.manners.largest_bytes} bytes", f"{total} announced")
        page = answer.headers.get("Content-Type", "").startswith("text/html")
        began = seconds_elapsed()
        for piece in answer.iter_raw(CHUNK):
            if not page_expected and partial.size == 0 and (page or looks_like_a_page(piece)):
                raise _refused(url, "data", "a web page")
            partial.write(piece)
            self.progress(partial.name, partial.size, total)
            if partial.size > self.manners.largest_bytes:
                partial.forget()
                raise _refused(url, f"at most {self.manners.largest_bytes} bytes", "a body that goes on")
            if seconds_elapsed() - began > self.manners.longest_seconds:
                raise _refused(url, f"a transfer within {self.manners.longest_seconds:.0f} s", "one that drips on")
        if total is not None and partial.size != total:
            if partial.size > total:
                partial.forget()
            raise _TryAgain(f"{partial.size} of {total} bytes")
        if partial.size == 0:
            raise _refused(url, "data", "an empty answer")

    def _check_robots(self, url: str) -> None:
        parts = urlsplit(url)
        host = f"{parts.scheme}://{parts.netloc}"
        if host not in self._robots:
            self._robots[host] = self._read_robots(host)
        if not self._robots[host].can_fetch(ROBOT_NAME, url):
            raise _refused(url, "leave for robots", "robots.txt forbids this address")

    def _read_robots(self, host: str) -> RobotFileParser:
        rules = RobotFileParser()
        lines: list[str] = []
        try:
            self._wait_for_turn(host)
            with self._client.stream("GET", f"{host}/robots.txt") as answer:
                if answer.status_code == OK:
                    body = next(answer.iter_raw(ROBOTS_LARGEST), b"")
                    lines = body.decode("utf-8", errors="replace").splitlines()
        except httpx.HTTPError:
            # A host without robots.txt forbids nothing; one that can't be reached says so at the file.
            lines = []
        rules.parse(lines)
        return rules

    def _wait_for_turn(self, url: str) -> None:
        host = urlsplit(url).netloc
        earlier = self._last_call.get(host)
        if earlier is not None:
            self.sleep(max(0.0, self.manners.seconds_between_calls - (seconds_elapsed() - earlier)))
        self._last_call[host] = seconds_elapsed()

    def _wait(self, attempt: int, asked_seconds: float | None) -> float:
        own = self.manners.first_wait_seconds * 2.0 ** (attempt - 1)
        return float(min(self.manners.longest_wait_seconds, max(own, asked_seconds or 0.0)))


class _TryAgain(Exception):
    """An attempt failed in a way that may pass."""

    def __init__(self, reason: str, after: str | None = None, *, is_offline: bool = False) -> None:
        self.reason = reason
        self.is_offline = is_offline
        self.after_seconds = float(after) if after and after.isdigit() else None
        super().__init__(reason)


@contextmanager
def _calling(url: str) -> Iterator[None]:
    try:
        yield
    except httpx.TooManyRedirects:
        raise _refused(url, "the file", "redirects without end") from None
    except (httpx.UnsupportedProtocol, httpx.InvalidURL):
        raise _refused(url, "an address that starts with https:// or http://", "another one") from None
    except httpx.HTTPError as error:
        raise _TryAgain(type(error).__name__, is_offline=isinstance(error, httpx.ConnectError)) from None


def _check(partial: Partial, checksum: Checksum, url: str) -> None:
    hasher = hashlib.new(checksum.algorithm, usedforsecurity=False)
    with partial.readable.open("rb") as stream:
        while piece := stream.read(CHUNK):
            hasher.update(piece)
    if hasher.hexdigest() != checksum.value:
        partial.forget()
        raise _refused(url, f"{checksum.algorithm} {checksum.value}", hasher.hexdigest())


def _refused(url: str, expected: str, found: str) -> UnreadableData:
    return UnreadableData(
        expected=expected,
        found=found,
        where=_bare(url),
        remedy="Nothing was loaded; what was loaded before still stands. Look at the address in a browser.",
    )


def _unreachable(url: str, found: str) -> StorageUnavailable:
    return StorageUnavailable(
        expected="an answer",
        found=found,
        where=_bare(url),
        remedy="What was loaded before still stands. Try again later, or use --mirror with local copies.",
    )


def _bare(url: str) -> str:
    """The address without its query, which may hold a key."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
