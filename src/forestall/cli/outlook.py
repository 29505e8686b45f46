"""`forestall outlook`: who is at risk of mass killing, how sure we are, why, and how good we have been."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from forestall.cli.cluster import Cluster
from forestall.cli.output import AsJson, answer_errors, console, print_json
from forestall.cli.times import AsOf, parse_as_of
from forestall.clock import SystemClock
from forestall.memory.node import open_node
from forestall.runs.outlook.content import Outlook
from forestall.runs.outlook.issue import Order, issue_outlook
from forestall.runs.outlook.language import LANGUAGES, language
from forestall.settings import read_settings

N_PRINTED = 10


@answer_errors
def outlook(  # noqa: PLR0913, PLR0917 - an argument for each option
    as_of: AsOf = None,
    out: Annotated[Path | None, typer.Option(help="Folder to write; outlook/ in FORESTALL_HOME when left out.")] = None,
    say_in: Annotated[str, typer.Option("--language", help=f"One of {', '.join(LANGUAGES)}.")] = "en",
    brief: Annotated[
        list[str] | None, typer.Option(help="A country, by ISO code, to write a two-page PDF brief of; `all` for all.")
    ] = None,
    embedded: Annotated[bool, typer.Option(help="Use the embedded record alone, whatever is loaded.")] = False,
    cluster: Cluster = None,
    show: Annotated[bool, typer.Option("--open", help="Open the page in a browser.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write the world outlook: a page for the world, a page a country, JSON and CSV, and briefs on paper."""
    settings, clock = read_settings(), SystemClock()
    order = Order(
        out=out or settings.home / "outlook",
        words=language(say_in),
        as_of=parse_as_of(as_of, clock),
        briefs=tuple(brief or ()),
        embedded=embedded,
        cluster=cluster,
        scratch=settings.scratch,
    )
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[counted]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with (
        open_node(settings.home, settings.database, clock) as node,
        Progress(*columns, console=console(stderr=True), transient=True, disable=as_json) as bars,
    ):
        steps = _Steps(bars)

        page, found = issue_outlook(node, clock, order, steps)
    if as_json:
        print_json({"page": str(page), "inputs": found.inputs, "countries": len(found.countries)})
    else:
        _print_summary(found, page)
    if show:
        webbrowser.open(page.as_uri())


class _Steps:
    """One bar, begun anew with each piece of work, so that the time left is told by that work alone."""

    def __init__(self, bars: Progress) -> None:
        self._bars, self._what = bars, "reading"
        self._task = bars.add_task(self._what, total=None, counted="")

    def __call__(self, what: str, done: int = 0, total: int | None = None) -> None:
        """What is worked on; how much of it is done, of how much."""
        counted = f"{done} of {total}" if total else ""
        if what != self._what:
            self._bars.remove_task(self._task)
            self._what, self._task = what, self._bars.add_task(what, total=total, counted=counted)
        self._bars.update(self._task, completed=done, total=total, counted=counted)


def _print_summary(found: Outlook, page: Path) -> None:
    out = console()
    out.print(f"Risk of a new mass killing, reference date {found.reference_date}, {found.inputs} inputs", style="bold")
    out.print(f"Base rate over all countries, within two years: {found.base_rate:.1%} ({found.base_rate_period})")
    for code in found.lists.highest[:N_PRINTED]:
        country = found.country(code)
        chance = country.headline
        going = "  already under way" if country.state == "ongoing" else ""
        out.print(
            f"  {code}  {chance.probability:6.1%}  (interval {chance.low:.1%} to {chance.high:.1%};"
            f" place {country.rank_low} to {country.rank_high}){going}"
        )
    out.print(
        "About the model, not the world; not a league table. The pages say why, and how good past forecasts were:"
    )
    out.print(f"  {page}")
