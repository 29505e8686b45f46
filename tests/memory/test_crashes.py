"""Killed, filled up, cut off: what was acknowledged is there, and the error says what happened."""

import os
import random
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from forestall.clock import SystemClock
from forestall.errors import (
    IntegrityError,
    StorageBusy,
    StorageError,
    StorageFull,
    StorageReadOnly,
    StorageUnavailable,
)
from forestall.memory import sqlite
from forestall.memory.address import open_database
from forestall.memory.ledger import Ledger, create_ledger, open_ledger
from forestall.memory.projection import rebuild_current
from ledgers import KEY, HandClock, damages, draft, verified
from postgresql import Server
from writers import Writer, append_some, forkserver

N_KILLS = 200


def projection(ledger: Ledger) -> list[object]:
    return [
        ledger.database.rows("SELECT record_id, sequence FROM current ORDER BY record_id"),
        ledger.database.rows("SELECT effect, cause FROM links ORDER BY effect, cause"),
    ]


def are_there(ledger: Ledger, ids: list[str]) -> bool:
    found = {entry_id for (entry_id,) in ledger.database.rows("SELECT id FROM entries")}
    return found.issuperset(ids)


def test_killed_two_hundred_times_at_any_moment_nothing_acknowledged_is_lost(address: str) -> None:
    chance = random.Random(200)
    acknowledged: list[str] = []
    with create_ledger(address, KEY, SystemClock()) as ledger:
        ledger.append([draft()])
        for run in range(N_KILLS):
            writer = Writer(address, seed=run)
            if run % 8:  # the others are killed while they start
                writer.wait_until_ready()
            time.sleep(chance.uniform(0, 0.04))
            writer.kill()
            acknowledged += writer.told()
            if run % 20 == 0:
                assert verified(ledger, node=KEY.node).is_sound
        assert len(acknowledged) > N_KILLS
        assert are_there(ledger, acknowledged)
        assert verified(ledger, node=KEY.node, is_thorough=True).is_sound
        before = projection(ledger)
        rebuild_current(ledger.database)
        assert projection(ledger) == before


def test_several_processes_append_to_one_chain_at_once(address: str) -> None:
    create_ledger(address, KEY, SystemClock()).close()
    processes = [forkserver.Process(target=append_some, args=(address, 25)) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0, 0]
    with open_ledger(address, KEY, SystemClock()) as ledger:
        result = verified(ledger)
        assert (result.is_sound, result.n_entries) == (True, 100)


def test_who_waits_too_long_for_a_turn_is_told_so(
    address: str, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    create_ledger(address, KEY, clock).close()
    for module in _adapters():
        monkeypatch.setattr(module, "WAIT_SECONDS", 1)
    with open_ledger(address, KEY, clock) as one, open_ledger(address, KEY, clock) as other:
        with one.database.transaction(), pytest.raises(StorageBusy, match="another process"):
            other.append([draft()])
        assert other.append([draft()])[0].sequence == 1


def _adapters() -> list[object]:
    from forestall.memory import postgresql

    return [sqlite, postgresql]


def test_a_database_server_that_dies_loses_nothing_it_acknowledged(tmp_path: Path) -> None:
    server = Server()
    try:
        name = server.fresh_database().rsplit("/", 1)[1]
        create_ledger(server.address(name), KEY, SystemClock()).close()
        writer = Writer(server.address(name), seed=1)
        writer.wait_until_ready()
        time.sleep(0.3)
        server.kill()
        *acknowledged, error = writer.told()
        assert error == "StorageUnavailable"
        assert len(acknowledged) > 0
        server.start()
        with open_ledger(server.address(name), KEY, SystemClock()) as ledger:
            assert are_there(ledger, acknowledged)
            assert verified(ledger, node=KEY.node).is_sound
            ledger.append([draft()])
    finally:
        server.stop()


def test_a_server_that_is_not_there_is_named_without_its_password(clock: HandClock) -> None:
    with pytest.raises(StorageUnavailable) as refused:
        open_ledger("postgresql://user:hunter2@127.0.0.1:9/none", KEY, clock)
    assert "hunter2" not in str(refused.value)


@pytest.fixture
def small_disk() -> Iterator[Callable[[str], Path]]:
    """Mounts a small disk of the size given, and takes it away at the end."""
    place = Path(tempfile.mkdtemp(prefix="forestall-disk-"))  # a server that isn't root must get there
    place.chmod(0o755)
    if os.geteuid() != 0 or not mount("-t", "tmpfs", "-o", "size=1m", "tmpfs", place):
        pytest.skip("only a user who may mount can make a small disk")
    subprocess.run(["umount", place], check=True)

    def sized(size: str) -> Path:
        assert mount("-t", "tmpfs", "-o", f"size={size},mode=0777", "tmpfs", place)
        return place

    yield sized
    mount("-o", "remount,rw", place)
    subprocess.run(["umount", "-l", place], check=False, stderr=subprocess.DEVNULL)
    place.rmdir()


def mount(*arguments: str | Path) -> bool:
    return subprocess.run(["mount", *arguments], check=False, stderr=subprocess.DEVNULL).returncode == 0


def append_until(ledger: Ledger, error: type[StorageError] | tuple[type[StorageError], ...]) -> list[str]:
    """The ids acknowledged before the ground gave way."""
    acknowledged: list[str] = []
    for _ in range(100_000):
        try:
            acknowledged += [entry.id for entry in ledger.append([draft() for _ in range(20)])]
        except error:
            return acknowledged
    raise AssertionError("the ground never gave way")


def test_a_full_disk_is_named_and_loses_nothing(small_disk: Callable[[str], Path], clock: HandClock) -> None:
    place = small_disk("3m")
    with create_ledger(f"sqlite:///{place / 'ledger.sqlite'}", KEY, clock) as ledger:
        acknowledged = append_until(ledger, StorageFull)
        assert are_there(ledger, acknowledged)
        assert verified(ledger).is_sound
        mount("-o", "remount,size=20m", place)
        ledger.append([draft()])
        assert verified(ledger).n_entries == len(acknowledged) + 1


def test_a_file_that_may_not_grow_is_a_full_disk(tmp_path: Path, clock: HandClock) -> None:
    with create_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}", KEY, clock) as ledger:
        ledger.database.rows("PRAGMA max_page_count = 60")
        acknowledged = append_until(ledger, StorageFull)
        assert are_there(ledger, acknowledged)
        assert verified(ledger).n_entries == len(acknowledged)


