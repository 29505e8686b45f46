"""A secret key that opens sealed boxes: a vault's or a custodian's, in a file of its own.

Kept as PKCS #8 PEM (X25519), which other tools read too, in a file that only its owner may read. What it
opens is told by its public half alone. Python can't wipe memory for certain, so the promise is smaller:
a key never shows itself, can't be pickled, and a process that loaded one leaves no core dump.
"""

from __future__ import annotations

import resource
from pathlib import Path
from typing import NoReturn

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from forestall.errors import UnreadableData, WrongKey, describe
from forestall.memory.keys import read_secret, write_secret


class SecretKey:
    """The secret half of an X25519 key pair that doesn't show itself."""

    __slots__ = ("_key", "public_key")

    def __init__(self, secret: bytes) -> None:
        _leave_no_core_dump()
        self._key = PrivateKey(secret)
        self.public_key = bytes(self._key.public_key).hex()

    def unseal(self, box: bytes) -> bytes:
        """What was sealed to this key's public half.

        Raises:
            WrongKey: it was sealed to another, or changed since.
        """
        try:
            return SealedBox(self._key).decrypt(box)
        except (CryptoError, ValueError, TypeError):
            raise WrongKey(
                expected="a box sealed to this key",
                found="one that it doesn't open",
                where=f"key {self.public_key}",
                remedy="Use the key this was sealed to; if it is that one, the box was changed.",
            ) from None

    def seal_to(self, *recipients: str) -> bytes:
        """This secret key itself, sealed to the first public key, that to the next, and so on outwards."""
        box = bytes(self._key)
        for recipient in recipients:
            box = SealedBox(public_key(recipient)).encrypt(box)
        return box

    def write(self, path: Path) -> None:
        """Write it to a new file with mode 0600.

        Raises:
            AlreadyThere: a file stands there.
            StorageReadOnly: the folder can't be written.
        """
        key = X25519PrivateKey.from_private_bytes(bytes(self._key))
        write_secret(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))

    def __repr__(self) -> str:
        return f"SecretKey(public_key={self.public_key!r})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret key is not pickled")


def public_key(text: str) -> PublicKey:
    """The public key written as 64 hex digits."""
    return PublicKey(bytes.fromhex(text))


def make_secret_key(path: Path) -> SecretKey:
    """A fresh secret key, written to a new file with mode 0600.

    Raises:
        AlreadyThere: a file stands there; a key is never overwritten.
        StorageReadOnly: the folder can't be written.
    """
    key = SecretKey(bytes(PrivateKey.generate()))
    key.write(path)
    return key


def load_secret_key(path: Path) -> SecretKey:
    """The secret key in a file.

    Raises:
        Sealed: no such file, or not ours to read.
        BadSetting: others than its owner may read it; the remedy is the command that mends it.
        UnreadableData: it holds no X25519 private key.
    """
    content = read_secret(path)
    try:
        key = load_pem_private_key(content, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, X25519PrivateKey):
        raise UnreadableData(
            expected="an X25519 private key in PEM form",
            found=describe(content),
            where=str(path),
            remedy="Use the file that `forestall sealed` wrote for this vault or custodian.",
        )
    return SecretKey(key.private_bytes_raw())


def _leave_no_core_dump() -> None:
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, most))
