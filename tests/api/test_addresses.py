"""Where mail reaches people, and whom it never names."""

import pytest

from doors import House
from forestall.errors import BadTransition, InvalidField
from forestall.warn.delivery.mail import Envelope, MailWay, Recipient
from forestall.warn.delivery.smtp import MailServer
from forestall.warn.delivery.way import Way
from record_samples import said

pytestmark = pytest.mark.both_databases

URL = "https://node.example.net"


def by_mail(recipient: Recipient) -> Way:
    return MailWay(
        recipient, Envelope("node@example.net", URL), MailServer("127.0.0.1", 9, "smtp+plain"), lambda *_: ()
    )


def test_a_person_with_a_role_is_reached_as_the_memory_knows_them(house: House) -> None:
    from forestall.api.accounts.addresses import forget_address, reachable_people, set_address

    minister = house.person("minister", "decision_maker")
    by = house.keeper()
    set_address(by, minister, "minister@example.org", "ar")
    (reached,) = reachable_people(house.node, URL, by_mail)
    (way,) = reached.ways
    assert isinstance(way, MailWay)
    assert (way.recipient.address, way.recipient.language) == ("minister@example.org", "ar")
    assert reached.reader.user == minister.pseudonym
    assert forget_address(by, minister)
    assert reachable_people(house.node, URL, by_mail) == ()


def test_no_address_is_kept_of_a_monitor_nor_used_once_somebody_is_one(house: House) -> None:
    from forestall.api.accounts.addresses import reachable_people, set_address
    from forestall.api.accounts.people import end_role, grant_role

    listener, analyst = house.person("listener", "monitor"), house.person("analyst", "analyst")
    by = house.keeper()
    with pytest.raises(BadTransition, match="a monitor"):
        set_address(by, listener, "listener@example.org", "en")
    set_address(by, analyst, "analyst@example.org", "en")
    end_role(by, analyst, "analyst")
    assert reachable_people(house.node, URL, by_mail) == ()
    grant_role(by, analyst, "monitor", 30)
    assert reachable_people(house.node, URL, by_mail) == ()


def test_what_is_no_address_is_refused_without_being_repeated(house: House) -> None:
    from forestall.api.accounts.addresses import set_address

    with pytest.raises(InvalidField) as caught:
        set_address(house.keeper(), house.person("minister", "decision_maker"), "minister at home", "en")
    assert "at home" not in str(caught.value)


def test_whoever_stands_in_for_an_office_is_reached_for_it(house: House) -> None:
    from forestall.api.accounts.addresses import reachable_people, set_address
    from forestall.records.entry import Draft
    from ledgers import CLEAR

    deputy = house.person("deputy", "addressee")
    by = house.keeper()
    set_address(by, deputy, "deputy@example.org", "en")
    body = {"organisation": deputy.organisation, "office": said("The office")}
    offices = {
        "focal_point-held": body | {"user": deputy.pseudonym},
        "focal_point-covered": body | {"deputy": "focal_point-held"},
        "focal_point-other": body,
    }
    for name, office in offices.items():
        draft = Draft.parse(
            {"kind": "focal_point.appointed", "record_id": name, "body": office, "author": by.person.author,
             "marking": CLEAR}
        )  # fmt: skip
        house.node.ledger.append([draft.model_copy(update={"body": draft.record().to_json()})])
    (reached,) = reachable_people(house.node, URL, by_mail)
    assert reached.focal_points == {"focal_point-held", "focal_point-covered"}


def test_a_programs_address_is_https_and_its_secret_is_told_once_and_kept_nowhere(house: House) -> None:
    from forestall.api.accounts.addresses import add_webhook, forget_webhooks, reachable_people

    minister = house.person("minister", "decision_maker")
    by, key = house.keeper(), house.node.ledger.key
    secret = add_webhook(by, minister, "https://desk.example.org/in", key)
    (reached,) = reachable_people(house.node, URL, None)
    assert secret.startswith("whsec_")
    assert secret not in repr(reached)
    for address in ("http://desk.example.org/in", "https://user:word@desk.example.org/", "ftp://x", "https:///in"):
        with pytest.raises(InvalidField):
            add_webhook(by, minister, address, key)
    assert forget_webhooks(by, minister) == 1
    assert reachable_people(house.node, URL, None) == ()
