"""Two of three custodians, of different organisations, and never one."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from forestall.errors import IntegrityError, InvalidField, WrongKey
from forestall.memory.sealed.break_glass import deposit, recover
from forestall.memory.sealed.cards import Custodians, Deposit, VaultName
from forestall.memory.sealed.secret_key import SecretKey

VAULT_KEY = SecretKey(b"v" * 32)
KEYS = [SecretKey(bytes([n + 1]) * 32) for n in range(3)]


def custodians(**changes: Any) -> Custodians:
    cards = [
        {"user": f"user-{n}", "organisation": f"organisation-{n}", "public_key": key.public_key}
        for n, key in enumerate(KEYS)
    ]
    cards[2] |= changes
    return Custodians.parse({"custodians": cards, "shredders": [card["public_key"] for card in cards[:2]]})


def test_every_pair_recovers_the_key_in_either_order() -> None:
    deposited = deposit(VaultName.PLACE, VAULT_KEY, custodians())
    for one in KEYS:
        for other in KEYS:
            if one is not other:
                assert recover(deposited, one, other).public_key == VAULT_KEY.public_key


def test_one_key_opens_at_most_the_outer_box() -> None:
    for share in deposit(VaultName.PLACE, VAULT_KEY, custodians()).shares:
        for key in KEYS:
            box = base64.b64decode(share.box)
            try:
                inner = key.unseal(box)
            except WrongKey:
                continue
            assert b"v" * 32 not in inner
            with pytest.raises(WrongKey):
                key.unseal(inner)


def test_no_share_holds_the_key_in_clear() -> None:
    written = str(deposit(VaultName.PLACE, VAULT_KEY, custodians()).to_json())
    assert (b"v" * 32).hex() not in written


def test_a_deposit_of_another_key_is_found_out() -> None:
    other = deposit(VaultName.PLACE, SecretKey(b"w" * 32), custodians())
    swapped = Deposit.parse({**other.to_json(), "public_key": VAULT_KEY.public_key})
    with pytest.raises(IntegrityError, match="vault 'place'"):
        recover(swapped, KEYS[0], KEYS[1])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"organisation": "organisation-0"}, "organisation"),
        ({"public_key": KEYS[0].public_key}, "public_key"),
    ],
)
def test_custodians_who_are_not_apart_are_refused(changes: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidField, match=f"three different values of {field}"):
        custodians(**changes)


@pytest.mark.parametrize("shredders", [(0, 0), (0, 3)])
def test_shredders_are_two_different_custodians(shredders: tuple[int, int]) -> None:
    known = [*(key.public_key for key in KEYS), SecretKey(b"x" * 32).public_key]
    with pytest.raises(InvalidField, match="two different custodians"):
        Custodians.parse({**custodians().to_json(), "shredders": [known[n] for n in shredders]})
