"""`forestall sealed`, as typed, from founding to shredding."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from forestall.cli.sealed import app
from forestall.clock import SystemClock
from forestall.memory.node import create_node

BODY = b"Mariam of the third house\n"
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    home = tmp_path / "node"
    create_node(home, f"sqlite:///{home / 'ledger.sqlite'}", SystemClock()).close()

    def run(*words: str | Path, stdin: bytes | None = None) -> Result:
        return CliRunner().invoke(app, [str(word) for word in words], input=stdin, env={"FORESTALL_HOME": str(home)})

    return run


@pytest.fixture
def keys(tmp_path: Path, run: Run) -> Path:
    """The folder of all secret keys of a site that is ready."""
    folder = tmp_path / "usb"
    assert run("found", "--keys", folder).exit_code == 0
    cards = []
    for n, user in enumerate(("user-a", "user-b", "user-c")):
        made = run("custodian-key", folder / f"{user}.key", "--user", user, "--organisation", f"organisation-{n}")
        (folder / f"{user}.json").write_text(made.stdout)
        cards += ["--custodian", folder / f"{user}.json"]
    named = [*cards, "--shredder", "user-a", "--shredder", "user-b"]
    for vault in ("identity", "content", "place"):
        done = run("entrust", "--key", folder / f"vault-{vault}.key", *named, "--json")
        assert json.loads(done.stdout) == {"vault": vault, "entrusted": True}
        named = []
    return folder


def sealed(run: Run, body: bytes = BODY) -> str:
    made = run("seal", "identity", "-", "--json", stdin=body)
    seal_id: str = json.loads(made.stdout)["seal"]
    return seal_id


WHY = ("--purpose", "protection", "--reason", "The person must be reached.")


def test_what_is_sealed_is_opened_byte_for_byte_and_counted(run: Run, keys: Path) -> None:
    body = bytes(range(256))
    seal = sealed(run, body)
    opened = run("open", seal, "--key", keys / "vault-identity.key", *WHY)
    assert (opened.exit_code, opened.stdout_bytes) == (0, body)
    pair = ("--key", keys / "user-c.key", "--key", keys / "user-a.key")
    assert run("break-glass", seal, *pair, *WHY).stdout_bytes == body
    told = json.loads(run("status", "--json").stdout)
    assert (told["ordinary_openings"], told["break_glass_openings"]) == (1, 1)
    assert told["vaults"][0]["n_data_keys"] == 1
    assert [each["may_shred"] for each in told["custodians"]] == [True, True, False]


@pytest.mark.parametrize("key", ["vault-content.key", "user-a.key"])
def test_another_key_opens_nothing_and_shows_nothing(run: Run, keys: Path, key: str) -> None:
    refused = run("open", sealed(run), "--key", keys / key, *WHY, "--json")
    assert refused.exit_code == 7
    assert refused.stdout == ""
    assert "Mariam" not in refused.stderr
    assert json.loads(refused.stderr)["error"] in {"Sealed", "WrongKey"}


def test_a_key_that_others_can_read_is_refused_with_the_command_that_mends_it(run: Run, keys: Path) -> None:
    key = keys / "vault-identity.key"
    key.chmod(0o644)
    refused = run("open", sealed(run), "--key", key, *WHY)
    assert refused.exit_code == 3
    assert f"chmod 600 {key}" in refused.stderr.replace("\n", "")


def test_break_glass_asks_for_two_keys(run: Run, keys: Path) -> None:
    refused = run("break-glass", "seal-x", "--key", keys / "user-a.key", *WHY)
    assert refused.exit_code == 2


def test_what_is_erased_does_not_open(run: Run, keys: Path) -> None:
    seal = sealed(run)
    assert run("erase", seal, "--reason", "consent_withdrawn").exit_code == 0
    refused = run("open", seal, "--key", keys / "vault-identity.key", *WHY, "--json")
    assert json.loads(refused.stderr)["error"] == "Erased"
    assert json.loads(run("reconcile", "--json").stdout) == {"destroyed_again": [], "lost": [], "without_a_seal": []}


def test_shredding_asks_first_and_needs_one_of_two_custodians(run: Run, keys: Path) -> None:
    seal = sealed(run)
    assert run("shred", "--key", keys / "user-a.key", stdin=b"n\n").exit_code == 1
    assert run("shred", "--key", keys / "user-c.key", "--yes").exit_code == 7
    assert run("open", seal, "--key", keys / "vault-identity.key", *WHY).exit_code == 0
    assert run("shred", "--key", keys / "user-b.key", "--yes").exit_code == 0
    refused = run("open", seal, "--key", keys / "vault-identity.key", *WHY, "--json")
    assert json.loads(refused.stderr)["error"] == "Erased"


def test_shredding_does_not_wait_for_a_ledger_out_of_reach(run: Run, keys: Path, tmp_path: Path) -> None:
    sealed(run)
    (tmp_path / "node" / "ledger.sqlite").rename(tmp_path / "ledger-elsewhere")
    assert run("shred", "--key", keys / "user-a.key", "--yes").exit_code != 0
    assert list((tmp_path / "node" / "sealed").rglob("seal-*")) == []
    (tmp_path / "ledger-elsewhere").rename(tmp_path / "node" / "ledger.sqlite")
    assert run("shred", "--key", keys / "user-a.key", "--yes").exit_code == 0


def test_founding_again_changes_nothing(run: Run, keys: Path) -> None:
    seal = sealed(run)
    assert "made before" in run("found").stdout
    assert run("open", seal, "--key", keys / "vault-identity.key", *WHY).exit_code == 0
