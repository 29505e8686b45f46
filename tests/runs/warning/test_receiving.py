from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cap_samples import INFO, MESSAGE, NOW, update
from forestall.errors import AccessError, AlreadyThere, WrongKey
from forestall.memory.ledger import Ledger
from forestall.records.report import Report
from forestall.runs.warning.evidence import Weighing, weigh_piece
from forestall.runs.warning.receiving import take_in_cap
from forestall.runs.warning.steps import held
from forestall.share.exchange.cap.message import CapMessage
from forestall.share.exchange.cap.signature import Identity, Pin, make_identity, write_signed
from warning_people import ANALYSTS, CIRCLE, person

INTAKE = person("user-i", "organisation-union", "intake_officer")


@pytest.fixture(scope="module")
def partner(tmp_path_factory: pytest.TempPathFactory) -> Identity:
    return make_identity(tmp_path_factory.mktemp("partner"), "Partner", NOW)


def take_in(ledger: Ledger, partner: Identity, message: CapMessage = MESSAGE, **parts: bool) -> tuple[str, Report]:
    pins = [Pin(MESSAGE.sender, partner.certificate, NOW + timedelta(days=365))]
    entry = take_in_cap(ledger, INTAKE, write_signed(message, partner), pins, CIRCLE, **parts)
    return entry.record_id, held(entry, Report)


def test_a_partners_message_is_a_report_to_be_graded_and_no_alert(ledger: Ledger, partner: Identity) -> None:
    record_id, report = take_in(ledger, partner)
    assert record_id.startswith("report-")
    assert (report.channel, report.summary and report.summary.text) == ("partner", INFO.headline)
    piece, _ = weigh_piece(ledger, ANALYSTS[0], record_id, Weighing())
    assert (str(piece.grade), piece.origin) == ("F6", report.origin)


def test_a_message_and_its_update_go_back_to_one_origin_and_each_is_taken_in_once(
    ledger: Ledger, partner: Identity
) -> None:
    _, first = take_in(ledger, partner)
    _, second = take_in(ledger, partner, update())
    assert first.origin == second.origin
    with pytest.raises(AlreadyThere):
        take_in(ledger, partner)


def test_words_that_name_somebody_are_left_out(ledger: Ledger, partner: Identity) -> None:
    named = replace(MESSAGE, infos=(replace(INFO, headline="General Musa gathers men"),))
    _, report = take_in(ledger, partner, named)
    assert report.summary
    assert report.summary.text == "CAP Alert of node.example.org"


def test_what_a_state_says_of_itself_stays_that(ledger: Ledger, partner: Identity) -> None:
    record_id, _ = take_in(ledger, partner, about_own_conduct=True)
    piece, _ = weigh_piece(ledger, ANALYSTS[0], record_id, Weighing(ground="preparatory_signs"))
    assert piece.ground == "own_conduct_report"


def test_an_exercise_of_a_partner_stays_an_exercise(ledger: Ledger, partner: Identity) -> None:
    pins = [Pin(MESSAGE.sender, partner.certificate, NOW + timedelta(days=365))]
    played = write_signed(replace(MESSAGE, status="Exercise"), partner)
    assert take_in_cap(ledger, INTAKE, played, pins, CIRCLE).exercise


def test_a_strangers_message_is_not_taken_in_nor_by_whoever_may_not(
    ledger: Ledger, partner: Identity, tmp_path: Path
) -> None:
    head = ledger.head().sequence
    stranger = make_identity(tmp_path, "Partner", NOW)
    pins = [Pin(MESSAGE.sender, partner.certificate, NOW + timedelta(days=365))]
    with pytest.raises(WrongKey, match="unknown issuer"):
        take_in_cap(ledger, INTAKE, write_signed(MESSAGE, stranger), pins, CIRCLE)
    reader = person("user-i", "organisation-union", "addressee")
    with pytest.raises(AccessError):
        take_in_cap(ledger, reader, write_signed(MESSAGE, partner), pins, CIRCLE)
    assert ledger.head().sequence == head
