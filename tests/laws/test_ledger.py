"""Laws of the ledger, held on whatever histories hypothesis can think of."""

import io
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forestall.errors import InvalidField, UnreadableData
from forestall.identifiers import canonical_json
from forestall.memory import verify
from forestall.memory.address import open_database
from forestall.memory.bundle import BundleReader, export_bundle
from forestall.memory.database import Database
from forestall.memory.findings import Findings
from forestall.memory.ledger import Ledger, create_ledger, open_ledger
from forestall.memory.merkle import root_from_path, tree_path, tree_root
from forestall.memory.payload import PayloadWriter
from forestall.memory.projection import rebuild_current
from forestall.memory.question import Question
from forestall.memory.read import PUBLIC, read
from forestall.memory.schema import COLUMNS
from forestall.memory.verify import Expectation, verify_bundle, verify_database
from forestall.records.values.marking import Marking
from ledgers import CLEAR, GREEN, KEY, NOON, HandClock, draft, tamper, verified

quick = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))

# A step: how many seconds pass, and on which of a few records something is said, resting on what.
steps = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.lists(st.tuples(st.integers(0, 4), st.integers(0, 5)), min_size=1, max_size=4),
    ),
    min_size=1,
    max_size=8,
)


def live(ledger: Ledger, clock: HandClock, history: Any) -> None:
    """Append a history."""
    ids: list[str] = []
    for seconds, batch in history:
        clock.move(seconds=seconds)
        drafts = [
            draft(f"report-{record}", causes=tuple(ids[-back:]) if back else (), marking=CLEAR)
            for record, back in batch
        ]
        ids.extend(entry.id for entry in ledger.append(drafts))


def projection(ledger: Ledger) -> tuple[list[Any], list[Any]]:
    return (
        sorted(ledger.database.rows("SELECT record_id, sequence FROM current")),
        sorted(ledger.database.rows("SELECT effect, cause FROM links")),
    )


@quick
@given(history=steps)
def test_rebuilding_gives_what_appending_had_given(fresh_address: Any, history: Any) -> None:
    clock = HandClock()
    with create_ledger(fresh_address(), KEY, clock) as ledger:
        live(ledger, clock, history)
        before = projection(ledger)
        rebuild_current(ledger.database)
        assert projection(ledger) == before
        assert verified(ledger).is_sound


@quick
@given(history=steps, seconds=st.integers(-2, 20))
def test_as_of_never_shows_what_was_recorded_later_and_misses_nothing_before(
    fresh_address: Any, history: Any, seconds: int
) -> None:
    clock = HandClock()
    with create_ledger(fresh_address(), KEY, clock) as ledger:
        live(ledger, clock, history)
        clock.move(days=1)
        moment = NOON + timedelta(seconds=seconds)
        whole = read(ledger, PUBLIC, Question(limit=1_000)).entries
        known = tuple(entry for entry in whole if entry.recorded_at <= moment)
        assert read(ledger, PUBLIC, Question(as_of=moment, limit=1_000)).entries == known
        newest = {entry.record_id: entry for entry in known}
        states = read(ledger, PUBLIC, Question(states=True, as_of=moment, limit=1_000)).entries
        assert {entry.record_id: entry for entry in states} == newest


instants = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))
markings = st.builds(
    lambda tlp, caveats, until: Marking.parse({"tlp": tlp, "caveats": caveats, "embargo_until": until}),
    st.sampled_from(["clear", "green", "amber", "red"]),
    st.lists(st.sampled_from(['only "here"', "à partir de demain", "لا تنشر", "with \\ and /"]), unique=True),
    st.none() | instants,
)


@given(
    markings,
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffd"), min_size=1).filter(str.strip),
    st.lists(st.integers(0, 2**256 - 1).map(lambda number: f"{number:064x}"), max_size=3),
    st.none() | instants,
    st.booleans(),
    st.booleans(),
)
def test_the_bytes_put_together_are_the_canonical_json_of_what_is_said(
    marking: Marking, summary: str, causes: list[str], since: datetime | None, exercise: bool, corrects: bool
) -> None:
    try:
        said = draft(
            summary=summary.strip(),
            marking=marking,
            causes=tuple(causes),
            valid_from=since,
            supersedes="a" * 64 if corrects else None,
            exercise=exercise,
        )
        body = said.written_body()
    except InvalidField:
        return  # a text that no record takes
    place = {"node": "b" * 64, "recorded_at": "2024-04-30T12:00:00.000000Z"}
    writer = PayloadWriter(place["node"])
    for sequence, previous in ((7, "c" * 64), (8, "d" * 64)):
        whole = {**said.to_json(), **place, "sequence": sequence, "previous": previous}
        assert writer.write(said, body, sequence, previous, place["recorded_at"]) == canonical_json(whole)


