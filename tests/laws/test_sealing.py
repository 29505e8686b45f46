"""Sealing gives back what it took, for every body, and for nothing that was changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.errors import IntegrityError
from forestall.memory.sealed.box import BUCKETS, decrypt_body, encrypt_body, pad, unpad

BODIES = st.binary(max_size=5_000)
DATA_KEY = b"k" * 32


@given(BODIES)
def test_padding_comes_off_again_and_leaves_one_of_four_lengths(body: bytes) -> None:
    assert unpad(pad(body)) == body
    assert len(pad(body)) in BUCKETS


@given(BODIES, st.data())
def test_any_flipped_bit_of_a_ciphertext_is_found_out(body: bytes, data: st.DataObject) -> None:
    ciphertext = bytearray(encrypt_body(body, DATA_KEY, seal_id="seal-a", vault="place"))
    assert decrypt_body(bytes(ciphertext), DATA_KEY, seal_id="seal-a", vault="place") == body
    place = data.draw(st.integers(0, len(ciphertext) - 1))
    ciphertext[place] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(IntegrityError):
        decrypt_body(bytes(ciphertext), DATA_KEY, seal_id="seal-a", vault="place")


@given(BODIES)
def test_a_ciphertext_opens_under_its_own_seal_and_vault_only(body: bytes) -> None:
    ciphertext = encrypt_body(body, DATA_KEY, seal_id="seal-a", vault="place")
    for bound in ({"seal_id": "seal-b", "vault": "place"}, {"seal_id": "seal-a", "vault": "content"}):
        with pytest.raises(IntegrityError):
            decrypt_body(ciphertext, DATA_KEY, **bound)
    with pytest.raises(IntegrityError):
        decrypt_body(ciphertext, b"x" * 32, seal_id="seal-a", vault="place")
    with pytest.raises(IntegrityError):
        decrypt_body(ciphertext[:20], DATA_KEY, seal_id="seal-a", vault="place")
