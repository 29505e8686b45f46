"""Destroying keys: of one seal, of a whole site, and those that a broken-off erasure or an old backup left.

Deleting a key is what erases: the ciphertext stays in the ledger, in backups and with peers, for good
unreadable. Of one seal, the tombstone comes first and the key after it, so that a promise once given is kept
even where the second step must be taken up again. Of a site in danger, the keys go first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from forestall.errors import NotFound, WrongKey
from forestall.identifiers import new_record_id
from forestall.memory.files import destroy
from forestall.memory.ledger import Ledger
from forestall.memory.question import Question
from forestall.memory.read import Reader, read
from forestall.memory.sealed.cards import CUSTODIANS, Custodians, VaultName, read_card
from forestall.memory.sealed.secret_key import SecretKey
from forestall.memory.sealed.store import ERASED, MADE, SealedStore, author_of
from forestall.memory.sealed.vault import Vault
from forestall.records.entry import Author, Draft, Entry
from forestall.records.tombstone import Tombstone
from forestall.records.values.marking import Marking

RETENTION = "retention_ended"
DANGER = "danger"


@dataclass(frozen=True)
class Reconciled:
    """What the vaults hold against what the ledger says."""

    finished: tuple[str, ...]
    """Seals with a tombstone whose keys were still here, and are gone now."""
    lost: tuple[str, ...]
    """Seals of this node's vaults without a tombstone whose keys aren't here."""
    stray: tuple[str, ...]
    """Keys of seals that the ledger doesn't show this reader."""


def erase(store: SealedStore, seal_id: str, reader: Reader, reason: str, note: str | None = None) -> Entry:
    """The tombstone of a seal, once its key is gone; erasing again finds nothing left to do.

    Args:
        store: where it is sealed.
        seal_id: which seal.
        reader: who erases it.
        reason: why: an id of vocabulary/erasure_reason.yml.
        note: what else must be known, such as copies on paper; never what was erased.

    Raises:
        NotFound: no such seal, or none that this reader may hold.
        UnknownTerm: no such reason.
        StorageError: the tombstone can't be written, or the key can't be removed.
    """
    history = read(store.ledger, reader, Question(record_id=seal_id)).entries
    made = next((entry for entry in history if entry.kind == MADE), None)
    if made is None:
        raise NotFound(
            expected="a seal of this ledger",
            found="nothing",
            where=seal_id,
            remedy="Check the id, and as whom you ask.",
        )
    newest = history[-1]
    if newest.kind != ERASED:
        (newest,) = store.ledger.append([_tombstone(store, newest, author_of(reader), reason, note)])
    store.vaults[VaultName(made.body["vault"])].erase(seal_id)
    return newest


def _tombstone(store: SealedStore, newest: Entry, author: Author, reason: str, note: str | None) -> Draft:
    tombstone = Tombstone.parse(
        {
            "seal": newest.record_id,
            "reason": reason,
            "erased_at": store.ledger.clock.now(),
            "erased_by": None if reason == RETENTION else author.user,
            "note": note,
        }
    )
    return Draft.of(ERASED, newest.record_id, tombstone, author, newest.marking, exercise=newest.exercise)


def shred(folder: Path, key: SecretKey, key_files: Iterable[Path] = ()) -> Author:
    """The custodian who shredded the site, once all its keys are gone; needs no ledger.

    The three stores' outer keys go first, in well under a second, and with them every data key here. Call
    again where it broke off; `record_shredding` leaves the tombstone.

    Args:
        folder: where the vaults are.
        key: the secret key of one of the two custodians who may do this.
        key_files: files with vaults' secret keys that are at this site too.

    Raises:
        WrongKey: not one of those two custodians'.
        NotFound: no custodians were named.
        StorageError: a file can't be removed.
    """
    custodians = read_card(Custodians, folder / CUSTODIANS)
    holder = custodians.holder(key.public_key)
    if holder is None or key.public_key not in custodians.shredders:
        raise WrongKey(
            expected="the key of one of the two custodians who may shred this site",
            found="another key",
            where="shred",
            remedy="Compare the key with those that `forestall sealed status` prints.",
        )
    vaults = [Vault(folder, name) for name in VaultName]
    for vault in vaults:
        vault.burn()
    for path in key_files:
        destroy(path)
    for vault in vaults:
        vault.clear()
    return Author(user=holder.user, organisation=holder.organisation)


def record_shredding(ledger: Ledger, author: Author, marking: Marking, reason: str = DANGER) -> Entry:
    """The signed tombstone of a site whose keys are all gone.

    Args:
        ledger: the site's ledger.
        author: the custodian whom `shred` gave.
        marking: who may see it.
        reason: why: an id of vocabulary/erasure_reason.yml.

    Raises:
        UnknownTerm: no such reason.
        StorageError: it can't be written; the keys are gone all the same.
    """
    tombstone = Tombstone.parse(
        {
            "vaults": [name.value for name in VaultName],
            "reason": reason,
            "erased_at": ledger.clock.now(),
            "erased_by": author.user,
        }
    )
    (entry,) = ledger.append([Draft.of(ERASED, new_record_id("site"), tombstone, author, marking)])
    return entry


def reconcile(store: SealedStore, reader: Reader) -> Reconciled:
    """Finish erasures that broke off or that an old backup undid, and tell what else doesn't fit.

    To be run after every restore from a backup, before anything is opened.

    Args:
        store: the site.
        reader: who asks; what this reader may not hold counts as unknown.

    Raises:
        StorageError: a key can't be removed.
    """
    here = {seal_id: vault for vault in store.vaults.values() for seal_id in vault.seal_ids()}
    vault_keys = {vault.public_key() for vault in store.vaults.values() if vault.is_founded}
    finished, lost = [], []
    for entry in _states(store, reader):
        vault = here.pop(entry.record_id, None)
        if entry.kind == ERASED and vault is not None:
            vault.erase(entry.record_id)
            finished.append(entry.record_id)
        if entry.kind != ERASED and vault is None and entry.body["vault_key"] in vault_keys:
            lost.append(entry.record_id)
    return Reconciled(finished=tuple(finished), lost=tuple(lost), stray=tuple(sorted(here)))


def _states(store: SealedStore, reader: Reader) -> Iterator[Entry]:
    for exercise in (False, True):
        question = Question(prefix="seal", states=True, exercise=exercise)
        while True:
            answer = read(store.ledger, reader, question)
            yield from answer.entries
            if answer.after is None:
                break
            question = replace(question, after=answer.after)
