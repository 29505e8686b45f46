"""Where mail reaches the people of this node, and whom it may speak to of what.

An address says who somebody is. Monitors and whoever else could be in danger get none: what concerns them waits
behind their sign-in.
"""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from forestall.api.accounts.models import Account, MailAddress
from forestall.api.accounts.people import Administrator, roles_of
from forestall.api.accounts.visits import Visit
from forestall.errors import BadTransition, InvalidField, describe
from forestall.memory.ledger import Ledger
from forestall.memory.question import Question
from forestall.memory.read import Reader, read_all
from forestall.records.focal_point import FocalPoint
from forestall.runs.delivery import Person
from forestall.warn.delivery.mail import Recipient
from forestall.warn.wording.phrases import languages

ENDANGERED = "monitor"


def set_address(by: Administrator, account: Account, address: str, language: str) -> None:
    """Keep where mail reaches a person, in place of what was kept.

    Raises:
        InvalidField: no mail address, or a language that messages have no sentences in.
        BadTransition: a person whose role may put them in danger.
        NotFound: another organisation's person.
        AccessError: not an administrator.
    """
    by.check(account.organisation)
    if ENDANGERED in roles_of(account, by.now):
        raise BadTransition(
            expected="somebody whom no harm comes from being known here",
            found="a monitor",
            where="mail address",
            remedy="Keep none; what concerns them waits behind their sign-in.",
        )
    try:
        validate_email(address)
    except ValidationError:
        raise InvalidField(
            expected="a mail address", found=describe(address), where="address", remedy="Correct it."
        ) from None
    if language not in languages():
        raise InvalidField(
            expected=f"one of {', '.join(languages())}", found=repr(language), where="language", remedy="Choose one."
        )
    MailAddress.objects.update_or_create(
        account=account, defaults={"address": address, "language": language, "added_at": by.now}
    )


def forget_address(by: Administrator, account: Account) -> bool:
    """Whether there was an address, which is now gone.

    Raises:
        NotFound: another organisation's person.
        AccessError: not an administrator.
    """
    by.check(account.organisation)
    n_gone, _ = MailAddress.objects.filter(account=account).delete()
    return n_gone > 0


def reachable_people(ledger: Ledger, now: datetime) -> tuple[Person, ...]:
    """Everybody with an address who may sign in and holds a role, as the memory knows them.

    Args:
        ledger: the node's; it says who holds or stands in for which office.
        now: the present, at which a role must run.
    """
    found = []
    for kept in MailAddress.objects.filter(account__is_active=True).select_related("account"):
        known = Visit(kept.account, now).person
        if known.roles and ENDANGERED not in known.roles:
            recipient = Recipient(kept.account.pseudonym, kept.address, kept.language)
            found.append(Person(known.reader, recipient, _offices(ledger, known.reader)))
    return tuple(found)


def _offices(ledger: Ledger, reader: Reader) -> frozenset[str]:
    entries = read_all(ledger, reader, Question(prefix="focal_point", states=True))
    offices = {entry.record_id: FocalPoint.parse(entry.body) for entry in entries}
    held = {name for name, office in offices.items() if office.user == reader.user and office.ended is None}
    stood_in = {name for name, office in offices.items() if office.deputy in held and office.ended is None}
    return frozenset(held | stood_in)
