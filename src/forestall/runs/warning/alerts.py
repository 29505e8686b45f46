"""An alert in its addressee's hands: drafted, reviewed and issued by two named people, acknowledged, replaced.

Every message of an alert's life is a record of its own and follows the one it replaces; the one replaced is
marked so in the same append, and is never shown as in force again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import merge
from typing import TypeVar

from forestall.errors import AlreadyThere, BadTransition, InvalidField
from forestall.memory.ledger import Ledger
from forestall.memory.question import Question
from forestall.memory.read import Reader, read_all
from forestall.records.acknowledgement import Acknowledgement
from forestall.records.actor import Actor
from forestall.records.alert import Addressee, Alert
from forestall.records.assessment import Assessment
from forestall.records.entry import Entry
from forestall.records.organisation import Organisation
from forestall.records.parts.dissent import Dissent
from forestall.records.parts.harm_check import HarmCheck
from forestall.records.record import Record
from forestall.records.values.marking import Tlp
from forestall.records.values.text import SHORT_MESSAGE, LanguageText
from forestall.runs.order import state_of
from forestall.runs.permissions import Person, check_right
from forestall.runs.recording import record_statements
from forestall.runs.warning.findings import approval_by
from forestall.runs.warning.steps import Handling, begin, follow, following, held, named_id, read_entries, state_for
from forestall.warn.alerts.routing import DEEPEST, check_routing
from forestall.warn.alerts.standing import LONGEST, Standing, standing
from forestall.warn.alerts.steps import ISSUED_AS, check_carries, check_issuable, drafted, reviewed

R = TypeVar("R", bound=Record)
IN_FORCE_STATES = ("alert.issued", "alert.updated")
WERE_ISSUED = (*IN_FORCE_STATES, "alert.cancelled", "alert.superseded")
ASKED = (
    "question", "recommended", "recommended_because", "due_at", "expires_at", "estimate", "no_estimate_because",
    "confidence", "confidence_because", "phase",
)  # fmt: skip
"""What a cancellation no longer says."""


@dataclass(frozen=True, slots=True)
class Cancellation:
    """What is said when a message is taken back."""

    headline: LanguageText
    """In one sentence."""
    text: LanguageText
    """The words."""
    because: str
    """Why."""
    translations: tuple[LanguageText, ...] = ()
    """The words in other languages."""


def draft_alert(ledger: Ledger, by: Person, alert: Alert, handling: Handling, alert_id: str | None = None) -> Entry:
    """The draft of a first message, or the next draft of one that nobody has issued yet.

    Args:
        ledger: where it goes.
        by: who writes it.
        alert: what is said; the dissent of its assessment is put inside.
        handling: who may read it; every addressee must be reached.
        alert_id: the draft it replaces.

    Raises:
        InvalidField: words that may not stand, a linked recipient, or another phase than was agreed on.
    """
    if alert.follows:
        raise InvalidField(
            expected="a first message",
            found="one that follows another",
            where="Alert.follows",
            remedy="Use update_alert or cancel_alert.",
        )
    return _draft(ledger, by, alert, handling, alert_id)


def update_alert(ledger: Ledger, by: Person, alert_id: str, alert: Alert, draft_id: str | None = None) -> Entry:
    """The draft of a message that will replace one in force, to be reviewed and issued like any other.

    Args:
        ledger: where it goes.
        by: who writes it.
        alert_id: the message it will replace.
        alert: what is said from then on, and why it changed.
        draft_id: the draft it replaces, if there is one.

    Raises:
        BadTransition: the message isn't in force.
    """
    before = _in_force(ledger, by, alert_id)
    told = alert.model_copy(update={"kind": "update", "follows": (before.id,)})
    return _draft(ledger, by, Alert.parse(told.to_json()), Handling.of(before), draft_id, before)


def redraft_alert(ledger: Ledger, by: Person, draft_id: str, alert: Alert) -> Entry:
    """The next draft of a message that nobody has issued yet, whatever it follows; its reviews begin anew.

    Args:
        ledger: where it goes.
        by: who writes it.
        draft_id: the draft it replaces.
        alert: what is said from then on; what kind of message it is and what it follows stay.

    Raises:
        BadTransition: it was issued, or what it follows is no longer in force.
    """
    state = state_for(ledger, by, draft_id, "draft_alert")
    draft = held(state, Alert)
    earlier = [_state_of_issue(ledger, by, entry_id) for entry_id in draft.follows]
    told = Alert.parse(alert.model_copy(update={"kind": draft.kind, "follows": draft.follows}).to_json())
    return _draft(ledger, by, told, Handling.of(state), draft_id, *earlier)


def cancel_alert(ledger: Ledger, by: Person, alert_id: str, said: Cancellation) -> Entry:
    """The draft of a message that will take one back; to be reviewed and issued like any other.

    It goes to everyone who had the message, and says that it is no finding that the risk is over.

    Raises:
        BadTransition: the message isn't in force.
    """
    before = _in_force(ledger, by, alert_id)
    told = _taken_back(held(before, Alert), (before.id,), said)
    return _draft(ledger, by, told, Handling.of(before), None, before)


def redraft_cancellation(ledger: Ledger, by: Person, draft_id: str, said: Cancellation) -> Entry:
    """The next draft of a cancellation that nobody has issued yet.

    Raises:
        BadTransition: it was issued, or what it takes back is no longer in force.
    """
    draft = held(state_for(ledger, by, draft_id, "draft_alert"), Alert)
    return redraft_alert(ledger, by, draft_id, _taken_back(draft, draft.follows, said))


def review_alert(ledger: Ledger, by: Person, alert_id: str, role: str, harm_check: HarmCheck) -> Entry:
    """The draft with the approval of somebody other than its writer, and with their harm check.

    Raises:
        InvalidField: its writer's own approval, or a harm check in another's name or that says no.
    """
    state = state_for(ledger, by, alert_id, "review_alert")
    if harm_check.by != by.user:
        raise InvalidField(
            expected="a harm check by whoever reviews",
            found="somebody else's",
            where="Alert.harm_check",
            remedy="Answer the four questions yourself.",
        )
    told = reviewed(held(state, Alert), approval_by(ledger, by, role), harm_check)
    return follow(ledger, by, "alert.reviewed", state, told)


def issue_alert(ledger: Ledger, by: Person, alert_id: str) -> Entry:
    """The entry by which a reviewed message goes out and its clocks start; what it follows is superseded with it.

    Raises:
        BadTransition: it isn't reviewed, or what it follows is no longer in force.
        InvalidField: a time it names is over, or a recipient's links changed meanwhile.
    """
    state = state_for(ledger, by, alert_id, "issue_alert")
    told = held(state, Alert)
    check_issuable(told, ledger.clock.now())
    check_routing(told, *on_record(ledger, by.reader, told))
    _check_reached(told, Handling.of(state))
    earlier = [_state_of_issue(ledger, by, entry_id) for entry_id in told.follows]
    drafts = [
        following(by, ISSUED_AS[told.kind], state, told, earlier),
        *(following(by, "alert.superseded", before, held(before, Alert), [state]) for before in earlier),
    ]
    return record_statements(ledger, drafts, ledger.clock.now())[0]


def acknowledge_alert(
    ledger: Ledger,
    by: Person,
    alert_id: str,
    channel: str,
    *,
    stands_in: bool = False,
    note: str | None = None,
) -> Entry:
    """The entry in which a named person of an addressed organisation confirms having read a message.

    Raises:
        InvalidField: the person's organisation isn't addressed.
        AlreadyThere: it was acknowledged for that organisation.
        BadTransition: the message was never issued.
    """
    state = state_for(ledger, by, alert_id, "acknowledge_alert")
    addressee = _addressee(held(state, Alert), by)
    if state.kind not in WERE_ISSUED:
        raise BadTransition(
            expected="a message that was issued",
            found=state.kind,
            where=alert_id,
            remedy="Wait until it is issued.",
        )
    record_id = acknowledgement_id(alert_id, addressee.organisation)
    if state_of(ledger, by.reader, record_id):
        raise AlreadyThere(
            expected="a message not yet acknowledged for this organisation",
            found="an acknowledgement",
            where=alert_id,
            remedy="Nothing is left to do; the decision is another step.",
        )
    said = Acknowledgement(
        alert=alert_id,
        organisation=addressee.organisation,
        focal_point=addressee.focal_point,
        by=by.user,
        acknowledged_at=ledger.clock.now(),
        channel=channel,
        stands_in=stands_in,
        note=note,
    )
    return begin(ledger, by, "alert.acknowledged", said, Handling.of(state), rests_on=[state], record_id=record_id)


def alerts_in_force(ledger: Ledger, reader: Reader, *, exercise: bool = False) -> Iterator[Entry]:
    """The messages in force now, as far as the reader may see, the newest first; nothing replaced or run out.

    Read page by page as they are taken, and no further back than a message may speak: a screen that shows
    twenty of a hundred thousand reads twenty.
    """
    now = ledger.clock.now()
    streams = [
        read_all(
            ledger,
            reader,
            Question(kind=kind, newest_first=True, since=now - LONGEST, valid_at=now, exercise=exercise),
        )
        for kind in IN_FORCE_STATES
    ]
    for entry in merge(*streams, key=lambda entry: entry.sequence, reverse=True):
        if standing(entry.kind, held(entry, Alert), now) == Standing.IN_FORCE:
            yield entry


def acknowledgement_id(alert_id: str, organisation: str) -> str:
    """The record id of an organisation's acknowledgement of a message: there is one."""
    return named_id("acknowledgement", alert_id, organisation)


