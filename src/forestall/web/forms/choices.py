"""What can be chosen in more than one form: countries, and what is on record of organisations and actors."""

from __future__ import annotations

from unicodedata import combining, normalize

from babel import Locale
from django.utils.translation import gettext_lazy as _

from forestall.api.accounts.visits import Visit
from forestall.memory.question import Question
from forestall.memory.read import read
from forestall.places.countries import countries_at
from forestall.records.values.text import LanguageText
from forestall.web.forms.step_form import language_read

MOST_OFFERED = 200
_WITHOUT_A_CODE = {"ABK": _("Abkhazia"), "SOT": _("South Ossetia")}
"""Names of what has no ISO 3166 code, by which others find theirs."""


def country_choices(here: Visit, *, exercise: bool) -> list[tuple[str, str]]:
    """The countries of today by their codes, named in the reader's language; in an exercise the invented ones too."""
    territories = Locale.parse(language_read()).territories
    found = {
        country.alpha3 or country.key: str(
            territories.get(country.alpha2 or "") or _WITHOUT_A_CODE.get(country.key, country.name)
        )
        for country in countries_at(here.now.date())
        if exercise or not country.exercise
    }
    return sorted(found.items(), key=lambda pair: _without_accents(pair[1]))


def _without_accents(name: str) -> str:
    """A name as lists are sorted by it: Egypt stands beside what begins with a plain e, in French too."""
    return "".join(each for each in normalize("NFKD", name) if not combining(each)).casefold()


def on_record(here: Visit, sort: str, *, exercise: bool) -> list[tuple[str, str]]:
    """The organisations or actors on record that reach the reader, by id, each with its first name."""
    question = Question(prefix=sort, states=True, exercise=exercise, limit=MOST_OFFERED)
    entries = read(here.node.ledger, here.reader, question).entries
    return [(entry.record_id, LanguageText.parse(entry.body["names"][0]).text) for entry in entries]
