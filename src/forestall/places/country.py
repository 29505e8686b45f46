"""One country over one period in which its codes and its name stayed the same.

A renamed or recoded state has several: Sudan before and after South Sudan left is two rows with one
key. That a row stands here means that a list named in its source counts the unit on those days; it
takes no position on anyone's status.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal["state", "territory", "exercise"]
Scheme = Literal["alpha2", "alpha3", "numeric", "gw", "cow"]
SCHEMES: tuple[Scheme, ...] = ("alpha2", "alpha3", "numeric", "gw", "cow")

REGIONS = {
    "002": "Africa",
    "009": "Oceania",
    "010": "Antarctica",
    "019": "Americas",
    "142": "Asia",
    "150": "Europe",
}
"""UN M49 regions."""
SUBREGIONS = {
    "015": ("Northern Africa", "002"), "014": ("Eastern Africa", "002"), "017": ("Middle Africa", "002"),
    "018": ("Southern Africa", "002"), "011": ("Western Africa", "002"), "021": ("Northern America", "019"),
    "029": ("Caribbean", "019"), "013": ("Central America", "019"), "005": ("South America", "019"),
    "143": ("Central Asia", "142"), "030": ("Eastern Asia", "142"), "035": ("South-eastern Asia", "142"),
    "034": ("Southern Asia", "142"), "145": ("Western Asia", "142"), "151": ("Eastern Europe", "150"),
    "154": ("Northern Europe", "150"), "039": ("Southern Europe", "150"), "155": ("Western Europe", "150"),
    "053": ("Australia and New Zealand", "009"), "054": ("Melanesia", "009"), "057": ("Micronesia", "009"),
    "061": ("Polynesia", "009"), "010": ("Antarctica", "010"),
}  # fmt: skip
"""UN M49 subregions, each with its region."""


@dataclass(frozen=True, slots=True)
class Country:
    """A country in one period: from `start` on, before `end`."""

    key: str
    """Stays the same through renamings: the ISO alpha-3 code of today, its last one, or letters of ours."""
    start: date
    """First day of the period; before 1945 the one of the Gleditsch-Ward list."""
    end: date | None
    """First day on which it no longer holds; none while it does."""
    kind: Kind
    """A state, another entry of ISO 3166 (territory), or invented for exercises."""
    name: str
    """In English, as used on screens."""
    alpha2: str | None
    """ISO 3166-1 alpha-2."""
    alpha3: str | None
    """ISO 3166-1 alpha-3."""
    numeric: str | None
    """ISO 3166-1 numeric, three digits."""
    gw: int | None
    """Gleditsch-Ward number."""
    cow: int | None
    """Correlates of War number; the code alone, not that list's own dates of membership."""
    un_member_on: date | None
    """Day of admission to the United Nations of the membership it holds or came to hold."""
    subregion_code: str | None
    """UN M49; none for what is invented."""
    administered_by: str | None
    """Key of the state that administers a territory."""
    predecessors: tuple[str, ...]
    """Keys of the other countries it came from."""
    outlines: tuple[str, ...]
    """Keys of today's outlines that make up its area."""
    within: str | None
    """Key of the one outline of today that it was a part of; such a part can't be told from the rest."""
    aliases: tuple[str, ...]
    """Other names it is found by."""
    source: str
    """Which lists count it."""
    confidence: str
    """How far the row was checked: an id of vocabulary/reference_confidence.yml."""
    note: str | None
    """What is easily misread."""

    @property
    def exercise(self) -> bool:
        """True when it is invented; such a country never meets real records."""
        return self.kind == "exercise"

    @property
    def subregion(self) -> str | None:
        """Name of its UN M49 subregion."""
        return SUBREGIONS[self.subregion_code][0] if self.subregion_code else None

    @property
    def region(self) -> str | None:
        """Name of its UN M49 region."""
        return REGIONS[SUBREGIONS[self.subregion_code][1]] if self.subregion_code else None

    def on(self, day: date) -> bool:
        """True when the row holds on that day."""
        return self.start <= day and (self.end is None or day < self.end)

    def code(self, scheme: Scheme) -> str | None:
        """Its code in that scheme as text, if it has one."""
        value = getattr(self, scheme)
        return None if value is None else str(value)

    def caption(self) -> str:
        """Name, key and period in a few words, for messages: `Zaire (COD, 1971-10-27 to 1997-05-17)`."""
        until = f"to {self.end}" if self.end else "on"
        return f"{self.name} ({self.key}, {self.start} {until})"

    def to_json(self) -> dict[str, object]:
        """All that is known of it as plain JSON data, without empty fields."""
        facts: dict[str, object] = {
            "key": self.key,
            "name": self.name,
            "kind": self.kind,
            "start": self.start.isoformat(),
            "end": self.end.isoformat() if self.end else None,
            **{scheme: getattr(self, scheme) for scheme in SCHEMES},
            "un_member_on": self.un_member_on.isoformat() if self.un_member_on else None,
            "region": self.region,
            "subregion": self.subregion,
            "administered_by": self.administered_by,
            "source": self.source,
            "confidence": self.confidence,
            "note": self.note,
        }
        return {name: value for name, value in facts.items() if value is not None}
