from typing import Any

import pytest

from forestall.errors import AccessError, AlreadyThere, BadTransition, InvalidField, NotFound
from forestall.memory.ledger import Ledger
from forestall.memory.trace import trace
from forestall.records.actor import Actor
from forestall.records.alert import Alert
from forestall.records.entry import Draft, Entry
from forestall.records.organisation import Organisation
from forestall.records.values.marking import Marking
from forestall.runs.order import state_of
from forestall.runs.recording import record_statement
from forestall.runs.warning.alerts import (
    Cancellation,
    acknowledge_alert,
    alerts_in_force,
    cancel_alert,
    draft_alert,
    issue_alert,
    review_alert,
    update_alert,
)
from forestall.runs.warning.assessment import Revision, revise_assessment
from forestall.runs.warning.rounds import close_assessment
from forestall.runs.warning.steps import Handling, begin, held
from ledgers import HandClock
from record_samples import DIGEST, LATER, SAMPLES, said
from warning_messages import HARM, MINISTER, WRITER, issued, message, send
from warning_people import (
    ANALYSTS,
    APPROVER,
    CIRCLE,
    FACILITATOR,
    LEAD,
    OFFICER,
    OUTSIDER,
    TERMS,
    ask_mitigation,
    both_rounds,
    opened,
    person,
    weigh_reports,
    words,
)


def standing_ids(ledger: Ledger) -> list[str]:
    return [entry.record_id for entry in alerts_in_force(ledger, OFFICER.reader)]


def test_an_alert_goes_from_its_writer_through_a_reviewer_to_its_addressee_and_is_traced(ledger: Ledger) -> None:
    assessment_id = opened(ledger)
    ask_mitigation(ledger, assessment_id)
    weigh_reports(ledger, assessment_id, 2, 5)
    revise_assessment(ledger, ANALYSTS[1], assessment_id, Revision(dissent=words("One sign rests on one origin.")))
    both_rounds(ledger, assessment_id, "33333", "33334")
    close_assessment(ledger, FACILITATOR, assessment_id)
    sent = issued(ledger, assessment=assessment_id, phase="3")
    assert held(sent, Alert).dissent[0].by == ANALYSTS[1].user
    ack = acknowledge_alert(ledger, MINISTER, sent.record_id, "telephone")
    hops = [hop.entry.kind for hop in trace(ledger, OFFICER.reader, ack.id).hops if hop.entry]
    chain = ["report.received", "report.graded", "assessment.locked", "assessment.closed", "alert.drafted",
             "alert.reviewed", "alert.issued", "alert.acknowledged"]  # fmt: skip
    places = [hops.index(kind) for kind in chain]
    assert places == sorted(places)


def test_nobody_issues_what_nobody_else_reviewed(ledger: Ledger) -> None:
    draft = draft_alert(ledger, WRITER, message(), TERMS)
    with pytest.raises(BadTransition):
        issue_alert(ledger, OFFICER, draft.record_id)
    own = person(WRITER.user, "organisation-union", "approver")
    with pytest.raises(InvalidField, match="other than its writer"):
        review_alert(ledger, own, draft.record_id, "approver", HARM.model_copy(update={"by": own.user}))
    with pytest.raises(InvalidField, match="harm check by whoever reviews"):
        review_alert(ledger, LEAD, draft.record_id, "analyst_lead", HARM)
    with pytest.raises(AccessError):
        review_alert(ledger, OFFICER, draft.record_id, "duty_officer", HARM)


def test_nobody_signs_for_another_at_any_door(ledger: Ledger) -> None:
    draft = draft_alert(ledger, WRITER, message(), TERMS)
    approval = {"by": APPROVER.user, "organisation": "organisation-union", "role": "approver", "approved_at": LATER}
    forged = draft.body | {"approvals": [approval], "harm_check": HARM.to_json()}
    said_so = {"kind": "alert.reviewed", "record_id": draft.record_id, "body": forged, "author": WRITER.author,
               "marking": draft.marking, "supersedes": draft.id}  # fmt: skip
    with pytest.raises(InvalidField, match="in the name of somebody else"):
        record_statement(ledger, Draft.parse(said_so), ledger.clock.now())


def test_a_draft_that_changes_after_its_review_is_reviewed_again(ledger: Ledger) -> None:
    draft = draft_alert(ledger, WRITER, message(), TERMS)
    review_alert(ledger, APPROVER, draft.record_id, "approver", HARM)
    again = draft_alert(ledger, WRITER, message(clock="flash"), TERMS, draft.record_id)
    assert held(again, Alert).approvals == ()
    with pytest.raises(BadTransition):
        issue_alert(ledger, OFFICER, draft.record_id)


