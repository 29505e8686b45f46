"""`forestall sealed`: lock away what could identify a person, open it on record, and destroy its key."""

from __future__ import annotations

import base64
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from forestall.cli.input import read_input
from forestall.cli.output import AsJson, answer_errors, print_facts, print_json, print_table
from forestall.clock import SystemClock
from forestall.errors import ForestallError, NotFound, WrongKey
from forestall.memory.node import Node, open_node
from forestall.memory.sealed.cards import CustodianCard, Custodians, VaultName, read_card
from forestall.memory.sealed.erasure import erase, reconcile, record_shredding, shred
from forestall.memory.sealed.secret_key import SecretKey, load_secret_key, make_secret_key
from forestall.memory.sealed.store import Errand, SealedStore
from forestall.records.values.marking import Marking, Sensitivity, Tlp
from forestall.settings import read_settings

app = typer.Typer(
    help="Identities, contents and exact places: each under its own key, opened on record, erasable.",
    no_args_is_help=True,
)

FOLDER = "sealed"

KeyFile = Annotated[Path, typer.Option("--key", help="File with the secret key.")]
Purpose = Annotated[str, typer.Option(help="What for: a term of `forestall vocabulary show purpose`.")]
Reason = Annotated[str, typer.Option(help="Why; stands in the ledger, so say nothing of what is sealed.")]
SealId = Annotated[str, typer.Argument(help="The seal's id.")]


@contextmanager
def _open() -> Iterator[tuple[Node, SealedStore]]:
    settings = read_settings()
    with open_node(settings.home, settings.database, SystemClock()) as node:
        yield node, SealedStore(node.home / FOLDER, node.ledger)


def _own(node: Node) -> Marking:
    organisations = frozenset({node.author.organisation})
    return Marking(tlp=Tlp.AMBER__STRICT, organisations=organisations, sensitivity=Sensitivity.MODERATE)


