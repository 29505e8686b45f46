"""Every word of the pages is there in French and Arabic, and in no page is one left in another language."""

import io
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from forestall.web.messages import SOURCE, compile_messages

WEB = SOURCE.parent
_TEMPLATE = re.compile(r"""\{% translate (?:"([^"]+)"|'([^']+)') %\}""")
_CODE = re.compile(r'\b_\(\s*"([^"]+)"\s*\)')


def messages() -> set[str]:
    found = {one or other for path in WEB.rglob("*.html") for one, other in _TEMPLATE.findall(path.read_text())}
    return found | {text for path in WEB.rglob("*.py") for text in _CODE.findall(path.read_text())}


@pytest.mark.parametrize("code", ["fr", "ar"])
def test_every_message_is_translated_and_none_is_left_over(code: str) -> None:
    catalogue = read_po(io.BytesIO((SOURCE / code / "LC_MESSAGES" / "django.po").read_bytes()), locale=code)
    said = {str(message.id): str(message.string) for message in catalogue if message.id}
    assert {text for text in messages() if not said.get(text)} == set()
    assert set(said) - messages() == set()


@pytest.mark.parametrize("code", ["fr", "ar"])
def test_a_translation_keeps_the_words_that_are_put_in(code: str) -> None:
    catalogue = read_po(io.BytesIO((SOURCE / code / "LC_MESSAGES" / "django.po").read_bytes()), locale=code)
    for message in catalogue:
        named = re.compile(r"%\(\w+\)s")
        assert sorted(named.findall(str(message.id))) == sorted(named.findall(str(message.string)))


def test_templates_hold_no_text_outside_the_catalogues() -> None:
    for path in WEB.rglob("*.html"):
        text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|<[^>]*>|&\w+;", " ", path.read_text(), flags=re.DOTALL)
        words = set(re.findall(r"[A-Za-z]{3,}", text)) - {"Forestall", "TLP"}
        assert words == set(), path.name


def test_catalogues_are_written_once(tmp_path: Path) -> None:
    compile_messages(tmp_path)
    made = tmp_path / "ar" / "LC_MESSAGES" / "django.mo"
    before = made.stat().st_mtime_ns
    compile_messages(tmp_path)
    assert made.stat().st_mtime_ns == before
