"""A node at a glance: its place, its ledger verified entry by entry, its loads, and what its words rest on."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from forestall.clock import Clock
from forestall.memory.findings import Findings
from forestall.memory.lake.lake import Lake
from forestall.memory.node import Node, open_node
from forestall.memory.verify import Expectation, verify_database
from forestall.settings import Settings
from forestall.vocabulary.load import vocabulary, vocabulary_names

_CONFIRMED = "confirmed_in_source"


@dataclass(frozen=True, slots=True)
class NodeStatus:
    """What `forestall status` tells."""

    home: str
    database: str
    node: str
    n_entries: int
    last_recorded_at: str | None
    damage: dict[str, int]
    n_datasets: int
    n_rows: int
    n_terms: int
    n_terms_by_confidence: dict[str, int]

    @property
    def is_whole(self) -> bool:
        """True when the verifier found no damage."""
        return not self.damage

    def facts(self) -> dict[str, object]:
        """The lines a person reads."""
        confirmed = self.n_terms_by_confidence.get(_CONFIRMED, 0)
        return {
            "node": self.node,
            "folder": self.home,
            "database": self.database,
            "ledger": f"{self.n_entries} entries, last {self.last_recorded_at or 'never'}",
            "lake": f"{self.n_datasets} datasets, {self.n_rows} rows" if self.n_datasets else "nothing loaded yet",
            "words": f"{self.n_terms} terms, {confirmed} of them confirmed in a source",
        }

    def verdict(self) -> str:
        """One line: whole, or damaged and how."""
        if self.is_whole:
            return "The ledger verifies: no edit, deletion or reordering. Only an anchor can show a cut at the end."
        damage = ", ".join(f"{kind} ({number})" for kind, number in self.damage.items())
        return f"The ledger is DAMAGED: {damage}. `forestall ledger verify` names the places."

    def to_json(self) -> dict[str, Any]:
        """The same as plain JSON data."""
        return {**asdict(self), "is_whole": self.is_whole}


def node_status(settings: Settings, clock: Clock) -> NodeStatus:
    """The node that the settings name, verified and counted.

    Raises:
        NotFound: there is none yet.
        StorageError: its database can't be reached.
    """
    with open_node(settings.home, settings.database, clock) as node:
        findings = Findings(limit=0)
        verified = verify_database(node.ledger.database, Expectation(node=node.id), findings)
        head = node.ledger.head()
        n_datasets, n_rows = _lake(node)
    confidences = Counter(term.confidence for name in vocabulary_names() for term in vocabulary(name).values())
    return NodeStatus(
        home=str(settings.home),
        database=settings.database.partition(":")[0],
        node=node.id,
        n_entries=verified.n_entries,
        last_recorded_at=head.recorded_at or None,
        damage=dict(verified.counts),
        n_datasets=n_datasets,
        n_rows=n_rows,
        n_terms=confidences.total(),
        n_terms_by_confidence=dict(sorted(confidences.items())),
    )


def _lake(node: Node) -> tuple[int, int]:
    loads = list(Lake(node.home / "lake", node.ledger).newest(node.reader))
    return len(loads), sum(load.manifest.rows for load in loads)
