"""Making and opening a node: once, safely, and never over a lost ledger."""

from pathlib import Path

import pytest

from forestall.errors import BadSetting, NotFound, Sealed, UnreadableData, WrongKey
from forestall.memory import node as node_module
from forestall.memory.node import create_node, open_node
from forestall.memory.question import Question
from forestall.memory.read import PUBLIC, read
from ledgers import NOON, HandClock, verified


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def test_a_new_node_has_a_key_and_a_first_entry_that_names_it(home: Path, address: str, clock: HandClock) -> None:
    with create_node(home, address, clock, name="Peace council") as node:
        (entry,) = read(node.ledger, node.reader, Question()).entries
        assert (entry.kind, entry.body["name"], entry.body["node"]) == ("node.created", "Peace council", node.id)
        assert entry.recorded_at == NOON
        assert read(node.ledger, PUBLIC, Question()).entries == ()
        assert verified(node.ledger, node=node.id).is_sound
    assert (home / "keys" / "node.key").stat().st_mode & 0o777 == 0o600
    assert (home / "keys").stat().st_mode & 0o777 == 0o700


def test_making_it_again_changes_nothing(home: Path, address: str, clock: HandClock) -> None:
    with create_node(home, address, clock) as node:
        first = (node.id, node.author, node.ledger.head())
    with create_node(home, address, clock) as again:
        assert (again.id, again.author, again.ledger.head()) == first
    with open_node(home, address, clock) as opened:
        assert (opened.id, opened.author) == first[:2]


@pytest.mark.parametrize("step", ["make_key", "create_ledger", "_record_creation", "replace"])
def test_a_beginning_that_was_cut_short_is_taken_up_where_it_stopped(
    home: Path, address: str, clock: HandClock, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def power_cut(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(node_module, step, power_cut)
        with pytest.raises(KeyboardInterrupt):
            create_node(home, address, clock)
    with create_node(home, address, clock) as node:
        assert node.ledger.head().sequence == 1
        (entry,) = read(node.ledger, node.reader, Question()).entries
        assert entry.author == node.author


def test_a_lost_ledger_is_not_begun_again(home: Path, fresh_address: object, clock: HandClock) -> None:
    create_node(home, fresh_address(), clock).close()  # type: ignore[operator]
    with pytest.raises(NotFound):
        create_node(home, fresh_address(), clock)  # type: ignore[operator]


def test_the_ledger_of_another_node_is_refused(tmp_path: Path, address: str, clock: HandClock) -> None:
    create_node(tmp_path / "one", address, clock).close()
    with pytest.raises(WrongKey):
        create_node(tmp_path / "other", address, clock)


def test_no_node_is_opened_where_none_was_made(home: Path, address: str, clock: HandClock) -> None:
    with pytest.raises(NotFound, match="forestall init"):
        open_node(home, address, clock)


def test_a_node_without_its_key_stays_shut(home: Path, address: str, clock: HandClock) -> None:
    create_node(home, address, clock).close()
    key = home / "keys" / "node.key"
    content = key.read_bytes()
    key.unlink()
    with pytest.raises(Sealed, match="put the key file back"):
        open_node(home, address, clock)
    key.write_bytes(content)
    key.chmod(0o644)
    with pytest.raises(BadSetting, match="chmod 600"):
        open_node(home, address, clock)
    key.write_bytes(b"-----BEGIN NONSENSE-----")
    key.chmod(0o600)
    with pytest.raises(UnreadableData, match="PEM"):
        open_node(home, address, clock)


def test_witnesses_are_pinned_one_a_line(home: Path, address: str, clock: HandClock) -> None:
    with create_node(home, address, clock) as node:
        assert node.trust().witnesses == frozenset()
        (home / "trust" / "witnesses.txt").write_text(f"{'a' * 64}  # the union\n\n# nobody else\n")
        assert node.trust().witnesses == frozenset({"a" * 64})
        assert node.trust().roots == ()
