"""What is sealed opens with its own vault's key alone, and never unrecorded."""

from __future__ import annotations

import base64
import itertools

import pytest

from forestall.errors import (
    ForestallError,
    IntegrityError,
    InvalidField,
    NotFound,
    Sealed,
    StorageFull,
    ValueRangeError,
    WrongKey,
)
from forestall.memory.question import Question
from forestall.memory.read import PUBLIC, Reader, read
from forestall.memory.sealed.box import LARGEST_BODY
from forestall.memory.sealed.cards import VaultName
from forestall.memory.sealed.secret_key import SecretKey
from forestall.memory.sealed.store import Errand, Openings
from forestall.records.entry import Entry
from forestall.vocabulary.load import vocabulary
from ledgers import AMINA, STRICT, draft, tamper, verified
from memory.sealed.making import BODIES, CONTENT, ERRAND, IDENTITY, OFFICER, Site


def openings(site: Site) -> tuple[Entry, ...]:
    return read(site.store.ledger, OFFICER, Question(kind="seal.opened")).entries


def test_what_was_sealed_opens_with_its_vaults_key(site: Site) -> None:
    for vault in VaultName:
        entry = site.seal(vault)
        assert site.store.open(entry.record_id, site.vault_keys[vault], ERRAND) == BODIES[vault]


def test_no_single_key_opens_two_of_a_reports_three_seals(site: Site) -> None:
    seals = {vault: site.seal(vault).record_id for vault in VaultName}
    keys = [*site.vault_keys.values(), *site.custodian_keys]
    for key in keys:
        opened = []
        for seal in seals.values():
            try:
                opened.append(site.store.open(seal, key, ERRAND))
            except (Sealed, WrongKey):
                continue
        assert len(opened) == (key in site.vault_keys.values())
    assert len(openings(site)) == 3


def test_the_key_of_another_vault_is_told_from_a_strangers(site: Site) -> None:
    seal = site.seal(VaultName.IDENTITY).record_id
    with pytest.raises(Sealed, match="no one person opens two"):
        site.store.open(seal, site.vault_keys[VaultName.PLACE], ERRAND)
    with pytest.raises(WrongKey, match="the key of no vault here"):
        site.store.open(seal, SecretKey(b"s" * 32), ERRAND)
    assert openings(site) == ()


def test_any_two_custodians_open_past_the_holder_and_are_named(site: Site) -> None:
    seal = site.seal().record_id
    pairs = list(itertools.permutations(range(3), 2))
    for one, other in pairs:
        keys = (site.custodian_keys[one], site.custodian_keys[other])
        assert site.store.break_glass(seal, keys, ERRAND) == IDENTITY
    assert all(opening.body["break_glass"] for opening in openings(site))
    named = [tuple(each["user"] for each in opening.body["custodians"]) for opening in openings(site)]
    assert named == [(f"user-custodian{one}", f"user-custodian{other}") for one, other in pairs]


def test_one_custodian_alone_opens_nothing(site: Site) -> None:
    seal = site.seal().record_id
    key = site.custodian_keys[0]
    with pytest.raises(Sealed, match="two different custodians"):
        site.store.break_glass(seal, (key, key), ERRAND)
    with pytest.raises(WrongKey):
        site.store.break_glass(seal, (key, SecretKey(b"s" * 32)), ERRAND)
    with pytest.raises(WrongKey):
        site.store.break_glass(seal, (key, site.vault_keys[VaultName.IDENTITY]), ERRAND)
    assert openings(site) == ()


def test_an_opening_says_who_which_and_why_and_rests_on_the_seal(site: Site) -> None:
    sealed = site.seal()
    site.store.open(sealed.record_id, site.vault_keys[VaultName.IDENTITY], ERRAND)
    (opening,) = openings(site)
    assert opening.causes == (sealed.id,)
    assert opening.marking == sealed.marking
    assert opening.body == {
        "seal": sealed.record_id,
        "opened_by": "user-officer",
        "opened_at": "2024-04-30T12:00:00.000000Z",
        "purpose": "protection",
        "reason": "The person must be reached.",
        "break_glass": False,
        "custodians": [],
    }


