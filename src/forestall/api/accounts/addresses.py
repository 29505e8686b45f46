"""How the people of this node are reached beyond their sign-in, and whom nothing may name.

An address says who somebody is. Monitors and whoever else could be in danger get none: what concerns them waits
behind their sign-in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import close_old_connections
from django.db.models import Q

from forestall.api.accounts.away import own_errors
from forestall.api.accounts.models import Account, MailAddress, Webhook
from forestall.api.accounts.people import Administrator, roles_of
from forestall.api.accounts.visits import Visit
from forestall.errors import BadTransition, InvalidField, describe
from forestall.identifiers import new_record_id
from forestall.memory.keys import NodeKey
from forestall.memory.ledger import Ledger
from forestall.memory.node import Node
from forestall.memory.question import Question
from forestall.memory.read import Reader, read_all
from forestall.records.focal_point import FocalPoint
from forestall.runs.delivery import Reachable
from forestall.warn.delivery.mail import Recipient
from forestall.warn.delivery.way import Way
from forestall.warn.delivery.webhook import WebhookWay, check_address, webhook_secret
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
    with by.noting("keep_address", account):
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
    with by.noting("forget_address", account):
        n_gone, _ = MailAddress.objects.filter(account=account).delete()
    return n_gone > 0


def add_webhook(by: Administrator, account: Account, address: str, key: NodeKey) -> str:
    """The secret of a new subscription, `whsec_...`, which the other side checks calls with; it is told once.

    Raises:
        InvalidField: an address that calls may not go to.
        NotFound: another organisation's person.
        AccessError: not an administrator.
    """
    by.check(account.organisation)
    salt = new_record_id("webhook")
    with by.noting("add_webhook", account):
        Webhook.objects.create(account=account, address=check_address(address), salt=salt, added_at=by.now)
    return webhook_secret(key, salt)


def forget_webhooks(by: Administrator, account: Account) -> int:
    """How many subscriptions of a person there were, which are now gone.

    Raises:
        NotFound: another organisation's person.
        AccessError: not an administrator.
    """
    by.check(account.organisation)
    with by.noting("forget_webhooks", account):
        n_gone, _ = Webhook.objects.filter(account=account).delete()
    return n_gone


def reachable_people(node: Node, url: str, mail: Callable[[Recipient], Way] | None) -> tuple[Reachable, ...]:
    """Everybody who may sign in, holds a role and can be reached, as the memory knows them.

    Args:
        node: the node; its ledger says who holds or stands in for which office.
        url: where its pages are.
        mail: the way to a recipient of mail; None where the node sends none.

    Raises:
        StorageUnavailable: the accounts can't be read; the next look asks for a new connection.
    """
    close_old_connections()  # one that broke is of no use, and nobody's request ends here to take it away
    with own_errors():
        return tuple(_reachable(node, url, mail))


def _reachable(node: Node, url: str, mail: Callable[[Recipient], Way] | None) -> Iterator[Reachable]:
    now = node.ledger.clock.now()
    has_a_way = Q(mail__isnull=False) | Q(webhooks__isnull=False)
    accounts = Account.objects.filter(has_a_way, is_active=True).distinct()
    for account in accounts.select_related("mail"):
        known = Visit(account, now).person
        ways = tuple(_ways(node, url, account, mail)) if known.roles and ENDANGERED not in known.roles else ()
        if ways:
            yield Reachable(known.reader, ways, _offices(node.ledger, known.reader))


def _ways(node: Node, url: str, account: Account, mail: Callable[[Recipient], Way] | None) -> Iterator[Way]:
    kept: MailAddress | None = getattr(account, "mail", None)
    if kept is not None and mail is not None:
        yield mail(Recipient(kept.address, kept.language))
    for hook in Webhook.objects.filter(account=account):
        secret = webhook_secret(node.ledger.key, hook.salt)
        yield WebhookWay(hook.address, secret, url, node.ledger.clock, name=hook.salt)


def _offices(ledger: Ledger, reader: Reader) -> frozenset[str]:
    entries = read_all(ledger, reader, Question(prefix="focal_point", states=True))
    offices = {entry.record_id: FocalPoint.parse(entry.body) for entry in entries}
    held = {name for name, office in offices.items() if office.user == reader.user and office.ended is None}
    stood_in = {name for name, office in offices.items() if office.deputy in held and office.ended is None}
    return frozenset(held | stood_in)
