"""The public keys of vaults and custodians on record, so that nobody can put their own in place of one.

Files beside the vaults say the same, and whoever can write there could swap them: what is sealed from then on
would be theirs to read. The signed entry is what counts.
"""

from __future__ import annotations

from forestall.errors import IntegrityError, NotFound, Sealed
from forestall.memory.ledger import Ledger
from forestall.memory.question import Question
from forestall.memory.read import PUBLIC, Reader, read_one
from forestall.memory.sealed.cards import Custodians, VaultName
from forestall.records.entry import Author, Draft
from forestall.records.key import Key
from forestall.records.values.marking import Marking, Tlp

ADDED = "key.added"
_ALGORITHM = "x25519"
_NODE_DIGITS = 26


def record_vault_key(ledger: Ledger, vault: VaultName, public_key: str, author: Author) -> None:
    """Put a new vault's public key on record, for everyone to see; one on record already must be the same.

    Raises:
        IntegrityError: another key is on record for this vault.
        StorageError: the ledger can't be written.
    """
    if _recorded(ledger, PUBLIC, _vault_record(ledger, vault)) is None:
        key = Key.parse({"public_key": public_key, "algorithm": _ALGORITHM, "use": "vault", "node": ledger.node})
        marking = Marking(tlp=Tlp.CLEAR)
        ledger.append([Draft.of(ADDED, _vault_record(ledger, vault), key, author, marking)])
    check_vault_key(ledger, vault, public_key)


def check_vault_key(ledger: Ledger, vault: VaultName, public_key: str) -> None:
    """Return when this is the vault's public key on record.

    Raises:
        Sealed: none is on record.
        IntegrityError: another one is.
    """
    key = _recorded(ledger, PUBLIC, _vault_record(ledger, vault))
    if key is None:
        raise Sealed(
            expected=f"a public key on record for the vault '{vault}'",
            found="none",
            where=f"vault '{vault}'",
            remedy="Run `forestall sealed found`.",
        )
    if key.public_key != public_key:
        raise _swapped(f"vault '{vault}'")


def record_custodians(ledger: Ledger, custodians: Custodians, author: Author, marking: Marking) -> None:
    """Put the custodians' public keys on record.

    Raises:
        InvalidField: a marking looser than that of such a key on record.
        StorageError: the ledger can't be written.
    """
    drafts = []
    for card in custodians.custodians:
        key = Key.parse(card.to_json() | {"algorithm": _ALGORITHM, "use": "break_glass", "node": ledger.node})
        drafts.append(Draft.of(ADDED, _custodian_record(card.public_key), key, author, marking))
    ledger.append(drafts)


def check_custodians(ledger: Ledger, custodians: Custodians, reader: Reader) -> None:
    """Return when each custodian's key is on record as theirs, and not as compromised.

    Raises:
        IntegrityError: one isn't, or not for this reader to see.
    """
    for card in custodians.custodians:
        key = _recorded(ledger, reader, _custodian_record(card.public_key))
        if key is None or (key.user, key.organisation) != (card.user, card.organisation) or key.compromised_since:
            raise _swapped(f"custodian {card.user}")


def _recorded(ledger: Ledger, reader: Reader, record_id: str) -> Key | None:
    try:
        return Key.parse(read_one(ledger, reader, Question(record_id=record_id, states=True), record_id).body)
    except NotFound:
        return None


def _vault_record(ledger: Ledger, vault: VaultName) -> str:
    return f"key-{vault}-{ledger.node[:_NODE_DIGITS]}"


def _custodian_record(public_key: str) -> str:
    return f"key-{public_key}"


def _swapped(where: str) -> IntegrityError:
    return IntegrityError(
        expected="the public key that is on record in the ledger",
        found="another, or none on record",
        where=where,
        remedy="Seal nothing; find out who can write to the folder, and restore its files from a backup.",
    )
