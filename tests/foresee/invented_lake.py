"""Invented tables in the lake of a node, as if they had been pulled."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from forestall.foresee.inputs import InputTable
from forestall.identifiers import digest
from forestall.memory.lake.lake import Lake
from forestall.memory.lake.loading import Delivery
from forestall.memory.node import Node
from forestall.observe.catalogue import find_datasets
from ledgers import CLEAR


def load_tables(node: Node, tables: Iterable[InputTable]) -> None:
    """Load each table as its dataset."""
    lake = Lake(node.home / "lake", node.ledger)
    for table in tables:
        told = digest(table.digest.encode())
        delivery = Delivery(dataset=table.dataset, source="made up", digest=told, coverage=table.coverage)
        lake.load(delivery, _whole(table), author=node.author, marking=CLEAR)


def _whole(table: InputTable) -> pa.Table:
    """The rows with every column that a load of the dataset has; those that nobody invented are empty."""
    (known,) = find_datasets([table.dataset])
    rows = table.rows
    for name in (*known.card.columns, *known.card.derived):
        if name not in rows.column_names:
            rows = rows.append_column(name, pa.nulls(rows.num_rows, pa.float64()))
    return rows