def _draft(
    ledger: Ledger,
    by: Person,
    alert: Alert,
    handling: Handling,
    draft_id: str | None,
    *follows: Entry,
) -> Entry:
    check_right(by, "draft_alert", ledger.clock.now())
    before = state_for(ledger, by, draft_id, "draft_alert") if draft_id else None
    carried, grounds = with_dissent(ledger, by, alert)
    told = drafted(carried, by.user)
    check_routing(told, *on_record(ledger, by.reader, told))
    _check_reached(told, handling)
    causes = [*grounds, *follows]
    if before:
        return follow(ledger, by, "alert.drafted", before, told, causes)
    return begin(ledger, by, "alert.drafted", told, handling, rests_on=causes)


def with_dissent(ledger: Ledger, by: Person, alert: Alert) -> tuple[Alert, list[Entry]]:
    """The alert with the dissent of its assessment inside, and the entries it rests on.

    Raises:
        NotFound: one of them isn't there for the person.
        InvalidField: it says of its assessment what that doesn't say of itself.
    """
    grounds = _grounds(ledger, by, alert)
    dissent: tuple[Dissent, ...] = ()
    for entry in grounds:
        if entry.record_id == alert.assessment:
            check_carries(alert, held(entry, Assessment))
            dissent = held(entry, Assessment).dissent
    inside = (*alert.dissent, *(one for one in dissent if one not in alert.dissent))
    return alert.model_copy(update={"dissent": inside}), grounds


