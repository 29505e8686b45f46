"""Something that could identify a person, locked away under a key of its own.

Not a field one may read with enough rights: what stands here is ciphertext, and whoever destroys its
key erases it from this node, from backups and from every peer at once. The tempting mistake is to
describe the content beside it; nothing here says whom or what it is about.
"""

from __future__ import annotations

from typing import Annotated, Literal

from forestall.records.record import Record
from forestall.records.values.reference import Base64, PublicKey
from forestall.records.values.term import TermOf


class Seal(Record):
    """One sealed body. Its own key is kept by the vault under this record's id, never here."""

    vault: Annotated[str, TermOf("vault")]
    """The vault that holds its key: identity, content and place are apart, and no role joins them alone."""
    vault_key: PublicKey
    """The public key of the vault to which the body's own key was given."""
    cipher: Literal["xchacha20-poly1305"] = "xchacha20-poly1305"
    """How the body was encrypted; bound to the vault and to this record's id."""
    ciphertext: Base64
    """The padded and encrypted body: nonce, text and tag."""
