"""Payloads from their publishers: which addresses a source stands for, and in what order they are asked.

Nothing here opens a connection of its own: every call goes through the fetcher.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import orjson

from forestall.clock import MONTHS_PER_YEAR, Clock, month_index, month_start
from forestall.errors import BadSetting, NotFound, UnreadableData
from forestall.observe.card import Checksum, Source
from forestall.observe.catalogue import Dataset
from forestall.observe.fetch import Fetcher
from forestall.observe.partial import Fetched
from forestall.observe.payload import Payload, PayloadFile

MOST_PAGES = 10_000
MONTHS_NOT_YET_OUT = 2
"""The newest months of a monthly source may be missing without that being an error."""
_PLAIN = re.compile(r"[^A-Za-z0-9_.-]+")


@dataclass(frozen=True)
class Account:
    """A user's own account with a publisher."""

    name: str
    key: str


@dataclass(frozen=True)
class Visit:
    """One round of visits to publishers."""

    fetcher: Fetcher
    folder: Path
    """Where payloads are kept, so that a broken transfer goes on where it stopped."""
    clock: Clock
    accounts: Mapping[str, Account]
    """By dataset."""


def from_publisher(dataset: Dataset, visit: Visit) -> Payload:
    """All files that the sources of a dataset give out now.

    Raises:
        NotFound: the publisher gives it out on request only, or has nothing new.
        BadSetting: it needs an account, and none is set.
        UnreadableData: a server answered with something else than the data.
        StorageUnavailable: a publisher can't be reached.
    """
    files = [file for source in dataset.card.sources for file in _BY_KIND[source.kind](dataset, source, visit)]
    if not files:
        raise NotFound(
            expected="at least one file",
            found="none",
            where=dataset.card.publisher.name,
            remedy="Try again later; what was loaded before still stands.",
        )
    return Payload(tuple(files))


def offered_datasets(datasets: tuple[Dataset, ...], accounts: Mapping[str, Account]) -> tuple[Dataset, ...]:
    """Those datasets that can be fetched without a form or an account that is not there."""
    return tuple(
        dataset
        for dataset in datasets
        if all(source.kind != "user" for source in dataset.card.sources)
        and (dataset.name in accounts or all(source.kind != "account" for source in dataset.card.sources))
    )


def _one_file(dataset: Dataset, source: Source, visit: Visit) -> Iterator[PayloadFile]:
    yield _payload_file(_fetch(dataset, source.url, visit, checksum=source.checksum), source.version, source.geography)


def _monthly(dataset: Dataset, source: Source, visit: Visit) -> Iterator[PayloadFile]:
    now = month_index(visit.clock.now().date())
    for month in range(now - now % MONTHS_PER_YEAR - MONTHS_PER_YEAR, now):
        start = month_start(month)
        words = {"{yy}": f"{start:%y}", "{m}": str(start.month)}
        url, version = _filled(source.url, words), _filled(source.version, words)
        try:
            yield _payload_file(_fetch(dataset, url, visit), version, None)
        except UnreadableData as error:
            if month < now - MONTHS_NOT_YET_OUT or "404" not in error.found:
                raise


def _pages(
    dataset: Dataset, source: Source, visit: Visit, headers: Mapping[str, str] | None = None
) -> Iterator[PayloadFile]:
    url: str | None = _page_address(source, 1)
    for number in range(1, MOST_PAGES + 1):
        if url is None:
            return
        fetched = _fetch(dataset, url, visit, name=f"page-{number:05}.json", headers=headers)
        yield _payload_file(fetched, source.version, source.geography, origin=source.url)
        url = _next_page(source, orjson.loads(fetched.path.read_bytes()), number)


def _account(dataset: Dataset, source: Source, visit: Visit) -> Iterator[PayloadFile]:
    account = visit.accounts.get(dataset.name)
    if account is None or source.sign_in is None:
        raise BadSetting(
            expected="your own account with the publisher",
            found="none",
            where=f"FORESTALL_{dataset.name.upper()}_USER and FORESTALL_{dataset.name.upper()}_KEY",
            remedy=f"Get one on {dataset.card.homepage}, and set both.",
        )
    form = {
        "username": account.name,
        "password": account.key,
        "grant_type": "password",
        "client_id": dataset.name,
    }
    token = _at(_json(visit.fetcher.post(source.sign_in, form), source.sign_in), "access_token")
    yield from _pages(dataset, source, visit, headers={"Authorization": f"Bearer {token}"})


