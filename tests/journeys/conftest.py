"""A browser as readers have it: the system's Chromium with a fresh profile, and an outlook written for it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from forestall.runs.outlook.language import language
from forestall.runs.outlook.naming import drawn_outlines, names_in
from forestall.runs.outlook.page import Pages
from forestall.runs.outlook.writing import write_outlook
from journeys.served import ServedNode, serve
from postgresql import Server
from runs.outlook.sample import outlook

# A machine that runs the rest of the suite beside takes longer than the five seconds that are usual.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium without a window; a context of it is a profile of its own.

    No longer than a module: its driver keeps a loop running, beside which no other may start.
    """
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("no Chromium on this machine; `make test` installs it")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        yield running
        running.close()


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """An outlook of invented figures and the real map, by language."""
    root, outlines, made = tmp_path_factory.mktemp("outlook"), drawn_outlines(), outlook()
    folders = {code: root / code for code in ("en", "ar")}
    for code, folder in folders.items():
        words = language(code)
        write_outlook(made, folder, Pages(made, words, names_in(words, made.issued_on), outlines))
    return folders


@pytest.fixture
def served(browser: Browser, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[ServedNode]:
    """A fresh node, served; on SQLite, and on PostgreSQL too where a journey is marked for both."""
    address = None
    if getattr(request, "param", "sqlite") == "postgresql":
        server: Server = request.getfixturevalue("server")
        address = server.fresh_database()
    with serve(tmp_path / "node", browser, address) as node:
        yield node
