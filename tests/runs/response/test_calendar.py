"""What an organisation owes, as a calendar that people subscribe to."""

from datetime import timedelta

from icalendar import Calendar

from deciding import DECIDER, choice, clockwork
from forestall.memory.ledger import Ledger
from forestall.runs.response.calendar import due_calendar
from forestall.runs.response.decisions import record_decision
from forestall.runs.warning.alerts import acknowledge_alert, update_alert
from ledgers import HandClock
from record_samples import DIGEST
from warning_messages import MINISTER, WRITER, issued, message, send
from warning_people import OFFICER, TODAY


def page(record_id: str) -> str:
    return f"https://node.example.org/alerts/{record_id}"


def test_a_calendar_holds_what_an_addressee_owes_and_nothing_of_its_matter(ledger: Ledger, clock: HandClock) -> None:
    clock.present = TODAY
    sent = issued(ledger)
    written = due_calendar(ledger, MINISTER.reader, "Due times", page)
    events = {str(event["uid"]): event for event in Calendar.from_ical(written).walk("VEVENT")}
    assert set(events) == {f"{sent.id}-acknowledge", f"{sent.id}-decide"}
    assert events[f"{sent.id}-acknowledge"].decoded("dtstart") == sent.recorded_at.replace(hour=0, day=23)
    for secret in (b"SD-DW", b"farming", b"mediators", b"attack"):
        assert secret not in written.lower()
    assert Calendar.from_ical(due_calendar(ledger, OFFICER.reader, "Due times", page)).walk("VEVENT") == []


def test_what_was_acknowledged_or_replaced_is_taken_out_of_calendars(ledger: Ledger, clock: HandClock) -> None:
    clock.present = TODAY
    sent = issued(ledger)
    acknowledge_alert(ledger, MINISTER, sent.record_id, "app")
    written = due_calendar(ledger, MINISTER.reader, "Due times", page)
    states = {
        str(event["uid"]).rsplit("-", 1)[1]: str(event["status"])
        for event in Calendar.from_ical(written).walk("VEVENT")
    }
    assert states == {"acknowledge": "CANCELLED", "decide": "CONFIRMED"}
    send(
        ledger, update_alert(ledger, WRITER, sent.record_id, message(kind="update", follows=[DIGEST], because="More."))
    )
    written = due_calendar(ledger, MINISTER.reader, "Due times", page)
    old = [event for event in Calendar.from_ical(written).walk("VEVENT") if sent.id in str(event["uid"])]
    assert {str(event["status"]) for event in old} == {"CANCELLED"}


def test_a_deferral_moves_the_time_of_the_decision_and_a_decision_ends_it(ledger: Ledger, clock: HandClock) -> None:
    clock.present = TODAY
    sent = issued(ledger)

    def deciding() -> tuple[str, object]:
        written = due_calendar(ledger, MINISTER.reader, "Due times", page)
        found = {str(event["uid"]): event for event in Calendar.from_ical(written).walk("VEVENT")}
        event = found[f"{sent.id}-decide"]
        return str(event["status"]), event.decoded("dtstart")

    until = TODAY + timedelta(days=9)
    record_decision(clockwork(ledger), DECIDER, sent.record_id, choice("defer", deferred_until=until))
    assert deciding() == ("CONFIRMED", until)
    record_decision(clockwork(ledger), DECIDER, sent.record_id, choice())
    assert deciding()[0] == "CANCELLED"
