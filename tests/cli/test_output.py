"""How answers are printed."""

from __future__ import annotations

import pytest

from forestall.cli.output import print_rows, print_table

CASE = "central-african-republic-2013"


def test_a_word_stays_whole_where_the_terminal_has_room_for_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    print_table("Cases", ("case", "what"), [(CASE, "Seen early, decided late, looked back on, and still not closed")])
    printed = capsys.readouterr().out
    assert CASE in printed
    assert max(map(len, printed.splitlines())) <= 60


def test_a_word_longer_than_the_terminal_breaks_and_loses_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    print_table("Entries", ("id", "kind", "by"), [("0123456789abcdef" * 4, "assessment.published", "user-a")])
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("│")]
    assert "".join(line.split("│")[1].strip() for line in lines) == "0123456789abcdef" * 4


def test_rows_show_instants_to_the_minute_and_a_dash_for_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    print_rows("Steps", "steps", [{"at": "2031-03-04T09:22:11.000000Z", "due": None}], as_json=False)
    printed = capsys.readouterr().out
    assert "2031-03-04 09:22Z" in printed
    assert "None" not in printed


def test_a_list_of_nothing_says_so_and_never_looks_like_calm(capsys: pytest.CaptureFixture[str]) -> None:
    print_rows("Commitments", "commitments", [], as_json=False)
    assert "Commitments: nothing that reaches you, which is no finding" in capsys.readouterr().out
