"""A CAP message of a fictional node."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from forestall.share.exchange.cap.message import CapArea, CapInfo, CapMessage, Reference

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
INFO = CapInfo(
    event="Violence against civilians",
    urgency="Expected",
    severity="Severe",
    certainty="Possible",
    language="en",
    response_types=("Assess",),
    effective=NOW,
    expires=NOW + timedelta(days=28),
    sender_name="Network office",
    headline="Attack on farming communities is unlikely (20-45%)",
    description="What is known, how sure,\nand what is asked.",
    instruction="Send mediators before market day?",
    parameters=(("probability", "0.3"), ("due_at", "2026-11-25T09:30:00+00:00")),
    areas=(
        CapArea(
            "SD-DW, SDN",
            geocodes=(("ISO 3166-2", "SD-DW"),),
            polygons=("13,22 14,22 14,23 13,22",),
            circles=("13.5,22.5 40",),
        ),
    ),
)
MESSAGE = CapMessage(
    identifier="a1b2c3",
    sender="node.example.org",
    sent=NOW,
    status="Actual",
    message_type="Alert",
    scope="Private",
    addresses=("organisation-ministry", "the panel"),
    codes=("forestall",),
    note="First message",
    incidents=("situation-1",),
    infos=(INFO, replace(INFO, language="ar", description="ما هو معروف")),
)


def message(**parts: Any) -> CapMessage:
    return replace(MESSAGE, **parts)


def update(**parts: Any) -> CapMessage:
    """A message an hour later that takes the place of the first."""
    follows = Reference(MESSAGE.sender, MESSAGE.identifier, MESSAGE.sent)
    parts = {"identifier": "d4e5f6", "sent": NOW + timedelta(hours=1), "message_type": "Update",
             "references": (follows,)} | parts  # fmt: skip
    return message(**parts)
