"""`forestall pull` and `forestall load`: datasets in, from publishers, a mirror or a file of one's own."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TransferSpeedColumn

from forestall.cli.outcomes import print_outcome, print_sum
from forestall.cli.output import AsJson, answer_errors, console, print_json, print_table
from forestall.cli.steps import steps_shown
from forestall.clock import SystemClock
from forestall.errors import ForestallError
from forestall.memory.lake.lake import Lake
from forestall.memory.node import Node, create_node
from forestall.observe.catalogue import Dataset, catalogue, find_datasets
from forestall.observe.deliver import Hands
from forestall.observe.fetch import Fetcher
from forestall.observe.mirror import mirrored_datasets
from forestall.observe.publisher import Account, Visit, offered_datasets
from forestall.observe.pull import Acquire, Outcome, file_of, mirror_of, publishers_by, pull
from forestall.settings import Settings, read_settings

Fit = Annotated[
    bool,
    typer.Option(
        "--fit/--no-fit",
        help="Make and keep the fits that the next outlook needs, some minutes where its datasets have changed; "
        "Ctrl-C stops that, and what is done is kept.",
    ),
]
AcceptTerms = Annotated[
    bool, typer.Option("--accept-terms", help="You have read the publisher's terms and accept them.")
]


@answer_errors
def pull_datasets(
    datasets: Annotated[
        list[str] | None, typer.Argument(help="Names, or how several begin (ewp); all that can be had if none.")
    ] = None,
    mirror: Annotated[
        Path | None, typer.Option(help="Folder of local copies; FORESTALL_MIRROR when not given.")
    ] = None,
    accept_terms: AcceptTerms = False,
    fit: Fit = True,
    list_them: Annotated[bool, typer.Option("--list", help="Only show which datasets there are.")] = False,
    as_json: AsJson = False,
) -> None:
    """Fetch datasets from their publishers, or read them from a mirror, and load what is whole."""
    if list_them:
        _print_catalogue(as_json=as_json)
        return
    settings = read_settings()
    wanted = find_datasets(datasets or ())
    folder = mirror or settings.mirror
    if not datasets:
        wanted = mirrored_datasets(wanted, folder) if folder else offered_datasets(wanted, _accounts(settings))
    with _node(settings) as node, _acquiring(settings, folder, quiet=as_json) as acquire:
        coming = pull(wanted, acquire, _hands(node), accepted=accept_terms)
        outcomes = _told(coming, [dataset.name for dataset in wanted] if folder else [], quiet=as_json)
        if not as_json and not datasets:
            print_sum(outcomes, sorted(catalogue().keys() - {dataset.name for dataset in wanted}))
        if fit:
            _fit_ahead(node, outcomes, quiet=as_json)
    _finish(outcomes, as_json=as_json)


@answer_errors
def load_file(
    file: Annotated[Path, typer.Argument(help="What you already have: csv, zip, xlsx, json, geojson, parquet.")],
    dataset: Annotated[str | None, typer.Option(help="Which dataset it is; told by its columns if not given.")] = None,
    covers: Annotated[
        list[str] | None, typer.Option(help="State it covers (ISO 3166, such as SDN), where it is an extract.")
    ] = None,
    accept_terms: AcceptTerms = False,
    fit: Fit = True,
    as_json: AsJson = False,
) -> None:
    """Load a file of your own as the dataset it is."""
    named = find_datasets([dataset])[0] if dataset else None
    found, payload = file_of(file, named, tuple(covers or ()))
    with _node(read_settings()) as node:
        coming = pull([found], lambda _: payload, _hands(node), accepted=accept_terms)
        outcomes = _told(coming, [found.name], quiet=as_json)
        if fit:
            _fit_ahead(node, outcomes, quiet=as_json)
    _finish(outcomes, as_json=as_json)


@contextmanager
def _node(settings: Settings) -> Iterator[Node]:
    with create_node(settings.home, settings.database, SystemClock()) as node:
        yield node


def _hands(node: Node) -> Hands:
    return Hands(Lake(node.home / "lake", node.ledger), node.reader, node.author)


def _accounts(settings: Settings) -> dict[str, Account]:
    if settings.acled_user and settings.acled_key:
        return {"acled": Account(settings.acled_user, settings.acled_key)}
    return {}


@contextmanager
def _acquiring(settings: Settings, mirror: Path | None, *, quiet: bool) -> Iterator[Acquire]:
    if mirror:
        yield mirror_of(mirror)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    # Bars take over standard output only where they can be seen beside it: a file gets all that is printed.
    shown = console(stderr=True)
    bars = Progress(
        *columns,
        console=shown,
        disable=quiet or not shown.is_terminal,
        transient=True,
        redirect_stdout=sys.stdout.isatty(),
    )
    with bars, Fetcher(progress=_Bars(bars)) as fetcher:
        yield publishers_by(Visit(fetcher, settings.home / "payloads", SystemClock(), _accounts(settings)))


class _Bars:
    """Draws what the fetcher tells, one bar per file."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, name: str, done: int, total: int | None) -> None:
        """Move the file's bar."""
        if name not in self._tasks:
            self._tasks[name] = self._bars.add_task(name, total=total)
        self._bars.update(self._tasks[name], completed=done, total=total)


