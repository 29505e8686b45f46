"""`forestall places`: where something is, and what a code meant on a day."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from forestall.cli.output import AsJson, answer_errors, print_facts, print_json, print_table
from forestall.clock import SystemClock
from forestall.runs.locate import Location, locate
from forestall.vocabulary.load import vocabulary

app = typer.Typer(help="Countries since 1945, first-level areas, half-degree cells.", no_args_is_help=True)

_COLUMNS = ("name", "key", "alpha2", "alpha3", "numeric", "gw", "cow", "start", "end")
_CODES = {"alpha2": "", "alpha3": "", "numeric": "", "gw": "GW ", "cow": "COW "}
_FACTS = ("kind", "un_member_on", "region", "subregion", "administered_by", "neighbours", "predecessors",
          "successors", "note", "source")  # fmt: skip


@app.callback()
def places() -> None:
    """Countries since 1945, first-level areas, half-degree cells."""


@app.command("find", context_settings={"ignore_unknown_options": True})  # a southern latitude is no option
@answer_errors
def find(
    what: Annotated[str, typer.Argument(help="A name, a code (SDN, gw:625, cow:625, 729) or LAT,LON.")],
    on: Annotated[
        datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="The day; today when not given.")
    ] = None,
    admin1: Annotated[
        Path | None, typer.Option("--admin1", help="GeoJSON of first-level areas to look the point up in.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show a country as it was on a day, or the countries, the cell and the area of a point."""
    found = locate(what, (on or SystemClock().now()).date(), admin1)
    if as_json:
        print_json(found.to_json())
    else:
        _print(found)


def _print(found: Location) -> None:
    answer = found.to_json()
    countries = answer.pop("countries")
    if found.point:
        print_facts(_point_facts(answer))
    if len(countries) == 1:
        print_facts(_country_facts(countries[0], near=found.near))
    elif countries:
        rows = [[row.get(column, "") for column in _COLUMNS] for row in countries]
        print_table("Near" if found.near else "More than one counts it", _COLUMNS, rows)
    else:
        print_facts({"country": f"none on {found.day}: at sea, or no country of its own on that day"})


def _point_facts(answer: dict[str, Any]) -> dict[str, str]:
    latitude, longitude = answer["cell_centroid"]
    area = answer["admin1"]
    facts = {"cell": f"{answer['cell']} (middle {latitude:g}, {longitude:g})"}
    if area:
        facts["admin1"] = f"{area['name']} ({area['code'] or area['id']})"
    return facts


def _country_facts(row: dict[str, Any], *, near: bool) -> dict[str, str]:
    checked = vocabulary("reference_confidence").term(row["confidence"]).label
    return {
        "near" if near else "country": f"{row['name']} ({row['key']})",
        "codes": ", ".join(f"{label}{row[scheme]}" for scheme, label in _CODES.items() if scheme in row),
        "period": f"from {row['start']}" + (f" to {row['end']}, itself not" if "end" in row else " on"),
        **{name.replace("_", " "): _shown(row[name]) for name in _FACTS if row.get(name)},
        "checked": checked,
    }


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
