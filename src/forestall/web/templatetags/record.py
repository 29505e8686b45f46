"""What templates call to show records: moments, words of the vocabulary, ids, and the body of any record."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_decimal, format_percent
from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from forestall.clock import INSTANT_PATTERN, parse_instant
from forestall.identifiers import ENTRY_ID_PATTERN, RECORD_ID_PATTERN
from forestall.vocabulary.load import vocabulary
from forestall.web.forms.slips import slip_in_words
from forestall.web.names import name_of

register = template.Library()
_INSTANT, _ENTRY, _RECORD = map(re.compile, (INSTANT_PATTERN, ENTRY_ID_PATTERN, RECORD_ID_PATTERN))
_SHORT = 12
_A_DAY = 24
_PAGES = {
    sort: sort for sort in ("activation", "alert", "assessment", "trigger", "collection_request")
} | dict.fromkeys(("report", "evidence", "statement"), "piece")
"""The page that shows a thing best, by its sort, where it isn't that of any record."""
_PAGES |= {sort: sort for sort in ("action", "outcome", "review", "commitment", "deployment")}
_PAGES |= {"decision": "decision_actions"}
_BY_STEP = {"record_decision": "decision", "give_feedback": "feedback"}
"""The page on which a step is taken, where another shows the thing best."""


def _language() -> str:
    return (get_language() or "en").partition("-")[0]


@register.filter
def moment(text: str) -> SafeString:
    """An instant in the reader's language, in UTC, with the exact one for machines."""
    return _moment(text, _language())


@lru_cache(maxsize=4096)
def _moment(text: str, language: str) -> SafeString:
    # A list tells a hundred of them, most of them to everybody.
    said = format_datetime(parse_instant(text), "d MMM y HH:mm", locale=language)
    return format_html('<time datetime="{}"><bdi>{} UTC</bdi></time>', text, said)


@register.filter
def day_of(text: str) -> str:
    """The day of an instant in the reader's language, in UTC."""
    return str(format_datetime(parse_instant(text), "d MMM", locale=_language()))


@register.filter
def calendar_day(text: str) -> SafeString:
    """A day in the reader's language, with the exact one for machines."""
    said = format_date(date.fromisoformat(text), "d MMM y", locale=_language())
    return format_html('<time datetime="{}"><bdi>{}</bdi></time>', text, said)


@register.filter
def span(seconds: int) -> str:
    """A length of time in the reader's language, by its largest unit."""
    return str(format_timedelta(timedelta(seconds=seconds), threshold=1.5, locale=_language()))


@register.filter
def short(name: str) -> str:
    """The start of an id, enough to tell it from its neighbours; one that people made of words stays whole."""
    sort, dash, chance = name.partition("-")
    if "-" in chance:
        return name
    return f"{sort}-{chance[:_SHORT]}" if dash else name[:_SHORT]


@register.filter
def hours(number: float) -> str:
    """Hours in the reader's language: whole ones, never more than there are, and by the tenth on the last day."""
    shown = float(math.floor(number)) if number > _A_DAY else number
    return str(format_decimal(shown, "#,##0.#", locale=_language()))


@register.filter
def term(word: str, list_name: str) -> str:
    """A word of the vocabulary in the reader's language."""
    return vocabulary(list_name).term(word).label_in(_language())


@register.filter
def share(value: float | None) -> SafeString:
    """A share as a percentage of the reader's language; where there is none, that there is none."""
    if value is None:
        return format_html("<bdi>{}</bdi>", _("never"))
    return format_html("<bdi>{}</bdi>", format_percent(value, "#,##0.#%", locale=_language()))


@register.filter
def slip(rule: str) -> str:
    """What to do about what the linter of alerts found, by its rule."""
    return slip_in_words(rule)


@register.filter
def meaning(word: str, list_name: str) -> str:
    """What a word of the vocabulary means, in English, as its definition stands."""
    return vocabulary(list_name).term(word).definition


@register.filter
def of(names: Mapping[str, str], key: str) -> str:
    """What a mapping holds under a key."""
    return names.get(key, key)


@register.filter
def unlocalised(number: object) -> str:
    """A number as machines write it, whatever the language."""
    return str(number)


@register.filter
def as_list(value: Any) -> SafeString:
    """Anything of a record's body as nested lists of names and values."""
    if isinstance(value, Mapping):
        if set(value) == {"text", "language"}:
            return format_html('<span lang="{}" dir="auto">{}</span>', value["language"], value["text"])
        rows = ((_name(name), as_list(inner)) for name, inner in value.items())
        return format_html('<dl class="facts">{}</dl>', format_html_join("", "<dt>{}</dt><dd>{}</dd>", rows))
    if isinstance(value, list):
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((as_list(one),) for one in value)))
    return _plain(value)


def _name(name: str) -> str:
    return name.replace("_", " ")


def _plain(value: Any) -> SafeString:
    text = str(value)
    if _INSTANT.match(text):
        return moment(text)
    if _ENTRY.match(text) or ("-" in text and _RECORD.match(text)):
        return format_html("<code>{}</code>", text)
    return format_html('<span dir="auto">{}</span>', text)


@register.simple_tag
def place_of(record_id: str, step: str = "") -> str:
    """The address of the page that shows a thing best, or on which a step with it is taken."""
    sort = record_id.partition("-")[0]
    return reverse(_BY_STEP.get(step) or _PAGES.get(sort, "record"), args=[record_id])


@register.simple_tag(takes_context=True)
def who(context: template.Context, organisation_id: str | None) -> SafeString:
    """What an organisation is called, or its id where the reader can't know."""
    request = context["request"]
    here, known = getattr(request, "here", None), request.__dict__.setdefault("organisations", {})
    name = name_of(here, organisation_id, _language(), known) if here and organisation_id else None
    if name is None:
        return format_html("<code>{}</code>", short(organisation_id or "?"))
    return format_html('<bdi lang="{}">{}</bdi>', name.language, name.text)
