"""A sealed body and its data key, as bytes: padding, encryption, wrapping. No files and no ledger.

Each body has a data key of its own, drawn at random and used once. The body is encrypted under it
(XChaCha20-Poly1305) with the seal's id and vault bound in, so that ciphertexts can't change places; the
data key is wrapped to the vault's public key (a sealed box: X25519, XSalsa20-Poly1305), so that whoever
seals can't open.
"""

from __future__ import annotations

from nacl import bindings
from nacl.exceptions import CryptoError
from nacl.public import PublicKey, SealedBox
from nacl.secret import Aead
from nacl.utils import random

from forestall.errors import IntegrityError, ValueRangeError
from forestall.identifiers import canonical_json

BUCKETS = (1024, 4096, 16384, 65536)
LARGEST_BODY = BUCKETS[-1] - 1
_PURPOSE = "forestall sealed body 1"


def new_data_key() -> bytes:
    """A fresh data key, 32 random bytes."""
    return random(Aead.KEY_SIZE)


def pad(body: bytes) -> bytes:
    """The body filled up to the next of four lengths, so that its ciphertext doesn't tell how long it is.

    Raises:
        ValueRangeError: it is longer than the last of them.

    Source:
        ISO/IEC 7816-4 padding, as in libsodium's sodium_pad.
    """
    for bucket in BUCKETS:
        if len(body) < bucket:
            return bindings.sodium_pad(body, bucket)
    raise ValueRangeError(
        expected=f"a body of at most {LARGEST_BODY} bytes",
        found=f"{len(body)} bytes",
        where="sealed body",
        remedy="Seal it in parts, each under an id of its own.",
    )


def unpad(padded: bytes) -> bytes:
    """The body without its padding."""
    return bindings.sodium_unpad(padded, len(padded))


def encrypt_body(body: bytes, data_key: bytes, *, seal_id: str, vault: str) -> bytes:
    """The padded body's ciphertext, bound to its seal and vault: 24 bytes nonce, text, 16 bytes tag.

    Raises:
        ValueRangeError: the body is too long.
    """
    return bytes(Aead(data_key).encrypt(pad(body), _bound(seal_id, vault)))


def decrypt_body(ciphertext: bytes, data_key: bytes, *, seal_id: str, vault: str) -> bytes:
    """The body.

    Raises:
        IntegrityError: the ciphertext was changed, or belongs to another seal or vault.
    """
    try:
        return unpad(Aead(data_key).decrypt(ciphertext, _bound(seal_id, vault)))
    except (CryptoError, ValueError):
        raise IntegrityError(
            expected="the ciphertext that was sealed under this id",
            found="another, or a changed one",
            where=seal_id,
            remedy="Run `forestall ledger verify`, and compare with a peer's copy.",
        ) from None


def wrap(data_key: bytes, public_key: PublicKey) -> bytes:
    """The data key, shut so that only the vault's secret key opens it: 80 bytes."""
    return SealedBox(public_key).encrypt(data_key)


def _bound(seal_id: str, vault: str) -> bytes:
    return canonical_json({"purpose": _PURPOSE, "seal": seal_id, "vault": vault})
