"""Fetching from a server that may lie: refused with a reason, and what stood before still stands."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from forestall.errors import ForestallError, StorageUnavailable, UnreadableData
from forestall.observe.card import Checksum
from forestall.observe.fetch import USER_AGENT, Fetcher, Manners
from observe.lying_server import Answer, Asked, cut_off_once, file_that_resumes, serving

CONTENTS = b"".join(b"%d,%d\n" % (number, number * number) for number in range(100_000))
HASTY = Manners(seconds_between_calls=0, attempts=3, timeout_seconds=2, largest_bytes=8 * 2**20)


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def fetcher(waits: list[float]) -> Iterator[Fetcher]:
    with Fetcher(HASTY, sleep=waits.append) as opened:
        yield opened


def test_a_file_arrives_whole_with_its_digest_and_a_bar_that_moves(tmp_path: Path) -> None:
    told: list[tuple[str, int, int | None]] = []
    with (
        serving({"/data.csv": file_that_resumes(CONTENTS)}) as server,
        Fetcher(HASTY, progress=lambda *words: told.append(words)) as fetcher,
    ):
        got = fetcher.fetch(server.url("/data.csv"), tmp_path / "data.csv")
        assert server.headers_of("/data.csv")[0]["User-Agent"] == USER_AGENT
    assert got.path.read_bytes() == CONTENTS
    assert got.sha256 == hashlib.sha256(CONTENTS).hexdigest()
    assert told[-1] == ("data.csv", len(CONTENTS), len(CONTENTS))
    assert [number for _, number, _ in told] == sorted(number for _, number, _ in told)


def test_a_second_visit_asks_only_for_news(tmp_path: Path, fetcher: Fetcher) -> None:
    with serving({"/data.csv": file_that_resumes(CONTENTS)}) as server:
        first = fetcher.fetch(server.url("/data.csv"), tmp_path / "data.csv")
        again = fetcher.fetch(server.url("/data.csv"), tmp_path / "data.csv")
    assert (first.changed, again.changed, again.sha256) == (True, False, first.sha256)


def test_a_transfer_that_broke_goes_on_where_it_stopped(tmp_path: Path, fetcher: Fetcher) -> None:
    answer = cut_off_once(CONTENTS, 300_000, file_that_resumes(CONTENTS))
    with serving({"/data.csv": answer}) as server:
        got = fetcher.fetch(server.url("/data.csv"), tmp_path / "data.csv")
        asked = server.headers_of("/data.csv")
    assert got.path.read_bytes() == CONTENTS
    assert "Range" not in asked[0]
    assert asked[1]["Range"].startswith("bytes=")
    assert 0 < int(asked[1]["Range"][6:-1]) <= 300_000
    assert asked[1]["If-Range"] == '"v1"'


def test_a_transfer_is_taken_up_by_a_later_run(tmp_path: Path) -> None:
    answer = cut_off_once(CONTENTS, 300_000, file_that_resumes(CONTENTS))
    once = Manners(seconds_between_calls=0, attempts=1)
    with serving({"/data.csv": answer}) as server:
        with Fetcher(once) as fetcher, pytest.raises(StorageUnavailable):
            fetcher.fetch(server.url("/data.csv"), tmp_path / "data.csv")
        assert not (tmp_path / "data.csv").exists()
        with Fetcher(once) as fetcher:
            got = fetcher.fetch(server.url("/data.csv"), tmp_path / "data.csv")
        assert "Range" in server.headers_of("/data.csv")[1]
    assert got.path.read_bytes() == CONTENTS


def test_a_file_that_changed_meanwhile_is_fetched_anew_not_glued_together(tmp_path: Path, fetcher: Fetcher) -> None:
    other = bytes(reversed(CONTENTS))
    answer = cut_off_once(CONTENTS, 300_000, file_that_resumes(other, etag='"v2"'))
    with serving({"/data.csv": answer}) as server:
        assert fetcher.fetch(server.url("/data.csv"), tmp_path / "data.csv").path.read_bytes() == other


def test_a_server_that_resumes_another_file_in_spite_of_if_range_is_found_out(tmp_path: Path, fetcher: Fetcher) -> None:
    other = bytes(reversed(CONTENTS))

    def resumes_blindly(asked: Asked) -> None:
        if wanted := asked.headers.get("Range"):
            start = int(wanted[6:-1])
            asked.say(206, other[start:], ETag='"v2"', Content_Range=f"bytes {start}-{len(other) - 1}/{len(other)}")
        else:
            asked.say(200, other, ETag='"v2"')

    with serving({"/data.csv": cut_off_once(CONTENTS, 300_000, resumes_blindly)}) as server:
        assert fetcher.fetch(server.url("/data.csv"), tmp_path / "data.csv").path.read_bytes() == other


def test_a_server_that_resumes_at_the_wrong_place_is_found_out(tmp_path: Path, fetcher: Fetcher) -> None:
    def resumes_elsewhere(asked: Asked) -> None:
        if asked.headers.get("Range"):
            asked.say(206, CONTENTS[9:], ETag='"v1"', Content_Range=f"bytes 9-{len(CONTENTS) - 1}/{len(CONTENTS)}")
        else:
            asked.say(200, CONTENTS, ETag='"v1"')

    with serving({"/data.csv": cut_off_once(CONTENTS, 300_000, resumes_elsewhere)}) as server:
        assert fetcher.fetch(server.url("/data.csv"), tmp_path / "data.csv").path.read_bytes() == CONTENTS


def answers(status: int, body: bytes = b"no", **headers: str) -> Answer:
    return lambda asked: asked.say(status, body, **headers)


def endless(asked: Asked) -> None:
    asked.send_response(200)
    asked.send_header("Content-Type", "text/csv")
    asked.send_header("Connection", "close")
    asked.end_headers()
    try:
        while True:
            asked.wfile.write(b"1,1\n" * 2**18)
    except OSError:
        asked.hang_up()


def too_short(asked: Asked) -> None:
    asked.say(200, CONTENTS[:1000], Content_Length=str(len(CONTENTS)))
    asked.hang_up()


LIES: dict[str, tuple[Answer, str]] = {
    "fewer bytes than announced": (too_short, "3 times"),
    "a web page called csv": (answers(200, b"<!DOCTYPE html><p>Sign in"), "a web page"),
    "a web page that says it is one": (answers(200, b"Sign in", Content_Type="text/html; charset=utf-8"), "a web page"),
    "an error": (answers(500), "status 500, 3 times"),
    "too many requests": (answers(429), "status 429, 3 times"),
    "gone": (answers(410), "status 410"),
    "not for you": (answers(403), "status 403"),
    "nothing": (answers(200, b""), "an empty answer"),
    "a redirect to itself": (answers(302, Location="/file"), "redirects without end"),
    "a redirect to the disk": (answers(302, Location="file:///etc/passwd"), "another one"),
    "a body without end": (endless, "a body that goes on"),
    "more than is allowed": (answers(200, b"1", Content_Length=str(2**40)), "announced"),
    "a range nobody asked for": (answers(206, b"1,1", Content_Range="bytes 5-7/9"), "3 times"),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_is_refused_with_its_reason_and_the_file_before_stays(lie: str, tmp_path: Path, fetcher: Fetcher) -> None:
    answer, reason = LIES[lie]
    target = tmp_path / "file.csv"
    with serving({"/file": file_that_resumes(b"an,earlier\n1,2\n")}) as server:
        before = fetcher.fetch(server.url("/file"), target)
        server.paths["/file"] = answer
        with pytest.raises(ForestallError, match=reason) as refused:
            fetcher.fetch(server.url("/file"), target)
    assert "still stands" in refused.value.remedy
    assert target.read_bytes() == b"an,earlier\n1,2\n"
    assert before.path == target


def test_a_checksum_that_does_not_fit_is_refused(tmp_path: Path, fetcher: Fetcher) -> None:
    target = tmp_path / "data.csv"
    with serving({"/data.csv": file_that_resumes(CONTENTS)}) as server:
        with pytest.raises(UnreadableData, match="md5"):
            fetcher.fetch(server.url("/data.csv"), target, checksum=Checksum(algorithm="md5", value="0" * 32))
        assert not target.exists()
        right = Checksum(algorithm="md5", value=hashlib.md5(CONTENTS, usedforsecurity=False).hexdigest())
        assert fetcher.fetch(server.url("/data.csv"), target, checksum=right).path == target


def test_an_error_that_passes_is_waited_out_as_long_as_the_server_asks(
    tmp_path: Path, fetcher: Fetcher, waits: list[float]
) -> None:
    busy = iter([True, True])

    def answer(asked: Asked) -> None:
        if next(busy, False):
            asked.say(503, b"busy", Retry_After="7")
        else:
            asked.say(200, b"1,2\n")

    with serving({"/data.csv": answer}) as server:
        fetcher.fetch(server.url("/data.csv"), tmp_path / "data.csv")
    assert [wait for wait in waits if wait] == [7.0, 7.0]


def test_one_host_is_not_asked_twice_within_the_pause(tmp_path: Path) -> None:
    waits: list[float] = []
    manners = Manners(seconds_between_calls=5, attempts=1)
    with (
        serving({"/a": answers(200, b"1"), "/b": answers(200, b"2")}) as server,
        Fetcher(manners, sleep=waits.append) as fetcher,
    ):
        fetcher.fetch(server.url("/a"), tmp_path / "a")
        fetcher.fetch(server.url("/b"), tmp_path / "b")
    assert len(waits) == 2
    assert all(4 < wait <= 5 for wait in waits)


def test_what_robots_txt_forbids_is_not_asked_for(tmp_path: Path, fetcher: Fetcher) -> None:
    rules = b"User-agent: *\nDisallow: /private/\n"
    paths = {"/robots.txt": answers(200, rules), "/private/a": answers(200, b"1"), "/open": answers(200, b"2")}
    with serving(paths) as server:
        with pytest.raises(UnreadableData, match=r"robots\.txt"):
            fetcher.fetch(server.url("/private/a"), tmp_path / "a")
        fetcher.fetch(server.url("/open"), tmp_path / "b")
        assert server.headers_of("/private/a") == []
        assert len(server.headers_of("/robots.txt")) == 1


def test_a_server_that_says_nothing_is_given_up(tmp_path: Path) -> None:
    import threading

    quiet = threading.Event()
    with (
        serving({"/data.csv": lambda asked: quiet.wait(5) and None}) as server,
        Fetcher(Manners(seconds_between_calls=0, attempts=2, timeout_seconds=0.2), sleep=lambda wait: None) as fetcher,
    ):
        with pytest.raises(StorageUnavailable, match="ReadTimeout, 2 times"):
            fetcher.fetch(server.url("/data.csv"), tmp_path / "data.csv")
        quiet.set()


def test_a_server_that_drips_is_given_up(tmp_path: Path) -> None:
    import time

    def drips(asked: Asked) -> None:
        asked.send_response(200)
        asked.send_header("Content-Length", "1000000")
        asked.end_headers()
        try:
            for _ in range(100):
                asked.wfile.write(b"x" * 2**18)
                time.sleep(0.05)
        except OSError:
            asked.hang_up()

    manners = Manners(seconds_between_calls=0, attempts=1, longest_seconds=0.1)
    with (
        serving({"/data.csv": drips}) as server,
        Fetcher(manners) as fetcher,
        pytest.raises(UnreadableData, match="drips"),
    ):
        fetcher.fetch(server.url("/data.csv"), tmp_path / "data.csv")


def test_no_message_holds_a_key_from_the_address(tmp_path: Path, fetcher: Fetcher) -> None:
    with serving({}) as server, pytest.raises(UnreadableData) as refused:
        fetcher.fetch(server.url("/data?key=sesame").replace("//", "//me:sesame@"), tmp_path / "data")
    assert "sesame" not in str(refused.value)
