"""Random histories of a case, lived step by step: whatever may happen in one, in any order and as often as it likes."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from forestall.clock import format_instant
from forestall.memory.ledger import Ledger
from forestall.records.entry import Draft, Entry
from forestall.records.values.marking import Marking
from forestall.respond.feedback import number_of, standing_words
from ledgers import HandClock
from record_samples import MEDIATION, NOTHING, SAMPLES, said
from response_people import DECIDER, INTAKE, OTHER_REVIEWER, OWNER, WATCHER, outcome, step
from warning_messages import MINISTER, issued, message
from warning_people import CIRCLE, GRADERS, LEAD, TODAY, report

CHECKING = ("report", "grade", "doubted", "confirmed", "undone", "corrected", "false", "taken_back", "told", "receipt")
"""What happens to reports until somebody has checked them, and with those who told them."""
ANSWERING = ("read", "decision", "action", "begun", "done", "looked", "outcome")
"""What happens to an alert that nothing is in the way of."""
HAPPENINGS = (
    *CHECKING, *ANSWERING, "elsewhere", "forecast", "again", "updated", "referred", "presented", "delivered",
    "promise", "backdated", "narrowed", "spell", "used", "reviewed",
)  # fmt: skip
ELSEWHERE = {"precision": "country", "country": "SSD"}
ONLY_ELSEWHERE = Marking.parse({"tlp": "red", "recipients": ["user-nobody"]})


class Story:
    """A history as it is lived, with what the next step can rest on."""

    def __init__(self, ledger: Ledger, clock: HandClock) -> None:
        self.ledger, self.clock, self.number = ledger, clock, 0
        self.newest: dict[str, Entry] = {}
        self.narrowed_ids: set[str] = set()
        self.alert = issued(ledger)

    def live(self, happening: str, minutes: int) -> None:
        self.clock.move(minutes=minutes, seconds=1)
        self.number += 1
        entry = getattr(self, happening.replace("false", "found_false"))()
        if entry is not None:
            self.newest[happening] = entry

    def append(self, kind: str, record_id: str, body: dict[str, Any], by: Any, *causes: Entry, **terms: Any) -> Entry:
        draft = Draft.parse(
            {"kind": kind, "record_id": record_id, "body": body, "author": by.author, "marking": CIRCLE,
             "causes": [cause.id for cause in causes]} | terms
        )  # fmt: skip
        draft = draft.model_copy(update={"body": draft.record().to_json()})
        return self.ledger.append([draft])[0]

    # What was told, and what became of checking it.

    def report(self) -> Entry:
        clock = (None, "flash", "urgent", "priority")[self.number % 4]
        return report(
            self.ledger,
            self.number,
            summary=said(f"Told as number {self.number}."),
            answer_wanted=self.number % 3 > 0,
            received_at=format_instant(self.clock.now()),
            **({"clock": clock} if clock else {}),
        )

    def elsewhere(self) -> Entry:
        return report(self.ledger, self.number, place=ELSEWHERE)

    def backdated(self) -> Entry:
        """Learned now of something that was true, and received elsewhere, long before."""
        before = self.clock.now() - timedelta(days=9)
        entry = report(self.ledger, self.number, received_at=format_instant(before))
        return self.append(
            "report.corrected", entry.record_id, entry.body, person_of(entry), supersedes=entry.id,
            valid_from=format_instant(before),
        )  # fmt: skip

    def corrected(self) -> Entry | None:
        first = self.newest.get("report")
        if first is None:
            return None
        clock = ("flash", "routine")[self.number % 2]
        body = first.body | {"summary": said(f"Set right as number {self.number}."), "clock": clock}
        return self.append("report.corrected", first.record_id, body, person_of(first))

    def found_false(self) -> Entry | None:
        first = self.newest.get("report")
        if first is None:
            return None
        body = first.body | {"rumour_verdict": "false"}
        return self.append("report.corrected", first.record_id, body, person_of(first))

    def taken_back(self) -> Entry | None:
        first = self.newest.pop("report", None)
        if first is None:
            return None
        body = first.body | {"withdrawn_because": "Told by mistake."}
        return self.append("report.withdrawn", first.record_id, body, person_of(first))

    def narrowed(self) -> Entry | None:
        """Kept from nearly everybody from now on."""
        first = self.newest.pop("elsewhere", None)
        if first is None:
            return None
        self.narrowed_ids.add(first.record_id)
        marking = first.marking.combine(ONLY_ELSEWHERE)
        return self.append("report.corrected", first.record_id, first.body, person_of(first), marking=marking)

    def grade(self, credibility: str = "2") -> Entry | None:
        about = self.newest.get("report")
        if about is None:
            return None
        body = {"about": about.record_id, "credibility": credibility, "reason": "As it is.",
                "credibility_by": GRADERS[0].user}  # fmt: skip
        return self.append("report.graded", f"grade-{about.record_id}-{self.number % 2}", body, GRADERS[0], about)

    def doubted(self) -> Entry | None:
        return self.grade("4")

    def confirmed(self) -> Entry | None:
        about = self.newest.get("report")
        if about is None:
            return None
        sources = [{"record": about.record_id}]
        body = SAMPLES["event"] | {"sources": sources, "place": about.body["place"], "part_of": None}
        body = {key: value for key, value in body.items() if value is not None}
        return self.append("event.confirmed", f"event-{self.number}", body, LEAD, about)

    def undone(self) -> Entry | None:
        event = self.newest.pop("confirmed", None)
        if event is None:
            return None
        body = event.body | {"status": "withdrawn", "withdrawn_because": "It was another."}
        return self.append("event.withdrawn", event.record_id, body, LEAD, supersedes=event.id)

    def told(self, status: str = "being_checked") -> Entry | None:
        about = self.newest.get("report")
        if about is None:
            return None
        number = number_of(about.record_id)
        body = {"about": about.record_id, "status": status, "number": number, "channel": "text_message",
                "text": standing_words(status, number, "en").to_json(), "given_by": INTAKE.user,
                "given_at": format_instant(self.clock.now())}  # fmt: skip
        return self.append("feedback.given", f"feedback-{self.number}", body, INTAKE, about)

    def receipt(self) -> Entry | None:
        return self.told("noted")

    # What was warned of, and what was done.

    def forecast(self) -> Entry:
        body = {key: value for key, value in SAMPLES["forecast"].items() if key != "withdrawn_because"}
        return self.append("forecast.issued", f"forecast-{self.number}", body, WATCHER)

    def spell(self) -> Entry:
        body = {"kind": "mass_killing", "country": "SDN", "start": "2026-11-23", "ended": "absent",
                "seen_until": "2026-12-15", "confidence": "confirmed_in_source"}  # fmt: skip
        return self.append("spell.coded", f"spell-{self.number}", body, WATCHER)

    def again(self) -> Entry:
        now = self.clock.now()
        return issued(self.ledger, due_at=now + timedelta(days=3), expires_at=now + timedelta(days=9))

    def updated(self) -> Entry | None:
        """A further message in the place of the first, that rests on what nobody had thought of before."""
        if "updated" in self.newest:
            return None
        body = message(kind="update", follows=[self.alert.id], because="It moved.").to_json()
        grounds = [entry for entry in (self.newest.get("elsewhere"), self.alert) if entry is not None]
        body |= {"harm_check": SAMPLES["alert"]["harm_check"], "approvals": SAMPLES["alert"]["approvals"]}
        entry = self.append("alert.updated", f"alert-{self.number}", body, LEAD, *grounds)
        self.append("alert.superseded", self.alert.record_id, self.alert.body, LEAD, entry, supersedes=self.alert.id)
        return entry

    def delivered(self) -> Entry:
        body = {"message": self.alert.id, "alert": self.alert.record_id, "organisation": "organisation-ministry",
                "to": MINISTER.user, "channel": "email", "status": "accepted", "n_attempts": 1,
                "at": format_instant(self.clock.now())}  # fmt: skip
        return self.append("delivery.accepted", f"delivery-{self.number}", body, LEAD, self.alert)

    def read(self) -> Entry | None:
        from forestall.runs.warning.alerts import acknowledgement_id

        if "read" in self.newest:
            return None
        body = {"alert": self.alert.record_id, "organisation": "organisation-ministry", "by": MINISTER.user,
                "acknowledged_at": format_instant(self.clock.now()), "channel": "web_form"}  # fmt: skip
        name = acknowledgement_id(self.alert.record_id, "organisation-ministry")
        return self.append("alert.acknowledged", name, body, MINISTER, self.alert)

    def presented(self) -> Entry | None:
        return self._chosen("decision.presented", {"status": "due", "options": [MEDIATION, NOTHING]})

    def referred(self) -> Entry | None:
        chosen = {"status": "recorded", "kind": "refer", "referred_to": "organisation-academy",
                  "decided_by": DECIDER.user, "role": "decision_maker", "reason_codes": ["no_mandate"],
                  "options": [MEDIATION, NOTHING], "decided_at": format_instant(self.clock.now())}  # fmt: skip
        return self._chosen("decision.recorded", chosen)

    def _chosen(self, kind: str, parts: dict[str, Any]) -> Entry | None:
        from forestall.runs.response.matters import decision_id

        if self.newest.keys() & {"decision", "referred"}:
            return None
        due = format_instant(self.alert.recorded_at + timedelta(hours=72))
        body = {"alert": self.alert.record_id, "organisation": "organisation-ministry", "due_at": due} | parts
        name = decision_id(self.alert.record_id, "organisation-ministry")
        return self.append(kind, name, body, DECIDER, self.alert)

    def decision(self) -> Entry | None:
        options = [MEDIATION, NOTHING]
        chosen = {"status": "recorded", "kind": "act_otherwise", "decided_by": DECIDER.user, "role": "decision_maker",
                  "decided_at": format_instant(self.clock.now()), "reason_codes": ["others_acting"],
                  "options": options, "chosen": ["Send two mediators"]}  # fmt: skip
        return self._chosen("decision.recorded", chosen)

    def action(self) -> Entry | None:
        decision = self.newest.get("decision")
        if decision is None:
            return None
        body = step(decision).to_json()
        return self.append("action.planned", f"action-{self.number}", body, DECIDER, decision)

    def begun(self) -> Entry | None:
        planned = self.newest.pop("action", None)
        if planned is None:
            return None
        body = planned.body | {"status": "under_way", "started_at": format_instant(self.clock.now())}
        return self.append("action.started", planned.record_id, body, OWNER, supersedes=planned.id)

    def done(self) -> Entry | None:
        begun = self.newest.pop("begun", None)
        if begun is None:
            return None
        body = begun.body | {"status": "completed", "ended_at": format_instant(self.clock.now())}
        return self.append("action.completed", begun.record_id, body, OWNER, supersedes=begun.id)

    def looked(self) -> Entry | None:
        done = self.newest.pop("done", None)
        if done is None:
            return None
        check = {"checked_at": format_instant(self.clock.now()), "checked_by": WATCHER.user,
                 "finding": said("The market stayed shut."), "harm_found": False}  # fmt: skip
        return self.append("action.updated", done.record_id, done.body | {"effect_check": check}, WATCHER,
                           supersedes=done.id)  # fmt: skip

    def outcome(self) -> Entry:
        """What followed; where something was told from elsewhere, that is what shows it."""
        shown_by = self.newest.get("elsewhere")
        place = {"place": ELSEWHERE} if shown_by else {}
        body = outcome(
            self.alert.record_id, followed=said(f"What followed as number {self.number}."), **place
        ).to_json()
        causes = [self.alert, *([shown_by] if shown_by else [])]
        return self.append("outcome.observed", f"outcome-{self.number}", body, WATCHER, *causes)

    def promise(self) -> Entry:
        body = SAMPLES["commitment"] | {"status": "open", "rests_on": []}
        body = {key: value for key, value in body.items() if key != "note"}
        return self.append("commitment.made", f"commitment-{self.number}", body, WATCHER, self.alert)

    def reviewed(self) -> Entry:
        """A look back that somebody else has begun meanwhile."""
        body = {"about": [self.alert.record_id], "set_off_by": "election_cycle", "reviewer": OTHER_REVIEWER.user,
                "role": "reviewer"}  # fmt: skip
        return self.append("review.opened", f"review-{self.number}", body, OTHER_REVIEWER, self.alert)

    def used(self) -> Entry:
        """A rule of a protocol card, which is written down with its first use."""
        from warning_protocols import card

        if "used" not in self.newest:
            signatures = {name: SAMPLES["trigger"][name] for name in ("signed_by", "backtests")}
            self.append("trigger.signed", "trigger-1", card(**signatures).to_json(), LEAD)
        now = self.clock.now()
        body = SAMPLES["activation"] | {"happened_at": format_instant(now), "rests_on": [self.alert.id],
                                        "holds_until": format_instant(now + timedelta(minutes=30))}  # fmt: skip
        body = {key: value for key, value in body.items() if key != "answer_due_at"}
        return self.append("trigger.activated", f"activation-{self.number}", body, LEAD, self.alert)


def person_of(entry: Entry) -> Any:
    return type("Author", (), {"author": entry.author})


def lived(ledger: Ledger, clock: HandClock, history: Sequence[tuple[str, int]]) -> Story:
    """A history lived from its first day on."""
    clock.present = TODAY
    story = Story(ledger, clock)
    for happening, minutes in history:
        story.live(happening, minutes)
    return story
