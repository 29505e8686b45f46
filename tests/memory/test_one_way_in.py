"""There is one way to what an entry says, and it takes a reader."""

import ast
import importlib
import inspect
import pkgutil
import re
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import forestall
from forestall import memory
from forestall.memory.read import Reader

SOURCE = Path(forestall.__file__).parent
# What hands out entries or bodies without asking who reads, and why it may.
WITHOUT_A_READER = {
    "forestall.memory.ledger.Ledger.append": "gives back what the caller has just said",
    "forestall.memory.proof.check_proven": "reads a file that the caller holds",
    "forestall.memory.question.find_rows": "is what `read` asks, and nothing else does",
}
# What sees rows whose marking is undecided: the parts `read` and the verifier are made of.
SEES_ROWS = {"bundle", "chain", "ledger", "node", "payload"} | {
    "projection", "proof", "question", "rules", "stretch", "trace",
}  # fmt: skip


def modules() -> Iterator[Any]:
    """The modules of the memory that belong to the ledger."""
    for found in pkgutil.iter_modules(memory.__path__):
        if not found.ispkg:
            yield importlib.import_module(f"forestall.memory.{found.name}")


def public_callables() -> Iterator[tuple[str, Any]]:
    """Every public function and method of these modules, by its full name."""
    for module in modules():
        for name, thing in vars(module).items():
            if name.startswith("_") or getattr(thing, "__module__", None) != module.__name__:
                continue
            if inspect.isfunction(thing):
                yield f"{module.__name__}.{name}", thing
            elif inspect.isclass(thing):
                for part, method in vars(thing).items():
                    if inspect.isfunction(method) and not part.startswith("_"):
                        yield f"{module.__name__}.{name}.{part}", method


def hands_out_entries(function: Any) -> bool:
    """Whether its result holds what entries say."""
    answer = str(typing.get_type_hints(function).get("return", ""))
    return re.search(r"\b(Entry|Answer|Trace|Hop|Found)\b", answer) is not None


def takes_a_reader(function: Any) -> bool:
    return Reader in typing.get_type_hints(function).values()


def test_whatever_hands_out_entries_asks_who_reads() -> None:
    handing_out = {name: function for name, function in public_callables() if hands_out_entries(function)}
    without = {name for name, function in handing_out.items() if not takes_a_reader(function)}
    assert without == set(WITHOUT_A_READER)
    assert {"forestall.memory.read.read", "forestall.memory.trace.trace"} <= set(handing_out) - without


def test_undecided_rows_are_asked_for_by_read_alone() -> None:
    callers = {
        path.stem
        for path in (SOURCE / "memory").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Name) and node.id == "find_rows"
    }
    assert callers == {"read"}


def test_nothing_outside_the_memory_reads_its_tables() -> None:
    reaching = [
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if "memory" not in path.relative_to(SOURCE).parts[:1]
        and any(word in path.read_text() for word in ("database.rows(", "database.stream(", "FROM entries"))
    ]
    assert reaching == []


def test_only_known_parts_of_the_memory_touch_payloads() -> None:
    touching = {
        path.stem
        for path in (SOURCE / "memory").glob("*.py")
        if "payload" in path.read_text() and path.stem not in {"schema", "files", "provenance", "findings"}
    }
    assert touching <= SEES_ROWS | {"read", "signature"}


def test_only_the_clocks_read_past_a_marking_and_they_show_nothing() -> None:
    asking = {str(path.relative_to(SOURCE)) for path in SOURCE.rglob("*.py") if "is_clockwork=True" in path.read_text()}
    assert asking == {"runs/response/matters.py"}