def test_only_somebody_of_an_addressed_organisation_acknowledges_and_only_once(ledger: Ledger) -> None:
    draft = draft_alert(ledger, WRITER, message(), TERMS)
    with pytest.raises(BadTransition, match="a message that was issued"):
        acknowledge_alert(ledger, MINISTER, draft.record_id, "app")
    sent = send(ledger, draft)
    with pytest.raises(InvalidField, match="organisation it is addressed to"):
        acknowledge_alert(ledger, person("user-x", "organisation-academy", "addressee"), sent.record_id, "app")
    with pytest.raises(NotFound):
        acknowledge_alert(ledger, OUTSIDER, sent.record_id, "app")
    acknowledge_alert(ledger, MINISTER, sent.record_id, "app")
    with pytest.raises(AlreadyThere):
        acknowledge_alert(ledger, person("user-e", "organisation-ministry", "deputy"), sent.record_id, "app")


def test_an_update_takes_the_place_of_the_message_it_follows(ledger: Ledger) -> None:
    first = issued(ledger)
    draft = update_alert(
        ledger, WRITER, first.record_id, message(kind="update", follows=[DIGEST], because="A sign more.")
    )
    assert standing_ids(ledger) == [first.record_id]
    update = send(ledger, draft)
    assert update.kind == "alert.updated"
    assert update.record_id != first.record_id
    assert held(update, Alert).follows == (first.id,)
    assert standing_ids(ledger) == [update.record_id]
    before = state_of(ledger, OFFICER.reader, first.record_id)
    assert before
    assert before.kind == "alert.superseded"
    with pytest.raises(BadTransition, match="not replaced"):
        update_alert(ledger, WRITER, first.record_id, message(kind="update", follows=[DIGEST], because="Late."))


def test_a_cancellation_takes_back_asks_nothing_and_leaves_nothing_in_force(ledger: Ledger) -> None:
    first = issued(ledger)
    gone = Cancellation(words("Alert on SD-DW taken back."), words("The camps are empty."), "Both camps were left.")
    cancelled = send(ledger, cancel_alert(ledger, WRITER, first.record_id, gone))
    told = held(cancelled, Alert)
    assert (cancelled.kind, told.kind, told.question, told.options) == ("alert.cancelled", "cancel", None, ())
    assert standing_ids(ledger) == []


def test_two_updates_of_one_message_cannot_both_go_out(ledger: Ledger) -> None:
    first = issued(ledger)
    update = {"kind": "update", "follows": [DIGEST], "because": "A sign more."}
    drafts = [update_alert(ledger, WRITER, first.record_id, message(**update)) for _ in range(2)]
    send(ledger, drafts[0])
    with pytest.raises(BadTransition, match="not replaced"):
        send(ledger, drafts[1])


def test_what_ran_out_is_never_in_force(ledger: Ledger, clock: HandClock) -> None:
    sent = issued(ledger)
    assert standing_ids(ledger) == [sent.record_id]
    clock.present = held(sent, Alert).expires_at or clock.present
    assert standing_ids(ledger) == []


def test_an_alert_whose_time_to_decide_is_over_does_not_go_out(ledger: Ledger, clock: HandClock) -> None:
    draft = draft_alert(ledger, WRITER, message(), TERMS)
    review_alert(ledger, APPROVER, draft.record_id, "approver", HARM)
    clock.move(days=10)
    with pytest.raises(InvalidField, match="due_at"):
        issue_alert(ledger, OFFICER, draft.record_id)


def test_a_marking_reaches_every_addressee(ledger: Ledger) -> None:
    narrow = Marking.parse(CIRCLE.to_json() | {"organisations": ["organisation-union"]})
    with pytest.raises(InvalidField, match="reach organisation-ministry"):
        draft_alert(ledger, WRITER, message(), Handling(narrow))


def test_an_alert_goes_no_further_than_what_it_rests_on_allows(ledger: Ledger) -> None:
    assessment_id = opened(ledger)
    ask_mitigation(ledger, assessment_id)
    weigh_reports(ledger, assessment_id, 2, 5)
    both_rounds(ledger, assessment_id, "33333", "33333")
    closed = close_assessment(ledger, FACILITATOR, assessment_id)
    about, head = message(assessment=assessment_id, phase="3"), ledger.head()
    for wider in (
        {"tlp": "green", "organisations": [], "recipients": []},
        {"organisations": [*CIRCLE.organisations, "organisation-press"]},
        {"actions": [*CIRCLE.actions, "publish_aggregate"]},
        {"purposes": [*CIRCLE.purposes, "protection"]},
        {"sensitivity": "low"},
    ):
        marking = Marking.parse(CIRCLE.to_json() | wider)
        assert marking != CIRCLE
        with pytest.raises(InvalidField, match=f"looser one than entry {closed.id}"):
            draft_alert(ledger, WRITER, about, Handling(marking))
    assert ledger.head() == head


