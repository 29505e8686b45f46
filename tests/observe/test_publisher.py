"""From a card's sources to files: one address, one a month, pages, listings, an index, an account."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from forestall.errors import BadSetting, ForestallError, NotFound, UnreadableData
from forestall.observe.card import Source
from forestall.observe.catalogue import Dataset, catalogue
from forestall.observe.fetch import Fetcher, Manners
from forestall.observe.publisher import Account, Visit, from_publisher
from ledgers import HandClock
from observe.lying_server import Asked, LyingServer, file_that_resumes, serving
from observe.samples import FOLDER, rows_of


@pytest.fixture
def server() -> Iterator[LyingServer]:
    with serving({}) as running:
        yield running


@pytest.fixture
def visit(tmp_path: Path) -> Iterator[Visit]:
    with Fetcher(Manners(seconds_between_calls=0, attempts=2), sleep=lambda wait: None) as fetcher:
        yield Visit(fetcher, tmp_path / "payloads", HandClock(datetime(2031, 4, 20, tzinfo=UTC)), {})


def dataset_at(server: LyingServer, name: str, **changes: str) -> Dataset:
    """A dataset with its publisher on loopback."""
    dataset = catalogue()[name]
    sources = tuple(
        Source.parse({**source.to_json(), "url": server.url("/data"), **changes}) for source in dataset.card.sources
    )
    return replace(dataset, card=dataset.card.model_copy(update={"sources": sources}))


def sample(name: str, file: str) -> bytes:
    return (FOLDER / name / file).read_bytes()


def test_one_address_gives_one_file_with_its_version(server: LyingServer, visit: Visit) -> None:
    server.paths["/data"] = file_that_resumes(sample("ucdp_ged", "sample.csv"))
    payload = from_publisher(dataset_at(server, "ucdp_ged"), visit)
    assert payload.versions == ("25.1",)
    assert rows_of(catalogue()["ucdp_ged"], payload).num_rows == 2


def test_months_are_asked_for_from_january_of_last_year_and_the_newest_may_be_missing(
    server: LyingServer, visit: Visit
) -> None:
    months = [(30, month) for month in range(1, 13)] + [(31, month) for month in (1, 2)]
    for year, month in months:
        server.paths[f"/v{year}_0_{month}.csv"] = file_that_resumes(sample("ucdp_candidate", "sample_v31_0_2.csv"))
    payload = from_publisher(dataset_at(server, "ucdp_candidate", url=server.url("/v{yy}_0_{m}.csv")), visit)
    assert payload.versions == tuple(f"v{year}_0_{month}" for year, month in months)


def test_a_month_missing_long_after_it_was_due_is_refused(server: LyingServer, visit: Visit) -> None:
    with pytest.raises(UnreadableData, match="404"):
        from_publisher(dataset_at(server, "ucdp_candidate", url=server.url("/v{yy}_0_{m}.csv")), visit)


def test_pages_are_read_to_the_number_the_first_one_names(server: LyingServer, visit: Visit) -> None:
    def answer(asked: Asked) -> None:
        page = int(parse_qs(urlsplit(asked.path).query)["page"][0])
        asked.say(200, json.dumps([{"page": page, "pages": 3}, []]).encode(), Content_Type="application/json")

    server.paths["/data"] = answer
    assert len(from_publisher(dataset_at(server, "wdi"), visit).files) == 3


def test_pages_are_followed_by_link_but_never_to_another_host(server: LyingServer, visit: Visit) -> None:
    records = json.loads(sample("views_forecasts", "sample.json"))["data"]
    links = iter([server.url("/data?page=2"), ""])
    server.paths["/data"] = lambda asked: asked.say(
        200, json.dumps({"next_page": next(links, "http://elsewhere.invalid/"), "data": records}).encode()
    )
    dataset = dataset_at(server, "views_forecasts")
    assert rows_of(dataset, from_publisher(dataset, visit)).num_rows == 4
    with pytest.raises(UnreadableData, match="another host"):
        from_publisher(dataset, visit)


def test_a_listing_is_checked_against_the_digests_it_names(server: LyingServer, visit: Visit) -> None:
    name = "20310202001500.export.CSV.zip"
    contents = b"PK\x05\x06" + bytes(18)
    digest = hashlib.md5(contents, usedforsecurity=False).hexdigest()
    listed = f"22 {digest} {server.url('/' + name)}\n9 {'0' * 32} {server.url('/x.mentions.CSV.zip')}\n"
    server.paths |= {"/data": file_that_resumes(listed.encode()), f"/{name}": file_that_resumes(contents)}
    dataset = dataset_at(server, "gdelt_events")
    assert [file.name for file in from_publisher(dataset, visit).files] == [name]
    server.paths["/data"] = file_that_resumes(listed.replace(digest, "1" * 32).encode(), etag='"v2"')
    with pytest.raises(UnreadableData, match="md5"):
        from_publisher(dataset, visit)


def test_an_index_names_one_file_per_country(server: LyingServer, visit: Visit) -> None:
    index = [{"boundaryISO": "SDN", "simplifiedGeometryGeoJSON": server.url("/geoBoundaries-SDN-ADM1.geojson")}]
    server.paths |= {
        "/data": file_that_resumes(json.dumps(index).encode()),
        "/geoBoundaries-SDN-ADM1.geojson": file_that_resumes(sample("geoboundaries", "SDN.geojson")),
    }
    dataset = dataset_at(server, "geoboundaries")
    assert rows_of(dataset, from_publisher(dataset, visit))["country"].to_pylist() == ["SDN"]


def test_an_account_of_ones_own_is_changed_into_a_token_and_leaves_no_trace(server: LyingServer, visit: Visit) -> None:
    posted: list[bytes] = []

    def sign_in(asked: Asked) -> None:
        posted.append(asked.body)
        asked.say(200, b'{"access_token": "t0ken"}')

    def data(asked: Asked) -> None:
        allowed = asked.headers.get("Authorization") == "Bearer t0ken"
        asked.say(200 if allowed else 401, sample("acled", "sample.json"))

    server.paths |= {"/token": sign_in, "/data": data}
    visit = replace(visit, accounts={"acled": Account("amina@example.org", "s3same")})
    dataset = dataset_at(server, "acled", sign_in=server.url("/token"))
    assert rows_of(dataset, from_publisher(dataset, visit)).num_rows == 2
    assert parse_qs(posted[0].decode())["password"] == ["s3same"]
    kept = b"".join(path.read_bytes() for path in visit.folder.rglob("*") if path.is_file())
    assert b"s3same" not in kept
    assert b"t0ken" not in kept


def test_without_an_account_it_says_where_to_put_one(server: LyingServer, visit: Visit) -> None:
    with pytest.raises(BadSetting, match="FORESTALL_ACLED_USER"):
        from_publisher(dataset_at(server, "acled"), visit)


def test_a_refused_sign_in_tells_no_key(server: LyingServer, visit: Visit) -> None:
    server.paths["/token"] = lambda asked: asked.say(401, b"no")
    visit = replace(visit, accounts={"acled": Account("amina@example.org", "s3same")})
    with pytest.raises(ForestallError) as refused:
        from_publisher(dataset_at(server, "acled", sign_in=server.url("/token")), visit)
    assert "s3same" not in str(refused.value)


def test_what_a_publisher_gives_out_by_hand_says_where(visit: Visit) -> None:
    with pytest.raises(NotFound, match=r"v-dem\.net"):
        from_publisher(catalogue()["vdem"], visit)
