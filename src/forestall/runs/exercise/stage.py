"""Where an exercise is played: its ledger, its people, its story and its clock, which the watch follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from forestall.clock import Clock, StoryClock
from forestall.memory.ledger import Ledger
from forestall.records.entry import Author, Entry
from forestall.records.parts.harm_check import HarmCheck
from forestall.records.record import Record
from forestall.records.values.text import LanguageText
from forestall.runs.exercise.cast import Cast
from forestall.runs.exercise.story import Story
from forestall.runs.permissions import Person
from forestall.runs.response.clocks import Watch
from forestall.runs.response.matters import Clockwork
from forestall.runs.warning.steps import begin

LANGUAGE = "en"


@dataclass(slots=True)
class Stage:
    """An exercise under way."""

    ledger: Ledger
    keeper: Author
    """In whose name clocks write."""
    cast: Cast
    story: Story
    _watch: Watch = field(init=False)

    def __post_init__(self) -> None:
        self._watch = Watch(self.clockwork)

    @property
    def clock(self) -> Clock:
        """The ledger's own clock."""
        return self.ledger.clock

    @property
    def clockwork(self) -> Clockwork:
        """Where clocks write, and in whose name."""
        return Clockwork(self.ledger, self.keeper)

    def wait(self, step: str) -> datetime:
        """Let as much time pass as the story gives a step, and write down the clocks that ran out in it."""
        return self.wait_hours(self.story.hours[step])

    def wait_hours(self, hours: float) -> datetime:
        """Let so many hours pass, where time waits for the story, and write down the clocks that ran out in them."""
        if isinstance(self.clock, StoryClock):
            self.clock.move(hours)
        self._watch.keep()
        return self.clock.now()

    def in_days(self, days: float) -> datetime:
        """The instant so many days from now."""
        return self.clock.now() + timedelta(days=days)

    def begin(
        self, by: str, kind: str, record: Record, rests_on: Sequence[Entry] = (), name: str | None = None
    ) -> Entry:
        """The first entry of a record, for everyone who takes part."""
        return begin(self.ledger, self.cast[by], kind, record, self.cast.handling, rests_on=rests_on, record_id=name)

    def harm_check(self, by: Person) -> HarmCheck:
        """The four questions, answered by a person."""
        return HarmCheck(
            who_could_be_hurt="People of the listening posts.",
            how="Who told could be guessed from the day.",
            mitigation="The day is left out of all messages.",
            alternative="Tell the council of elders first.",
            acceptable=True,
            by=by.user,
            checked_at=self.clock.now(),
        )


def said(text: str) -> LanguageText:
    """Words of the story."""
    return LanguageText(text=text, language=LANGUAGE)
