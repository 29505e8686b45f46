"""The newest outlook of the node as plain data, where its marking reaches the reader."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson

from forestall.clock import SystemClock
from forestall.errors import NotFound
from forestall.memory.files import read_file
from forestall.memory.node import Node
from forestall.memory.read import Reader, may_read
from forestall.records.values.marking import Marking, Tlp

READ = "read_outlook"


@dataclass(frozen=True)
class Issue:
    """One issued outlook as it stands in the node's folder."""

    path: Path
    written: int
    """When its file was written, so that a newer one is noticed."""


def newest_issue(node: Node, reader: Reader) -> Issue:
    """The newest outlook, where its marking reaches the reader.

    Raises:
        NotFound: none was issued yet, or none for this reader.
        UnreadableData: its file holds something else.
    """
    path = node.home / "outlook" / "outlook.json"
    if not path.is_file():
        raise _none_yet()
    issue = Issue(path, path.stat().st_mtime_ns)
    organisations = frozenset({node.author.organisation})
    tlp = Tlp.from_word(str(plain(issue).get("marking", "clear")))
    marking = Marking(tlp=tlp, organisations=organisations if tlp in (Tlp.AMBER, Tlp.AMBER__STRICT) else frozenset())
    if not may_read(reader, marking, node.author, SystemClock().now()):
        raise _none_yet()
    return issue


@lru_cache(maxsize=2)
def plain(issue: Issue) -> dict[str, Any]:
    """The outlook as its JSON holds it; shared by all readers, to be changed by none."""
    found: dict[str, Any] = orjson.loads(read_file(issue.path))
    return found


def plain_country(issue: Issue, iso3: str) -> dict[str, Any]:
    """What the outlook says of one country.

    Raises:
        NotFound: nothing.
    """
    said = plain(issue)
    found = next((row for row in said["countries"] if row["iso3"] == iso3), None)
    deaths = said.get("deaths") or {}
    of_deaths = next((row for row in deaths.get("countries", ()) if row["iso3"] == iso3), None)
    if found is None and of_deaths is None:
        raise _none_yet()
    about = {name: said[name] for name in ("issued_on", "reference_date", "model", "marking")}
    return about | {"country": found, "deaths": of_deaths, "unknown_because": said["unknown"].get(iso3)}


def _none_yet() -> NotFound:
    return NotFound(
        expected="an outlook", found="none", where="the outlook of this node", remedy="Run `forestall outlook`."
    )
