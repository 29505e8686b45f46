"""`forestall vocabulary`: look up the words that records, screens and commands use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

import typer

from forestall.cli.output import AsJson, answer_errors, console, print_facts, print_json, print_table
from forestall.errors import UnknownTerm
from forestall.vocabulary.labels import DRAFT
from forestall.vocabulary.load import label_languages, label_sources, search, vocabulary, vocabulary_names
from forestall.vocabulary.term import LANGUAGE, Term, Vocabulary

app = typer.Typer(
    help="The words: closed lists, each term defined, sourced and told apart from its neighbours.",
    no_args_is_help=True,
)


@app.command("show")
@answer_errors
def show(
    name: Annotated[str | None, typer.Argument(help="A list, such as event_type; all lists when left out.")] = None,
    term: Annotated[str | None, typer.Argument(help="One term of it, by id.")] = None,
    language: Annotated[
        str | None, typer.Option(help="Put the labels in this language beside the English ones, such as fr.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show all lists, the terms of one, or one term in full."""
    if name is None:
        _show_lists(as_json=as_json)
    elif term is None and language and not as_json:
        _show_labels(vocabulary(name), language)
    elif term is None:
        _show_list(vocabulary(name), as_json=as_json)
    else:
        _show_term(vocabulary(name).term(term), vocabulary(name), as_json=as_json)


@app.command("search")
@answer_errors
def find(
    words: Annotated[list[str], typer.Argument(help="Words or parts of words; a term must hold all of them.")],
    as_json: AsJson = False,
) -> None:
    """Find terms in every list by id, label, other words and definition."""
    found = search(" ".join(words))
    if as_json:
        print_json({"words": words, "terms": [term.to_json() for term in found]})
    elif found:
        rows = [(term.vocabulary, term.id, term.label, term.definition, term.tag) for term in found]
        print_table(f"{len(found)} terms", ("list", "id", "label", "definition", "note"), rows)
    else:
        console().print("No term holds all of these words. `forestall vocabulary show` prints all lists.")


def _show_lists(*, as_json: bool) -> None:
    lists = [vocabulary(name) for name in vocabulary_names()]
    if as_json:
        print_json({"lists": [_summary(one) for one in lists]})
    else:
        print_table("Lists", ("list", "terms", "title"), [(one.name, len(one), one.title) for one in lists])


def _show_list(one: Vocabulary, *, as_json: bool) -> None:
    if as_json:
        print_json(_summary(one) | {"description": one.description, "terms": [term.to_json() for term in one.values()]})
        return
    rows = [(term.id, term.label, term.definition, term.tag) for term in one.values()]
    print_table(one.title, ("id", "label", "definition", "note"), rows)
    console().print(one.description, markup=False)


def _show_labels(one: Vocabulary, language: str) -> None:
    if language not in label_languages():
        raise UnknownTerm(
            expected=f"one of {', '.join(label_languages())}",
            found=repr(language),
            where="--language",
            remedy="Choose one of these; a new language begins with a file in vocabulary/labels/.",
        )
    rows = [(term.id, term.label, term.labels.get(language, ""), term.definition) for term in one.values()]
    print_table(f"{one.title}: {one.title_in(language)}", ("id", "en", language, "definition"), rows)
    drafts = {labels.made_by for labels in label_sources() if (labels.language, labels.confidence) == (language, DRAFT)}
    console().print(*(f"A draft by {who}: no native speaker has checked it yet." for who in drafts), markup=False)


def _show_term(term: Term, one: Vocabulary, *, as_json: bool) -> None:
    if as_json:
        notes = {field: rule.shown_as for field, rule in one.fields.items() if rule.shown_as}
        print_json(term.to_json() | ({"field_notes": notes} if notes else {}))
        return
    facts: dict[str, Any] = {
        "term": f"{term.vocabulary} {term.id}",
        "label": term.label,
        "in other languages": _joined({code: text for code, text in term.labels.items() if code != LANGUAGE}),
        "definition": term.definition,
        "is not": term.is_not,
        "also": _joined(term.also),
        "source": term.source,
        "confidence": term.confidence,
        "note": term.tag,
    }
    facts |= {
        field.replace("_", " "): _noted(term.extra[field], rule.shown_as)
        for field, rule in one.fields.items()
        if field in term.extra
    }
    print_facts({name: value for name, value in facts.items() if value not in (None, "")})


def _summary(one: Vocabulary) -> dict[str, Any]:
    return {"list": one.name, "title": one.title, "version": one.version, "n_terms": len(one)}


def _noted(value: object, note: str) -> object:
    return f"{_joined(value)} ({note})" if note else _joined(value)


def _joined(value: object) -> object:
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {text}" for key, text in value.items())
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ", ".join(map(str, value))
    return value
