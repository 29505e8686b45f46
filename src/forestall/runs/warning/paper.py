"""An alert on paper: two pages of A4 for whoever decides at a table without a screen.

The words are those of every other door; paper adds the marking on each page, who stands behind the message, and
room to write the decision down, which then belongs on record.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import groupby

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from forestall.records.alert import Alert
from forestall.records.entry import Entry
from forestall.records.values.marking import Marking
from forestall.runs.paper import paper_pdf
from forestall.vocabulary.load import label
from forestall.warn.wording.message import Line, message_lines, text_in
from forestall.warn.wording.phrases import phrases


def alert_pdf(
    message: Entry, language: str | None = None, name_of: Callable[[str], str] = str, *, is_over: bool = False
) -> bytes:
    """A message of an alert as PDF, two pages at most for a message of ordinary length.

    Args:
        message: the entry that holds it, as the reader may see it.
        language: the language to write in; the message's own where it has no text in it.
        name_of: what an organisation or office is called, by its id.
        is_over: whether it ran out or was replaced; then the page says so at its head, and asks for nothing.

    Raises:
        StorageUnavailable: the system libraries that draw text are missing.
    """
    return paper_pdf(alert_page(message, language, name_of, is_over=is_over))


def alert_page(
    message: Entry, language: str | None = None, name_of: Callable[[str], str] = str, *, is_over: bool = False
) -> str:
    """The same as HTML, before it is laid out."""
    alert = Alert.parse(message.body)
    said = text_in(alert, language or alert.text.language)
    words = phrases(said.language)
    lines = message_lines(alert, language, exercise=message.exercise)
    return _template().render(
        alert=alert,
        message=message,
        words=words,
        marking=marking_line(message.marking),
        name_of=name_of,
        is_over=is_over,
        groups=_grouped(lines),
        issued=f"{words.day(message.recorded_at.date())}, {words.time(message.recorded_at)} UTC",
        approvers=[(one.by, label("role", one.role, words.language) if one.role else "") for one in alert.approvals],
    )


def marking_line(marking: Marking) -> str:
    """The marking as the head of a page shows it: `TLP:AMBER+STRICT`, then its caveats."""
    return " · ".join([f"TLP:{marking.tlp.word.upper()}", *sorted(marking.caveats)])


def _grouped(lines: tuple[Line, ...]) -> list[tuple[str, list[str]]]:
    return [(part, [line.text for line in same]) for part, same in groupby(lines, key=lambda line: line.part)]


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("forestall.runs.warning", "templates"), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("alert.html.j2")
