"""A site with its three vaults, three custodians of three organisations, and things worth hiding."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from forestall.memory.ledger import Ledger
from forestall.memory.read import Reader
from forestall.memory.sealed.cards import CustodianCard, Custodians, VaultName
from forestall.memory.sealed.secret_key import SecretKey, load_secret_key, make_secret_key
from forestall.memory.sealed.store import Errand, SealedStore
from forestall.records.entry import Entry
from ledgers import AMINA, STRICT, UNION

OFFICER = Reader(user="user-officer", organisation=UNION)
ERRAND = Errand(OFFICER, purpose="protection", reason="The person must be reached.")
IDENTITY = b"Mariam of the third house, +249 55 0123"
CONTENT = b"Men with a list came to the market at dusk."
PLACE = b"13.6271 N, 25.3494 E"
BODIES = {VaultName.IDENTITY: IDENTITY, VaultName.CONTENT: CONTENT, VaultName.PLACE: PLACE}


@dataclass
class Site:
    """A sealed store, and all keys that in life are with six different holders."""

    home: Path
    store: SealedStore
    vault_keys: dict[VaultName, SecretKey] = field(default_factory=dict)
    custodian_keys: list[SecretKey] = field(default_factory=list)

    def seal(self, vault: VaultName = VaultName.IDENTITY, body: bytes | None = None) -> Entry:
        """A body in its vault and in the ledger."""
        draft = self.store.seal(vault, BODIES[vault] if body is None else body, author=AMINA, marking=STRICT)
        (entry,) = self.store.ledger.append([draft])
        return entry


def make_site(home: Path, ledger: Ledger) -> Site:
    site = Site(home, SealedStore(home / "sealed", ledger))
    for name in VaultName:
        site.store.found(name, home / "keys" / f"{name}.key", AMINA)
        site.vault_keys[name] = load_secret_key(home / "keys" / f"{name}.key")
    site.custodian_keys = [make_secret_key(home.parent / "away" / f"custodian{n}.key") for n in range(3)]
    cards = [
        CustodianCard(user=f"user-custodian{n}", organisation=f"organisation-{n}", public_key=key.public_key)
        for n, key in enumerate(site.custodian_keys)
    ]
    named = Custodians.parse({"custodians": cards, "shredders": [card.public_key for card in cards[:2]]})
    site.store.name_custodians(named, AMINA, STRICT)
    for name, key in site.vault_keys.items():
        site.store.entrust(name, key, OFFICER)
    return site
