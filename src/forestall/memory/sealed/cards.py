"""The public papers of the sealed store, as JSON files: vaults, custodians, and what was deposited with them.

Nothing in them is secret; what protects a deposit is that each share is sealed to two custodians.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Self, TypeVar

import orjson
from pydantic import model_validator

from forestall.errors import UnreadableData, describe
from forestall.identifiers import canonical_json
from forestall.memory.files import read_file, replace
from forestall.records.record import Record
from forestall.records.values.reference import Base64, OrganisationId, PublicKey, UserId

CUSTODIANS = "custodians.json"
N_CUSTODIANS = 3
N_SHREDDERS = 2
_PUBLIC_FILE = 0o644

C = TypeVar("C", bound=Record)


class VaultName(StrEnum):
    """What is locked away, each under its own key, apart from the other two."""

    IDENTITY = "identity"
    """Who told, and how to reach them."""
    CONTENT = "content"
    """What was told."""
    PLACE = "place"
    """Exactly where."""


class VaultCard(Record):
    """What anyone may know of a vault."""

    vault: VaultName
    """Which of the three it is."""
    public_key: PublicKey
    """The key to seal to."""


class CustodianCard(Record):
    """What anyone may know of a custodian."""

    user: UserId
    """Who, by pseudonym."""
    organisation: OrganisationId
    """Whose custodian it is."""
    public_key: PublicKey
    """The key that shares are sealed to."""


class Custodians(Record):
    """The three who together guard against loss and misuse of the vaults' keys."""

    custodians: tuple[CustodianCard, CustodianCard, CustodianCard]
    """Three, of three different organisations."""
    shredders: tuple[PublicKey, PublicKey]
    """The two of them who may each destroy the site's keys alone."""

    @model_validator(mode="after")
    def _check_apart(self) -> Self:
        for field in ("organisation", "public_key"):
            if len({getattr(custodian, field) for custodian in self.custodians}) < N_CUSTODIANS:
                raise ValueError(f"custodians with three different values of {field}")
        if len(set(self.shredders)) < N_SHREDDERS or not {*self.shredders} <= {*self.public_keys()}:
            raise ValueError("shredders that are two different custodians")
        return self

    def holder(self, public_key: str) -> CustodianCard | None:
        """The custodian with that key, if any is."""
        return next((each for each in self.custodians if each.public_key == public_key), None)

    def public_keys(self) -> tuple[str, ...]:
        """The custodians' public keys in order."""
        return tuple(custodian.public_key for custodian in self.custodians)


class Share(Record):
    """A vault's secret key, sealed to one custodian and that again to another."""

    outer: PublicKey
    """Whose key opens it first."""
    inner: PublicKey
    """Whose key opens what was in it."""
    box: Base64
    """The sealed box around the sealed box."""


class Deposit(Record):
    """What break-glass needs for one vault: a share for every two of the custodians."""

    vault: VaultName
    """Which of the three it is."""
    public_key: PublicKey
    """The public half of the key that was deposited."""
    held_by: Custodians
    """With whom it was deposited."""
    shares: tuple[Share, Share, Share]
    """Three pairs of three custodians."""


def read_card(kind: type[C], path: Path) -> C:
    """The paper in a file.

    Raises:
        NotFound: no such file.
        UnreadableData: not JSON.
        InvalidField: not a paper of that kind.
    """
    content = read_file(path)
    try:
        data = orjson.loads(content)
    except orjson.JSONDecodeError:
        raise UnreadableData(
            expected=f"a {kind.__name__} as JSON",
            found=describe(content),
            where=str(path),
            remedy="Use the file that `forestall sealed` wrote.",
        ) from None
    return kind.parse(data)


def write_card(path: Path, card: Record) -> None:
    """Write a paper, in place of the one there, if any.

    Raises:
        StorageError: it can't be written; the old one stands.
    """
    replace(path, canonical_json(card.to_json()) + b"\n", _PUBLIC_FILE)
