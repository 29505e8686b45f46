"""Write the pages that are made from code, so that they can't disagree with it: `make docs`.

A test compares every page with what stands in the repository.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

import click
from docs.dataset_pages import dataset_pages
from docs.glossary_pages import glossary_pages
from docs.record_pages import record_pages
from typer.main import get_command

from forestall import errors
from forestall.cli.main import app
from forestall.errors import ForestallError
from forestall.settings import ROWS

DOCS = Path(__file__).parent
HEAD = "<!-- Made from the code by `make docs`; change the code, not this page. -->\n\n"


def pages() -> dict[Path, str]:
    """Every generated page: path under docs/ and text."""
    return {
        **{DOCS / path: text for path, text in command_pages().items()},
        DOCS / "reference/settings.md": settings_page(),
        DOCS / "reference/errors.md": errors_page(),
        **{DOCS / name: HEAD + text for name, text in glossary_pages().items()},
        **{DOCS / name: text for name, text in record_pages(HEAD).items()},
        **{DOCS / name: text for name, text in dataset_pages(HEAD).items()},
    }


def command_pages() -> dict[str, str]:
    """An index of all commands, and a page a command or group with its arguments and options, by path under docs/."""
    root = get_command(app)
    tops: dict[str, click.Command] = dict(getattr(root, "commands", {}))
    rows = (
        f"| [`forestall {name}`](commands/{name}.md) | {_cell(inspect.cleandoc(command.help or ''))} |"
        for name, command in tops.items()
    )
    index = "# Commands\n\nMost answer in JSON with `--json`.\n\n| command | what it does |\n| --- | --- |\n"
    pages = {"reference/commands.md": f"{HEAD}{index}" + "\n".join(rows) + "\n"}
    for name, command in tops.items():
        path = f"forestall {name}"
        parts = "\n".join(_command_parts(command, path))
        pages[f"reference/commands/{name}.md"] = f"{HEAD}# `{path}` and what it holds\n\n{parts}"
    return pages


def _command_parts(command: click.Command, path: str) -> Iterator[str]:
    with click.Context(command, info_name=path.rpartition(" ")[2]) as context:
        yield f"## `{path}`\n\n{inspect.cleandoc(command.help or '')}\n"
        rows = [record for part in command.get_params(context) if (record := part.get_help_record(context))]
        rows = [row for row in rows if not row[0].startswith(("--help", "--install", "--show"))]
        if rows:
            yield "| argument or option | meaning |\n| --- | --- |"
            yield "\n".join(f"| `{_cell(name)}` | {_cell(meaning)} |" for name, meaning in rows) + "\n"
        # Typer brings click classes of its own, so a group is known by what it holds.
        for name, part in sorted(getattr(command, "commands", {}).items()):
            yield from _command_parts(part, f"{path} {name}")


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def settings_page() -> str:
    """Every setting with its default."""
    rows = "\n".join(f"| `{row.name}` | {row.default or 'not set'} | {row.help} |" for row in ROWS)
    text = "# Settings\n\nRead from the environment, once, when a command or a server starts.\n\n"
    return f"{HEAD}{text}| name | default | meaning |\n| --- | --- | --- |\n{rows}\n"


def errors_page() -> str:
    """Every error with the exit code a command leaves with and the status the web door answers with."""
    found = [
        error
        for _, error in inspect.getmembers(errors, inspect.isclass)
        if issubclass(error, ForestallError) and error is not ForestallError
    ]
    found.sort(key=lambda error: (error.exit_code, len(error.__mro__), error.__name__))
    rows = "\n".join(
        f"| `{error.__name__}` | {inspect.getdoc(error)} | {error.exit_code} | {error.http_status} |" for error in found
    )
    text = (
        "# Errors\n\nEvery error says what was expected, what was found, where, and what to do. With `--json` it is one"
        " JSON object on standard error. Exit code 0 is success, 1 a crash, 2 a wrong call; the others are below.\n\n"
    )
    return f"{HEAD}{text}| error | meaning | exit code | HTTP status |\n| --- | --- | --- | --- |\n{rows}\n"


def main() -> None:
    """Write every page."""
    for path, text in pages().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
