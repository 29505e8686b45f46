"""Refusals, and names in lists, that people read wholly in their own language."""

from __future__ import annotations

from html import unescape
from pathlib import Path

import forestall
from doors import House
from forestall.vocabulary.load import vocabulary

SOURCE = Path(forestall.__file__).parent


def test_every_sentence_stands_for_a_refusal_that_is_still_given(django: None) -> None:
    from forestall.web.forms.refusals_in_words import SENTENCES

    said = "\n".join(path.read_text() for path in SOURCE.rglob("*.py") if path.name != "refusals_in_words.py")
    assert [expected for expected in SENTENCES if f'"{expected}"' not in said] == []


def test_lists_of_countries_speak_the_readers_language_and_take_accents_as_plain_letters(house: House) -> None:
    from django.utils.translation import override

    from forestall.api.accounts.visits import visit
    from forestall.web.forms.choices import country_choices

    with override("fr"):
        names = [name for _, name in country_choices(visit(house.person("a1", "analyst")), exercise=False)]
    assert {"Abkhazie", "Ossétie du Sud"} <= set(names)
    assert names.index("Égypte") < names.index("Équateur") < names.index("Espagne") < names.index("France")


def test_whoever_lacks_a_right_reads_in_their_own_words_who_holds_it(house: House) -> None:
    monitor = house.browser(house.person("m1", "monitor"))
    monitor.post("/language", {"language": "fr", "next": "/desk"})
    refused = monitor.get("/learn")
    page = refused.content.decode()
    assert refused.status_code == 403
    assert vocabulary("verb").term("read_metrics").label_in("fr") in unescape(page)
    assert vocabulary("role").term("overseer").label_in("fr") in unescape(page)
    assert "verb.yml" not in page
