"""One entry with all that is needed to check it alone, away from its ledger."""

from __future__ import annotations

from typing import Any

from forestall.errors import IntegrityError, UnreadableData
from forestall.identifiers import canonical_json
from forestall.memory.bundle import payload_of
from forestall.memory.ledger import Ledger
from forestall.memory.merkle import tree_path
from forestall.memory.signature import Append, EntrySignature, check_signature
from forestall.records.entry import Entry


def proof_of(ledger: Ledger, entry: Entry) -> EntrySignature:
    """What an entry that was read takes with it when it leaves the node.

    Raises:
        IntegrityError: no signature covers it.
    """
    rows = ledger.database.rows(
        "SELECT first_sequence, n_entries, root, previous, public_key, signature FROM appends "
        "WHERE first_sequence <= ? ORDER BY first_sequence DESC LIMIT 1",
        (entry.sequence,),
    )
    append = Append(*rows[0]) if rows else None
    if append is None or append.last_sequence < entry.sequence:
        raise IntegrityError(
            expected="a signature over every entry",
            found="none over this one",
            where=f"entry {entry.sequence}",
            remedy="Run `forestall ledger verify` and restore from a backup.",
        )
    ids = ledger.database.rows(
        "SELECT id FROM entries WHERE sequence BETWEEN ? AND ? ORDER BY sequence",
        (append.first_sequence, append.last_sequence),
    )
    index = entry.sequence - append.first_sequence
    path = tree_path([bytes.fromhex(entry_id) for (entry_id,) in ids], index)
    return EntrySignature(
        public_key=append.public_key.hex(),
        signature=append.signature.hex(),
        first_sequence=append.first_sequence,
        size=append.n_entries,
        previous=append.previous.hex(),
        index=index,
        path=tuple(step.hex() for step in path),
    )


def proven_to_json(ledger: Ledger, entry: Entry) -> dict[str, Any]:
    """The entry and its proof as one JSON object, as they are handed on."""
    payload_of(entry)  # an entry that doesn't write itself as it was signed isn't handed on
    return {"entry": entry.to_json(), "proof": proof_of(ledger, entry).to_json()}


def check_proven(said: Any, node: str) -> Entry:
    """The entry in such an object, once it is known to be signed by that node.

    Args:
        said: the object as it came.
        node: id of the node it is said to be from, known beforehand.

    Raises:
        UnreadableData: the object isn't an entry with its proof.
        InvalidField: the proof doesn't fit, or a field is wrong.
    """
    try:
        entry, proof = dict(said["entry"]), said["proof"]
        stated = entry.pop("id")
    except (KeyError, TypeError, ValueError):
        stated, entry, proof = None, {}, {}
    signature = EntrySignature.parse(proof) if stated else None
    if signature is None or check_signature(canonical_json(entry), signature, node) != stated:
        raise UnreadableData(
            expected="an entry with its id and its proof",
            found="something else",
            where="the file",
            remedy="Make it with `forestall ledger show ID --proof`.",
        )
    return Entry.parse({**entry, "id": stated})