def _listing(dataset: Dataset, source: Source, visit: Visit) -> Iterator[PayloadFile]:
    listed = _fetch(dataset, source.url, visit)
    for line in listed.path.read_text(encoding="utf-8", errors="replace").splitlines():
        parts = line.split()
        if len(parts) == 3 and parts[2].endswith(source.pattern or ""):
            checksum = Checksum(algorithm="md5", value=parts[1])
            yield _payload_file(_fetch(dataset, parts[2], visit, checksum=checksum), source.version, None)


def _index(dataset: Dataset, source: Source, visit: Visit) -> Iterator[PayloadFile]:
    listed = _fetch(dataset, source.url, visit, name="index.json")
    records = _json(listed.path.read_bytes(), source.url)
    for record in records if isinstance(records, list) else []:
        address = record.get(source.pattern)
        if address:
            yield _payload_file(_fetch(dataset, str(address), visit), source.version, None)


def _by_request(dataset: Dataset, source: Source, visit: Visit) -> Iterator[PayloadFile]:
    raise NotFound(
        expected="an address to fetch from",
        found="a publisher that gives the data out by hand, or no longer",
        where=dataset.name,
        remedy=f"Get the file from {source.url}, then `forestall load FILE`; or pull it from a mirror.",
    )
    yield  # pragma: no cover - makes this a generator like its siblings


_BY_KIND: Mapping[str, Callable[[Dataset, Source, Visit], Iterator[PayloadFile]]] = {
    "file": _one_file,
    "monthly": _monthly,
    "pages": _pages,
    "account": _account,
    "listing": _listing,
    "index": _index,
    "user": _by_request,
}


def _fetch(
    dataset: Dataset,
    url: str,
    visit: Visit,
    *,
    name: str | None = None,
    checksum: Checksum | None = None,
    headers: Mapping[str, str] | None = None,
) -> Fetched:
    plain = _PLAIN.sub("_", name or urlsplit(url).path.rpartition("/")[2]).lstrip(".") or "payload"
    target = visit.folder / dataset.name / plain
    return visit.fetcher.fetch(url, target, checksum=checksum, headers=headers)


def _payload_file(
    fetched: Fetched, version: str, geography: tuple[str, ...] | None, origin: str | None = None
) -> PayloadFile:
    path = fetched.path
    return PayloadFile(path, path.name, fetched.sha256, version, origin or fetched.url, geography)


def _page_address(source: Source, number: int) -> str:
    parameters = {**source.parameters, "page": str(number)}
    return f"{source.url}?{urlencode(parameters)}"


def _next_page(source: Source, answer: Any, number: int) -> str | None:
    """The address of the next page, or nothing after the last."""
    if source.pages is None:
        # No word on how many pages there are: one that is not full is the last.
        full = int(source.parameters.get("limit", "0"))
        records = _at(answer, "data")
        return _page_address(source, number + 1) if records and len(records) >= full else None
    told = _at(answer, source.pages)
    if isinstance(told, int):
        return _page_address(source, number + 1) if number < told else None
    if not told:
        return None
    if urlsplit(str(told)).netloc != urlsplit(source.url).netloc:
        raise _strange(source.url, "a next page on the same host", "another host")
    return str(told)


def _at(node: Any, path: str) -> Any:
    for step in path.split("."):
        if isinstance(node, list) and step.isdigit() and int(step) < len(node):
            node = node[int(step)]
        elif isinstance(node, dict):
            node = node.get(step)
        else:
            return None
    return node


def _json(body: bytes, url: str) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        raise _strange(url, "an answer in JSON", "something else") from None


def _filled(template: str, words: Mapping[str, str]) -> str:
    for word, value in words.items():
        template = template.replace(word, value)
    return template


def _strange(url: str, expected: str, found: str) -> UnreadableData:
    return UnreadableData(
        expected=expected,
        found=found,
        where=url,
        remedy="Nothing was loaded; what was loaded before still stands. See what the publisher changed.",
    )
