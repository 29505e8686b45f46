"""The three vaults of a node with their ledger: sealing, opening, and opening past the holder.

Whoever seals needs public keys only and can't read back. Whoever opens holds the secret key of one vault;
no call takes the keys of two. Every opening stands in the ledger before its content is handed out, and where
the ledger can't be written, nothing is opened.

What this can't do: bind those who hold both the files and a vault's key, or the keys of two custodians,
and use other software. It raises the number of organisations that must break their word to two.
"""

from __future__ import annotations

import base64
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import orjson

from forestall.errors import Erased, ForestallError, InvalidField, Sealed, WrongKey
from forestall.identifiers import new_record_id
from forestall.memory.ledger import Ledger
from forestall.memory.question import Question
from forestall.memory.read import Reader, read_one
from forestall.memory.sealed.box import decrypt_body, encrypt_body, new_data_key
from forestall.memory.sealed.break_glass import deposit, recover
from forestall.memory.sealed.cards import CUSTODIANS, Custodians, VaultName, read_card, write_card
from forestall.memory.sealed.known_keys import (
    check_custodians,
    check_vault_key,
    record_custodians,
    record_vault_key,
)
from forestall.memory.sealed.secret_key import SecretKey
from forestall.memory.sealed.vault import Vault
from forestall.records.entry import Author, Draft, Entry
from forestall.records.opening import Custodian, Opening
from forestall.records.seal import Seal
from forestall.records.values.marking import Marking

MADE = "seal.made"
OPENED = "seal.opened"
ERASED = "seal.erased"


@dataclass(frozen=True)
class Errand:
    """Who opens something, and what for."""

    reader: Reader
    """Who reads it; a signed-in person of an organisation."""
    purpose: str
    """What for: an id of vocabulary/purpose.yml."""
    reason: str
    """Why it is needed; stands in the ledger, so it says nothing of what is sealed."""

    def author(self) -> Author:
        """The reader as the author of the entry that names them.

        Raises:
            InvalidField: nobody is signed in.
        """
        return author_of(self.reader)


@dataclass(frozen=True)
class Openings:
    """How often something sealed was opened; the numbers are public."""

    ordinary: int
    """With the vault's own key."""
    break_glass: int
    """With the keys of two custodians."""


