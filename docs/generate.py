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
        DOCS / "reference/commands.md": commands_page(),
        DOCS / "reference/settings.md": settings_page(),
        DOCS / "reference/errors.md": errors_page(),
        **{DOCS / name: HEAD + text for name, text in glossary_pages().items()},
        **{DOCS / name: text for name, text in record_pages(HEAD).items()},
        **{DOCS / name: text for name, text in dataset_pages(HEAD).items()},
    }


def commands_page() -> str:
    """Every command with its arguments and options."""
    root = get_command(app)
    return HEAD + "# Commands\n\n" + "\n".join(_command_parts(root, "forestall"))


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
