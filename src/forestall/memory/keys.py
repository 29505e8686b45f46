"""A node's signing key: made once, kept in a file that only its owner may read, never printed.

A node is named by its key: its id is the SHA-256 of the public half. Keys are stored as PKCS #8 PEM,
which other tools read too; signing is PyNaCl's, the fastest of those measured.
"""

from __future__ import annotations

from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from nacl.bindings import crypto_sign, crypto_sign_BYTES, crypto_sign_seed_keypair
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from forestall.errors import BadSetting, NotFound, Sealed, UnreadableData, describe
from forestall.identifiers import digest
from forestall.memory.files import disk_errors, make_folder, read_file, write_new

_OTHERS = 0o077


class NodeKey:
    """A signing key that doesn't show itself."""

    def __init__(self, seed: bytes) -> None:
        self.public_key, self._secret = crypto_sign_seed_keypair(seed)
        self.node = node_id(self.public_key)

    def sign(self, message: bytes) -> bytes:
        """The Ed25519 signature of a message, 64 bytes."""
        # Straight to the binding: the wrapper around it takes as long again as signing does.
        return crypto_sign(message, self._secret)[:crypto_sign_BYTES]

    def __repr__(self) -> str:
        return f"NodeKey(node={self.node!r})"


def node_id(public_key: bytes) -> str:
    """The id of the node that signs with the private half of this key."""
    return digest(public_key)


def is_signed_by(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature over the message was made by the key's private half."""
    try:
        VerifyKey(public_key).verify(message, signature)
    except (BadSignatureError, ValueError, TypeError):  # the latter two: not 32 or not 64 bytes
        return False
    return True


def make_key(path: Path) -> NodeKey:
    """A fresh signing key, written to a new file that only its owner may read.

    Raises:
        AlreadyThere: a file stands there; a key is never overwritten.
        StorageError: the folder can't be written.
    """
    key = Ed25519PrivateKey.generate()
    write_secret(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return NodeKey(key.private_bytes_raw())


def load_key(path: Path) -> NodeKey:
    """The signing key in a file.

    Raises:
        Sealed: no such file.
        BadSetting: others than its owner may read the file.
        UnreadableData: it holds no Ed25519 private key.
    """
    content = read_secret(path)
    try:
        key = load_pem_private_key(content, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise UnreadableData(
            expected="an Ed25519 private key in PEM form",
            found=describe(content),
            where=str(path),
            remedy="Put back the file that `forestall init` made, from your own copy of the keys.",
        )
    return NodeKey(key.private_bytes_raw())


def write_secret(path: Path, content: bytes) -> None:
    """Write a new file that only its owner may read, safely on disk when this returns.

    Raises:
        AlreadyThere: a file stands there.
        StorageError: the folder can't be written.
    """
    make_folder(path.parent)
    write_new(path, content)


def read_secret(path: Path) -> bytes:
    """The content of a file that only its owner may read.

    Raises:
        Sealed: no such file.
        BadSetting: others than its owner may read it.
        StorageError: not ours to read.
    """
    try:
        with disk_errors(path):
            mode = path.stat().st_mode
        content = read_file(path)
    except NotFound:
        raise Sealed(
            expected="a private key file",
            found="none",
            where=str(path),
            remedy="Run `forestall init` for a new node, or put the key file back in its place.",
        ) from None
    if mode & _OTHERS:
        raise BadSetting(
            expected="a private file, mode 0600",
            found=f"mode {mode & 0o777:04o}",
            where=str(path),
            remedy=f"Run `chmod 600 {path}`, and ask who may have read it.",
        )
    return content
