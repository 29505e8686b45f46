"""A file that can't be trusted is refused with file, term and remedy, whatever is wrong with it."""

from pathlib import Path

import pytest

from forestall.errors import BrokenVocabulary
from forestall.vocabulary.load import vocabulary

SOUND = """\
list: colour
title: Colours
group: names
description: Colours of the lights.
source: Nobody in particular
confidence: design
fields:
  phase: {kind: id, of: phase, about: The phase it stands for.}
  hours: {kind: number, required: true}
terms:
  - id: red
    label: Red
    definition: Stop.
    phase: '4'
    hours: 2
  - id: green
    label: {en: Green, fr: Vert}
    definition: Go.
    hours: 0.5
"""

BREAKS = {
    "an id twice": ("id: green", "id: red", "term red: expected each id once"),
    "a key twice": ("    hours: 2\n", "    hours: 2\n    hours: 3\n", "line 16: expected each key once; found 'hours'"),
    "no definition": ("    definition: Stop.\n", "", "term red: expected the field definition"),
    "a required field left out": ("    hours: 2\n", "", "term red: expected the field hours"),
    "a field misspelled": ("phase: '4'", "fase: '4'", "term red: expected one of .*; found fase"),
    "an unknown confidence": ("confidence: design", "confidence: certain", "a confidence out of confirmed_in_source"),
    "a term that no list has": ("phase: '4'", "phase: '9'", "field phase: expected a term of phase; found '9'"),
    "a list that does not exist": ("of: phase", "of: faze", "a list faze that can be read"),
    "a number for an id": ("id: red", "id: 7.10", "field id: expected the kind text; found 7.1"),
    "no taken for false": ("label: Red", "label: no", "line 12: expected text, a number, true or false; found 'no'"),
    "a date": ("definition: Stop.", "definition: 2012-08-01", "Quote it if it is text: '2012-08-01'"),
    "an empty value": ("definition: Stop.", "definition:", "expected a value; found an empty one"),
    "text for a number": ("hours: 2", "hours: soon", "field hours: expected the kind number; found 'soon'"),
    "an id with a blank": ("id: red", "id: dark red", "an id of letters"),
    "no English label": ("{en: Green, fr: Vert}", "{fr: Vert}", "a label in en among its languages"),
    "a language nobody speaks": ("fr: Vert", "French: Vert", "a language code such as fr"),
    "no source anywhere": ("source: Nobody in particular\n", "", "term red: expected the field source"),
    "another list's name": ("list: colour", "list: color", "expected list: colour; found list: color"),
    "an unknown kind": ("kind: number", "kind: amount", "field hours: expected a kind out of text"),
    "a reference without its list": ("kind: id, of: phase,", "kind: id,", "field phase: expected `of`"),
    "a field every term has": ("  hours: {", "  label: {", "expected a name that no term has anyway"),
    "an alias": ("definition: Go.", "definition: Go.\n    also: [&a [x], *a]", "every value written out"),
    "a tab": ("    hours: 2\n", "\thours: 2\n", "expected a YAML file in UTF-8"),
    "no terms": (SOUND[SOUND.index("terms:") :], "terms: []\n", "at least one term"),
    "no mapping": (SOUND, "- red\n- green\n", "a mapping with list, title"),
    "a version in words": ("title: Colours", "title: Colours\nversion: first", "a whole number under version"),
}  # fmt: skip


def _write(folder: Path, text: str) -> Path:
    (folder / "colour.yml").write_text(text)
    return folder


def test_the_sound_file_is_read(tmp_path: Path) -> None:
    colours = vocabulary("colour", _write(tmp_path, SOUND))
    assert colours["red"].extra == {"phase": "4", "hours": 2}
    assert colours["green"].label_in("fr") == "Vert"


@pytest.mark.parametrize(("sound", "broken", "message"), BREAKS.values(), ids=BREAKS)
def test_a_broken_file_is_refused_with_the_place(tmp_path: Path, sound: str, broken: str, message: str) -> None:
    assert sound in SOUND
    with pytest.raises(BrokenVocabulary, match=message) as caught:
        vocabulary("colour", _write(tmp_path, SOUND.replace(sound, broken, 1)))
    assert "colour.yml" in caught.value.where
    assert caught.value.remedy


def test_bytes_that_are_no_utf_8_are_refused(tmp_path: Path) -> None:
    (tmp_path / "colour.yml").write_bytes(SOUND.replace("Stop", "Arrêt").encode("latin-1"))
    with pytest.raises(BrokenVocabulary, match=r"colour\.yml: expected a YAML file in UTF-8"):
        vocabulary("colour", tmp_path)
