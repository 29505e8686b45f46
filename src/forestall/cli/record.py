"""`forestall record`: say something in the ledger, from a JSON file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from forestall.cli.input import read_input
from forestall.cli.output import AsJson, answer_errors, print_answer
from forestall.clock import SystemClock
from forestall.errors import UnreadableData
from forestall.memory.node import open_node
from forestall.records.entry import Draft
from forestall.runs.recording import new_id_for, record_statement
from forestall.settings import read_settings


@answer_errors
def record(
    file: Annotated[Path, typer.Argument(help="JSON with kind, marking and body; - for standard input.")],
    as_json: AsJson = False,
) -> None:
    """Check a statement and append it to the ledger, in the name of this node's keeper unless it names an author.

    The file holds what `Draft` holds: kind, marking and body, and where they apply record_id, author, causes,
    supersedes, valid_from, valid_to and exercise.
    """
    clock = SystemClock()
    settings = read_settings()
    with open_node(settings.home, settings.database, clock) as node:
        said = _read(file)
        said.setdefault("author", node.author.to_json())
        if "record_id" not in said and "kind" in said:
            said["record_id"] = new_id_for(said["kind"])
        entry = record_statement(node.ledger, Draft.parse(said), clock.now())
    answer = {"entry": entry.id, "record": entry.record_id, "sequence": entry.sequence}
    print_answer(answer, as_json=as_json)


def _read(file: Path) -> dict[str, Any]:
    try:
        said = orjson.loads(read_input(file))
    except orjson.JSONDecodeError as error:
        raise UnreadableData(
            expected="one JSON object in UTF-8",
            found=f"something else from line {error.lineno}, column {error.colno}",
            where=str(file),
            remedy="Correct the file.",
        ) from None
    if not isinstance(said, dict):
        raise UnreadableData(
            expected="one JSON object", found="other JSON", where=str(file), remedy="Put the statement in { }."
        )
    return said
