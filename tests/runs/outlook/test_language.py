import re
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from forestall.errors import UnknownTerm
from forestall.foresee.features.country_year.columns import TOPICS, all_columns, record_columns
from forestall.runs import outlook
from forestall.runs.outlook.language import LANGUAGES, language

FOLDER = Path(outlook.__file__).parent
PLACES = re.compile(r"%\((\w+)\)s")


def messages() -> set[str]:
    """All that pages say: what is written in code and templates, and the words of topics and columns."""
    found = extract_from_dir(
        str(FOLDER), [("**.py", "python"), ("**.j2", "jinja2")], keywords={"_": None, "text": None, "marked": None}
    )
    written = {entry[2] for entry in found if isinstance(entry[2], str)}
    labels = {column.label for column in (*all_columns(), *record_columns()) if column.label}
    return written | labels | set(TOPICS.values())


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "en"])
def test_every_message_is_translated_with_the_same_parts(code: str) -> None:
    catalogue = read_po(BytesIO((FOLDER / f"translations/{code}.po").read_bytes()), locale=code)
    untranslated = [message for message in messages() if not (catalogue.get(message) and catalogue[message].string)]
    assert untranslated == []
    for message in messages():
        assert set(PLACES.findall(str(catalogue[message].string))) == set(PLACES.findall(message)), message
    assert {entry.id for entry in catalogue if entry.id} == messages(), "a message that nothing says any more"


def test_arabic_runs_from_right_to_left() -> None:
    assert (language("ar").direction, language("fr").direction) == ("rtl", "ltr")


@pytest.mark.parametrize(
    ("probability", "said"), [(0.0004, "under 0.1%"), (0.0123, "1.2%"), (0.31, "31%"), (0.9995, "over 99.9%")]
)
def test_a_probability_is_never_rounded_to_certainty(probability: float, said: str) -> None:
    assert language("en").percent(probability) == said


def test_days_and_numbers_follow_the_language() -> None:
    assert language("fr").day(date(2026, 11, 22)) == "22 novembre 2026"
    assert language("en").number(4864) == "4,864"


def test_another_language_is_refused_by_name() -> None:
    with pytest.raises(UnknownTerm, match="'tlh'"):
        language("tlh")
