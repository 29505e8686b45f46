"""What a pull prints for a person: what stands, what is unknown, what was wrong, in words."""

from __future__ import annotations

import pytest

from forestall.cli.outcomes import finding_lines, print_outcome, print_sum
from forestall.errors import NotFound
from forestall.observe.findings import Finding, FindingKind
from forestall.observe.pull import Outcome

LOADED = Outcome("igme_imr", "loaded", rows=17_775, first="1950-01", last="2024-12", n_countries=238)
REFUSED = Outcome("vdem", "refused", error=NotFound(expected="a copy", found="none", where="vdem", remedy="Get it."))


def absent(field: str, file: str) -> Finding:
    return Finding(FindingKind.ABSENT_COLUMN, field, field.upper(), file)


def test_every_kind_of_finding_has_words() -> None:
    lines = list(finding_lines(Finding(kind, "month", "13", "a.csv", row=4) for kind in FindingKind))
    assert len(lines) == len(set(lines)) == len(FindingKind)
    assert not [line for line in lines if "_" in line]


def test_columns_that_files_lack_are_named_once_and_together() -> None:
    findings = [absent("kind", "a.json"), absent("iso_code", "a.json"), absent("kind", "b.json")]
    assert list(finding_lines(findings)) == ["not in the file, left empty: kind, iso_code (a.json and 1 more)"]


def test_a_value_that_can_t_be_read_is_shown_with_its_first_row_and_how_many_are_alike() -> None:
    finding = Finding(FindingKind.UNREADABLE_VALUE, "deaths_best", "many", "a.csv", row=1204, rows=3)
    assert list(finding_lines([finding])) == [
        "can't be read, left empty: deaths_best 'many' (3 rows, the first row 1,204 of a.csv)"
    ]


def test_a_state_that_is_unknown_is_told_with_the_reason(capsys: pytest.CaptureFixture[str]) -> None:
    unknown = Finding(FindingKind.NOT_COVERED, "country", "NER: its events stand in the rows of NGA", "all")
    print_outcome(Outcome("ged_country_month", "loaded", rows=1, n_countries=202, findings=(unknown,)))
    assert "unknown here, and not quiet: NER: its events stand in the rows of NGA" in capsys.readouterr().out


def test_a_load_of_nothing_says_that_silence_is_not_calm(capsys: pytest.CaptureFixture[str]) -> None:
    print_outcome(Outcome("ucdp_candidate", "loaded"))
    assert "covers nothing: what it is silent about is unknown, not calm" in capsys.readouterr().out


def test_the_sum_names_what_was_refused_and_what_is_not_to_be_had(capsys: pytest.CaptureFixture[str]) -> None:
    print_sum([LOADED, REFUSED], ["acled"])
    said = capsys.readouterr().out
    assert "1 dataset stands, 17,775 rows, 1 refused" in said
    assert "so unknown: acled" in said
