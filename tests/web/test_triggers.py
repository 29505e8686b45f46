import pytest

from doors import House
from forestall.memory.ledger import Ledger
from forestall.records.entry import Author, Draft
from forestall.records.trigger import Trigger
from record_samples import SAMPLES
from warning_people import CIRCLE

pytestmark = pytest.mark.both_databases

UNION = Author(user="user-o", organisation="organisation-union")


@pytest.fixture
def card(house: House) -> str:
    return _drafted(house.node.ledger)


def _drafted(ledger: Ledger) -> str:
    card = Trigger.parse({**SAMPLES["trigger"], "signed_by": [], "expires_on": "2999-01-01", "retired_because": None})
    draft = Draft.of("trigger.drafted", "trigger-a", card, UNION, CIRCLE)
    (entry,) = ledger.append([draft])
    return entry.record_id


def test_a_card_is_shown_with_its_state_and_as_no_activation(house: House, card: str) -> None:
    account = house.person("a1", "analyst", organisation="organisation-union", clearance="high")
    browser = house.browser(account)
    row = browser.get("/triggers.json").json()["triggers"][0]
    assert (row["trigger_id"], row["state"], row["is_green"]) == (card, "draft", False)
    page = browser.get(f"/triggers/{card}").content.decode()
    assert "A rule that is met is not an activation" in page
    assert browser.get(f"/api/triggers/{card}").json() == browser.get(f"/triggers/{card}.json").json()


def test_an_outsider_cannot_tell_that_a_card_exists(house: House, card: str) -> None:
    browser = house.browser(house.person("x1", "analyst", organisation="organisation-elsewhere"))
    assert browser.get(f"/triggers/{card}").content == browser.get("/triggers/trigger-none").content
    assert browser.get("/triggers.json").json()["triggers"] == []
