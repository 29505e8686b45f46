"""What is erased is gone from every file and every table, the chain verifies, and a tombstone says so."""

from __future__ import annotations

import base64
import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from forestall.clock import seconds_elapsed
from forestall.errors import Erased, NotFound, Sealed, StorageFull, UnknownTerm, WrongKey
from forestall.memory.question import Question
from forestall.memory.read import PUBLIC, read, read_one
from forestall.memory.schema import COLUMNS
from forestall.memory.sealed.cards import VaultName
from forestall.memory.sealed.erasure import erase, reconcile, record_shredding, shred
from forestall.memory.sealed.secret_key import SecretKey
from ledgers import AMBER, GREEN, verified
from memory.sealed.making import BODIES, ERRAND, OFFICER, Site

SHREDDING_SECONDS = 60


def everything_kept(site: Site) -> Iterator[bytes]:
    """All bytes in the node's folder, and all rows of its ledger, on whichever database."""
    for path in site.home.parent.rglob("*"):
        if path.is_file() and "away" not in path.parts:
            yield path.read_bytes()
    for table in COLUMNS:
        for row in site.store.ledger.database.rows(f"SELECT * FROM {table}"):
            yield b"\x00".join(cell if isinstance(cell, bytes) else str(cell).encode() for cell in row)


def is_kept(site: Site, secret: bytes) -> bool:
    forms = (secret, secret.hex().encode(), base64.b64encode(secret))
    return any(form in content for content in everything_kept(site) for form in forms)


def test_nothing_of_what_was_erased_is_left_anywhere(site: Site) -> None:
    vault = VaultName.IDENTITY
    seal = site.seal(vault).record_id
    key_file = site.store.folder / vault / "keys" / seal
    shut = key_file.read_bytes()
    data_key = site.store.vaults[vault].data_key(seal, site.vault_keys[vault])
    assert is_kept(site, shut)
    erase(site.store, seal, OFFICER, "consent_withdrawn")
    for secret in (shut, shut[24:-16], data_key, BODIES[vault]):
        assert not is_kept(site, secret)
    assert not key_file.exists()
    with pytest.raises(Erased, match=seal):
        site.store.open(seal, site.vault_keys[vault], ERRAND)
    with pytest.raises(Erased, match=seal):
        site.store.break_glass(seal, (site.custodian_keys[0], site.custodian_keys[1]), ERRAND)
    assert verified(site.store.ledger).findings == ()


def test_the_tombstone_says_what_when_why_and_by_whom(site: Site) -> None:
    seal = site.seal()
    tombstone = erase(site.store, seal.record_id, OFFICER, "objection", "A copy on paper was burnt.")
    assert (tombstone.kind, tombstone.record_id) == ("seal.erased", seal.record_id)
    assert tombstone.marking == seal.marking
    assert tombstone.body == {
        "seal": seal.record_id,
        "vaults": [],
        "reason": "objection",
        "erased_at": "2024-04-30T12:00:00.000000Z",
        "erased_by": "user-officer",
        "note": "A copy on paper was burnt.",
    }


def test_the_end_of_retention_has_no_person_behind_it(site: Site) -> None:
    assert "erased_by" not in erase(site.store, site.seal().record_id, OFFICER, "retention_ended").body


def test_erasing_one_leaves_the_others(site: Site) -> None:
    gone, stays = site.seal().record_id, site.seal().record_id
    erase(site.store, gone, OFFICER, "consent_withdrawn")
    assert site.store.open(stays, site.vault_keys[VaultName.IDENTITY], ERRAND) == BODIES[VaultName.IDENTITY]


def test_erasing_again_finds_nothing_left_to_do(site: Site) -> None:
    seal = site.seal().record_id
    first = erase(site.store, seal, OFFICER, "consent_withdrawn")
    assert erase(site.store, seal, OFFICER, "danger") == first


def test_an_unknown_reason_or_seal_erases_nothing(site: Site) -> None:
    seal = site.seal().record_id
    with pytest.raises(UnknownTerm):
        erase(site.store, seal, OFFICER, "because")
    with pytest.raises(NotFound):
        erase(site.store, "seal-none", OFFICER, "danger")
    with pytest.raises(NotFound):
        erase(site.store, seal, PUBLIC, "danger")
    assert site.store.open(seal, site.vault_keys[VaultName.IDENTITY], ERRAND)


