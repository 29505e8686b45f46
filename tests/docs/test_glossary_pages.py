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