def _taken_back(before: Alert, follows: tuple[str, ...], said: Cancellation) -> Alert:
    parts = {
        "kind": "cancel",
        "follows": follows,
        "because": said.because,
        "headline": said.headline,
        "text": said.text,
        "translations": said.translations,
        "short": " ".join(said.headline.text.split())[:SHORT_MESSAGE],
        **dict.fromkeys(ASKED),
        "options": (),
    }
    return Alert.parse(before.model_copy(update=parts).to_json())


def _grounds(ledger: Ledger, by: Person, alert: Alert) -> list[Entry]:
    """The states of the assessment and the forecasts that an alert rests on."""
    named = [*([alert.assessment] if alert.assessment else []), *alert.forecasts]
    return [state_for(ledger, by, record_id, "read_record") for record_id in named]


def _in_force(ledger: Ledger, by: Person, alert_id: str) -> Entry:
    state = state_for(ledger, by, alert_id, "draft_alert")
    if state.kind not in IN_FORCE_STATES:
        raise BadTransition(
            expected="a message that was issued and not replaced",
            found=state.kind,
            where=alert_id,
            remedy="Follow the newest message of the alert.",
        )
    return state


def _state_of_issue(ledger: Ledger, by: Person, entry_id: str) -> Entry:
    (issued,) = read_entries(ledger, by, [entry_id])
    state = _in_force(ledger, by, issued.record_id)
    if state.id != entry_id:
        raise BadTransition(
            expected="the newest state of the message it follows",
            found="an earlier one",
            where=issued.record_id,
            remedy="Draft it anew on the newest message.",
        )
    return state


def _addressee(told: Alert, by: Person) -> Addressee:
    found = next((row for row in told.addressees if row.organisation == by.reader.organisation), None)
    if found is None:
        raise InvalidField(
            expected="somebody of an organisation it is addressed to",
            found="somebody else",
            where="Alert.addressees",
            remedy="Leave the acknowledgement to whom it is addressed.",
        )
    return found


def _check_reached(told: Alert, handling: Handling) -> None:
    marking = handling.marking
    if not marking.tlp.has_audience or (marking.tlp == Tlp.RED and marking.recipients):
        return
    missed = [row.organisation for row in told.addressees if row.organisation not in marking.organisations]
    if missed:
        raise InvalidField(
            expected="a marking that reaches every addressee",
            found=f"one that doesn't reach {', '.join(missed)}",
            where="the marking of the alert",
            remedy="Add the organisation to the marking, or take it out of the addressees.",
        )


def on_record(ledger: Ledger, reader: Reader, told: Alert) -> tuple[dict[str, Organisation], dict[str, Actor]]:
    """What is on record of the addressees and the suspected actors, and of those above them."""
    organisations: dict[str, Organisation] = {}
    actors: dict[str, Actor] = {}
    if told.suspected_actors:
        for addressee in told.addressees:
            _climb(ledger, reader, addressee.organisation, organisations, Organisation)
        for actor_id in told.suspected_actors:
            _climb(ledger, reader, actor_id, actors, Actor)
    return organisations, actors


def _climb(ledger: Ledger, reader: Reader, first: str, found: dict[str, R], record_class: type[R]) -> None:
    above: str | None = first
    for _ in range(DEEPEST):
        state = state_of(ledger, reader, above) if above and above not in found else None
        if above is None or state is None:
            return
        record = found[above] = held(state, record_class)
        above = getattr(record, "same_as", None) or getattr(record, "part_of", None)
