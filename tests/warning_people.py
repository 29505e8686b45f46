"""People of a fictional round, and the steps that bring an assessment to where a test begins."""

from datetime import UTC, datetime
from typing import Any

from forestall.memory.ledger import Ledger
from forestall.memory.read import Reader
from forestall.records.assessment import Assessment
from forestall.records.entry import Author, Draft, Entry
from forestall.records.judgement import Judgement
from forestall.records.values.marking import Marking, Sensitivity
from forestall.records.values.text import LanguageText
from forestall.runs.permissions import Person
from forestall.runs.recording import record_statement
from forestall.runs.warning.assessment import Revision, Seen, open_assessment, revise_assessment
from forestall.runs.warning.evidence import Judged, Weighing, grade_evidence
from forestall.runs.warning.numbers import sign_profile
from forestall.runs.warning.rounds import lock_round, submit_judgement
from forestall.runs.warning.steps import Handling
from forestall.warn.classification.thresholds import shipped_profile
from record_samples import HARM_CHECK, PEOPLE, PROVINCE, SPRING, said

TODAY = datetime(2026, 11, 22, 12, tzinfo=UTC)
ORGANISATIONS = ("organisation-network", "organisation-academy", "organisation-union", "organisation-ministry")


def person(user: str, organisation: str, *roles: str) -> Person:
    return Person(Reader(user, organisation, is_member=True, clearance=Sensitivity.HIGH), frozenset(roles))


ANALYSTS = tuple(person(f"user-a{number}", ORGANISATIONS[min(number // 2, 3)], "analyst") for number in range(5))
SIDES = ("civil_society", "civil_society", "academia", "academia", "intergovernmental")
FACILITATOR = person("user-f", "organisation-union", "facilitator")
LEAD = person("user-l", "organisation-union", "analyst_lead")
APPROVER = person("user-p", "organisation-union", "approver", "protection_lead")
OFFICER = person("user-o", "organisation-union", "duty_officer")
GRADERS = (person("user-g1", "organisation-union", "grader"), person("user-g2", "organisation-union", "grader"))
OUTSIDER = person("user-x", "organisation-elsewhere", "analyst", "facilitator", "approver", "addressee")
EVERYONE = [one.user for one in (*ANALYSTS, FACILITATOR, LEAD, APPROVER, OFFICER, *GRADERS)]

CIRCLE = Marking.parse(
    {
        "tlp": "amber",
        "organisations": list(ORGANISATIONS),
        "recipients": EVERYONE,
        "actions": ["analyse", "act_visibly"],
        "purposes": ["early_warning"],
        "sensitivity": "moderate",
    }
)
TERMS = Handling(CIRCLE)


def words(text: str) -> LanguageText:
    return LanguageText(text=text, language="en")


def asked(**parts: Any) -> Assessment:
    """A question as a facilitator puts it."""
    question = {
        "place": PROVINCE,
        "populations": PEOPLE,
        "period": SPRING,
        "window": "near",
        "version": 1,
        "authors": [analyst.user for analyst in ANALYSTS],
        "resilience": [said("The council of elders still meets.")],
        "what_would_change_our_mind": [said("Fighters leave the camps."), said("The market opens on both sides.")],
        "harm_check": HARM_CHECK,
    }
    return Assessment.parse(question | parts)


def report(ledger: Ledger, number: int, **parts: Any) -> Entry:
    """A report of the network, of an origin and an informant of its own."""
    body = {
        "received_at": "2026-11-21T10:00:00.000000Z",
        "channel": "telephone",
        "event_types": ["one_sided_violence"],
        "summary": said("Homes were burnt in a night."),
        "occurred": "2026-11-20",
        "place": PROVINCE,
        "informant": f"informant-{number}",
        "origin": f"origin-{number}",
        "consent": {"basis": "vital_interest", "keep_until": "2027-02-20"},
    }
    marking = parts.pop("marking", CIRCLE)
    draft = Draft.parse(
        {
            "kind": "report.received",
            "record_id": f"report-{number}",
            "body": body | parts,
            "author": Author(user="user-m", organisation="organisation-network"),
            "marking": marking,
        }
    )
    return record_statement(ledger, draft, ledger.clock.now())


def graded_report(ledger: Ledger, number: int, grade: str = "B2", **parts: Any) -> str:
    """The id of a report that two people graded."""
    told = report(ledger, number, **parts)
    grade_evidence(ledger, GRADERS[0], told.record_id, Judged("It fits what was seen.", credibility=grade[1]))
    grade_evidence(ledger, GRADERS[1], told.record_id, Judged("Trained, and right before.", reliability=grade[0]))
    return told.record_id


def opened(ledger: Ledger, **parts: Any) -> str:
    """The id of an assessment that was just opened under a signed profile."""
    sign_profile(ledger, LEAD, shipped_profile(), "analyst_lead", TERMS)
    return open_assessment(ledger, FACILITATOR, asked(**parts), TERMS).record_id


def ask_mitigation(ledger: Ledger, assessment_id: str) -> None:
    """Factor 6 looked at, as every round asks."""
    seen = Seen("6.1", "present", "flat", "L1", (), words("The ombudsman's office was shut."))
    revise_assessment(ledger, ANALYSTS[0], assessment_id, Revision(indicators=(seen,)))


def weigh_reports(ledger: Ledger, assessment_id: str, n_direct: int, n_more: int, **parts: Any) -> None:
    """Reports graded B2 weighed as direct pieces, then others as contributing ones."""
    ids = [graded_report(ledger, number, **parts) for number in range(n_direct + n_more)]
    pieces = tuple(
        (about, Weighing(direct_class="D1" if number < n_direct else None)) for number, about in enumerate(ids)
    )
    revise_assessment(ledger, ANALYSTS[0], assessment_id, Revision(pieces=pieces))


def judge(ledger: Ledger, assessment_id: str, number: int, phases: str, **parts: Any) -> list[Entry]:
    """All five judgements of a round; `-` holds that it can't be classified."""
    entries = []
    for analyst, side, phase in zip(ANALYSTS, SIDES, phases, strict=True):
        told = {
            "assessment": assessment_id,
            "round": number,
            "analyst": analyst.user,
            "constituency": side,
            "from_state_concerned": False,
            "phase": None if phase == "-" else phase,
            "probability": 0.2,
            "reason": said(f"Reason for phase {phase}."),
        }
        entries.append(submit_judgement(ledger, analyst, Judgement.parse(told | parts)))
    return entries


def both_rounds(ledger: Ledger, assessment_id: str, first: str, second: str) -> None:
    """Both rounds judged and locked."""
    for number, phases in ((1, first), (2, second)):
        judge(ledger, assessment_id, number, phases)
        lock_round(ledger, FACILITATOR, assessment_id)
