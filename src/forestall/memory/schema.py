"""The ledger's tables as data, and the statements that create them on either database.

`entries.payload` holds the signed bytes and is the only source of truth. The columns beside it, and
the tables `links` and `current`, are indexes made from it; the verifier checks that they agree.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

SCHEMA_VERSION = 1

COLUMNS: dict[str, dict[str, str]] = {
    # What this database is: its schema version, and the node whose ledger it holds.
    "meta": {"name": "text", "value": "text"},
    "entries": {
        "sequence": "integer",
        "id": "text",
        "record_id": "text",
        "kind": "text",
        "recorded_at": "text",
        "exercise": "integer",
        "supersedes": "text",  # empty when it supersedes nothing
        "payload": "bytes",
    },
    # One row a transaction: the tree over its entries, chained to the row before, and signed.
    "appends": {
        "first_sequence": "integer",
        "n_entries": "integer",
        "root": "bytes",
        "previous": "bytes",
        "public_key": "bytes",
        "signature": "bytes",
    },
    # Which entry rests on which, by sequence.
    "links": {"effect": "integer", "cause": "integer"},
    # The newest entry of each record.
    "current": {"record_id": "text", "sequence": "integer"},
}

_KEYS = {
    "meta": "name",
    "entries": "sequence",
    "appends": "first_sequence",
    "links": "effect, cause",
    "current": "record_id",
}

ID_START = "substr({}, 1, 16)"
"""How the index of ids is asked; an id is looked for by its start and then compared whole."""

_INDEXES = (
    # The start of an id tells it from all others, and makes an index a third the size: what costs most
    # when many entries are appended is the pages of indexes that are in no order.
    f"CREATE INDEX entries_id ON entries ({ID_START.format('id')})",
    "CREATE INDEX entries_record ON entries (record_id, sequence)",
    "CREATE INDEX entries_kind ON entries (kind, sequence)",
    # Unique, so that two corrections of one entry can't both get in.
    "CREATE UNIQUE INDEX entries_supersedes ON entries (supersedes) WHERE supersedes <> ''",
    "CREATE INDEX links_cause ON links (cause)",
)

# An accident guard, not a defence: whoever owns the database can drop it, and the verifier is for them.
APPEND_ONLY = ("entries", "appends")


@dataclass(frozen=True)
class Dialect:
    """How one database spells the column types, its tables' storage and the append-only guard."""

    types: dict[str, str]
    keyed_storage: str
    guards: tuple[str, ...]


def creation_statements(dialect: Dialect) -> Iterator[str]:
    """The statements that make an empty ledger, in order."""
    for table, columns in COLUMNS.items():
        spelled = ", ".join(f"{name} {dialect.types[kind]} NOT NULL" for name, kind in columns.items())
        # Rows found by sequence are stored by it anyway; the others are stored by their key.
        storage = "" if table in APPEND_ONLY else dialect.keyed_storage
        yield f"CREATE TABLE {table} ({spelled}, PRIMARY KEY ({_KEYS[table]})){storage}"
    yield from _INDEXES
    yield from dialect.guards
