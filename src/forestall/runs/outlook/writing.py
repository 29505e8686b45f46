"""Writing an outlook to a folder: pages, JSON, CSV and briefs, put in place whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import orjson

from forestall.errors import StorageReadOnly
from forestall.runs.outlook.content import Outlook
from forestall.runs.outlook.page import Pages
from forestall.runs.outlook.tables import hub_table, outlook_json
from forestall.runs.paper import paper_pdf

Progress = Callable[[str, int, int], None]


def write_outlook(
    outlook: Outlook,
    folder: Path,
    pages: Pages,
    *,
    briefs: Iterable[str] = (),
    progress: Progress = lambda _what, _done, _all: None,
) -> Path:
    """The world page of an outlook, written with all that belongs to it.

    Args:
        outlook: what it says.
        folder: where; what stood there is replaced once everything new is written.
        pages: its pages in one language.
        briefs: codes of the countries that get a brief on paper.
        progress: told what is being written, how many are done, and of how many.

    Raises:
        StorageReadOnly: the folder can't be written; what stood there still does.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".outlook-") as scratch:
            made = Path(scratch) / "made"
            _write_all(outlook, made, pages, list(briefs), progress)
            _swap(made, folder, Path(scratch) / "old")
    except PermissionError as error:
        raise StorageReadOnly(
            expected="a folder that can be written",
            found=error.strerror or "none",
            where=str(folder),
            remedy="Choose another with --out.",
        ) from None
    return folder / "index.html"


def _write_all(outlook: Outlook, made: Path, pages: Pages, briefs: list[str], progress: Progress) -> None:
    for part in (made, made / "country", made / "brief"):
        part.mkdir()
    (made / "index.html").write_text(pages.world(), encoding="utf-8")
    codes = outlook.codes()
    for done, code in enumerate(codes):
        progress("pages", done, len(codes))
        (made / "country" / f"{code}.html").write_text(pages.country(code), encoding="utf-8")
    progress("pages", len(codes), len(codes))
    (made / "outlook.json").write_bytes(orjson.dumps(outlook_json(outlook), option=orjson.OPT_INDENT_2))
    (made / "outlook.csv").write_text(hub_table(outlook), encoding="utf-8")
    for done, code in enumerate(briefs):
        progress("briefs", done, len(briefs))
        (made / "brief" / f"{code}.pdf").write_bytes(paper_pdf(pages.brief(code)))
    if briefs:
        progress("briefs", len(briefs), len(briefs))


def _swap(made: Path, folder: Path, old: Path) -> None:
    if folder.exists():
        folder.replace(old)
    made.replace(folder)
    shutil.rmtree(old, ignore_errors=True)
