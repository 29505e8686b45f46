"""A node served on loopback in a process of its own, as people meet it, and browsers of people signed in."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, Page

COMMAND = str(Path(sys.executable).with_name("forestall"))
TESTS = Path(__file__).parents[1]
AXE = TESTS.parent / "web-assets/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@dataclass
class ServedNode:
    """A node with its address, and what a journey asks of it."""

    url: str
    environment: Mapping[str, str]
    browser: Browser
    people: dict[str, dict[str, str]] = field(default_factory=dict)
    begun: str = ""
    """What the command printed that made it."""

    def forestall(self, *words: str, given: str | None = None) -> str:
        """What a command prints."""
        return _run([COMMAND, *words], self.environment, given)

    def add_people(self, people: Sequence[Mapping[str, Any]]) -> None:
        """People by name and roles, ready to open a browser."""
        script = str(Path(__file__).with_name("served_people.py"))
        where = {**self.environment, "PYTHONPATH": str(TESTS)}
        self.people |= json.loads(_run([sys.executable, script], where, json.dumps(people)))

    def user(self, name: str) -> str:
        """Somebody's pseudonym."""
        return self.people[name]["user"]

    def open(self, name: str, path: str = "desk", **how: Any) -> Page:
        """Somebody's own browser, signed in, at a page; `how` as Playwright's `new_context` takes it."""
        context = self.browser.new_context(**{"locale": "en-GB", "viewport": DESK, **how})
        key = self.people[name]["session"]
        context.add_cookies([{"name": "session", "value": key, "url": self.url}])
        page = context.new_page()
        page.goto(f"{self.url}/{path}")
        return page


class Visitors:
    """People of a node, each with a browser of their own, kept from one step to the next."""

    def __init__(self, node: ServedNode, people: Sequence[Mapping[str, Any]]) -> None:
        node.add_people(people)
        self.node = node
        self.pages: dict[str, Page] = {}

    def at(self, name: str, path: str, **how: Any) -> Page:
        """Somebody's browser, at a page; `how` as Playwright's `new_context` takes it, the first time."""
        if name not in self.pages:
            self.pages[name] = self.node.open(name, path, **how)
        else:
            self.pages[name].goto(f"{self.node.url}/{path}")
        return self.pages[name]

    def call(self, name: str, address: str, said: Mapping[str, Any]) -> dict[str, Any]:
        """What the API answers to somebody's step, taken with the session of their browser."""
        page = self.pages.get(name) or self.at(name, "desk")
        token = page.locator("input[name=csrfmiddlewaretoken]").first.get_attribute("value") or ""
        answer = page.request.post(f"{self.node.url}/api{address}", data=said, headers={"X-CSRFToken": token})
        assert answer.ok, answer.text()
        return dict(answer.json())


@contextmanager
def serve(
    home: Path, browser: Browser, database: str | None = None, begin: Sequence[str] = ("init",)
) -> Iterator[ServedNode]:
    """A fresh node in a folder, served until the end of the block.

    Args:
        home: the node's folder.
        browser: the browser people use.
        database: the address of its ledger; SQLite in its folder when left out.
        begin: the command that makes it.
    """
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment = kept | {"FORESTALL_HOME": str(home), "FORESTALL_URL": f"http://localhost:{port}"}
    if database is not None:
        environment["FORESTALL_DATABASE"] = database
    begun = _run([COMMAND, *begin], environment)
    server = subprocess.Popen([COMMAND, "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL)
    node = ServedNode(environment["FORESTALL_URL"], environment, browser, begun=begun)
    try:
        with httpx.Client(transport=httpx.HTTPTransport(retries=8), timeout=30) as client:
            client.get(f"{node.url}/accounts/login/").raise_for_status()
        yield node
    finally:
        for context in browser.contexts:
            context.close()
        server.terminate()
        server.wait(timeout=10)


def broken_rules(page: Page) -> list[str]:
    """Accessibility rules that the page breaks."""
    if not AXE.is_file():
        return []
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run({runOnly: rules, resultTypes: ['violations']})", RULES)
    return [each["id"] for each in found["violations"]]


def scrolls_sideways(page: Page) -> bool:
    """Whether the page is wider than its window."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def _run(command: Sequence[str], environment: Mapping[str, str], given: str | None = None) -> str:
    done = subprocess.run(command, check=False, env=environment, input=given, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout
