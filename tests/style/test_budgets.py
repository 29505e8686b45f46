"""The shape of the code: what lint does not count."""

import ast
from collections.abc import Iterator
from pathlib import Path

import forestall

SOURCE = Path(forestall.__file__).parent
MODULE_LINES = 400
BODY_LINES = 50
CLASS_METHODS = 20
SAYS_NOTHING = {"utils", "util", "helpers", "common", "base", "manager", "managers", "misc", "core"}

modules = sorted(SOURCE.rglob("*.py"))


def _body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1 if body else 0


def _over_budget(path: Path) -> Iterator[str]:
    text = path.read_text()
    name = path.relative_to(SOURCE)
    if text.count("\n") > MODULE_LINES:
        yield f"{name}: {text.count(chr(10))} lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _body_lines(node) > BODY_LINES:
            yield f"{name}:{node.lineno} {node.name}: a body of {_body_lines(node)} lines"
        if isinstance(node, ast.ClassDef):
            methods = sum(isinstance(part, ast.FunctionDef) for part in node.body)
            if methods > CLASS_METHODS:
                yield f"{name}:{node.lineno} {node.name}: {methods} methods"


def test_modules_functions_and_classes_stay_small() -> None:
    assert [finding for path in modules for finding in _over_budget(path)] == []


def test_every_module_has_a_name_that_says_something() -> None:
    assert [str(path) for path in modules if path.stem in SAYS_NOTHING] == []


def test_every_module_says_what_it_is() -> None:
    silent = [path for path in modules if path.read_text() and not ast.get_docstring(ast.parse(path.read_text()))]
    assert [str(path) for path in silent] == []
