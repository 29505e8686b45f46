"""The first act: a forecast, reports and their grades, an assessment in two blind rounds, an alert that is read."""

from __future__ import annotations

from typing import Any

from forestall.records.alert import Alert
from forestall.records.assessment import Assessment
from forestall.records.entry import Entry
from forestall.records.forecast import Forecast
from forestall.records.judgement import Judgement
from forestall.records.organisation import Organisation
from forestall.records.report import Report
from forestall.runs.exercise.cast import MINISTRY, ORGANISATIONS, SIDES
from forestall.runs.exercise.stage import LANGUAGE, Stage, said
from forestall.runs.exercise.story import COUNTRY, Story
from forestall.runs.warning.alerts import draft_alert, issue_alert, review_alert
from forestall.runs.warning.assessment import Revision, Seen, open_assessment, publish_assessment, revise_assessment
from forestall.runs.warning.evidence import Judged, Weighing, grade_evidence
from forestall.runs.warning.numbers import sign_profile
from forestall.runs.warning.rounds import close_assessment, lock_round, submit_judgement
from forestall.runs.warning.steps import named_id
from forestall.warn.classification.thresholds import shipped_profile

N_DIRECT = 2
"""How many reports tell directly of what is judged; the others contribute."""
MEDIATORS = "Send two mediators"
OPTIONS: tuple[dict[str, Any], ...] = (
    {
        "label": MEDIATORS,
        "measure": "PR06",
        "cost_in_words": "Two people of six.",
        "expected_effect": "Elders of both sides meet before market day.",
        "lead_time_days": 3,
        "possible_harm": "Those who meet them are seen.",
    },
    {"label": "Do nothing", "expected_effect": "Market day passes without anybody from outside."},
)


def set_the_stage(stage: Stage) -> None:
    """Write down who takes part, and have the numbers signed that rounds are counted by."""
    for name, (title, kind) in ORGANISATIONS.items():
        body = {"names": [said(title)], "kind": kind, "country": COUNTRY}
        stage.begin("administrator", "organisation.added", Organisation.parse(body), name=name)
    sign_profile(stage.ledger, stage.cast["analyst_lead"], shipped_profile(), "analyst_lead", stage.cast.handling)


def forecast_first(stage: Stage) -> Entry:
    """The forecast that the story begins with."""
    story, today = stage.story, stage.clock.now().date()
    body = {
        "target": "exercise-attack",
        "place": {"precision": "country", "country": COUNTRY},
        "under_way": "absent",
        "reference_on": today,
        "as_of": stage.clock.now(),
        "issued_on": today,
        "horizon_months": 3,
        "period": {"start": today, "end": stage.in_days(90).date()},
        "forecaster_kind": "pool",
        "forecaster": "people of the exercise",
        "coverage": "present",
        "probability": story.probability,
        "likelihood": story.likelihood,
        "base_rate": story.base_rate,
        "base_rate_of": "quarters in the exercise's own history",
        "made_with": "exercise",
        "seed": story.seed,
    }
    return stage.begin("forecaster", "forecast.issued", Forecast.parse(body), name=forecast_id(story))


def report_comes_in(stage: Stage, number: int, forecast: Entry) -> Entry:
    """One report of the story, of an origin of its own; the forecast was there before it.

    Args:
        stage: where it is told.
        number: which of the story's reports, from 1.
        forecast: what people were told to look out for.
    """
    event_type, words = stage.story.signs[number - 1]
    body = {
        "received_at": stage.clock.now(),
        "channel": "telephone",
        "informant": f"informant-exercise-{number}",
        "origin": f"origin-exercise-{number}",
        "event_types": [event_type],
        "summary": said(words),
        "occurred": stage.clock.now().date().isoformat(),
        "place": stage.story.place,
        "consent": {"basis": "vital_interest", "keep_until": stage.in_days(90).date()},
        "answer_wanted": number == 1,
    }
    name = report_id(stage.story, number)
    return stage.begin("monitor", "report.received", Report.parse(body), [forecast], name)


def forecast_id(story: Story) -> str:
    """The record id of the forecast that a story begins with."""
    return named_id("forecast", "exercise", str(story.seed))


def report_id(story: Story, number: int) -> str:
    """The record id of one of a story's reports: told once, however often somebody looks whether it is time."""
    return named_id("report", "exercise", str(story.seed), str(number))


def reports_come_in(stage: Stage, forecast: Entry) -> list[Entry]:
    """All reports of the story, each graded by two people."""
    found = []
    for number in range(1, len(stage.story.signs) + 1):
        stage.wait("report")
        report = report_comes_in(stage, number, forecast)
        stage.wait("grade")
        believed = Judged("It fits what others saw.", credibility="2")
        grade_evidence(stage.ledger, stage.cast["grader"], report.record_id, believed)
        reliable = Judged("Trained, and right before.", reliability="B")
        grade_evidence(stage.ledger, stage.cast["grader-2"], report.record_id, reliable)
        found.append(report)
    return found