def _told(coming: Iterator[Outcome], names: Sequence[str], *, quiet: bool) -> list[Outcome]:
    """All outcomes, each printed as it comes.

    Args:
        coming: the outcomes.
        names: of the datasets, in order, where nothing else shows which one is at work.
        quiet: print nothing.
    """
    seen: list[Outcome] = []
    while (outcome := _next(coming, names, len(seen), quiet=quiet)) is not None:
        seen.append(outcome)
        if not quiet:
            print_outcome(outcome)
    return seen


def _next(coming: Iterator[Outcome], names: Sequence[str], done: int, *, quiet: bool) -> Outcome | None:
    # The bar is gone before anything is printed: it draws where the next line would stand.
    with steps_shown(quiet=quiet or done >= len(names)) as step:
        step(f"loading {names[done]}" if done < len(names) else "", done, len(names))
        return next(coming, None)


def _fit_ahead(node: Node, outcomes: Iterable[Outcome], *, quiet: bool) -> None:
    """Make the fits that the next outlook needs, if any; what goes wrong there is for the outlook to answer."""
    changed = {outcome.dataset for outcome in outcomes if outcome.status == "loaded"}
    if not changed:
        return
    from forestall.runs.outlook.ahead import fit_ahead  # noqa: PLC0415 - learners take seconds to import

    told = console(stderr=True)
    try:
        with steps_shown(quiet=quiet) as step:
            fitted = fit_ahead(node, SystemClock(), changed, step)
    except ForestallError as error:
        told.print(f"fits for the next outlook: none, {error.name} at {error.where}", markup=False)
        return
    except KeyboardInterrupt:
        told.print("fits for the next outlook: stopped; what is done is kept, the outlook does the rest")
        return
    if fitted and not quiet:
        told.print("fits for the next outlook: kept")


def _finish(outcomes: Iterable[Outcome], *, as_json: bool) -> None:
    seen = list(outcomes)
    if as_json:
        print_json({"datasets": [outcome.to_json() for outcome in seen]})
    errors = [outcome.error for outcome in seen if outcome.error]
    if errors:
        raise typer.Exit(errors[0].exit_code)


def _print_catalogue(*, as_json: bool) -> None:
    known = catalogue()
    if as_json:
        print_json({"datasets": [_described(dataset) for dataset in known.values()]})
        return
    cards = [(name, dataset.card) for name, dataset in known.items()]
    rows = [(name, card.coverage.unit, card.coverage.frequency, card.licence, card.summary) for name, card in cards]
    print_table("Datasets", ("name", "one row is", "issued", "licence", "what it holds"), rows)


def _described(dataset: Dataset) -> dict[str, object]:
    card = dataset.card
    return {
        "name": dataset.name,
        "title": card.title,
        "unit": card.coverage.unit,
        "frequency": card.coverage.frequency,
        "licence": card.licence,
        "summary": card.summary,
    }
