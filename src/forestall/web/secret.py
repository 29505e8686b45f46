"""The secret that signs sessions and locks one-time-code seeds: made once, in a file of its owner alone."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode
from pathlib import Path

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from forestall.errors import AlreadyThere
from forestall.memory.keys import read_secret, write_secret

_BYTES = 48
_PURPOSE = b"forestall one-time codes"


def web_secret(home: Path) -> str:
    """The secret of the node in a folder, made when there is none.

    Raises:
        BadSetting: others than its owner may read the file.
        StorageError: it can't be read or written.
    """
    path = home / "keys" / "web.secret"
    if not path.exists():
        try:
            write_secret(path, secrets.token_urlsafe(_BYTES).encode())
        except AlreadyThere:
            # Another process made it in the meantime.
            return read_secret(path).decode()
    return read_secret(path).decode()


def seed_lock(secret: str) -> Fernet:
    """What locks and opens the seeds of one-time codes in the database.

    Source:
        RFC 5869 (HKDF) for the key, so that it can't be told from the secret that signs sessions.
    """
    key = HKDF(SHA256(), 32, salt=None, info=_PURPOSE).derive(secret.encode())
    return Fernet(urlsafe_b64encode(key))