def assess(stage: Stage, forecast: Entry, reports: list[Entry]) -> Entry:
    """The assessment from its question to its publication."""
    ledger, cast = stage.ledger, stage.cast
    name = open_assessment(ledger, cast["facilitator"], _question(stage), cast.handling).record_id
    first = cast.analysts[0]
    seen = Seen("6.1", "present", "flat", "L1", (), said("The ombudsman's office still opens."))
    pieces = tuple(
        (report.record_id, Weighing(direct_class="D1" if number < N_DIRECT else None))
        for number, report in enumerate(reports)
    )
    weighed = (*pieces, (forecast.record_id, Weighing()))
    revise_assessment(ledger, first, name, Revision(indicators=(seen,), pieces=weighed))
    if stage.story.dissents:
        objection = said("Two of the origins may know each other; phase 2 would do.")
        revise_assessment(ledger, cast.analysts[1], name, Revision(dissent=objection))
    for number, phases in ((1, ("3",) * len(SIDES)), (2, stage.story.phases)):
        stage.wait("judge")
        _judge(stage, name, number, phases)
        lock_round(ledger, cast["facilitator"], name)
    close_assessment(ledger, cast["facilitator"], name)
    return publish_assessment(ledger, cast["analyst_lead"], name)


def warn(stage: Stage, forecast: Entry, assessment: Entry) -> Entry:
    """The alert, written by one person, checked by another, issued by a third."""
    ledger, cast = stage.ledger, stage.cast
    stage.wait("draft")
    draft = draft_alert(ledger, cast["analyst_lead"], _message(stage, forecast, assessment), cast.handling)
    stage.wait("review")
    approver = cast["approver"]
    review_alert(ledger, approver, draft.record_id, "approver", stage.harm_check(approver))
    return issue_alert(ledger, cast["duty_officer"], draft.record_id)


def _question(stage: Stage) -> Assessment:
    facilitator = stage.cast["facilitator"]
    return Assessment.parse(
        {
            "place": stage.story.place,
            "populations": [said(stage.story.population)],
            "period": {"start": stage.clock.now().date(), "end": stage.in_days(90).date()},
            "window": "near",
            "version": 1,
            "authors": [analyst.user for analyst in stage.cast.analysts],
            "resilience": [said("The council of elders still meets.")],
            "what_would_change_our_mind": [said("The market opens on both sides."), said("Armed men leave the camps.")],
            "harm_check": stage.harm_check(facilitator),
        }
    )


def _judge(stage: Stage, name: str, number: int, phases: tuple[str, ...]) -> None:
    for analyst, (_, side), phase in zip(stage.cast.analysts, SIDES, phases, strict=True):
        judgement = {
            "assessment": name,
            "round": number,
            "analyst": analyst.user,
            "constituency": side,
            "from_state_concerned": False,
            "phase": phase,
            "probability": stage.story.probability,
            "reason": said(f"Reports of separate origins bear phase {phase} out."),
        }
        submit_judgement(stage.ledger, analyst, Judgement.parse(judgement))


def _message(stage: Stage, forecast: Entry, assessment: Entry) -> Alert:
    story = stage.story
    return Alert.parse(
        {
            "kind": "alert",
            "headline": said(story.sentence),
            "text": said("Homes were burnt and people taken. We ask the ministry to decide on mediation."),
            "short": f"EXERCISE {story.province_name}: decide on sending mediators.",
            "place": story.place,
            "populations": [said(story.population)],
            "addressees": [{"organisation": MINISTRY}],
            "clock": "urgent",
            "question": said("Send mediators before market day?"),
            "options": OPTIONS,
            "recommended": MEDIATORS,
            "recommended_because": said("It is the least intrusive that is in time."),
            "due_at": stage.in_days(2.5),
            "expires_at": stage.in_days(60),
            "estimate": {
                "event": {"text": f"An attack on people in {story.province_name}", "language": LANGUAGE},
                "period": {"start": stage.clock.now().date(), "end": stage.in_days(90).date()},
                "probability": story.probability,
                "likelihood": story.likelihood,
                "base_rate": story.base_rate,
                "base_rate_of": "quarters in the exercise's own history",
            },
            "confidence": "moderate",
            "confidence_because": said("Reports of separate origins, some of them first-hand."),
            "phase": assessment.body.get("phase"),
            "assessment": assessment.record_id,
            "forecasts": [forecast.record_id],
            "would_change": [said("The market opens on both sides.")],
            "drafted_by": stage.cast["analyst_lead"].user,
        }
    )
