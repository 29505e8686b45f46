"""A watch whose ground gives way writes what it could not write as soon as it can, once, and says what was wrong."""

from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import pytest

from deciding import clockwork, passes, written
from forestall.errors import ClockWentBack, StorageBusy, StorageError, StorageFull
from forestall.memory import postgresql, sqlite
from forestall.memory.ledger import Ledger, create_ledger, open_ledger
from forestall.runs.response.clocks import Watch, was_written_late
from ledgers import KEY, HandClock, draft, verified
from warning_messages import issued
from warning_people import TODAY

MISSES = {"decision.unacknowledged": 1, "decision.missed": 1}


def test_a_disk_that_is_full_loses_no_missed_clock(tmp_path: Path, clock: HandClock) -> None:
    clock.present = TODAY
    with create_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}", KEY, clock) as ledger:
        issued(ledger)
        watch = Watch(clockwork(ledger))
        clock.move(days=4)
        fill(ledger)
        for _ in range(2):
            with pytest.raises(StorageFull):
                watch.keep()
        assert written(ledger) == []
        bound(ledger, 1_000_000)
        clock.move(hours=1)
        assert watch.keep() == MISSES
        assert all(was_written_late(entry) for entry in written(ledger))
        assert watch.keep() == passes(ledger) == {}
        assert verified(ledger, node=KEY.node).is_sound


def fill(ledger: Ledger) -> None:
    """Leave no room for another entry."""
    (n_pages,) = ledger.database.rows("PRAGMA page_count")[0]
    bound(ledger, n_pages)
    try:
        while True:
            ledger.append([draft()])
    except StorageFull:
        return


def bound(ledger: Ledger, n_pages: int) -> None:
    ledger.database.rows(f"PRAGMA max_page_count = {n_pages}")


def test_another_who_holds_the_database_for_long_holds_the_watch_up_and_no_longer(
    address: str, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (sqlite, postgresql):
        monkeypatch.setattr(module, "WAIT_SECONDS", 1)
    clock.present = TODAY
    create_ledger(address, KEY, clock).close()
    with open_ledger(address, KEY, clock) as ledger, open_ledger(address, KEY, clock) as other:
        issued(ledger)
        watch = Watch(clockwork(ledger))
        clock.move(days=4)
        with other.database.transaction(), pytest.raises(StorageBusy, match="another process"):
            watch.keep()
        assert watch.keep() == MISSES
        assert watch.keep() == {}


def test_of_two_watches_whose_clocks_differ_each_miss_is_written_once_and_never_before_its_time(
    ledger: Ledger, clock: HandClock, address: str
) -> None:
    clock.present = TODAY
    issued(ledger)
    behind = HandClock(TODAY)
    with open_ledger(address, KEY, behind) as other:
        slow, quick = Watch(clockwork(other)), Watch(clockwork(ledger))
        clock.move(hours=12)
        behind.present = clock.now() - timedelta(minutes=3)
        assert slow.keep() == {}  # by its own clock nothing ran out yet
        assert quick.keep() == {"decision.unacknowledged": 1}
        assert slow.keep() == {}
        clock.move(hours=57, minutes=30)
        assert quick.keep() == {"decision.missed": 1}
        behind.present = clock.now() - timedelta(minutes=3)
        assert slow.keep() == {}
        behind.move(minutes=4)
        assert slow.keep() == {}
    assert [entry.valid_from for entry in written(ledger)] == [
        TODAY + timedelta(hours=12),
        TODAY + timedelta(hours=69.5),
    ]


def test_a_watch_whose_clock_is_behind_the_ledger_writes_nothing_and_says_so_while_another_goes_on(
    ledger: Ledger, clock: HandClock, address: str
) -> None:
    clock.present = TODAY
    issued(ledger)
    clock.move(hours=14)
    issued(ledger)  # the newest entry, by the right clock
    behind = HandClock(TODAY + timedelta(hours=13))
    with open_ledger(address, KEY, behind) as other, pytest.raises(ClockWentBack, match="Set the clock right"):
        Watch(clockwork(other)).keep()
    assert passes(ledger) == {"decision.unacknowledged": 1}


def test_two_watches_side_by_side_over_many_alerts_write_each_miss_once(
    ledger: Ledger, clock: HandClock, address: str
) -> None:
    clock.present = TODAY
    for _ in range(12):
        issued(ledger)
    clock.move(days=4)
    begin = Event()
    failures: list[StorageError] = []

    def beside() -> None:
        with open_ledger(address, KEY, clock) as other:
            watch = Watch(clockwork(other))
            begin.wait()
            try:
                watch.keep()
            except StorageError as error:
                failures.append(error)

    threads = [Thread(target=beside) for _ in range(2)]
    for one in threads:
        one.start()
    begin.set()
    for one in threads:
        one.join()
    assert failures == []
    kinds = [entry.kind for entry in written(ledger)]
    assert (kinds.count("decision.unacknowledged"), kinds.count("decision.missed")) == (12, 12)
