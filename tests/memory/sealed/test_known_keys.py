"""A key put in place of a vault's or a custodian's is found out before anything is sealed to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from forestall.errors import IntegrityError, Sealed
from forestall.memory.ledger import Ledger
from forestall.memory.question import Question
from forestall.memory.read import PUBLIC, read
from forestall.memory.sealed.cards import Custodians, VaultCard, VaultName, write_card
from forestall.memory.sealed.secret_key import SecretKey
from forestall.memory.sealed.store import SealedStore
from ledgers import AMINA, STRICT
from memory.sealed.making import OFFICER, Site

pytestmark = pytest.mark.parametrize("fresh_address", ["sqlite"], indirect=True)

THEIRS = SecretKey(b"t" * 32)


def test_nothing_is_sealed_to_a_key_that_was_put_in_place_of_the_vaults(site: Site) -> None:
    card = VaultCard(vault=VaultName.IDENTITY, public_key=THEIRS.public_key)
    write_card(site.store.folder / "identity" / "vault.json", card)
    with pytest.raises(IntegrityError, match="vault 'identity'"):
        site.seal(VaultName.IDENTITY)
    with pytest.raises(IntegrityError, match="vault 'identity'"):
        site.store.found(VaultName.IDENTITY, site.home / "keys" / "new.key", AMINA)
    assert site.store.vaults[VaultName.IDENTITY].seal_ids() == []


def test_a_founding_that_broke_off_takes_nothing_until_it_is_on_record(tmp_path: Path, ledger: Ledger) -> None:
    store, key_file = SealedStore(tmp_path / "sealed", ledger), tmp_path / "keys" / "place.key"
    store.vaults[VaultName.PLACE].found(key_file)
    with pytest.raises(Sealed, match="forestall sealed found"):
        store.seal(VaultName.PLACE, b"x", author=AMINA, marking=STRICT)
    assert store.found(VaultName.PLACE, tmp_path / "keys" / "again.key", AMINA) is False
    assert not (tmp_path / "keys" / "again.key").exists()
    ledger.append([store.seal(VaultName.PLACE, b"x", author=AMINA, marking=STRICT)])


def test_no_key_is_entrusted_to_a_custodian_who_is_not_on_record(site: Site) -> None:
    named = site.store.custodians()
    theirs = named.custodians[2].to_json() | {"public_key": THEIRS.public_key}
    swapped = Custodians.parse(named.to_json() | {"custodians": [*named.custodians[:2], theirs]})
    write_card(site.store.folder / "custodians.json", swapped)
    before = site.store.vaults[VaultName.PLACE].read_deposit()
    with pytest.raises(IntegrityError, match="custodian user-custodian2"):
        site.store.entrust(VaultName.PLACE, site.vault_keys[VaultName.PLACE], OFFICER)
    assert site.store.vaults[VaultName.PLACE].read_deposit() == before


def test_whoever_may_not_know_the_custodians_entrusts_nothing_to_them(site: Site) -> None:
    with pytest.raises(IntegrityError, match="custodian"):
        site.store.entrust(VaultName.PLACE, site.vault_keys[VaultName.PLACE], PUBLIC)


def test_a_vaults_public_key_is_on_record_for_everyone(site: Site) -> None:
    keys = read(site.store.ledger, PUBLIC, Question(kind="key.added")).entries
    on_record = {entry.body["public_key"] for entry in keys}
    assert on_record == {key.public_key for key in site.vault_keys.values()}
    assert {entry.body["use"] for entry in keys} == {"vault"}
