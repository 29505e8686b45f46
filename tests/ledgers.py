"""Factories for tests that need a ledger: drafts with real records in them, a clock that is set by hand."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from forestall.identifiers import new_record_id
from forestall.memory.database import Database, Row
from forestall.memory.findings import Findings, Verification
from forestall.memory.keys import NodeKey
from forestall.memory.ledger import Ledger
from forestall.memory.sqlite import SqliteDatabase
from forestall.memory.verify import Expectation, verify_database
from forestall.records.entry import Author, Draft
from forestall.records.values.marking import Marking

NOON = datetime(2024, 4, 30, 12, tzinfo=UTC)
KEY = NodeKey(b"k" * 32)
OTHER_KEY = NodeKey(b"o" * 32)
UNION = "organisation-union"
NETWORK = "organisation-network"
AMINA = Author(user="user-amina", organisation=UNION)
BASIL = Author(user="user-basil", organisation=NETWORK)
CLEAR = Marking.parse({"tlp": "clear"})
GREEN = Marking.parse({"tlp": "green"})
AMBER = Marking.parse({"tlp": "amber", "organisations": [UNION]})
STRICT = Marking.parse({"tlp": "amber+strict", "organisations": [UNION]})
RED = Marking.parse({"tlp": "red", "recipients": ["user-chidi"]})


class HandClock:
    """A clock that moves when told to."""

    def __init__(self, now: datetime = NOON) -> None:
        self.present = now

    def now(self) -> datetime:
        return self.present

    def move(self, **by: float) -> datetime:
        self.present += timedelta(**by)
        return self.present


def report_body(summary: str = "Houses were burnt in two villages; people fled north.", **parts: Any) -> dict[str, Any]:
    """The body of a report entry."""
    return {
        "received_at": "2024-04-30T11:58:00.000000Z",
        "channel": "radio",
        "nothing_seen": False,
        "about_own_conduct": False,
        "answer_wanted": False,
        "event_types": [],
        "suspected_actors": [],
        "deaths": {},
        "summary": {"text": summary, "language": "en"},
        **parts,
    }


def draft(record_id: str | None = None, *, summary: str | None = None, **terms: Any) -> Draft:
    """A report that can be appended, clear and by Amina unless said otherwise."""
    given = {
        "kind": "report.received",
        "record_id": record_id or new_record_id("report"),
        "body": report_body(summary) if summary else report_body(),
        "author": AMINA,
        "marking": CLEAR,
        **terms,
    }
    return Draft.parse(given)


@contextmanager
def counted(ledger: Ledger) -> Iterator[Counter[str]]:
    """What is asked of the database meanwhile: how many questions, and how many entries come whole."""
    counts: Counter[str] = Counter()
    database = ledger.database
    ledger.database = cast(Database, _Counting(database, counts))
    try:
        yield counts
    finally:
        ledger.database = database


class _Counting:
    """A database that counts what it is asked."""

    def __init__(self, database: Database, counts: Counter[str]) -> None:
        self._database = database
        self._counts = counts

    def __getattr__(self, name: str) -> Any:
        return getattr(self._database, name)

    def rows(self, statement: str, parameters: Sequence[Any] = ()) -> list[Row]:
        found = self._database.rows(statement, parameters)
        self._counts.update(questions=1, payloads=len(found) if "payload" in statement else 0)
        return found


@contextmanager
def statements_to(database: Database) -> Iterator[list[tuple[str, tuple[Any, ...]]]]:
    """Each statement that reaches a SQLite ledger within the block, and the values it takes; of PostgreSQL none."""
    noted: list[tuple[str, tuple[Any, ...]]] = []
    if not isinstance(database, SqliteDatabase):
        yield noted
        return
    database._connection.set_exec_trace(lambda _, asked, values: noted.append((asked, tuple(values or ()))) or True)
    try:
        yield noted
    finally:
        database._connection.set_exec_trace(None)


def tamper(ledger: Ledger, statement: str, parameters: Sequence[Any] = ()) -> None:
    """Change what is stored, as whoever owns the database can."""
    with ledger.database.transaction():
        for guard in _guards(ledger):
            ledger.database.run(guard)
        ledger.database.run(statement, parameters)


def _guards(ledger: Ledger) -> list[str]:
    if isinstance(ledger.database, SqliteDatabase):
        names = ledger.database.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return [f"DROP TRIGGER {name}" for (name,) in names]
    return [f"ALTER TABLE {table} DISABLE TRIGGER ALL" for table in ("entries", "appends")]


def verified(ledger: Ledger, **known: Any) -> Verification:
    """What the verifier says of a ledger."""
    return verify_database(ledger.database, Expectation(**known), Findings(limit=100))


def damages(verification: Verification) -> set[tuple[str, int]]:
    """Kinds and places of all that was found."""
    return {(finding.damage.value, finding.sequence) for finding in verification.findings}
