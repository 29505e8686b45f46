"""The glossary, made from the vocabulary: an index and one page a group of lists.

Pages say everything a list says, so that a lawyer or a coder needs no YAML to check it; what is not yet
checked or of our own design says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from babel import Locale

from forestall.vocabulary.labels import DRAFT, Labels
from forestall.vocabulary.load import label_sources, vocabulary, vocabulary_names
from forestall.vocabulary.term import Term, Vocabulary

GROUPS = {
    "names": ("Words of the system", "What code, docs and screens call things."),
    "doctrine": ("Doctrine", "The crimes, their elements and the Responsibility to Protect: words of law."),
    "risk": ("Risk factors", "The UN Framework of Analysis and how its indicators are judged."),
    "measures": ("Measures", "What can be done to prevent and respond."),
    "inventory": ("Domestic inventory", "What a state has at home to prevent atrocities."),
    "evidence": ("Evidence and likelihood", "How sources, information and judgements are graded and worded."),
    "events": ("Events and actors", "What happened and who did it."),
    "codes": ("Codes, places and dates", "Codes of others mapped to ours, and how exactly place and time are known."),
    "warning": ("Warning", "Phases, triggers, alerts, rumours and speech."),
    "response": ("Response", "Decisions, clocks, actions, outcomes and reviews."),
    "sharing": ("Sharing", "Who may hold what, for which purpose, and who takes part."),
    "ledger": ("Ledger", "What is recorded, and how it is kept safe."),
}


def glossary_pages() -> dict[str, str]:
    """Every page of the glossary: path under docs/ and text."""
    groups: dict[str, list[Vocabulary]] = {group: [] for group in GROUPS}
    for name in vocabulary_names():
        groups[vocabulary(name).group].append(vocabulary(name))
    pages = {f"glossary/{group}.md": _page(group, lists) for group, lists in groups.items()}
    return {"glossary.md": _index(groups), **pages}


def _index(groups: Mapping[str, list[Vocabulary]]) -> str:
    lines = ["# Glossary\n"]
    lines += ["Every word that records, screens and commands use, by group. Each term has a definition, a source and"]
    lines += ["how far it was checked; `forestall vocabulary search WORDS` finds one.\n"]
    for group, lists in groups.items():
        title, about = GROUPS[group]
        page = f"glossary/{group}.md"
        lines += [f"## [{title}]({page})\n", f"{about}\n"]
        lines += [f"- [{one.title}]({page}#{one.name}), `{one.name}`: {len(one)} terms" for one in lists]
        lines += [""]
    lines += ["## Labels in other languages\n"]
    lines += ["What people read stands in their language, and in English where a label is missing."]
    lines += ["[Write or correct labels](how-to/translate-labels.md).\n"]
    n_terms = sum(len(one) for lists in groups.values() for one in lists)
    return "\n".join([*lines, *(_labels(one, n_terms) for one in label_sources()), ""])


def _labels(one: Labels, n_terms: int) -> str:
    n_labels = sum(map(len, one.terms.values()))
    checked = (
        "a draft: no native speaker has checked it yet" if one.confidence == DRAFT else "checked by native speakers"
    )
    name = Locale(one.language).english_name
    return f"- {name}, `{one.language}`: {n_labels} of {n_terms} terms, by {one.made_by}; {checked}."


def _page(group: str, lists: list[Vocabulary]) -> str:
    title, about = GROUPS[group]
    return "\n".join([f"# {title}\n\n{about} [All groups](../glossary.md)\n", *map(_section, lists)])


def _section(one: Vocabulary) -> str:
    sources = {term.source for term in one.values()}
    tags = {term.tag for term in one.values()}
    shared = [f"Source: {source}." for source in sources if len(sources) == 1]
    shared += [f"All of it: {tag}." for tag in tags if tag and len(tags) == 1]
    fields = [
        f"- *{_words(field)}*: {rule.about}" + (f" ({rule.shown_as})" if rule.shown_as else "")
        for field, rule in one.fields.items()
    ]
    terms = [
        line
        for term in one.values()
        for line in _term_lines(term, with_source=len(sources) > 1, with_tag=len(tags) > 1)
    ]
    head = f'<a id="{one.name}"></a>\n\n## {one.title}\n\n`{one.name}`, version {one.version}. {one.description}'
    blocks = ([head], [" ".join(shared)], [f"- {note}" for note in one.notes], fields, terms)
    return "\n\n".join("\n".join(block) for block in blocks if any(block)) + "\n"


def _term_lines(term: Term, *, with_source: bool, with_tag: bool) -> Iterator[str]:
    parts = [f"- **{term.label}** `{term.id}`: {term.definition}"]
    parts += [f"*Not:* {term.is_not}"] if term.is_not else []
    parts += [f"*Also:* {', '.join(term.also)}."] if term.also else []
    parts += [f"*Source:* {term.source}."] if with_source else []
    parts += [f"({term.tag})"] if with_tag and term.tag else []
    yield " ".join(parts)
    if term.extra:
        yield "  " + "; ".join(f"*{_words(field)}* {_value(value)}" for field, value in term.extra.items())


def _words(field: str) -> str:
    return field.replace("_", " ")


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {text}" for key, text in value.items())
    if isinstance(value, tuple):
        return ", ".join(value)
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