def test_words_that_may_not_stand_are_refused_before_anything_is_recorded(ledger: Ledger) -> None:
    head = ledger.head().sequence
    with pytest.raises(InvalidField, match="legal_finding in headline"):
        draft_alert(ledger, WRITER, message(headline=said("Genocide is under way")), TERMS)
    assert ledger.head().sequence == head


def test_a_ministry_linked_to_the_suspected_force_is_kept_out_until_a_reason_stands(ledger: Ledger) -> None:
    force = Actor.parse({"names": [said("A brigade")], "kind": "armed_forces", "country": "SDN"})
    links = [{"actor": "actor-1", "link": "commands", "grounds": [DIGEST]}]
    ministry = Organisation.parse({"names": [said("A ministry")], "kind": "ministry", "actor_links": links})
    begin(ledger, LEAD, "actor.added", force, TERMS, record_id="actor-1")
    begin(ledger, LEAD, "organisation.added", ministry, TERMS, record_id="organisation-ministry")
    with pytest.raises(InvalidField, match="organisation-ministry \\(commands actor-1\\)"):
        draft_alert(ledger, WRITER, message(suspected_actors=["actor-1"]), TERMS)
    let_in = {"organisation": "organisation-ministry", "actor": "actor-1", "link": "commands",
              "included_because": "Only it can open the road."}  # fmt: skip
    draft_alert(ledger, WRITER, message(suspected_actors=["actor-1"], exclusions=[let_in]), TERMS)


def test_an_alert_of_the_real_world_rests_on_no_exercise(ledger: Ledger) -> None:
    pretend = draft_alert(ledger, WRITER, message(), Handling(CIRCLE, exercise=True))
    sent = send(ledger, pretend)
    assert sent.exercise
    assert standing_ids(ledger) == []
    real = following_update(pretend, sent)
    with pytest.raises(InvalidField, match="no exercise only"):
        record_statement(ledger, real, ledger.clock.now())


def following_update(pretend: Entry, sent: Entry) -> Draft:
    body = pretend.body | {"kind": "update", "follows": [sent.id], "because": "A sign more."}
    return Draft.parse(
        {"kind": "alert.drafted", "record_id": "alert-real", "body": body, "author": WRITER.author,
         "marking": sent.marking, "causes": [sent.id]}
    )  # fmt: skip


def test_an_outsider_cannot_tell_that_an_alert_exists(ledger: Ledger) -> None:
    sent = issued(ledger)
    for record_id in (sent.record_id, "alert-none"):
        with pytest.raises(NotFound) as caught:
            issue_alert(ledger, OUTSIDER, record_id)
        assert caught.value.found == "nothing"
    assert list(alerts_in_force(ledger, OUTSIDER.reader)) == []


def test_what_is_issued_is_what_was_reviewed_at_any_door(ledger: Ledger) -> None:
    draft = draft_alert(ledger, WRITER, message(), TERMS)
    review = review_alert(ledger, APPROVER, draft.record_id, "approver", HARM)
    other = review.body | {"text": said("Something else altogether.")}
    issue = {"kind": "alert.issued", "record_id": draft.record_id, "body": other, "author": OFFICER.author,
             "marking": review.marking, "supersedes": review.id}  # fmt: skip
    with pytest.raises(InvalidField, match="a change of text"):
        record_statement(ledger, Draft.parse(issue), ledger.clock.now())


def test_messages_in_force_come_newest_first_and_no_more_are_read_than_are_taken(
    ledger: Ledger, clock: HandClock
) -> None:
    sent = []
    for _ in range(3):
        clock.move(minutes=1)
        sent.append(issued(ledger).record_id)
    assert standing_ids(ledger) == sent[::-1]
    assert next(alerts_in_force(ledger, OFFICER.reader)).record_id == sent[-1]


@pytest.mark.parametrize(
    ("kind", "record_id", "body"),
    [
        ("alert.drafted", "alert-1", message(drafted_by="user-somebody").to_json()),
        ("review.recorded", "review-1", {"about": ["alert-1"], "reviewer": "user-somebody", "stands": True}),
        ("alert.acknowledged", "acknowledgement-1", SAMPLES["acknowledgement"] | {"by": "user-somebody"}),
        ("assessment.submitted", "judgement-1", SAMPLES["judgement"] | {"analyst": "user-somebody"}),
    ],
)
def test_nobody_writes_judges_or_acknowledges_for_another_at_any_door(
    ledger: Ledger, kind: str, record_id: str, body: dict[str, Any]
) -> None:
    said_so = {"kind": kind, "record_id": record_id, "body": body, "author": WRITER.author, "marking": CIRCLE}
    with pytest.raises(InvalidField, match="the author of the entry"):
        record_statement(ledger, Draft.parse(said_so), ledger.clock.now())