class SealedStore:
    """What is sealed on one node.

    Args:
        folder: where its vaults are.
        ledger: where seals, openings and tombstones stand.
    """

    def __init__(self, folder: Path, ledger: Ledger) -> None:
        self.folder = folder
        self.ledger = ledger
        self.vaults = {name: Vault(folder, name) for name in VaultName}
        self._custodians = folder / CUSTODIANS

    def custodians(self) -> Custodians:
        """The three custodians.

        Raises:
            NotFound: none were named.
        """
        return read_card(Custodians, self._custodians)

    def found(self, vault: VaultName, key_file: Path, author: Author) -> bool:
        """Make a vault, its public key on record and its secret key in a file; False when it was made before.

        A founding that broke off is taken up.

        Raises:
            Erased: the vault was shredded.
            IntegrityError: its public key isn't the one on record.
            StorageError: file or ledger can't be written.
        """
        is_new = not self.vaults[vault].is_founded
        if is_new:
            self.vaults[vault].found(key_file)
        record_vault_key(self.ledger, vault, self.vaults[vault].public_key(), author)
        return is_new

    def name_custodians(self, custodians: Custodians, author: Author, marking: Marking) -> None:
        """Name the custodians, on record; takes effect for a vault when its key is entrusted to them.

        Args:
            custodians: three, of three organisations.
            author: who names them.
            marking: who may know them.

        Raises:
            StorageError: file or ledger can't be written.
        """
        record_custodians(self.ledger, custodians, author, marking)
        write_card(self._custodians, custodians)

    def entrust(self, vault: VaultName, key: SecretKey, reader: Reader) -> None:
        """Deposit a vault's secret key so that two of the custodians can open past its holder.

        Args:
            vault: which vault.
            key: its secret key.
            reader: who asks; must be one who may know the custodians.

        Raises:
            WrongKey: not this vault's key.
            NotFound: no custodians were named.
            IntegrityError: a custodian's key isn't the one on record.
        """
        self._check_key(vault, self.vaults[vault].public_key(), key)
        custodians = self.custodians()
        check_custodians(self.ledger, custodians, reader)
        self.vaults[vault].write_deposit(deposit(vault, key, custodians))

    def seal(self, vault: VaultName, body: bytes, *, author: Author, marking: Marking, exercise: bool = False) -> Draft:
        """A draft that seals a body, to be appended with whatever names it; its data key is put away already.

        A draft that is never appended leaves a key without a seal, which `reconcile` names.

        Args:
            vault: which vault it goes to.
            body: what to seal, 65,535 bytes at most.
            author: who seals it.
            marking: who may hold the ciphertext, and so who may ask to open it.
            exercise: whether this belongs to an exercise.

        Raises:
            ValueRangeError: the body is too long.
            IntegrityError: the vault's public key isn't the one on record.
            Sealed: there is no such vault here.
            Erased: it was shredded.
            StorageError: the data key can't be put away; nothing was sealed.
        """
        vault_key = self.vaults[vault].public_key()
        check_vault_key(self.ledger, vault, vault_key)
        seal_id, data_key = new_record_id("seal"), new_data_key()
        seal = Seal(
            vault=vault.value,
            vault_key=vault_key,
            ciphertext=base64.b64encode(encrypt_body(body, data_key, seal_id=seal_id, vault=vault)).decode(),
        )
        draft = Draft.of(MADE, seal_id, seal, author, marking, exercise=exercise)
        self.vaults[vault].put(seal_id, data_key)
        return draft

    def open(self, seal_id: str, key: SecretKey, errand: Errand) -> bytes:
        """What is sealed under an id, once the ledger holds that it was opened.

        Args:
            seal_id: which seal.
            key: the secret key of its vault.
            errand: who opens it, and what for.

        Raises:
            NotFound: no such seal, or none that this reader may hold.
            Erased: its key was destroyed.
            Sealed: its key is on another node, or this is another vault's.
            WrongKey: not the key of a vault here.
            IntegrityError: ciphertext or key was changed.
            StorageError: the opening can't be written down, so it didn't happen.
        """
        entry, seal = self._find(seal_id, errand.reader)
        self._check_key(VaultName(seal.vault), seal.vault_key, key)
        return self._unlock(entry, seal, key, errand, custodians=())

    def break_glass(self, seal_id: str, keys: tuple[SecretKey, SecretKey], errand: Errand) -> bytes:
        """What is sealed under an id, opened with the keys of two custodians and counted in public.

        Args:
            seal_id: which seal.
            keys: the secret keys of two custodians.
            errand: who opens it, and what for.

        Raises:
            NotFound: no such seal, or none that this reader may hold.
            Erased: its key was destroyed.
            Sealed: its key is on another node or wasn't entrusted, or both keys are one custodian's.
            WrongKey: one of the keys is no custodian's.
            IntegrityError: deposit, ciphertext or key was changed.
            StorageError: the opening can't be written down, so it didn't happen.
        """
        entry, seal = self._find(seal_id, errand.reader)
        vault = VaultName(seal.vault)
        deposited = self.vaults[vault].read_deposit()
        key = recover(deposited, *keys)
        self._check_key(vault, seal.vault_key, key)
        holders = [holder for one in keys if (holder := deposited.held_by.holder(one.public_key)) is not None]
        custodians = tuple(Custodian(user=each.user, organisation=each.organisation) for each in holders)
        return self._unlock(entry, seal, key, errand, custodians)

    def count_openings(self) -> Openings:
        """How often something was opened; numbers only, the same for every reader."""
        counted: Counter[bool] = Counter()
        with self.ledger.database.snapshot():
            rows = self.ledger.database.stream("SELECT payload FROM entries WHERE kind = ? AND exercise = 0", (OPENED,))
            for (payload,) in rows:
                counted[orjson.loads(payload)["body"]["break_glass"]] += 1
        return Openings(ordinary=counted[False], break_glass=counted[True])

    def _find(self, seal_id: str, reader: Reader) -> tuple[Entry, Seal]:
        entry = read_one(self.ledger, reader, Question(record_id=seal_id, states=True), seal_id)
        if entry.kind == ERASED:
            raise Erased(
                expected="a seal that can be opened",
                found="one whose key was destroyed",
                where=seal_id,
                remedy="Nothing brings it back; the tombstone in the ledger says when and why.",
            )
        return entry, Seal.parse(entry.body)

    def _check_key(self, vault: VaultName, vault_key: str, key: SecretKey) -> None:
        if key.public_key == vault_key:
            return
        others = [name for name in VaultName if self._opens(name, key)]
        if others:
            raise Sealed(
                expected=f"the key of the vault '{vault}'",
                found=f"that of the vault '{others[0]}'",
                where=f"vault '{vault}'",
                remedy="Ask the holder of that vault; no one person opens two of them.",
            )
        raise WrongKey(
            expected=f"the key of the vault '{vault}'",
            found="the key of no vault here",
            where=f"vault '{vault}'",
            remedy="Compare the key with those that `forestall sealed status` prints.",
        )

    def _opens(self, vault: VaultName, key: SecretKey) -> bool:
        try:
            return self.vaults[vault].public_key() == key.public_key
        except ForestallError:
            return False  # not here, or another user's

    def _unlock(
        self, entry: Entry, seal: Seal, key: SecretKey, errand: Errand, custodians: tuple[Custodian, ...]
    ) -> bytes:
        data_key = self.vaults[VaultName(seal.vault)].data_key(entry.record_id, key)
        author = errand.author()
        opening = Opening.parse(
            {
                "seal": entry.record_id,
                "opened_by": author.user,
                "opened_at": self.ledger.clock.now(),
                "purpose": errand.purpose,
                "reason": errand.reason,
                "break_glass": bool(custodians),
                "custodians": custodians,
            }
        )
        draft = Draft.of(
            OPENED,
            new_record_id("opening"),
            opening,
            author,
            entry.marking,
            causes=(entry.id,),
            exercise=entry.exercise,
        )
        self.ledger.append([draft])
        ciphertext = base64.b64decode(seal.ciphertext)
        return decrypt_body(ciphertext, data_key, seal_id=entry.record_id, vault=seal.vault)


def author_of(reader: Reader) -> Author:
    """The reader as an author.

    Raises:
        InvalidField: nobody is signed in, or for no organisation.
    """
    if reader.user is None or reader.organisation is None:
        raise InvalidField(
            expected="a signed-in person of an organisation",
            found="somebody unnamed",
            where="reader",
            remedy="Sign in; whoever opens or erases something is named in the ledger.",
        )
    return Author(user=reader.user, organisation=reader.organisation)
