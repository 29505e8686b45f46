"""The sealed store: sealing, opening, erasing one by one, and shredding a whole site."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.report import Row
from forestall.clock import SystemClock, seconds_elapsed
from forestall.memory.keys import make_key
from forestall.memory.ledger import create_ledger
from forestall.memory.read import Reader
from forestall.memory.sealed.cards import CustodianCard, Custodians, VaultName
from forestall.memory.sealed.erasure import erase, shred
from forestall.memory.sealed.secret_key import load_secret_key, make_secret_key
from forestall.memory.sealed.store import Errand, SealedStore
from forestall.records.entry import Author
from forestall.records.values.marking import Marking

N_SEALS = 200
N_KEYS = 50_000
SHREDDING_SECONDS = 60
AUTHOR = Author(user="user-bench", organisation="organisation-bench")
STRICT = Marking.parse({"tlp": "amber+strict", "organisations": ["organisation-bench"]})
READER = Reader(user="user-bench", organisation="organisation-bench")


def measure(*, quick: bool) -> Iterator[Row]:
    """How many a second, each forced to disk; and how long until a site holds no readable key."""
    n_seals, n_keys = (20, 500) if quick else (N_SEALS, N_KEYS)
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        ledger = create_ledger(f"sqlite:///{folder / 'ledger.sqlite'}", make_key(folder / "node.key"), SystemClock())
        with ledger:
            yield from _measure_one_by_one(SealedStore(folder / "sealed", ledger), folder, n_seals)
            yield _measure_shredding(SealedStore(folder / "sealed", ledger), folder, n_keys)


def _measure_one_by_one(store: SealedStore, folder: Path, n_seals: int) -> Iterator[Row]:
    for name in VaultName:
        store.found(name, folder / f"{name}.key", AUTHOR)
    key = load_secret_key(folder / "content.key")
    seals: list[str] = []

    def seal() -> None:
        draft = store.seal(VaultName.CONTENT, b"x" * 800, author=AUTHOR, marking=STRICT)
        store.ledger.append([draft])
        seals.append(draft.record_id)

    errand = Errand(READER, purpose="protection", reason="Measured.")
    for what, work in (
        ("seal, with its entry", lambda _: seal()),
        ("open, with its entry", lambda n: store.open(seals[n], key, errand)),
        ("erase, with its tombstone", lambda n: erase(store, seals[n], READER, "collected_in_error")),
    ):
        yield Row(what, f"{n_seals / _seconds(work, n_seals):,.0f} /s", "")


def _measure_shredding(store: SealedStore, folder: Path, n_keys: int) -> Row:
    custodians = [make_secret_key(folder / f"custodian{n}.key") for n in range(3)]
    cards = [
        CustodianCard(user=f"user-{n}", organisation=f"organisation-{n}", public_key=key.public_key)
        for n, key in enumerate(custodians)
    ]
    named = Custodians.parse({"custodians": cards, "shredders": [card.public_key for card in cards[:2]]})
    store.name_custodians(named, AUTHOR, STRICT)
    for vault in store.vaults.values():
        for n in range(n_keys):
            (vault.folder / "keys" / f"seal-{n}").write_bytes(b"k" * 120)
    took = _seconds(lambda _: shred(store.folder, custodians[0]), 1)
    what = f"shred a site of {3 * n_keys:,} keys"
    return Row(what, f"{took:.1f} s", f"{SHREDDING_SECONDS} s", took <= SHREDDING_SECONDS)


def _seconds(work: Callable[[int], object], times: int) -> float:
    began = seconds_elapsed()
    for n in range(times):
        work(n)
    return seconds_elapsed() - began
