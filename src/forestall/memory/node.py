"""One installation: its folder, its key, its ledger, and in whose name it works by default.

FORESTALL_HOME/
exercise.json                 only where it is an exercise: how fast its days pass
keys/node.key                 the signing key, mode 0600
node.json                     written last: from then on a missing ledger is a loss, not a beginning
anchors/                      receipts and tokens, to be copied elsewhere too
trust/witnesses.txt           ids of nodes whose receipts count, one a line
trust/timestamp-roots.pem     root certificates of time-stamping services that count
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import orjson

from forestall.clock import Clock, ExerciseClock
from forestall.errors import NotFound, UnreadableData
from forestall.identifiers import canonical_json, new_record_id
from forestall.memory.anchors import Trust
from forestall.memory.files import make_folder, read_file, replace
from forestall.memory.keys import NodeKey, load_key, make_key
from forestall.memory.ledger import Ledger, create_ledger, open_ledger
from forestall.memory.pace import pace_of
from forestall.memory.read import Reader
from forestall.memory.timestamps import read_roots
from forestall.records.entry import Author, Draft
from forestall.records.node import Node as NodeRecord
from forestall.records.values.marking import Marking, Sensitivity, Tlp


@dataclass(frozen=True)
class Node:
    """An installation, open."""

    home: Path
    ledger: Ledger
    author: Author
    """In whose name commands at this machine speak: its keeper, by pseudonym."""

    @property
    def id(self) -> str:
        """SHA-256 of its public key."""
        return self.ledger.node

    @property
    def is_exercise(self) -> bool:
        """Whether it was made for an exercise: nothing real can be recorded in it."""
        return isinstance(self.ledger.clock, ExerciseClock)

    @property
    def reader(self) -> Reader:
        """The keeper as a reader; being able to copy the disk is no reason to be shown what is red."""
        return Reader(
            user=self.author.user,
            organisation=self.author.organisation,
            is_member=True,
            clearance=Sensitivity.MODERATE,
        )

    def trust(self) -> Trust:
        """Whose anchors count here.

        Raises:
            UnreadableData: a file of certificates that holds something else.
        """
        return read_trust(self.home)

    def close(self) -> None:
        """Let go of the ledger."""
        self.ledger.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def create_node(home: Path, database: str, clock: Clock, *, name: str = "A node without a name") -> Node:
    """The node in a folder, made when there is none; may be called again at any time.

    A call that was cut short is taken up where it stopped. A node that had a ledger and has lost it is
    not begun again: two chains under one key would look like forgery.

    Args:
        home: its folder.
        database: address of its ledger.
        clock: what says when.
        name: what it is called, for a new one.

    Raises:
        NotFound: it was made before, and its ledger is gone.
        WrongKey: the ledger there is another node's.
        StorageError: the folder or the database can't be written.
    """
    if _path(home).exists():
        return open_node(home, database, clock)
    for folder in ("keys", "anchors", "trust"):
        make_folder(home / folder)
    with ExitStack() as undo:
        ledger = undo.enter_context(_begin_ledger(_key(home), database, clock_of(home, clock)))
        author = _first_author(ledger) or _record_creation(ledger, name)
        replace(_path(home), canonical_json({"node": ledger.node, "author": author.to_json()}) + b"\n")
        undo.pop_all()
    return Node(home, ledger, author)


def open_node(home: Path, database: str, clock: Clock) -> Node:
    """The node in a folder.

    Raises:
        NotFound: none was made there, or its ledger is gone.
        Sealed: its key file is gone.
        WrongKey: the key and the ledger are of different nodes.
        StorageError: the database can't be reached.
    """
    try:
        said = orjson.loads(read_file(_path(home)))
        author = Author.parse(said["author"])
    except NotFound:
        raise NotFound(
            expected="a node",
            found="none",
            where=str(home),
            remedy="Run `forestall init`, or set FORESTALL_HOME.",
        ) from None
    except (ValueError, KeyError, TypeError):
        raise UnreadableData(
            expected="what `forestall init` wrote",
            found="something else",
            where=str(_path(home)),
            remedy="Restore the file from your backup of the folder.",
        ) from None
    return Node(home, open_ledger(database, load_key(_key_path(home)), clock_of(home, clock)), author)


def clock_of(home: Path, clock: Clock) -> Clock:
    """The clock of the node in a folder: its own where it is an exercise, else the one given."""
    pace = pace_of(home)
    return pace.clock if pace else clock


def read_trust(home: Path) -> Trust:
    """Whose anchors count for the node in a folder; nobody's where nothing is pinned.

    Raises:
        UnreadableData: a file of certificates that holds something else.
    """
    path = home / "trust" / "witnesses.txt"
    lines = path.read_text().splitlines() if path.exists() else []
    pinned = frozenset(line.split("#")[0].strip() for line in lines) - {""}
    return Trust(pinned, read_roots(home / "trust" / "timestamp-roots.pem"))


def read_node_id(home: Path) -> str | None:
    """The id of the node in a folder, without its key; None where none was made."""
    try:
        return str(orjson.loads(read_file(_path(home)))["node"])
    except (NotFound, ValueError, KeyError, TypeError):
        return None


def _path(home: Path) -> Path:
    return home / "node.json"


def _key_path(home: Path) -> Path:
    return home / "keys" / "node.key"


def _key(home: Path) -> NodeKey:
    path = _key_path(home)
    return load_key(path) if path.exists() else make_key(path)


def _begin_ledger(key: NodeKey, database: str, clock: Clock) -> Ledger:
    try:
        return open_ledger(database, key, clock)
    except NotFound:
        return create_ledger(database, key, clock)


def _first_author(ledger: Ledger) -> Author | None:
    for (payload,) in ledger.database.rows("SELECT payload FROM entries WHERE sequence = 1"):
        return Author.parse(orjson.loads(payload)["author"])
    return None


def _record_creation(ledger: Ledger, name: str) -> Author:
    author = Author(user=new_record_id("user"), organisation=new_record_id("organisation"))
    node = NodeRecord.parse(
        {
            "name": name,
            "node": ledger.node,
            "signing_key": ledger.key.public_key.hex(),
            "organisation": author.organisation,
        }
    )
    marking = Marking(tlp=Tlp.AMBER, organisations=frozenset({author.organisation}))
    ledger.append([Draft.of("node.created", new_record_id("node"), node, author, marking)])
    return author
