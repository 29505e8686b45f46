"""`forestall vocabulary` as it is typed."""

import json

from typer.testing import CliRunner, Result

from forestall.cli.vocabulary import app

runner = CliRunner(env={"COLUMNS": "200"})


def run(*words: str) -> Result:
    return runner.invoke(app, list(words))


def test_a_list_is_shown_with_what_is_not_yet_checked_marked_so() -> None:
    table = " ".join(run("show", "indicator").stdout.replace("│", " ").split())
    assert "Indicators of the fourteen risk factors" in table
    assert "not yet checked" in table


def test_a_term_is_shown_in_full_with_its_estimates_marked_so() -> None:
    shown = " ".join(run("show", "measure", "PR05").stdout.split())
    assert "lead time days-4 w (planning estimate, not yet checked)" in shown
    assert "note not yet checked" in shown


def test_json_holds_the_same_and_more() -> None:
    term = json.loads(run("show", "measure", "PR05", "--json").stdout)
    assert (term["confidence"], term["addresses"]) == ("general_knowledge_unverified", ["8.8", "8.1"])
    assert term["field_notes"]["lead_time"] == "planning estimate, not yet checked"
    one = json.loads(run("show", "clock_profile", "--json").stdout)
    assert [term["decide_hours"] for term in one["terms"]] == [24, 72, 168, 720]
    lists = json.loads(run("show", "--json").stdout)["lists"]
    assert {"list": "measure", "title": "Measures of prevention and response", "version": 1, "n_terms": 79} in lists


def test_search_finds_by_other_words_for_it() -> None:
    found = json.loads(run("search", "hostage", "taking", "--json").stdout)["terms"]
    assert [(term["vocabulary"], term["id"]) for term in found] == [("event_type", "abduction")]
    assert "No term holds" in run("search", "qwertz").stdout


def test_an_unknown_word_leaves_with_its_exit_code_and_a_suggestion() -> None:
    result = run("show", "event_type", "kidnaping", "--json")
    assert result.exit_code == 3
    assert "Did you mean 'abduction'?" in json.loads(result.stderr)["remedy"]


def test_labels_of_a_language_stand_beside_the_english_ones_and_say_that_they_are_a_draft() -> None:
    shown = " ".join(run("show", "channel", "--language", "fr").stdout.replace("│", " ").split())
    assert "Channels: Canaux" in shown
    assert "email E-mail Courriel" in shown
    assert "no native speaker has checked it yet" in shown
    assert "fr: Courriel" in run("show", "channel", "email").stdout
    assert json.loads(run("show", "channel", "email", "--json").stdout)["labels"]["fr"] == "Courriel"


def test_a_language_without_labels_is_refused_with_those_there_are() -> None:
    result = run("show", "channel", "--language", "tlh")
    assert result.exit_code == 3
    assert "en, ar, fr" in result.stderr
