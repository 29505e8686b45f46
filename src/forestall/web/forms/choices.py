"""What can be chosen in more than one form: countries, and what is on record of organisations and actors."""

from __future__ import annotations

from babel import Locale

from forestall.api.accounts.visits import Visit
from forestall.memory.question import Question
from forestall.memory.read import read
from forestall.places.countries import countries_at
from forestall.records.values.text import LanguageText
from forestall.web.forms.step_form import language_read

MOST_OFFERED = 200


def country_choices(here: Visit, *, exercise: bool) -> list[tuple[str, str]]:
    """The countries of today by their codes, named in the reader's language; in an exercise the invented ones too."""
    territories = Locale.parse(language_read()).territories
    found = [
        (country.alpha3 or country.key, str(territories.get(country.alpha2) if country.alpha2 else "") or country.name)
        for country in countries_at(here.now.date())
        if exercise or not country.exercise
    ]
    return sorted(dict(found).items(), key=lambda pair: pair[1])


def on_record(here: Visit, sort: str, *, exercise: bool) -> list[tuple[str, str]]:
    """The organisations or actors on record that reach the reader, by id, each with its first name."""
    question = Question(prefix=sort, states=True, exercise=exercise, limit=MOST_OFFERED)
    entries = read(here.node.ledger, here.reader, question).entries
    return [(entry.record_id, LanguageText.parse(entry.body["names"][0]).text) for entry in entries]
