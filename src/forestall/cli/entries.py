"""Entries, traces and verifications as a person or a program reads them."""

from __future__ import annotations

from collections.abc import Sequence

from forestall.cli.output import console, print_facts, print_json, print_table
from forestall.clock import format_instant
from forestall.memory.findings import Verification
from forestall.memory.trace import Hop, Trace
from forestall.records.entry import Entry

_SHORT = 12


def show_entry(entry: Entry, *, as_json: bool) -> None:
    """Print one entry in full."""
    if as_json:
        print_json(entry.to_json())
        return
    facts = {
        "entry": entry.id,
        "number": entry.sequence,
        "kind": entry.kind,
        "record": entry.record_id,
        "recorded": format_instant(entry.recorded_at),
        "author": f"{entry.author.user} for {entry.author.organisation}",
        "marking": entry.marking.tlp.word,
        "exercise": "EXERCISE" if entry.exercise else "no",
        "rests on": f"{len(entry.causes)} entries",
        "corrects": entry.supersedes or "nothing",
    }
    print_facts(facts | {f"  {name}": value for name, value in entry.body.items()})


def show_entries(entries: Sequence[Entry], *, as_json: bool) -> None:
    """Print entries, a line each."""
    if as_json:
        print_json({"entries": [entry.to_json() for entry in entries]})
        return
    rows = [(entry.sequence, *_line(entry)) for entry in entries]
    print_table(f"{len(rows)} entries", ("number", "recorded", "kind", "record", "marking", "entry"), rows)


def show_trace(found: Trace, *, as_json: bool) -> None:
    """Print a chain of reasons, causes first."""
    if as_json:
        print_json({"hops": [hop.to_json() for hop in found.hops], "is_cut": found.is_cut})
        return
    columns = ("step", "recorded", "kind", "record", "marking", "entry")
    print_table("Causes before 0, what followed after it", columns, [_hop(hop) for hop in found.hops])
    if found.is_cut:
        console().print("The chain is longer than is shown.")


def show_verification(result: Verification, *, is_node_known: bool, as_json: bool) -> None:
    """Print what was looked at and every finding, with what a sound result leaves open."""
    if as_json:
        print_json(result.to_json() | {"is_node_known": is_node_known})
        return
    facts = {
        "node": result.node if is_node_known else f"{result.node} (not compared with a known one)",
        "entries": result.n_entries,
        "signed appends": result.n_appends,
        "withheld": result.n_withheld,
        "anchors": result.n_anchors,
        "head": result.head,
    }
    print_facts(facts)
    if result.is_sound:
        console().print("No damage found." + ("" if result.n_anchors else " Only an anchor can show a cut at the end."))
        return
    n_all = sum(result.counts.values())
    rows = [(finding.damage.value, finding.sequence, finding.detail) for finding in result.findings]
    print_table(f"{n_all} findings", ("damage", "entry", "what"), rows)


def _line(entry: Entry) -> tuple[str, str, str, str, str]:
    kind = f"{entry.kind} (EXERCISE)" if entry.exercise else entry.kind
    recorded = format_instant(entry.recorded_at)[:19].replace("T", " ")
    return recorded, kind, entry.record_id, entry.marking.tlp.word, entry.id[:_SHORT]


def _hop(hop: Hop) -> tuple[object, ...]:
    if hop.entry is None:
        return (hop.distance, "", "withheld", "", "", hop.id[:_SHORT])
    return (hop.distance, *_line(hop.entry))
