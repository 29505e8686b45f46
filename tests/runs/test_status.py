from datetime import UTC, datetime
from pathlib import Path

import pytest

from forestall.errors import NotFound
from forestall.memory.node import create_node, open_node
from forestall.runs.status import node_status
from forestall.settings import Settings


class NoonClock:
    def now(self) -> datetime:
        return datetime(2026, 5, 3, 12, tzinfo=UTC)


def settings_in(home: Path) -> Settings:
    return Settings(home=home, database=f"sqlite:///{home / 'ledger.sqlite'}")


def test_a_new_node_is_whole_and_holds_the_entry_of_its_making(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    create_node(settings.home, settings.database, NoonClock()).close()
    found = node_status(settings, NoonClock())
    assert (found.is_whole, found.n_entries, found.last_recorded_at) == (True, 1, "2026-05-03T12:00:00.000000Z")
    assert found.facts()["lake"] == "nothing loaded yet"
    assert found.n_terms_by_confidence["confirmed_in_source"] < found.n_terms


def test_a_ledger_that_was_edited_is_reported_as_damaged(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    create_node(settings.home, settings.database, NoonClock()).close()
    with open_node(settings.home, settings.database, NoonClock()) as node:
        connection = node.ledger.database
        rows = list(connection.rows("SELECT payload FROM entries WHERE sequence = 1"))
    ledger = tmp_path / "ledger.sqlite"
    forged = bytes(rows[0][0]).replace(b"2026-05-03", b"2026-05-04")
    ledger.write_bytes(ledger.read_bytes().replace(bytes(rows[0][0]), forged))
    found = node_status(settings, NoonClock())
    assert not found.is_whole
    assert "DAMAGED" in found.verdict()


def test_without_a_node_the_way_to_make_one_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="forestall init"):
        node_status(settings_in(tmp_path), NoonClock())
