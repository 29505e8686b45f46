"""`forestall lake`: what bulk data this node holds, as of when, and whether it is still what was loaded."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from itertools import islice
from typing import Annotated, Any

import pyarrow as pa
import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

from forestall.cli.output import AsJson, answer_errors, console, print_facts, print_json, print_table
from forestall.cli.times import AsOf, parse_as_of
from forestall.clock import SystemClock, format_instant
from forestall.errors import IntegrityError
from forestall.memory.lake.lake import Lake
from forestall.memory.lake.load import Load
from forestall.memory.lake.verifying import Finding
from forestall.memory.node import Node, open_node
from forestall.records.manifest import Coverage
from forestall.settings import read_settings

app = typer.Typer(help="Bulk data: immutable loads, each as it was when the ledger took it.", no_args_is_help=True)

Limit = Annotated[int, typer.Option("--limit", min=1, help="At most so many rows.")]


@contextmanager
def _open() -> Iterator[tuple[Node, Lake]]:
    settings = read_settings()
    with open_node(settings.home, settings.database, SystemClock()) as node:
        yield node, Lake(node.home / "lake", node.ledger)


@app.command("list")
@answer_errors
def list_loads(
    as_of: AsOf = None,
    every: Annotated[bool, typer.Option("--all", help="Every load, not only the newest of each dataset.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the datasets with their rows, what they cover and since when they are known."""
    when = parse_as_of(as_of, SystemClock())
    with _open() as (node, lake):
        loads = list((lake.loads if every else lake.newest)(node.reader, as_of=when))
    if as_json:
        print_json({"loads": [_summary(load) for load in loads]})
    elif loads:
        print_table(
            "Loads",
            ("dataset", "rows", "covers", "recorded", "size", "marking", "entry"),
            [_row(load) for load in loads],
        )
    else:
        console().print("Nothing is loaded. `forestall pull` fetches datasets, `forestall load` takes a file.")


@app.command("verify")
@answer_errors
def verify(as_json: AsJson = False) -> None:
    """Read every file of every load and compare it with what was loaded."""
    with _open() as (node, lake):
        loads = list(lake.loads(node.reader))
        columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
        with Progress(*columns, console=console(stderr=True), disable=as_json, transient=True) as bar:
            task = bar.add_task("reading", total=sum(load.n_bytes for load in loads))
            findings = list(lake.verify(lambda n_bytes: bar.advance(task, n_bytes)))
    damaged = [finding for finding in findings if finding.what != "unrecorded"]
    if as_json:
        answer = {"n_loads": len(loads), "n_bytes": sum(load.n_bytes for load in loads), "is_whole": not damaged}
        print_json(answer | {"findings": [_finding(finding) for finding in findings]})
    else:
        _print_findings(findings, len(loads))
    if damaged:
        raise typer.Exit(IntegrityError.exit_code)


@app.command("sweep")
@answer_errors
def sweep(as_json: AsJson = False) -> None:
    """Remove what loads that died have left; what any entry of the ledger names stays."""
    with _open() as (_, lake):
        removed = [str(path) for path in lake.sweep()]
    if as_json:
        print_json({"removed": removed})
    else:
        print_facts({"removed": len(removed)} | dict.fromkeys(removed, ""))


@app.command("read")
@answer_errors
def read(
    dataset: Annotated[str, typer.Argument(help="A dataset's name, as `forestall lake list` prints it.")],
    as_of: AsOf = None,
    limit: Limit = 20,
    as_json: AsJson = False,
) -> None:
    """Show a dataset's first rows, as of any time."""
    when = parse_as_of(as_of, SystemClock())
    with _open() as (node, lake):
        load = lake.read(dataset, node.reader, as_of=when)
        schema, rows = load.schema(), _first(load.batches(), limit)
    if as_json:
        print_json({"load": _summary(load), "rows": rows})
    else:
        title = f"{dataset}: {len(rows)} of {load.manifest.rows} rows, {_covers(load.manifest.coverage)}"
        print_table(title, schema.names, [tuple(row.values()) for row in rows])


@app.command("query")
@answer_errors
def query(
    statement: Annotated[str, typer.Argument(help="SQL; each dataset is a table of its name.")],
    as_of: AsOf = None,
    limit: Limit = 100,
    as_json: AsJson = False,
) -> None:
    """Ask the lake in SQL (DuckDB), as of any time; nothing but its datasets is within reach."""
    when = parse_as_of(as_of, SystemClock())
    with _open() as (node, lake), lake.connect(node.reader, as_of=when) as opened:
        answer = opened.query(statement, limit)
        names, rows = answer.schema.names, _first(iter(answer.to_batches()), limit)
    if as_json:
        print_json({"columns": names, "rows": rows})
    else:
        print_table(f"{len(rows)} rows" + (", perhaps more" if len(rows) == limit else ""), names, _cells(names, rows))


def _first(batches: Iterator[pa.RecordBatch], limit: int) -> list[dict[str, Any]]:
    rows = (row for batch in batches for row in batch.to_pylist())
    return [{name: _plain(value) for name, value in row.items()} for row in islice(rows, limit)]


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)  # JSON has no such number
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def _cells(names: list[str], rows: list[dict[str, Any]]) -> list[tuple[object, ...]]:
    return [tuple("" if row[name] is None else row[name] for name in names) for row in rows]


def _summary(load: Load) -> dict[str, Any]:
    shown = load.manifest.to_json()
    shown.pop("files")
    place = {"entry": load.entry_id, "recorded_at": format_instant(load.recorded_at)}
    return shown | place | {"n_bytes": load.n_bytes, "marking": load.marking.to_json()}


def _row(load: Load) -> tuple[object, ...]:
    manifest = load.manifest
    return (
        manifest.dataset,
        manifest.rows,
        _covers(manifest.coverage),
        format_instant(load.recorded_at)[:16].replace("T", " "),
        _size(load.n_bytes),
        load.marking.tlp.word,
        load.entry_id[:12],
    )


def _covers(coverage: Coverage) -> str:
    days = f"{coverage.first or '?'} to {coverage.last or '?'}"
    return f"{days}, {len(coverage.countries)} states" if coverage.countries else days


def _size(n_bytes: int) -> str:
    size, units = float(n_bytes), iter(("B", "kB", "MB", "GB"))
    unit = next(units)
    while size >= 1000 and unit != "GB":
        size, unit = size / 1000, next(units)
    return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"


def _finding(finding: Finding) -> dict[str, str | None]:
    return {
        "what": finding.what,
        "path": finding.path,
        "dataset": finding.dataset,
        "entry": finding.entry_id,
    }


def _print_findings(findings: list[Finding], n_loads: int) -> None:
    if not findings:
        console().print(f"All {n_loads} loads are as they were loaded.")
        return
    rows = [(finding.what, finding.path, finding.dataset or "") for finding in findings]
    print_table(f"{len(findings)} findings in {n_loads} loads", ("what", "path", "dataset"), rows)
    if any(finding.what == "unrecorded" for finding in findings):
        console().print("Unrecorded: left by a load that died; nobody reads it, and `forestall lake sweep` removes it.")
