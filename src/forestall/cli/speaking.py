"""In whose name a command speaks, and what it was given to say.

Whoever holds a node's folder can write whatever its key can sign; these options say as whom and in which role,
and the rules of two persons hold here as they do in a browser.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass, replace
from pathlib import Path
from typing import Annotated, Any, TypeVar

import orjson
import typer
from pydantic import TypeAdapter, ValidationError

from forestall.cli.input import read_input
from forestall.cli.output import print_answer
from forestall.clock import SystemClock
from forestall.errors import InvalidField, UnreadableData
from forestall.memory.ledger import Ledger
from forestall.memory.node import open_node
from forestall.memory.question import Question
from forestall.memory.read import read_one
from forestall.records.entry import Author, Entry
from forestall.records.parts.harm_check import HarmCheck
from forestall.records.record import invalid_field
from forestall.records.values.marking import Marking
from forestall.runs.permissions import Person
from forestall.runs.warning.steps import Handling
from forestall.settings import read_settings

T = TypeVar("T")

File = Annotated[Path, typer.Argument(help="JSON; - for standard input.")]
Role = Annotated[list[str] | None, typer.Option("--role", help="A role in which you speak; may be given again.")]
User = Annotated[str | None, typer.Option(help="Your pseudonym, such as user-...; the keeper's when left out.")]
Organisation = Annotated[str | None, typer.Option(help="For whom you speak; the keeper's when left out.")]


@dataclass(frozen=True)
class Speaking:
    """An open ledger and who speaks."""

    home: Path
    """The node's folder."""
    ledger: Ledger
    """Where it goes."""
    by: Person
    """In whose name."""
    keeper: Author
    """The keeper of the node, in whose name its clocks write."""

    def state(self, record_id: str) -> Entry:
        """The state of a record, as far as it reaches who speaks.

        Raises:
            NotFound: no such record, or none that does.
        """
        return read_one(self.ledger, self.by.reader, Question(record_id=record_id, states=True), record_id)

    def harm_check(self, said: Mapping[str, Any]) -> HarmCheck:
        """The answers of the harm check, given now by who speaks.

        Raises:
            InvalidField: an answer that is missing or wrong.
        """
        return HarmCheck.parse({**said, "by": self.by.user, "checked_at": self.ledger.clock.now()})


@contextmanager
def speaking(roles: list[str] | None, user: str | None, organisation: str | None) -> Iterator[Speaking]:
    """The node's ledger, open, and the person who speaks.

    Raises:
        NotFound: no node here.
    """
    settings = read_settings()
    with open_node(settings.home, settings.database, SystemClock()) as node:
        keeper = node.reader
        reader = replace(keeper, user=user or keeper.user, organisation=organisation or keeper.organisation)
        yield Speaking(node.home, node.ledger, Person(reader, frozenset(roles or ())), node.author)


def read_json(file: Path) -> dict[str, Any]:
    """One JSON object from a file.

    Raises:
        UnreadableData: it holds something else.
    """
    try:
        said = orjson.loads(read_input(file))
    except orjson.JSONDecodeError:
        said = None
    if isinstance(said, dict):
        return said
    raise UnreadableData(
        expected="one JSON object in UTF-8", found="something else", where=str(file), remedy="Correct the file."
    )


def parsed(said: dict[str, Any], kind: type[T]) -> T:
    """What was said as a value of a kind.

    Raises:
        InvalidField: a field that is wrong, named without its contents.
    """
    names = [field.name for field in fields(kind)] if is_dataclass(kind) else []
    unknown = set(said) - set(names) if names else set()
    if unknown:
        raise InvalidField(
            expected=f"fields of {kind.__name__}: {', '.join(names)}",
            found=f"{len(unknown)} unknown",
            where=kind.__name__,
            remedy="Correct their spelling, or leave them out.",
        )
    try:
        return TypeAdapter(kind).validate_python(said)
    except ValidationError as error:
        refusal = invalid_field(kind.__name__, error)
    raise refusal


def handling_of(said: dict[str, Any]) -> Handling:
    """How what is said may be handled: its marking and whether it is an exercise, taken out of what was said.

    Raises:
        InvalidField: no marking, or a wrong one.
    """
    return Handling(Marking.parse(said.pop("marking", None)), exercise=bool(said.pop("exercise", False)))


def print_entry(entry: Entry, *, as_json: bool) -> None:
    """Print which entry a step became."""
    answer = {"entry": entry.id, "kind": entry.kind, "record": entry.record_id, "sequence": entry.sequence}
    print_answer(answer, as_json=as_json)