def test_where_the_opening_cannot_be_written_nothing_is_opened(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    seal = site.seal().record_id

    def refuse(drafts: object) -> None:
        raise StorageFull(expected="room", found="none", where="ledger", remedy="Make room.")

    decrypted: list[object] = []
    monkeypatch.setattr(site.store.ledger, "append", refuse)
    monkeypatch.setattr("forestall.memory.sealed.store.decrypt_body", lambda *_, **__: decrypted.append(1))
    with pytest.raises(StorageFull):
        site.store.open(seal, site.vault_keys[VaultName.IDENTITY], ERRAND)
    with pytest.raises(StorageFull):
        site.store.break_glass(seal, (site.custodian_keys[0], site.custodian_keys[1]), ERRAND)
    assert decrypted == []


def test_openings_are_counted_the_same_for_everyone(site: Site) -> None:
    seal = site.seal().record_id
    site.store.open(seal, site.vault_keys[VaultName.IDENTITY], ERRAND)
    site.store.open(seal, site.vault_keys[VaultName.IDENTITY], ERRAND)
    site.store.break_glass(seal, (site.custodian_keys[2], site.custodian_keys[0]), ERRAND)
    assert site.store.count_openings() == Openings(ordinary=2, break_glass=1)


def test_whoever_may_not_hold_the_ciphertext_finds_nothing_to_open(site: Site) -> None:
    seal = site.seal().record_id
    for reader in (PUBLIC, Reader(user="user-x", organisation="organisation-other", is_member=True)):
        with pytest.raises(NotFound):
            site.store.open(seal, site.vault_keys[VaultName.IDENTITY], Errand(reader, "protection", "Reason."))


def test_nobody_unnamed_opens_anything(site: Site) -> None:
    sealed = site.store.seal(VaultName.CONTENT, CONTENT, author=AMINA, marking=draft().marking)
    site.store.ledger.append([sealed])
    with pytest.raises(InvalidField, match="signed-in person"):
        site.store.open(sealed.record_id, site.vault_keys[VaultName.CONTENT], Errand(PUBLIC, "protection", "Reason."))
    assert site.store.count_openings().ordinary == 0


def test_ciphertexts_that_change_places_do_not_open(site: Site) -> None:
    one, two = site.seal(VaultName.CONTENT, b"first"), site.seal(VaultName.CONTENT, b"second")
    swapped = one.to_json() | {"body": two.body}
    for derived in ("id", "sequence", "recorded_at", "node", "previous"):
        swapped.pop(derived)
    site.store.ledger.append([draft(**{**swapped, "marking": STRICT, "author": AMINA})])
    with pytest.raises(IntegrityError, match=one.record_id):
        site.store.open(one.record_id, site.vault_keys[VaultName.CONTENT], ERRAND)


def test_data_keys_that_change_places_do_not_open(site: Site) -> None:
    one, two = site.seal(VaultName.CONTENT, b"first"), site.seal(VaultName.CONTENT, b"second")
    keys = site.store.folder / "content" / "keys"
    (keys / one.record_id).write_bytes((keys / two.record_id).read_bytes())
    with pytest.raises(IntegrityError, match="data key"):
        site.store.open(one.record_id, site.vault_keys[VaultName.CONTENT], ERRAND)


def test_bodies_of_every_size_come_back_and_their_ciphertexts_have_one_of_four_lengths(site: Site) -> None:
    for size in (0, 1, 1_023, 1_024, 4_095, 20_000, LARGEST_BODY):
        entry = site.seal(VaultName.CONTENT, b"x" * size)
        length = len(base64.b64decode(entry.body["ciphertext"])) - 24 - 16
        assert length in (1_024, 4_096, 16_384, 65_536)
        assert site.store.open(entry.record_id, site.vault_keys[VaultName.CONTENT], ERRAND) == b"x" * size


def test_a_body_too_long_is_refused_before_a_key_is_put_away(site: Site) -> None:
    with pytest.raises(ValueRangeError, match="at most 65535 bytes"):
        site.seal(VaultName.CONTENT, b"x" * (LARGEST_BODY + 1))
    assert site.store.vaults[VaultName.CONTENT].seal_ids() == []


def test_the_same_body_sealed_twice_shows_nothing_in_common(site: Site) -> None:
    one, two = (site.seal(VaultName.CONTENT, b"x" * 1000) for _ in range(2))
    same = sum(a == b for a, b in zip(*(base64.b64decode(e.body["ciphertext"]) for e in (one, two)), strict=True))
    assert same < 40  # chance alone gives 4 of 1,064 bytes


def test_an_exercise_is_opened_as_an_exercise_and_not_counted(site: Site) -> None:
    sealed = site.store.seal(VaultName.PLACE, b"nowhere", author=AMINA, marking=STRICT, exercise=True)
    site.store.ledger.append([sealed])
    assert site.store.open(sealed.record_id, site.vault_keys[VaultName.PLACE], ERRAND) == b"nowhere"
    assert openings(site) == ()
    assert site.store.count_openings().ordinary == 0


def test_a_key_is_entrusted_only_by_whoever_holds_it(site: Site) -> None:
    with pytest.raises(Sealed):
        site.store.entrust(VaultName.IDENTITY, site.vault_keys[VaultName.CONTENT], OFFICER)


def test_no_error_holds_anything_of_what_is_sealed(site: Site) -> None:
    seal = site.seal().record_id
    attempts = (
        lambda: site.store.open(seal, SecretKey(b"s" * 32), ERRAND),
        lambda: site.store.open(seal, site.vault_keys[VaultName.PLACE], ERRAND),
        lambda: site.store.open("seal-none", site.vault_keys[VaultName.PLACE], ERRAND),
        lambda: site.store.break_glass(seal, (site.custodian_keys[0],) * 2, ERRAND),
        lambda: site.seal(VaultName.IDENTITY, IDENTITY * 10_000),
    )
    for attempt in attempts:
        with pytest.raises(ForestallError) as caught:
            attempt()
        assert "Mariam" not in repr(caught.getrepr(showlocals=False)) + str(caught.value)


def test_the_ledger_verifies_with_seals_and_openings_in_it_and_shows_a_changed_ciphertext(site: Site) -> None:
    sealed = site.seal()
    site.store.open(sealed.record_id, site.vault_keys[VaultName.IDENTITY], ERRAND)
    assert verified(site.store.ledger).findings == ()
    tamper(site.store.ledger, "DELETE FROM entries WHERE id = ?", (sealed.id,))
    assert verified(site.store.ledger).findings != ()


def test_the_vaults_are_those_of_the_vocabulary() -> None:
    assert {name.value for name in VaultName} == set(vocabulary("vault"))
