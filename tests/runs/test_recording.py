from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from forestall.errors import InvalidField
from forestall.memory.node import Node, create_node
from forestall.memory.question import Question
from forestall.memory.read import read
from forestall.records.entry import Draft
from forestall.runs.recording import record_statement

NOW = datetime(2026, 5, 3, 12, tzinfo=UTC)


class NoonClock:
    def now(self) -> datetime:
        return NOW


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    with create_node(tmp_path, f"sqlite:///{tmp_path / 'ledger.sqlite'}", NoonClock()) as made:
        yield made


def report(node: Node, place: dict[str, Any], *, exercise: bool = False, occurred: str = "2026-05-02") -> Draft:
    body = {
        "received_at": "2026-05-03T10:00:00.000000Z",
        "channel": "telephone",
        "event_types": ["one_sided_violence"],
        "occurred": occurred,
        "place": place,
    }
    return Draft.parse(
        {
            "kind": "report.received",
            "record_id": "report-a1",
            "body": body,
            "author": node.author.to_json(),
            "marking": {"tlp": "amber", "organisations": [node.author.organisation]},
            "exercise": exercise,
        }
    )


def test_a_report_from_a_country_of_its_day_enters_the_ledger(node: Node) -> None:
    entry = record_statement(node.ledger, report(node, {"precision": "country", "country": "SSD"}), NOW)
    found = read(node.ledger, node.reader, Question(record_id="report-a1"))
    assert [one.id for one in found.entries] == [entry.id]


@pytest.mark.parametrize(("country", "occurred"), [("SSD", "2009"), ("ZZZ", "2026-05-02"), ("XEA", "2026-05-02")])
def test_a_country_that_did_not_stand_that_day_is_refused_with_the_field_named(
    node: Node, country: str, occurred: str
) -> None:
    with pytest.raises(InvalidField) as caught:
        record_statement(
            node.ledger, report(node, {"precision": "country", "country": country}, occurred=occurred), NOW
        )
    assert caught.value.where == "Report.place.country"
    assert node.ledger.head().sequence == 1


def test_a_year_alone_does_not_refuse_a_state_that_began_within_it(node: Node) -> None:
    assert record_statement(node.ledger, report(node, {"precision": "country", "country": "SSD"}, occurred="2011"), NOW)


def test_an_invented_country_may_stand_in_an_exercise(node: Node) -> None:
    place = {"precision": "country", "country": "XEA"}
    assert record_statement(node.ledger, report(node, place, exercise=True), NOW).exercise


def event(node: Node, country: str) -> Draft:
    place = {"precision": "exact", "country": country, "latitude": 15.6, "longitude": 32.5, "name": "Khartoum"}
    body = {
        "status": "candidate",
        "event_type": "one_sided_violence",
        "first_day": "2010-01-05",
        "last_day": "2010-01-06",
        "date_precision": "day",
        "place": place,
        "sources": [{"dataset": "ucdp_ged", "row": "1"}],
    }
    draft = report(node, {"precision": "country", "country": "SSD"}).to_json()
    return Draft.parse({**draft, "kind": "event.coded", "record_id": "event-a1", "body": body})


def test_a_point_is_held_against_the_outline_of_its_country_on_its_day(node: Node) -> None:
    assert record_statement(node.ledger, event(node, "SDN"), NOW)
    with pytest.raises(InvalidField) as caught:
        record_statement(node.ledger, event(node, "KEN"), NOW)
    assert caught.value.where == "Event.place.latitude"
