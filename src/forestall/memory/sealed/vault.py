"""One vault on this node: its public key, and a wrapped data key for each body sealed in it.

    sealed/<vault>/vault.json        public key: all that sealing needs
    sealed/<vault>/store.key         outer key of this store: destroying it destroys the store at once
    sealed/<vault>/keys/<seal id>    one wrapped data key
    sealed/<vault>/break-glass.json  the vault's secret key, for two of three custodians (break_glass.py)
    sealed/<vault>/shredded          there once the store was destroyed

The vault's secret key isn't here: it is in a file of its own, wherever its holder keeps it. Each vault's
folder can belong to a user of its own; `keys` may then be a drop-box, writable by a group that seals.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from nacl.exceptions import CryptoError
from nacl.secret import Aead
from nacl.utils import random

from forestall.errors import AccessError, AlreadyThere, BadSetting, Erased, IntegrityError, NotFound, Sealed
from forestall.identifiers import check_record_id
from forestall.memory.files import PRIVATE_FILE, destroy, disk_errors, make_folder, read_file, sync_folder, write_new
from forestall.memory.sealed.box import wrap
from forestall.memory.sealed.cards import Deposit, VaultCard, VaultName, read_card, write_card
from forestall.memory.sealed.secret_key import SecretKey, load_secret_key, make_secret_key, public_key

_EVERYBODY = 0o007
_GROUP_FILE = 0o660


class Vault:
    """One vault's store of wrapped data keys.

    Args:
        folder: the node's `sealed` folder.
        name: which vault.
    """

    def __init__(self, folder: Path, name: VaultName) -> None:
        self.name = name
        self.folder = folder / name
        self._keys = self.folder / "keys"
        self._store_key = self.folder / "store.key"
        self._card = self.folder / "vault.json"
        self._deposit = self.folder / "break-glass.json"
        self._shredded = self.folder / "shredded"

    @property
    def is_founded(self) -> bool:
        """Whether it has been made and not shredded."""
        return self._card.is_file()

    @property
    def is_entrusted(self) -> bool:
        """Whether its secret key was deposited with custodians."""
        return self._deposit.is_file()

    def found(self, key_file: Path) -> SecretKey:
        """Make the vault, writing its secret key to that file; an earlier try that broke off is taken up.

        Raises:
            AlreadyThere: the vault stands.
            Erased: it was shredded; a new one starts in a folder of its own.
            StorageError: it can't be written.
        """
        if self._is_burnt():
            raise self._missing()
        if self.is_founded:
            raise AlreadyThere(
                expected="no vault there yet",
                found="one",
                where=str(self.folder),
                remedy="Keep it: what is sealed in it opens with its own key alone.",
            )
        make_folder(self._keys)
        key = load_secret_key(key_file) if key_file.exists() else make_secret_key(key_file)
        if not self._store_key.exists():
            write_new(self._store_key, random(Aead.KEY_SIZE))
        card = VaultCard(vault=self.name, public_key=key.public_key)
        write_card(self._card, card)
        return key

    def public_key(self) -> str:
        """The public key that bodies are sealed to.

        Raises:
            Sealed: there is no such vault here.
            Erased: it was shredded.
        """
        try:
            return read_card(VaultCard, self._card).public_key
        except NotFound:
            raise self._missing() from None

    def put(self, seal_id: str, data_key: bytes) -> None:
        """Keep a data key, wrapped; on disk when the call returns.

        Raises:
            AlreadyThere: this seal has one.
            Sealed: there is no such vault here.
            Erased: it was shredded.
            StorageError: it can't be written.
        """
        wrapped = wrap(data_key, public_key(self.public_key()))
        shut = bytes(Aead(self._outer_key()).encrypt(wrapped, seal_id.encode()))
        write_new(self._path(seal_id), shut, self._mode())

    def has(self, seal_id: str) -> bool:
        """Whether the data key of that seal is here."""
        return self._path(seal_id).is_file()

    def data_key(self, seal_id: str, key: SecretKey) -> bytes:
        """The data key of a seal.

        Raises:
            Sealed: it isn't here.
            Erased: the whole vault was shredded.
            WrongKey: the secret key isn't this vault's.
            IntegrityError: the file was changed.
        """
        outer = self._outer_key()
        try:
            shut = read_file(self._path(seal_id))
        except NotFound:
            raise Sealed(
                expected="the data key of this seal",
                found="none on this node",
                where=seal_id,
                remedy="Ask the node that sealed it to open it, or restore this vault's store from its backup.",
            ) from None
        try:
            wrapped = Aead(outer).decrypt(shut, seal_id.encode())
        except (CryptoError, ValueError):
            raise IntegrityError(
                expected="the data key that was put away for this seal",
                found="another, or a changed one",
                where=seal_id,
                remedy="Restore this vault's store from its backup.",
            ) from None
        return key.unseal(wrapped)

    def erase(self, seal_id: str) -> bool:
        """True when there was a data key of that seal: it is overwritten and gone.

        Raises:
            StorageError: it can't be removed.
        """
        return destroy(self._path(seal_id))

    def seal_ids(self) -> list[str]:
        """Ids of all seals whose data keys are here, sorted."""
        with disk_errors(self._keys):
            return sorted(entry.name for entry in os.scandir(self._keys)) if self._keys.is_dir() else []

    def burn(self) -> None:
        """Destroy this store's outer key: from then on no data key here can be read, however many there are.

        Raises:
            StorageError: it can't be overwritten or removed.
        """
        destroy(self._store_key)

    def clear(self) -> int:
        """Remove what burning made useless; the number of data keys that went comes back.

        Raises:
            StorageError: a file can't be removed.
        """
        seals = self.seal_ids()
        with disk_errors(self._keys):
            for seal in seals:
                (self._keys / seal).unlink(missing_ok=True)
            if seals:
                sync_folder(self._keys)
        destroy(self._deposit)
        # Written last: by now even a full disk has room for it.
        if self.is_founded and not self._shredded.exists():
            write_new(self._shredded, b"")
        destroy(self._card)
        return len(seals)

    def write_deposit(self, deposit: Deposit) -> None:
        """Keep what break-glass needs, in place of what was kept before.

        Raises:
            StorageError: it can't be written.
        """
        write_card(self._deposit, deposit)

    def read_deposit(self) -> Deposit:
        """What break-glass needs.

        Raises:
            Sealed: nothing was deposited.
            Erased: it was shredded.
        """
        try:
            return read_card(Deposit, self._deposit)
        except NotFound:
            if self._is_burnt():
                raise self._missing() from None
            raise Sealed(
                expected="a deposit of this vault's key with its custodians",
                found="none",
                where=f"vault '{self.name}'",
                remedy="Run `forestall sealed entrust` with the vault's own key while it is at hand.",
            ) from None

    def _path(self, seal_id: str) -> Path:
        return self._keys / check_record_id(seal_id)

    def _mode(self) -> int:
        # In a drop-box the file belongs to whoever sealed; the vault's own user must be able to erase it.
        with disk_errors(self._keys):
            return _GROUP_FILE if self._keys.stat().st_mode & stat.S_IWGRP else PRIVATE_FILE

    def _outer_key(self) -> bytes:
        try:
            content = read_file(self._store_key)
            mode = self._store_key.stat().st_mode
        except NotFound:
            raise self._missing() from None
        if mode & _EVERYBODY:
            raise BadSetting(
                expected="a file that no other user may read, mode 0600",
                found=f"mode {stat.S_IMODE(mode):04o}",
                where=str(self._store_key),
                remedy=f"Run `chmod 600 {self._store_key}`, and ask who may have read it.",
            )
        return content

    def _is_burnt(self) -> bool:
        with disk_errors(self.folder):
            return self._shredded.exists() or (self._card.exists() and not self._store_key.exists())

    def _missing(self) -> AccessError:
        if self._is_burnt():
            return Erased(
                expected=f"the vault '{self.name}'",
                found="one that was shredded",
                where=str(self.folder),
                remedy="Nothing brings it back; the tombstone in the ledger says when and on whose word.",
            )
        return Sealed(
            expected=f"the vault '{self.name}' on this node",
            found="none",
            where=str(self.folder),
            remedy="Run `forestall sealed found`.",
        )
