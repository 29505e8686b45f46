from typing import Any

from forestall.memory.ledger import Ledger
from forestall.records.assessment import Assessment
from forestall.runs.warning.preview import preview_alert
from forestall.runs.warning.steps import begin
from record_samples import DISSENT, PROVINCE, said
from warn_samples import assessment
from warning_messages import WRITER, message
from warning_people import LEAD, TERMS


def plain(**parts: Any) -> dict[str, Any]:
    whole = message().to_json()
    return {name: part for name, part in {**whole, **parts}.items() if part is not None}


def test_a_whole_draft_reads_as_every_door_will_show_it(ledger: Ledger) -> None:
    found = preview_alert(ledger, WRITER, plain(), exercise=True)
    assert found.refusal is None
    assert [line.part for line in found.lines[:3]] == ["exercise", "headline", "text"]
    assert any("our estimate 30%" in line.text for line in found.lines)
    assert found.n_segments == 1


def test_what_is_not_whole_yet_is_linted_all_the_same(ledger: Ledger) -> None:
    parts = {
        "headline": said("A raid"),
        "text": said("It may possibly come."),
        "options": [{"label": "Call it genocide"}],
    }
    found = preview_alert(ledger, WRITER, parts, exercise=False)
    assert found.refusal is not None
    assert {(slip.field, slip.rule) for slip in found.slips} == {
        ("text", "vague_likelihood"), ("options.0", "legal_finding"),
    }  # fmt: skip
    assert [line.text for line in found.lines] == ["A raid", "It may possibly come."]


def test_nothing_of_what_is_typed_breaks_it(ledger: Ledger) -> None:
    for parts in (
        {},
        {"text": 3},
        {"options": "x", "populations": [None], "short": 4},
        {"estimate": {"probability": 2}},
    ):
        assert preview_alert(ledger, WRITER, parts, exercise=False).refusal is not None


def test_the_dissent_of_its_assessment_is_shown_inside(ledger: Ledger) -> None:
    dissenting = Assessment.parse(assessment(place=PROVINCE).to_json() | {"dissent": [DISSENT]})
    begin(ledger, LEAD, "assessment.opened", dissenting, TERMS, record_id="assessment-1")
    found = preview_alert(ledger, WRITER, plain(assessment="assessment-1"), exercise=False)
    assert [line.part for line in found.lines].count("dissent") == 1


def test_an_addressee_of_whom_nothing_is_on_record_is_named_where_somebody_is_suspected(ledger: Ledger) -> None:
    found = preview_alert(ledger, WRITER, plain(suspected_actors=["actor-1"]), exercise=False)
    assert found.unknown == ("organisation-ministry",)
    assert preview_alert(ledger, WRITER, plain(), exercise=False).unknown == ()
