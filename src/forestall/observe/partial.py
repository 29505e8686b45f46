"""A file on its way: the part that arrived, where it came from, and what the server said of it.

Beside `name` stand `name.part` (not yet whole) and `name.note` (address, ETag, size, digest). A part is
taken up again only when the server can prove with If-Range that the file is still the same one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import orjson

from forestall.observe.payload import sha256_of

PARTIAL_CONTENT = 206
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")


@dataclass(frozen=True)
class Fetched:
    """A file that arrived whole."""

    path: Path
    sha256: str
    bytes: int
    url: str
    changed: bool
    """False when the publisher said that what we had is still the newest."""


class FileChanged(Exception):
    """The file behind the address is no longer the one of which we hold a part."""


class Partial:
    """What we hold of one address.

    Args:
        target: where the whole file will stand.
        url: where it comes from; a part of another address is of no use.
    """

    def __init__(self, target: Path, url: str) -> None:
        self.name = target.name
        self._target = target
        self._url = url
        self._part = target.with_name(f"{target.name}.part")
        self._note = target.with_name(f"{target.name}.note")
        target.parent.mkdir(parents=True, exist_ok=True)
        noted = self._read_note()
        self._about: dict[str, Any] = noted if noted.get("url") == url else {}
        if not self._about:
            self.forget()

    @property
    def size(self) -> int:
        """Bytes that have arrived so far."""
        return self._part.stat().st_size if self._part.exists() else 0

    @property
    def readable(self) -> Path:
        """The part when there is one, else the whole file."""
        return self._part if self._part.exists() else self._target

    @property
    def has_finished(self) -> bool:
        """True when the whole file stands there, as noted."""
        digest = self._about.get("sha256")
        return bool(digest) and self._target.exists() and sha256_of(self._target) == digest

    def request_headers(self) -> dict[str, str]:
        """What to ask: the rest of a part, or only news of a whole file; nothing special otherwise."""
        etag, date = self._about.get("etag"), self._about.get("last_modified")
        if self.size and (proof := _strong(etag) or date):
            return {"Range": f"bytes={self.size}-", "If-Range": proof}
        self._part.unlink(missing_ok=True)
        if self.has_finished and etag:
            return {"If-None-Match": etag}
        return {"If-Modified-Since": date} if self.has_finished and date else {}

    def begin(self, answer: httpx.Response) -> int | None:
        """Get ready for the body of an answer.

        Returns:
            How many bytes the whole file has, where the server says so.

        Raises:
            FileChanged: the server sends the rest of another file than the one begun.
        """
        etag, date = answer.headers.get("ETag"), answer.headers.get("Last-Modified")
        if answer.status_code == PARTIAL_CONTENT:
            start, total = _content_range(answer)
            same = (etag or date) == (self._about.get("etag") if etag else self._about.get("last_modified"))
            if start != self.size or not same:
                self.forget()
                raise FileChanged
            return total
        self._part.unlink(missing_ok=True)
        self._about = {"url": self._url, "etag": etag, "last_modified": date}
        self._write_note(self._target.with_name(f"{self._target.name}.note.part"))
        length = answer.headers.get("Content-Length", "")
        return int(length) if length.isdigit() else None

    def write(self, piece: bytes) -> None:
        """Add what arrived."""
        with self._part.open("ab") as out:
            out.write(piece)

    def forget(self) -> None:
        """Throw away the part; a whole file stays."""
        self._part.unlink(missing_ok=True)

    def finish(self) -> Fetched:
        """Put the part in the place of the whole file."""
        digest, size = sha256_of(self._part), self.size
        self._part.replace(self._target)
        self._about |= {"sha256": digest, "bytes": size}
        self._write_note(self._note)
        self._target.with_name(f"{self._target.name}.note.part").unlink(missing_ok=True)
        return Fetched(self._target, digest, size, self._url, changed=True)

    def unchanged(self) -> Fetched:
        """The whole file that we had already."""
        about = self._about
        return Fetched(self._target, about["sha256"], self._target.stat().st_size, self._url, changed=False)

    def _read_note(self) -> dict[str, Any]:
        # The note of a part, where there is one, tells of a newer file than the note of the whole one.
        for path in (self._target.with_name(f"{self._target.name}.note.part"), self._note):
            try:
                noted = orjson.loads(path.read_bytes())
            except (OSError, orjson.JSONDecodeError):
                continue
            if isinstance(noted, dict):
                return noted
        return {}

    def _write_note(self, path: Path) -> None:
        path.write_bytes(orjson.dumps(self._about, option=orjson.OPT_INDENT_2))


def _strong(etag: str | None) -> str | None:
    # A weak ETag promises the same meaning, not the same bytes.
    return None if etag is None or etag.startswith("W/") else etag


def _content_range(answer: httpx.Response) -> tuple[int, int]:
    found = _RANGE.fullmatch(answer.headers.get("Content-Range", ""))
    return (int(found[1]), int(found[3])) if found else (-1, -1)
