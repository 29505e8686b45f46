"""`forestall ledger`: verify, read, trace, export and anchor what people said and did."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from forestall.cli import anchor
from forestall.cli.entries import show_entries, show_entry, show_trace, show_verification
from forestall.cli.output import AsJson, answer_errors, print_answer, print_json
from forestall.cli.speaking import Organisation, User, speaking
from forestall.cli.times import AsOf, parse_as_of
from forestall.errors import IntegrityError
from forestall.memory.address import open_database
from forestall.memory.anchoring import read_json
from forestall.memory.bundle import BundleReader, write_bundle
from forestall.memory.findings import Findings
from forestall.memory.node import read_node_id
from forestall.memory.projection import rebuild_current
from forestall.memory.proof import check_proven, proven_to_json
from forestall.memory.provenance import prov_text
from forestall.memory.question import Question
from forestall.memory.read import PUBLIC, read, read_one
from forestall.memory.trace import trace
from forestall.memory.verify import Expectation, verify_bundle, verify_database
from forestall.settings import read_settings

app = typer.Typer(help="The ledger: what people said and did, signed, chained, never changed.", no_args_is_help=True)
app.add_typer(anchor.app, name="anchor")

AsPublic = Annotated[bool, typer.Option("--public", help="As an outsider sees it, not as this node's keeper.")]
NodeId = Annotated[str | None, typer.Option("--node", help="The node it must be by; this folder's own when left out.")]
Name = Annotated[str, typer.Argument(help="An entry id, or a record id such as report-... for its newest entry.")]


@app.command("verify")
@answer_errors
def verify(
    bundle: Annotated[Path | None, typer.Option(help="An exported file to verify, in place of this node.")] = None,
    node: NodeId = None,
    anchors: anchor.AnchorFiles = None,
    witness: anchor.Witnesses = None,
    thorough: Annotated[
        bool, typer.Option("--thorough", help="Check each signature and each index, not only enough to vouch for all.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Find any edit, deletion, insertion, reordering or truncation, and name it; needs no key and writes nothing."""
    settings = read_settings()
    known = node or read_node_id(settings.home)
    findings = Findings(limit=100)
    held = anchor.held_anchors(settings.home, known, anchors, witness, findings)
    expected = Expectation(known, held, is_thorough=thorough)
    if bundle is not None:
        with BundleReader.open(bundle) as reader:
            result = verify_bundle(reader, expected, findings)
    else:
        with open_database(settings.database, read_only=True) as database:
            result = verify_database(database, expected, findings)
    show_verification(result, is_node_known=known is not None, as_json=as_json)
    if not result.is_sound:
        raise typer.Exit(IntegrityError.exit_code)


@app.command("check")
@answer_errors
def check(
    file: Annotated[Path, typer.Argument(help="One entry with its proof, from `ledger show --proof`.")],
    node: Annotated[str, typer.Option("--node", help="The node it is said to be from; know its id beforehand.")],
    as_json: AsJson = False,
) -> None:
    """Check one entry alone, away from its ledger: that this node signed it and nothing was changed."""
    show_entry(check_proven(read_json(file), node), as_json=as_json)


@app.command("show")
@answer_errors
def show(
    name: Name,
    history: Annotated[bool, typer.Option("--history", help="All entries of the record, not its state only.")] = False,
    proof: Annotated[bool, typer.Option("--proof", help="As JSON, with what others need to check it alone.")] = False,
    as_of: AsOf = None,
    public: AsPublic = False,
    as_json: AsJson = False,
) -> None:
    """Show an entry, or the state or history of a record, as known now or at a time."""
    with anchor.opened() as node:
        reader = PUBLIC if public else node.reader
        when = parse_as_of(as_of, node.ledger.clock)
        if history:
            found = read(node.ledger, reader, Question(record_id=name, as_of=when, limit=10_000))
            show_entries(found.entries, as_json=as_json)
            return
        is_record = "-" in name
        question = Question(record_id=name, states=True, as_of=when) if is_record else Question(entry_ids=(name,))
        entry = read_one(node.ledger, reader, question, name)
        if proof:
            print_json(proven_to_json(node.ledger, entry))
        else:
            show_entry(entry, as_json=as_json)


@app.command("list")
@answer_errors
def list_entries(
    kind: Annotated[str | None, typer.Option(help="Only entries of this kind, such as report.received.")] = None,
    exercise: Annotated[bool, typer.Option("--exercise", help="Exercises, in place of the real world.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many.")] = 20,
    as_of: AsOf = None,
    public: AsPublic = False,
    as_json: AsJson = False,
) -> None:
    """List the last entries, newest first, as known now or at a time."""
    with anchor.opened() as node:
        question = Question(
            kind=kind,
            exercise=exercise,
            limit=limit,
            as_of=parse_as_of(as_of, node.ledger.clock),
            newest_first=True,
        )
        found = read(node.ledger, PUBLIC if public else node.reader, question)
        show_entries(found.entries, as_json=as_json)


@app.command("trace")
@answer_errors
def show_chain(
    name: Name,
    prov: Annotated[Literal["json", "provn"] | None, typer.Option(help="As W3C PROV-JSON or PROV-N.")] = None,
    public: AsPublic = False,
    user: User = None,
    organisation: Organisation = None,
    as_json: AsJson = False,
) -> None:
    """Follow an entry up to all it rests on and down to all that rests on it."""
    with speaking(None, user, organisation) as here:
        found = trace(here.ledger, PUBLIC if public else here.by.reader, name)
    if prov is None:
        show_trace(found, as_json=as_json)
    else:
        sys.stdout.write(prov_text(found, prov) + "\n")


@app.command("export")
@answer_errors
def export(
    file: Annotated[Path, typer.Argument(help="Where to write the bundle; a file there is replaced.")],
    public: AsPublic = False,
    as_json: AsJson = False,
) -> None:
    """Write the ledger as one file that anybody can verify offline; what the reader may not see stays out."""
    with anchor.opened() as node:
        n_entries = write_bundle(node.ledger, PUBLIC if public else node.reader, file)
    answer = {"file": str(file), "entries": n_entries, "node": node.id}
    print_answer(answer, as_json=as_json)


@app.command("rebuild")
@answer_errors
def rebuild(as_json: AsJson = False) -> None:
    """Make the table of newest entries and the index of causes anew from the signed entries."""
    with anchor.opened() as node:
        answer = {"entries": rebuild_current(node.ledger.database)}
    print_answer(answer, as_json=as_json)
