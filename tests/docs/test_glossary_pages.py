"""The glossary leaves no word out and hides no doubt."""

from docs.glossary_pages import glossary_pages

from forestall.vocabulary.load import vocabulary, vocabulary_names


def test_every_term_of_every_list_has_its_line() -> None:
    text = "\n".join(glossary_pages().values())
    missing = [
        f"{name} {term.id}"
        for name in vocabulary_names()
        for term in vocabulary(name).values()
        if f"- **{term.label}** `{term.id}`: {term.definition}" not in text
    ]
    assert missing == []


def test_what_is_not_yet_checked_says_so_on_the_page() -> None:
    risk = glossary_pages()["glossary/risk.md"]
    line = next(line for line in risk.splitlines() if "`1.1`:" in line)
    assert line.endswith("(paraphrase, not yet checked)")
    assert risk.count("(paraphrase, not yet checked)") == 103


def test_labels_that_no_native_speaker_has_checked_say_so() -> None:
    index = glossary_pages()["glossary.md"]
    for name in ("French, `fr`", "Arabic, `ar`"):
        [line] = [line for line in index.splitlines() if name in line]
        assert line.endswith("a draft: no native speaker has checked it yet.")
