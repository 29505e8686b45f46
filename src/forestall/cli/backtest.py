"""`forestall backtest`: forecasts of past origins as a file that anyone can score with code of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from forestall.cli.cluster import Cluster
from forestall.cli.output import AsJson, answer_errors, console, print_facts, print_json
from forestall.clock import SystemClock
from forestall.foresee.inputs import Inputs
from forestall.foresee.workers.opening import open_workers
from forestall.memory.lake.lake import Lake
from forestall.memory.node import open_node
from forestall.runs.backtest import TARGETS, Means, OriginForecasts, find_target, write_forecasts
from forestall.runs.inputs import lake_inputs, mirror_inputs
from forestall.runs.keeping import kept_folder
from forestall.settings import read_settings


@answer_errors
def backtest(  # noqa: PLR0913, PLR0917 - an argument for each option
    target: Annotated[str, typer.Argument(help=f"What is forecast: {', '.join(TARGETS)}.")],
    first: Annotated[str, typer.Option("--from", help="First origin: the last month, or year, that is known.")],
    last: Annotated[str, typer.Option("--to", help="Last origin.")],
    out: Annotated[Path, typer.Option(help="CSV file to write; one that is there is replaced.")],
    mirror: Annotated[
        Path | None,
        typer.Option(help="Folder of local copies to read instead of the lake; FORESTALL_MIRROR if not given."),
    ] = None,
    cluster: Cluster = None,
    region: Annotated[
        str,
        typer.Option(help="Country codes with commas, for targets within countries: only their points are read."),
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Forecast from past origins with what was known at each, and write every probability.

    Fits of mass-killing onset are kept in FORESTALL_HOME as they get done: a run that was stopped goes on where
    it was, and an outlook finds them.
    """
    wanted, settings = find_target(target), read_settings()
    countries = [code.strip().upper() for code in region.split(",") if code.strip()]
    inputs = wanted.narrowed(_inputs(mirror, wanted.datasets), countries)
    notes: dict[str, list[str]] = {}
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with (
        open_workers(cluster=cluster, scratch=settings.scratch) as workers,
        Progress(*columns, console=console(stderr=True), transient=True, disable=as_json) as bars,
    ):
        task = bars.add_task(f"fitting {target}", total=wanted.count(first, last))
        means = Means(workers, lambda n: bars.advance(task, n), kept_folder(settings.home))
        n_rows = write_forecasts(_noting(wanted.run(inputs, first, last, means), notes), out)
    facts = {
        "target": target,
        "rows": n_rows,
        "origins": f"{first} to {last}",
        "inputs": inputs.digest(),
        "file": str(out),
    }
    told = [f"{note} ({_span(origins)})" for note, origins in notes.items()]
    if as_json:
        print_json({**facts, "notes": told})
        return
    print_facts(facts | {f"note {number}": note for number, note in enumerate(told, start=1)})


def _inputs(mirror: Path | None, datasets: tuple[str, ...]) -> Inputs:
    settings = read_settings()
    folder = mirror or settings.mirror
    if folder:
        return mirror_inputs(folder, datasets)
    with open_node(settings.home, settings.database, SystemClock()) as node:
        return lake_inputs(Lake(node.home / "lake", node.ledger), node.reader, datasets)


def _noting(issued: Iterable[OriginForecasts], notes: dict[str, list[str]]) -> Iterator[OriginForecasts]:
    """The same forecasts, their notes gathered on the way."""
    for origin in issued:
        for note in origin.notes:
            notes.setdefault(note, []).append(origin.origin)
        yield origin


def _span(origins: list[str]) -> str:
    return origins[0] if len(origins) == 1 else f"{origins[0]} to {origins[-1]}, {len(origins)} origins"
