"""`forestall vocabulary`: look up the words that records, screens and commands use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

import typer

from forestall.cli.output import AsJson, answer_errors, console, print_facts, print_json, print_table
from forestall.vocabulary.load import search, vocabulary, vocabulary_names
from forestall.vocabulary.term import Term, Vocabulary

app = typer.Typer(
    help="The words: closed lists, each term defined, sourced and told apart from its neighbours.",
    no_args_is_help=True,
)


@app.command("show")
@answer_errors
def show(
    name: Annotated[str | None, typer.Argument(help="A list, such as event_type; all lists when left out.")] = None,
    term: Annotated[str | None, typer.Argument(help="One term of it, by id.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show all lists, the terms of one, or one term in full."""
    if name is None:
        _show_lists(as_json=as_json)
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


def _show_term(term: Term, one: Vocabulary, *, as_json: bool) -> None:
    if as_json:
        notes = {field: rule.shown_as for field, rule in one.fields.items() if rule.shown_as}
        print_json(term.to_json() | ({"field_notes": notes} if notes else {}))
        return
    facts: dict[str, Any] = {
        "term": f"{term.vocabulary} {term.id}",
        "label": term.label,
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