@given(st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=40))
def test_every_leaf_leads_to_the_root_by_its_path_and_to_no_other(leaves: list[bytes]) -> None:
    root = tree_root(leaves)
    for index, leaf in enumerate(leaves):
        path = tree_path(leaves, index)
        assert root_from_path(leaf, index, len(leaves), path) == root
        assert root_from_path(leaf + b"x", index, len(leaves), path) != root
        assert root_from_path(leaf, index, len(leaves), (*path, root)) is None


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a ledger with every sort of row in it; SQLite lets any byte stand anywhere."""
    clock = HandClock()
    path: Path = tmp_path_factory.mktemp("laws") / "ledger.sqlite"
    with create_ledger(f"sqlite:///{path}", KEY, clock) as ledger:
        live(ledger, clock, [(1, [(0, 0), (1, 0), (2, 0)]), (1, [(1, 2)]), (0, [(3, 1), (0, 1)])])
        (first,) = ledger.append([draft("report-corrected", marking=GREEN)])
        ledger.append([draft("report-corrected", kind="report.corrected", supersedes=first.id, marking=GREEN)])
        tamper(ledger, "SELECT 1")  # takes the guards off
    return path


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_flipped_bit_of_what_is_stored_is_found(small: Path, data: st.DataObject) -> None:
    copy = small.with_name("copy.sqlite")
    shutil.copy(small, copy)
    database = open_database(f"sqlite:///{copy}")
    try:
        flip_one_bit(database, data)
        result = verify_database(database, Expectation(node=KEY.node), Findings(limit=10))
        assert not result.is_sound
    except UnreadableData:
        pass  # the schema version itself was hit
    finally:
        database.close()


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), first_part=st.floats(0, 1))
def test_a_flipped_bit_is_found_wherever_the_chain_is_cut_in_two(
    small: Path, data: st.DataObject, first_part: float
) -> None:
    copy = small.with_name("copy.sqlite")
    shutil.copy(small, copy)
    known = Expectation(node=KEY.node)
    with pytest.MonkeyPatch.context() as patched, open_database(f"sqlite:///{copy}") as database:
        # A process for each example would take a second.
        patched.setattr(verify, "ProcessPoolExecutor", lambda n, **_: ThreadPoolExecutor(n))
        patched.setattr(verify, "WORTH_TWO_PROCESSES", 2)
        patched.setattr(verify, "_FIRST_PART", first_part)
        assert verify_database(database, known, Findings(limit=10)).is_sound
        try:
            flip_one_bit(database, data)
            assert not verify_database(database, known, Findings(limit=10)).is_sound
        except UnreadableData:
            pass  # the schema version itself was hit


def flip_one_bit(database: Database, data: st.DataObject) -> None:
    """Turn one bit over in one column of one row."""
    table = data.draw(st.sampled_from(list(COLUMNS)))
    column = data.draw(st.sampled_from(list(COLUMNS[table])))
    rows = database.rows(f"SELECT {', '.join(COLUMNS[table])} FROM {table}")
    row = dict(zip(COLUMNS[table], data.draw(st.sampled_from(rows)), strict=True))
    if row[column] in ("", b""):
        return flip_one_bit(database, data)
    where = " AND ".join(f"{name} = ?" for name in row)
    values = (flipped(row[column], data), *row.values())
    with database.transaction():
        database.run(f"UPDATE OR REPLACE {table} SET {column} = ? WHERE {where}", values)
    return None


def flipped(value: Any, data: st.DataObject) -> Any:
    """The value with one bit of it turned over."""
    if isinstance(value, int):
        return value ^ (1 << data.draw(st.integers(0, 40)))
    raw = bytearray(value.encode() if isinstance(value, str) else value)
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 6))
    return raw.decode() if isinstance(value, str) else bytes(raw)


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_flipped_bit_of_an_exported_bundle_is_found(small: Path, data: st.DataObject) -> None:
    content = bytearray(exported(small))
    content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    assert not passes(bytes(content))


def test_every_flipped_bit_of_a_bundles_first_and_last_line_is_found(small: Path) -> None:
    content = exported(small)
    assert passes(content)
    edges = [*range(content.index(b"\n") + 1), *range(content.rindex(b"\n", 0, -1) + 1, len(content))]
    for place in edges:
        for bit in range(8):
            changed = bytearray(content)
            changed[place] ^= 1 << bit
            assert not passes(bytes(changed)), f"bit {bit} of byte {place}"


def passes(content: bytes) -> bool:
    """Whether a bundle verifies."""
    try:
        bundle = BundleReader(io.BytesIO(content))
    except UnreadableData:
        return False
    return verify_bundle(bundle, Expectation(node=KEY.node), Findings(limit=10)).is_sound


@cache
def exported(path: Path) -> bytes:
    """The bundle of a ledger for the public: some entries whole, some withheld."""
    file = io.BytesIO()
    with open_ledger(f"sqlite:///{path}", KEY, HandClock(NOON + timedelta(days=1))) as ledger:
        export_bundle(ledger, PUBLIC, file)
    return file.getvalue()
