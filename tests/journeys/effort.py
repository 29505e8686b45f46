"""What a way through the pages asks of somebody: words to read, presses, fields, words to type, and the time of it.

The time is reckoned from published figures, generously: every word that can be seen is read, at a pace below what
is usual, and all that is typed is thought up while typing.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page

READ_A_MINUTE = 200
"""Words read in a minute when they are new: the pace of learning, below the 238 usual for English non-fiction.

Carver (1992), Journal of Reading 36(2), 84-95; Brysbaert (2019), Journal of Memory and Language 109, 104047.
"""
SCANNED_A_MINUTE = 600
"""Words passed over in a minute that stood word for word on an earlier page: the pace of scanning, Carver (1992)."""
COMPOSED_A_MINUTE = 19
"""Words thought up and typed in a minute. Karat, Halverson, Horn and Karat (1999), CHI '99, 568-575."""
PRESS_SECONDS = 1.35 + 0.4 + 1.1 + 0.2
"""Making up one's mind, hand to the pointer, pointing, pressing: M + H + P + BB of the keystroke-level model.

Card, Moran and Newell (1980), Communications of the ACM 23(7), 396-410.
"""
KEY_SECONDS = 0.28
"""A key for somebody who types 40 words a minute, from the same model."""
PAGE_SECONDS = 2.0
"""Until a page stands there; more than one takes."""
COMMAND_SECONDS = 10.0
"""Until a command has done its work; more than one takes."""

_SEEN = """() => {
  const found = [], seen = node => node.checkVisibility({visibilityProperty: true});
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const parent = node.parentElement;
    if (!parent.closest("select, datalist, script, style, textarea, .skip, .spoken") && seen(parent))
      found.push(node.textContent);
  }
  for (const one of document.body.querySelectorAll("input:not([type=hidden], [type=checkbox], [type=radio]), textarea"))
    if (seen(one)) found.push(one.value || one.placeholder);
  for (const one of document.body.querySelectorAll("select"))
    if (seen(one) && one.selectedOptions.length) found.push(one.selectedOptions[0].textContent);
  return found;
}"""


def words_in(text: str) -> int:
    """How many words stand in a text, whatever stands between them."""
    return sum(any(map(str.isalnum, word)) for word in text.split())


@dataclass
class Effort:
    """What was asked of somebody so far."""

    commands: int = 0
    pages: int = 0
    read: int = 0
    """Words that were new."""
    scanned: int = 0
    """Words that stood on an earlier page too."""
    presses: int = 0
    fields: int = 0
    typed: int = 0
    keyed: int = 0
    """Characters of commands and the like, which are copied and not thought up."""
    known: set[str] = field(default_factory=set)
    """Lines that were read."""

    def look(self, page: Page) -> None:
        """Read all that can be seen on a page, what stands in its fields too."""
        for line in page.evaluate(_SEEN):
            self._read(line)
        self.pages += 1

    def look_at(self, text: str) -> None:
        """Read what a command printed."""
        for line in text.splitlines():
            self._read(line)

    def _read(self, line: str) -> None:
        said = " ".join(line.split())
        if said in self.known:
            self.scanned += words_in(said)
        else:
            self.read += words_in(said)
            self.known.add(said)

    def press(self, what: Locator) -> None:
        """Press a link or a button."""
        self.presses += 1
        what.click()

    def fill(self, what: Locator, text: str) -> None:
        """Think something up, and type it."""
        self.presses += 1
        self.fields += 1
        self.typed += len(text.split())
        what.fill(text)

    def copy(self, what: Locator, text: str) -> None:
        """Type something that is known already: a name, a password, a code."""
        self.presses += 1
        self.fields += 1
        self.keyed += len(text)
        what.fill(text)

    def command(self, text: str) -> None:
        """Type a command, and wait for it where it does something."""
        self.commands += text.startswith("forestall ")
        self.keyed += len(text) + 1

    def pick(self, what: Locator, value: str) -> None:
        """Open a list and press one of its words."""
        self.presses += 2
        self.fields += 1
        what.select_option(value)

    def tick(self, what: Locator) -> None:
        """Tick a box."""
        self.presses += 1
        self.fields += 1
        what.check()

    @property
    def minutes(self) -> float:
        """How long it takes."""
        seconds = self.presses * PRESS_SECONDS + self.keyed * KEY_SECONDS + self.pages * PAGE_SECONDS
        seconds += self.commands * COMMAND_SECONDS
        reading = self.read / READ_A_MINUTE + self.scanned / SCANNED_A_MINUTE
        return reading + self.typed / COMPOSED_A_MINUTE + seconds / 60
