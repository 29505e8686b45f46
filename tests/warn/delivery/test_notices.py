import pytest

from forestall.warn.delivery.notices import Notice, read_notices
from mail_server import NOTICE

DELIVERY = "delivery-mfrggzdfmztwq2lknnwg23tpoa"


def notice(action: str, status: str, *, envelope: str = f"Original-Envelope-Id: {DELIVERY}\n", **parts: str) -> bytes:
    filled = {"message_id": "<x@example.net>", **parts}
    return NOTICE.format(action=action, status=status, envelope=envelope, **filled).encode()


@pytest.mark.parametrize(
    ("action", "status", "means", "reply"),
    [
        ("delivered", "2.0.0", "delivered", "250 2.0.0"),
        ("failed", "5.1.1", "failed", "550 5.1.1"),
        ("delayed", "4.4.1", "accepted", "450 4.4.1"),
        ("Relayed", "2.0.0", "accepted", "250 2.0.0"),
    ],
)
def test_a_servers_report_moves_the_delivery_it_names(action: str, status: str, means: str, reply: str) -> None:
    assert read_notices(notice(action, status)) == (Notice(DELIVERY, means, reply),)


def test_a_report_that_echoes_only_the_headers_is_known_by_its_message_id() -> None:
    told = notice("failed", "5.1.1", envelope="", message_id=f"<{DELIVERY}@example.net>")
    assert [one.delivery for one in read_notices(told)] == [DELIVERY]


def test_other_mail_and_reports_of_nothing_of_ours_say_nothing() -> None:
    assert read_notices(b"Subject: hello\n\nI am away until Monday. delivery-mfrggzdfmztwq2lknnwg23tpoa") == ()
    assert read_notices(notice("failed", "5.1.1", envelope="")) == ()
    assert read_notices(notice("expanded", "2.0.0")) == ()
    assert read_notices(b"\xff\x00" * 600_000) == ()
    assert read_notices(b"Content-Type: message/delivery-status\n\n\x00:\xff\nAction") == ()
