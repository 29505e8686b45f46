from datetime import UTC, datetime, timedelta

from icalendar import Calendar

from forestall.share.exchange.ical import DueTime, write_calendar

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
DUE = DueTime("abc-decide", "A decision is due", NOW + timedelta(days=3), NOW, "https://node.example.org/alerts/1")
OVER = DueTime("abc-acknowledge", "An acknowledgement is due", NOW + timedelta(hours=12), NOW,
               "https://node.example.org/alerts/1", is_over=True)  # fmt: skip


def test_due_times_are_moments_in_utc_with_a_reminder() -> None:
    calendar = Calendar.from_ical(write_calendar("Due times", [DUE, OVER]))
    first, second = calendar.walk("VEVENT")
    assert (str(first["uid"]), str(second["uid"])) == ("abc-acknowledge", "abc-decide")
    assert second.decoded("dtstart") == DUE.due_at
    assert "dtend" not in second
    assert len(second.walk("VALARM")) == 1


def test_what_is_over_keeps_its_name_and_is_taken_out_of_calendars() -> None:
    first = Calendar.from_ical(write_calendar("Due times", [OVER])).walk("VEVENT")[0]
    assert (str(first["status"]), int(first["sequence"])) == ("CANCELLED", 1)
    assert first.walk("VALARM") == []


def test_lines_end_and_fold_as_calendars_ask() -> None:
    far = DueTime("u" * 90, "A decision is due", NOW, NOW, "https://node.example.org/" + "a" * 100)
    written = write_calendar("Due times", [far])
    assert written.endswith(b"END:VCALENDAR\r\n")
    assert max(len(line) for line in written.split(b"\r\n")) <= 75


def test_the_same_due_times_give_the_same_calendar() -> None:
    assert write_calendar("Due times", [DUE, OVER]) == write_calendar("Due times", [OVER, DUE])