def _answer(facts: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(facts)
    else:
        print_facts({name.replace("_", " "): value for name, value in facts.items()})


@app.command("found")
@answer_errors
def found(
    keys: Annotated[
        Path | None, typer.Option(help="Folder for the three secret keys; the node's own when not given.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make the three vaults, each with a secret key in a file of its own, to be given to three holders."""
    answer = {}
    with _open() as (node, store):
        for name in VaultName:
            path = (keys or node.home / "keys") / f"vault-{name}.key"
            is_new = store.found(name, path, node.author)
            answer[f"secret_key_of_{name}"] = str(path) if is_new else "made before"
    _answer(answer, as_json=as_json)


@app.command("custodian-key")
@answer_errors
def custodian_key(
    key: Annotated[Path, typer.Argument(help="File to write the custodian's secret key to.")],
    user: Annotated[str, typer.Option(help="The custodian's pseudonym, such as user-registrar.")],
    organisation: Annotated[str, typer.Option(help="The custodian's organisation, such as organisation-bar.")],
) -> None:
    """Make a custodian's secret key, on the custodian's own machine, and print the card to hand over."""
    # Checked before a key is made that nobody could use.
    card = CustodianCard(user=user, organisation=organisation, public_key="0" * 64)
    made = make_secret_key(key)
    print_json(card.model_copy(update={"public_key": made.public_key}).to_json())


@app.command("entrust")
@answer_errors
def entrust(
    key: KeyFile,
    custodian: Annotated[
        list[Path] | None, typer.Option(help="The three custodians' cards; left out once they are named.")
    ] = None,
    shredder: Annotated[
        list[str] | None, typer.Option(help="The two of them who may each shred the site, by pseudonym.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Deposit a vault's key so that two of three custodians can open past its holder."""
    secret = load_secret_key(key)
    with _open() as (node, store):
        if custodian:
            store.name_custodians(_custodians(custodian, shredder or []), node.author, _own(node))
        vault = _vault_of(store, secret)
        store.entrust(vault, secret, node.reader)
    _answer({"vault": vault.value, "entrusted": True}, as_json=as_json)


def _custodians(files: list[Path], shredders: list[str]) -> Custodians:
    cards = [read_card(CustodianCard, path) for path in files]
    keys = [card.public_key for user in shredders for card in cards if card.user == user]
    return Custodians.parse({"custodians": cards, "shredders": keys})


def _vault_of(store: SealedStore, key: SecretKey) -> VaultName:
    for name, vault in store.vaults.items():
        if vault.is_founded and vault.public_key() == key.public_key:
            return name
    raise WrongKey(
        expected="the key of one of this node's vaults",
        found="another key",
        where="--key",
        remedy="Compare it with those that `forestall sealed status` prints.",
    )


@app.command("status")
@answer_errors
def status(as_json: AsJson = False) -> None:
    """Show the vaults, their custodians, and how often something was opened."""
    with _open() as (_, store):
        openings = store.count_openings()
        vaults = [_vault(store, name) for name in VaultName]
        custodians = _known_custodians(store)
    counts = {"ordinary_openings": openings.ordinary, "break_glass_openings": openings.break_glass}
    if as_json:
        print_json({"vaults": vaults, "custodians": custodians, **counts})
        return
    print_table("Vaults", ("vault", "public key", "data keys", "entrusted"), [tuple(each.values()) for each in vaults])
    if custodians:
        columns = ("custodian", "organisation", "public key", "may shred")
        print_table("Custodians", columns, [tuple(each.values()) for each in custodians])
    print_facts({name.replace("_", " "): count for name, count in counts.items()})


def _vault(store: SealedStore, name: VaultName) -> dict[str, Any]:
    vault = store.vaults[name]
    try:
        public_key = vault.public_key()
    except ForestallError as error:
        return {"vault": name.value, "public_key": error.found, "n_data_keys": 0, "is_entrusted": False}
    return {
        "vault": name.value,
        "public_key": public_key,
        "n_data_keys": len(vault.seal_ids()),
        "is_entrusted": vault.is_entrusted,
    }


def _known_custodians(store: SealedStore) -> list[dict[str, Any]]:
    try:
        named = store.custodians()
    except NotFound:
        return []
    return [card.to_json() | {"may_shred": card.public_key in named.shredders} for card in named.custodians]


@app.command("seal")
@answer_errors
def seal(
    vault: Annotated[VaultName, typer.Argument(help="Which vault.")],
    file: Annotated[Path, typer.Argument(help="What to seal; - for standard input.")],
    as_json: AsJson = False,
) -> None:
    """Lock something away; whoever does it can't read it back."""
    body = read_input(file)
    with _open() as (node, store):
        (entry,) = node.ledger.append([store.seal(vault, body, author=node.author, marking=_own(node))])
    _answer({"seal": entry.record_id, "entry": entry.id}, as_json=as_json)


@app.command("open")
@answer_errors
def open_seal(seal_id: SealId, key: KeyFile, purpose: Purpose, reason: Reason, as_json: AsJson = False) -> None:
    """Open a seal with its vault's key; the ledger says who did, and why, before anything is shown."""
    secret = load_secret_key(key)
    with _open() as (node, store):
        body = store.open(seal_id, secret, Errand(node.reader, purpose, reason))
    _hand_out(seal_id, body, as_json=as_json)


@app.command("break-glass")
@answer_errors
def break_glass(
    seal_id: SealId,
    key: Annotated[list[Path], typer.Option("--key", help="The files of two custodians' secret keys.")],
    purpose: Purpose,
    reason: Reason,
    as_json: AsJson = False,
) -> None:
    """Open a seal past its holder with the keys of two custodians; counted in public."""
    if len(key) != 2:
        raise typer.BadParameter("give it twice, once for each of two custodians", param_hint="--key")
    one, other = map(load_secret_key, key)
    with _open() as (node, store):
        body = store.break_glass(seal_id, (one, other), Errand(node.reader, purpose, reason))
    _hand_out(seal_id, body, as_json=as_json)


def _hand_out(seal_id: str, body: bytes, *, as_json: bool) -> None:
    if as_json:
        print_json({"seal": seal_id, "body_base64": base64.b64encode(body).decode()})
    else:
        sys.stdout.buffer.write(body)
        sys.stdout.buffer.flush()


@app.command("erase")
@answer_errors
def erase_seal(
    seal_id: SealId,
    reason: Annotated[str, typer.Option(help="Why: a term of `forestall vocabulary show erasure_reason`.")],
    note: Annotated[str | None, typer.Option(help="What else must be known, such as copies on paper.")] = None,
    as_json: AsJson = False,
) -> None:
    """Destroy the key of one seal: its content is gone for good, here, in backups and with peers."""
    with _open() as (node, store):
        tombstone = erase(store, seal_id, node.reader, reason, note)
    _answer({"seal": seal_id, "tombstone": tombstone.id}, as_json=as_json)


@app.command("reconcile")
@answer_errors
def reconcile_keys(as_json: AsJson = False) -> None:
    """Destroy again what a backup brought back; run after every restore, before anything is opened."""
    with _open() as (node, store):
        done = reconcile(store, node.reader)
    facts = {"destroyed_again": done.finished, "lost": done.lost, "without_a_seal": done.stray}
    if as_json:
        print_json({name: list(ids) for name, ids in facts.items()})
    else:
        print_facts({name.replace("_", " "): ", ".join(ids) or "none" for name, ids in facts.items()})


@app.command("shred")
@answer_errors
def shred_site(
    key: KeyFile,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False,
    as_json: AsJson = False,
) -> None:
    """Destroy every vault's keys at this site, as either of two custodians; nothing brings them back."""
    settings = read_settings()
    secret = load_secret_key(key)
    if not yes:
        typer.confirm("Everything sealed at this site will be gone for good. Go on?", abort=True)
    # First the keys, with no need of a ledger that may be out of reach.
    author = shred(settings.home / FOLDER, secret, sorted((settings.home / "keys").glob("vault-*.key")))
    with _open() as (node, _):
        tombstone = record_shredding(node.ledger, author, Marking(tlp=Tlp.GREEN))
    _answer({"shredded": True, "tombstone": tombstone.id}, as_json=as_json)
