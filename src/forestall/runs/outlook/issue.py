"""Issuing an outlook: the grounds a node has, the forecast, its pages in a folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from forestall.clock import Clock
from forestall.foresee.workers.opening import open_workers
from forestall.memory.lake.lake import Lake
from forestall.memory.node import Node
from forestall.runs.outlook.assemble import assemble
from forestall.runs.outlook.content import Outlook
from forestall.runs.outlook.grounds import embedded_grounds, grounds_at
from forestall.runs.outlook.language import Language
from forestall.runs.outlook.naming import drawn_outlines, names_in
from forestall.runs.outlook.page import Pages
from forestall.runs.outlook.writing import write_outlook

ALL = "all"


@dataclass(frozen=True)
class Order:
    """What is wanted."""

    out: Path
    words: Language
    as_of: datetime | None = None
    briefs: tuple[str, ...] = ()
    embedded: bool = False
    cluster: str | None = None
    """Address of a Dask scheduler whose workers do the fits; this machine's when not given."""
    scratch: Path | None = None
    """Folder that all workers reach; needed for a cluster."""


def issue_outlook(node: Node, clock: Clock, order: Order, step: Callable[..., None]) -> tuple[Path, Outlook]:
    """The world page that was written, and what it says.

    Args:
        node: whose lake is read.
        clock: what day it is.
        order: what is wanted.
        step: told what is worked on, and how far it is.

    Raises:
        UnknownTerm: a brief of a country without a forecast was asked for.
        StorageError: the folder can't be written.
    """
    today = (order.as_of or clock.now()).date()
    step("reading")
    if order.embedded:
        grounds = embedded_grounds(today)
    else:
        lake = Lake(node.home / "lake", node.ledger)
        grounds = grounds_at(lake, node.reader, today, order.as_of, node.home / "kept")
    with open_workers(cluster=order.cluster, scratch=order.scratch) as workers:
        outlook = assemble(grounds, today, clock.now().date(), workers, step)
    names = names_in(order.words, today)
    pages = Pages(outlook, order.words, names, drawn_outlines())
    briefs = [country.iso3 for country in outlook.countries] if ALL in order.briefs else list(order.briefs)
    return write_outlook(outlook, order.out, pages, briefs=briefs, progress=step), outlook
