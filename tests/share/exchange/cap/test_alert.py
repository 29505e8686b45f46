from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from forestall.records.alert import Alert
from forestall.records.values.marking import Marking
from forestall.share.exchange.cap.alert import Sent, Words, cap_of, certainty
from forestall.share.exchange.cap.codec import read_cap, write_cap
from forestall.share.exchange.cap.message import CapMessage, Reference
from record_samples import DIGEST, OTHER_DIGEST, SAMPLES

NOW = datetime(2026, 11, 22, 9, 30, 15, 123456, tzinfo=UTC)
AMBER = Marking.parse({"tlp": "amber", "organisations": ["organisation-ministry"]})
WORDS = (Words("en", "An attack is unlikely (20-45%)", "What is known.\nConfidence: moderate.", "Send mediators?"),
         Words("ar", "هجوم", "ما هو معروف", None))  # fmt: skip
FOLLOWS = (Reference("node.example.org", DIGEST, datetime(2026, 11, 20, tzinfo=UTC)),)


def cap(marking: Marking = AMBER, follows: tuple[Reference, ...] = FOLLOWS, **parts: Any) -> CapMessage:
    told = Alert.parse(SAMPLES["alert"] | parts)
    sent = Sent(OTHER_DIGEST, "node.example.org", NOW, marking, is_exercise=False, follows=follows)
    return cap_of(told, sent, WORDS)


def test_an_update_is_a_message_of_its_own_that_names_the_one_before_and_reads_back() -> None:
    message = cap()
    assert (message.identifier, message.message_type, message.references) == (OTHER_DIGEST, "Update", FOLLOWS)
    assert read_cap(write_cap(message)) == message


def test_the_number_base_rate_period_and_due_time_travel_as_parameters() -> None:
    values = cap().infos[0].values
    assert (values["probability"], values["base_rate"], values["period"]) == ("0.3", "0.04", "2026-12-01/2027-03-01")
    assert values["due_at"] == "2026-11-25T09:30:00.000000Z"
    assert (values["confidence"], values["phase"], values["tlp"]) == ("moderate", "3", "amber")
    assert values["dissent"].startswith("Phase 3 is enough")


@pytest.mark.parametrize(
    ("marking", "scope", "restriction", "addresses"),
    [
        ({"tlp": "clear"}, "Public", None, ()),
        ({"tlp": "green", "caveats": ["Not for the press."]}, "Restricted", "TLP:GREEN; Not for the press.", ()),
        ({"tlp": "amber"}, "Private", None, ("organisation-ministry", "organisation-panel")),
        ({"tlp": "red", "recipients": ["user-d4"]}, "Private", None, ("organisation-ministry", "organisation-panel")),
    ],
)
def test_a_marking_says_how_far_a_message_may_go(
    marking: dict[str, Any], scope: str, restriction: str | None, addresses: tuple[str, ...]
) -> None:
    message = cap(Marking.parse(marking))
    assert (message.scope, message.restriction, message.addresses) == (scope, restriction, addresses)
    write_cap(message)


@pytest.mark.parametrize(("probability", "word", "said"), [
    (0.85, "very_likely", "Likely"), (0.5, "roughly_even_chance", "Possible"), (0.3, "unlikely", "Possible"),
    (0.02, "almost_no_chance", "Unlikely"),
])  # fmt: skip
def test_certainty_follows_the_number_and_not_the_strength_of_grounds(probability: float, word: str, said: str) -> None:
    estimate = SAMPLES["alert"]["estimate"] | {
        "probability": probability,
        "likelihood": word,
        "low": None,
        "high": None,
    }
    told = Alert.parse(SAMPLES["alert"] | {"estimate": estimate, "confidence": "low"})
    assert certainty(told) == said


def test_what_goes_on_is_observed_and_what_has_no_number_is_unknown() -> None:
    bare = SAMPLES["alert"] | {"estimate": None, "no_estimate_because": "Under way."}
    assert certainty(Alert.parse(bare | {"phase": "5"})) == "Observed"
    assert certainty(Alert.parse(bare)) == "Unknown"


def test_a_cancellation_asks_nothing_and_is_no_all_clear() -> None:
    message = cap(kind="cancel", question=None, options=[], recommended=None, recommended_because=None, due_at=None,
                  expires_at=None, estimate=None, confidence=None, confidence_because=None, phase=None)  # fmt: skip
    assert message.message_type == "Cancel"
    assert message.infos[0].response_types == ()
    assert b"AllClear" not in write_cap(message)
    assert message.infos[0].urgency == "Unknown"


def test_an_exercise_and_a_draft_say_so() -> None:
    told = Alert.parse(SAMPLES["alert"])
    pretend = Sent(OTHER_DIGEST, "node.example.org", NOW, AMBER, is_exercise=True, follows=FOLLOWS)
    assert cap_of(told, pretend, WORDS).status == "Exercise"
    draft = Sent(OTHER_DIGEST, "node.example.org", NOW, AMBER, is_exercise=True, is_draft=True, follows=FOLLOWS)
    assert cap_of(told, draft, WORDS).status == "Draft"


def test_a_message_names_no_place_finer_than_the_first_level_unit() -> None:
    area = cap().infos[0].areas[0]
    assert area.geocodes == (("ISO 3166-1 alpha-3", "SDN"), ("ISO 3166-2", "SD-DW"))
    assert (area.polygons, area.circles) == ((), ())
    assert cap().sent == NOW - timedelta(microseconds=123456)
