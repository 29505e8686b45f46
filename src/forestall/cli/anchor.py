"""`forestall ledger anchor`: deposit the head of the chain with others, keep theirs, and hold all to their word."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from forestall.cli.output import AsJson, answer_errors, console, print_facts, print_json, print_table
from forestall.clock import SystemClock, format_instant
from forestall.errors import IntegrityError
from forestall.memory.anchoring import (
    keep_anchor,
    kept_files,
    pin_witness,
    read_anchors,
    read_json,
    receive_request,
    stamp_head,
    write_json,
)
from forestall.memory.anchors import AnchorRequest, Trust, hold_anchors, request_anchor
from forestall.memory.findings import Findings
from forestall.memory.node import Node, open_node, read_node_id, read_trust
from forestall.memory.verify import Expectation, verify_database
from forestall.records.anchor import Anchor
from forestall.settings import read_settings

app = typer.Typer(
    help="Anchors: the head of the chain deposited with others, so that cutting it off shows.",
    no_args_is_help=True,
)

AnchorFiles = Annotated[
    list[Path] | None, typer.Option("--anchors", help="A receipt to hold the chain against, beside those kept here.")
]
Witnesses = Annotated[
    list[str] | None, typer.Option("--witness", help="Id of a node whose receipts count, beside those pinned here.")
]
Out = Annotated[Path | None, typer.Option(help="Write it to this file; printed when left out.")]


def opened() -> Node:
    """This node, as the settings name it."""
    settings = read_settings()
    return open_node(settings.home, settings.database, SystemClock())


def held_anchors(
    home: Path, node: str | None, files: list[Path] | None, witnesses: list[str] | None, findings: Findings
) -> Mapping[int, frozenset[str]]:
    """What trusted anchors hold for a node: those kept in its folder and those named.

    Args:
        home: the node's folder.
        node: its id; without one, no anchor can be held against anything.
        files: receipts named beside the kept ones.
        witnesses: ids that count beside those pinned in the folder.
        findings: where to note anchors that prove nothing.
    """
    pinned = read_trust(home)
    trust = Trust(pinned.witnesses | frozenset(witnesses or ()), pinned.roots)
    kept = kept_files(home) if node == read_node_id(home) else []  # those of our own chain say nothing of another's
    anchors = read_anchors([*kept, *(files or ())])
    return hold_anchors(anchors, node or "", trust, findings)


@app.command("make")
@answer_errors
def make(
    timestamp: Annotated[
        bool, typer.Option("--timestamp", help="By the service of FORESTALL_TIMESTAMP_URL, and keep its token.")
    ] = False,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Ask another node to keep the head of this chain: a request to hand to it. Or have a service stamp it."""
    with opened() as node:
        if timestamp:
            anchor = stamp_head(node, read_settings().timestamp_url or "")
            _show_kept(anchor, keep_anchor(node, anchor), as_json=as_json)
        else:
            _hand_out(request_anchor(node.ledger).to_json(), out)


@app.command("receive")
@answer_errors
def receive(
    file: Annotated[Path, typer.Argument(help="A request from another node, or its receipt for one of ours.")],
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Take in what another node sent: a request is recorded and answered with a receipt, a receipt is kept."""
    said = read_json(file)
    with opened() as node:
        if isinstance(said, dict) and "format" in said:
            _hand_out(receive_request(node, AnchorRequest.parse(said)).to_json(), out)
        else:
            anchor = Anchor.parse(said)
            _show_kept(anchor, keep_anchor(node, anchor), as_json=as_json)


@app.command("trust")
@answer_errors
def trust(
    node: Annotated[str, typer.Argument(help="The other node's id, learned from its keepers and not from a receipt.")],
    note: Annotated[str, typer.Option(help="How you learned it, for those who come after you.")] = "",
    as_json: AsJson = False,
) -> None:
    """Let another node's receipts count here from now on."""
    home = read_settings().home
    pin_witness(home, node, note)
    pinned = sorted(read_trust(home).witnesses)
    if as_json:
        print_json({"witnesses": pinned})
    else:
        print_table("Witnesses that count", ("node",), [(witness,) for witness in pinned])


@app.command("check")
@answer_errors
def check(
    files: Annotated[list[Path] | None, typer.Argument(help="Receipts; those kept here when left out.")] = None,
    witness: Witnesses = None,
    as_json: AsJson = False,
) -> None:
    """Hold this node's chain against its anchors: whose word counts, and whether the chain still bears it out."""
    home = read_settings().home
    findings = Findings(limit=100)
    with opened() as node:
        held = held_anchors(home, node.id, files, witness, findings)
        result = verify_database(node.ledger.database, Expectation(node.id, held), findings)
    answer: dict[str, Any] = {
        "anchors": result.n_anchors,
        "reaches": max(held, default=0),
        "findings": [finding.to_json() for finding in result.findings],
    }
    if as_json:
        print_json(answer)
    else:
        print_facts({"anchors that count": result.n_anchors, "reaching entry": max(held, default=0)})
        print_table("Findings", ("damage", "entry", "what"), [tuple(one.values()) for one in answer["findings"]])
    if not result.is_sound:
        raise typer.Exit(IntegrityError.exit_code)


def _hand_out(said: Mapping[str, Any], out: Path | None) -> None:
    if out is None:
        print_json(said)
    else:
        write_json(out, said)
        console().print(f"Written to {out}.", markup=False)


def _show_kept(anchor: Anchor, path: Path, *, as_json: bool) -> None:
    if as_json:
        print_json({"anchor": anchor.to_json(), "file": str(path)})
        return
    facts = {
        "entry": anchor.sequence,
        "witness": anchor.witness,
        "at": format_instant(anchor.anchored_at),
        "kept in": path,
    }
    print_facts(facts)
    console().print("Copy that file to another place too: it is what shows if this chain is cut off.")