def test_a_full_disk_under_a_server_loses_nothing(small_disk: Callable[[str], Path], clock: HandClock) -> None:
    place = small_disk("90m") / "cluster"
    place.mkdir()
    server = Server(place, options=("fsync=off", "max_wal_size=32MB", "min_wal_size=32MB"))
    try:
        name = server.fresh_database().rsplit("/", 1)[1]
        with create_ledger(server.address(name), KEY, clock) as ledger:
            # A server that can't write its log gives up altogether, and comes back with room.
            acknowledged = append_until(ledger, (StorageFull, StorageUnavailable))
        mount("-o", "remount,size=400m", place.parent)
        server.kill()
        server.start()
        with open_ledger(server.address(name), KEY, clock) as ledger:
            assert are_there(ledger, acknowledged)
            assert verified(ledger).is_sound
            ledger.append([draft()])
    finally:
        server.stop()


def test_a_read_only_disk_is_named_and_what_is_there_can_be_read(
    small_disk: Callable[[str], Path], clock: HandClock
) -> None:
    place = small_disk("5m")
    address = f"sqlite:///{place / 'ledger.sqlite'}"
    with create_ledger(address, KEY, clock) as ledger:
        ledger.append([draft()])
    assert mount("-o", "remount,ro", place)
    with pytest.raises(StorageReadOnly, match="Make it writable"), open_ledger(address, KEY, clock) as ledger:
        ledger.append([draft()])
    database = open_database(address, read_only=True)
    assert database.rows("SELECT COUNT(*) FROM entries") == [(1,)]
    database.close()


def test_a_server_that_may_only_be_read_is_named(server: Server, clock: HandClock) -> None:
    address = server.fresh_database()
    with create_ledger(address, KEY, clock) as ledger:
        ledger.append([draft()])
        ledger.database.run(f"ALTER DATABASE {address.rsplit('/', 1)[1]} SET default_transaction_read_only = on")
    with open_ledger(address, KEY, clock) as ledger:
        with pytest.raises(StorageReadOnly):
            ledger.append([draft()])
        assert ledger.head().sequence == 1


def test_a_file_deleted_under_a_running_node_is_noticed(
    tmp_path: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "LOOK_SECONDS", 0)
    path = tmp_path / "ledger.sqlite"
    with create_ledger(f"sqlite:///{path}", KEY, clock) as ledger:
        ledger.append([draft()])
        path.unlink()
        with pytest.raises(StorageUnavailable):
            ledger.append([draft()])


def test_a_file_that_is_no_database_is_named(tmp_path: Path, clock: HandClock) -> None:
    path = tmp_path / "ledger.sqlite"
    path.write_bytes(b"not a database at all" * 500)
    with pytest.raises(IntegrityError, match="restore from a backup"):
        open_ledger(f"sqlite:///{path}", KEY, clock)


def test_a_file_with_damaged_pages_is_verified_as_far_as_it_goes(tmp_path: Path, clock: HandClock) -> None:
    path = tmp_path / "ledger.sqlite"
    with create_ledger(f"sqlite:///{path}", KEY, clock) as ledger:
        for _ in range(40):
            ledger.append([draft() for _ in range(10)])
    content = bytearray(path.read_bytes())
    for page in range(30, 34):
        content[page * 4096 : page * 4096 + 200] = os.urandom(200)
    path.write_bytes(bytes(content))
    with open_ledger(f"sqlite:///{path}", KEY, clock) as ledger:
        found = {damage for damage, _ in damages(verified(ledger))}
    assert "unreadable" in found
