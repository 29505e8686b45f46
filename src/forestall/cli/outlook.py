"""`forestall outlook`: who is at risk of mass killing, how sure we are, why, and how good we have been."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from forestall.cli.cluster import Cluster
from forestall.cli.output import AsJson, answer_errors, console, print_json
from forestall.cli.steps import steps_shown
from forestall.cli.times import AsOf, parse_as_of
from forestall.clock import SystemClock
from forestall.memory.node import open_node
from forestall.runs.outlook.content import DeathsOutlook, Outlook
from forestall.runs.outlook.deaths import LISTED
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
    with open_node(settings.home, settings.database, clock) as node, steps_shown(quiet=as_json) as step:
        page, found = issue_outlook(node, clock, order, step)
    if as_json:
        print_json({"page": str(page), "inputs": found.inputs, "countries": len(found.countries)})
    else:
        _print_summary(found, page)
    if show:
        webbrowser.open(page.as_uri())


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
    _print_deaths(found.deaths)
    out.print(
        "About the model, not the world; not a league table. The pages say why, and how good past forecasts were:"
    )
    out.print(f"  {page}")


def _print_deaths(deaths: DeathsOutlook | None) -> None:
    """Where civilians are being killed, by likelihood: no order within a line."""
    out = console()
    if deaths is None:
        out.print("Civilians killed: no record of killings by month is loaded; unknown, not calm")
        return
    threshold, horizon = LISTED["going"]
    out.print(
        f"At least {threshold} civilians killed within {horizon} months of {deaths.reference_month}, the last month on "
        "record, where some were killed within three years:"
    )
    for band in deaths.going:
        out.print(f"  {band.low:.0%} to {band.high:.0%}: {', '.join(band.countries)}")