def test_without_a_tombstone_the_key_stays(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    seal = site.seal().record_id

    def refuse(drafts: object) -> None:
        raise StorageFull(expected="room", found="none", where="ledger", remedy="Make room.")

    with monkeypatch.context() as patch:
        patch.setattr(site.store.ledger, "append", refuse)
        with pytest.raises(StorageFull):
            erase(site.store, seal, OFFICER, "consent_withdrawn")
    assert site.store.open(seal, site.vault_keys[VaultName.IDENTITY], ERRAND)


def test_a_key_that_comes_back_from_a_backup_opens_nothing_and_is_destroyed_again(site: Site) -> None:
    seal = site.seal().record_id
    backup = site.home.parent / "backup"
    shutil.copytree(site.store.folder, backup)
    erase(site.store, seal, OFFICER, "consent_withdrawn")
    shutil.copytree(backup, site.store.folder, dirs_exist_ok=True)
    with pytest.raises(Erased):
        site.store.open(seal, site.vault_keys[VaultName.IDENTITY], ERRAND)
    assert reconcile(site.store, OFFICER).finished == (seal,)
    assert not site.store.vaults[VaultName.IDENTITY].has(seal)
    assert reconcile(site.store, OFFICER).finished == ()


def test_lost_and_stray_keys_are_named_and_left_alone(site: Site) -> None:
    lost, kept = site.seal().record_id, site.seal().record_id
    site.store.vaults[VaultName.IDENTITY].erase(lost)
    stray = site.store.seal(VaultName.PLACE, b"x", author=ERRAND.author(), marking=AMBER).record_id
    found = reconcile(site.store, OFFICER)
    assert (found.finished, found.lost, found.stray) == ((), (lost,), (stray,))
    assert site.store.vaults[VaultName.IDENTITY].has(kept)
    with pytest.raises(Sealed, match="none on this node"):
        site.store.open(lost, site.vault_keys[VaultName.IDENTITY], ERRAND)


@pytest.mark.parametrize("custodian", [0, 1])
def test_either_of_two_custodians_shreds_a_whole_site_in_time(site: Site, custodian: int) -> None:
    seals = {vault: site.seal(vault).record_id for vault in VaultName}
    for n in range(1_000):
        (site.store.folder / "content" / "keys" / f"seal-many{n}").write_bytes(b"k" * 120)
    key_files = [site.home / "keys" / f"{name}.key" for name in VaultName]
    began = seconds_elapsed()
    author = shred(site.store.folder, site.custodian_keys[custodian], key_files)
    tombstone = record_shredding(site.store.ledger, author, GREEN)
    assert seconds_elapsed() - began < SHREDDING_SECONDS
    assert tombstone.author.user == f"user-custodian{custodian}"
    assert tombstone.body["vaults"] == ["identity", "content", "place"]
    for vault, seal in seals.items():
        with pytest.raises(Erased):
            site.store.open(seal, site.vault_keys[vault], ERRAND)
        with pytest.raises(Erased):
            site.store.break_glass(seal, (site.custodian_keys[0], site.custodian_keys[2]), ERRAND)
        with pytest.raises(Erased):
            site.seal(vault)
        with pytest.raises(Erased):
            site.store.vaults[vault].found(site.home / "keys" / "again.key")
    assert not any(path.exists() for path in key_files)
    assert sorted(path.name for path in site.store.folder.rglob("*") if path.is_file()) == [
        "custodians.json",
        *["shredded"] * 3,
    ]
    assert verified(site.store.ledger).findings == ()


def test_nobody_else_shreds_a_site(site: Site) -> None:
    seal = site.seal().record_id
    strangers = [site.custodian_keys[2], *site.vault_keys.values(), SecretKey(b"s" * 32)]
    for key in strangers:
        with pytest.raises(WrongKey):
            shred(site.store.folder, key)
    assert site.store.open(seal, site.vault_keys[VaultName.IDENTITY], ERRAND)


def test_a_shredding_cut_short_leaves_no_key_readable_and_can_be_finished(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal = site.seal().record_id
    with monkeypatch.context() as patch:

        def power_fails(path: Path) -> None:
            raise OSError(errno.EIO, "gone")

        patch.setattr("forestall.memory.sealed.vault.Vault.clear", power_fails)
        with pytest.raises(OSError, match="gone"):
            shred(site.store.folder, site.custodian_keys[0])
    with pytest.raises(Erased):
        site.store.open(seal, site.vault_keys[VaultName.IDENTITY], ERRAND)
    shred(site.store.folder, site.custodian_keys[0])
    shred(site.store.folder, site.custodian_keys[1])
    assert site.store.vaults[VaultName.IDENTITY].seal_ids() == []


def test_a_key_file_is_overwritten_before_it_is_removed(site: Site) -> None:
    seal = site.seal().record_id
    path = site.store.folder / "identity" / "keys" / seal
    before = path.read_bytes()
    os.link(path, site.home.parent / "same-bytes")
    erase(site.store, seal, OFFICER, "danger")
    after = (site.home.parent / "same-bytes").read_bytes()
    assert len(after) == len(before)
    assert after != before


def test_the_seals_history_still_reads_after_its_erasure(site: Site) -> None:
    seal = site.seal()
    erase(site.store, seal.record_id, OFFICER, "consent_withdrawn")
    history = read(site.store.ledger, OFFICER, Question(record_id=seal.record_id)).entries
    assert [entry.kind for entry in history] == ["seal.made", "seal.erased"]
    state = read_one(site.store.ledger, OFFICER, Question(record_id=seal.record_id, states=True), "seal")
    assert state.kind == "seal.erased"
