"""`forestall delivery`: issued messages to people, by mail and by calls, and how far they came."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from forestall.cli.input import read_input
from forestall.cli.output import AsJson, answer_errors, console, print_answer, print_json
from forestall.cli.web import Name, administrator
from forestall.clock import SystemClock
from forestall.errors import BadSetting
from forestall.memory.node import Node, open_node
from forestall.records.entry import Entry
from forestall.runs.delivery import Dispatch, deliver_due, take_notice
from forestall.runs.warning.enclosures import enclosures
from forestall.settings import Settings, read_settings
from forestall.warn.delivery.mail import Envelope, MailWay, Recipient
from forestall.warn.delivery.smtp import mail_server
from forestall.warn.delivery.way import Attachment, Way, alert_page

app = typer.Typer(help="Issued messages to people, by mail and by calls to their programs.", no_args_is_help=True)
SECONDS_A_MINUTE = 60


@app.command("mail")
@answer_errors
def mail(
    name: Name,
    to: Annotated[str | None, typer.Argument(metavar="ADDRESS", help="Where mail reaches them.")] = None,
    language: Annotated[str, typer.Option(help="The language to write in: en, fr or ar.")] = "en",
    forget: Annotated[bool, typer.Option("--forget", help="Keep no address of theirs.")] = False,
    as_json: AsJson = False,
) -> None:
    """Keep where mail reaches somebody, or forget it; never of monitors."""
    _, by = administrator()
    from forestall.api.accounts.addresses import forget_address, set_address  # noqa: PLC0415 - Django, once started
    from forestall.api.accounts.people import find_person  # noqa: PLC0415

    account = find_person(by, name)
    if forget == (to is not None):
        raise typer.BadParameter("give an address, or --forget")
    if to is None:
        print_answer({"name": name, "forgotten": forget_address(by, account)}, as_json=as_json)
    else:
        set_address(by, account, to, language)
        print_answer({"name": name, "reached_by_mail": True}, as_json=as_json)


@app.command("webhook")
@answer_errors
def webhook(
    name: Name,
    to: Annotated[str | None, typer.Argument(metavar="ADDRESS", help="The address to call, https.")] = None,
    forget: Annotated[bool, typer.Option("--forget", help="End all of theirs.")] = False,
    as_json: AsJson = False,
) -> None:
    """Call a program in somebody's name when a message goes out to them; prints the secret of its calls once."""
    settings, by = administrator()
    from forestall.api.accounts.addresses import add_webhook, forget_webhooks  # noqa: PLC0415 - Django, once started
    from forestall.api.accounts.people import find_person  # noqa: PLC0415

    account = find_person(by, name)
    if forget == (to is not None):
        raise typer.BadParameter("give an address, or --forget")
    if to is None:
        print_answer({"name": name, "ended": forget_webhooks(by, account)}, as_json=as_json)
        return
    with open_node(settings.home, settings.database, SystemClock()) as node:
        secret = add_webhook(by, account, to, node.ledger.key)
    print_answer({"name": name, "secret": secret}, as_json=as_json)


@app.command("send")
@answer_errors
def send(
    every: Annotated[float, typer.Option(min=0, help="Minutes between two rounds; 0 for one round only.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Hand over what is due: messages that were issued, to the people they are addressed to."""
    settings, _ = administrator()
    from forestall.api.accounts.addresses import reachable_people  # noqa: PLC0415 - Django, once started

    by_mail = mail_way(settings)
    while True:
        with dispatching(settings) as (node, dispatch):
            people = reachable_people(node, settings.url, by_mail)
            _print_counts(deliver_due(dispatch, people), len(people), as_json=as_json)
        if not every:
            return
        time.sleep(every * SECONDS_A_MINUTE)


@app.command("notice")
@answer_errors
def notice(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A report as it came by mail; - reads standard input.")],
    as_json: AsJson = False,
) -> None:
    """Take in a mail server's report of a delivery (RFC 3464); a mail filter may pipe them here."""
    report = read_input(file)
    with dispatching(read_settings()) as (_, dispatch):
        entries = take_notice(dispatch, report)
    if as_json:
        print_json({"entries": [entry.id for entry in entries]})
    else:
        console().print("\n".join(f"{entry.kind}  {entry.record_id}" for entry in entries) or "Nothing new.")


@contextmanager
def dispatching(settings: Settings) -> Iterator[tuple[Node, Dispatch]]:
    """The node, open, and where its deliveries are recorded."""
    with open_node(settings.home, settings.database, SystemClock()) as node:
        yield node, Dispatch(node.ledger, node.author)


def mail_way(settings: Settings) -> Callable[[Recipient], Way] | None:
    """The way to a recipient of mail; None where the node sends none.

    Raises:
        BadSetting: half of what sending mail needs.
    """
    if settings.mail is None and settings.mail_from is None:
        return None
    if settings.mail is None or settings.mail_from is None:
        raise BadSetting(
            expected="both FORESTALL_MAIL and FORESTALL_MAIL_FROM, or neither",
            found="one of them",
            where="the environment",
            remedy="Name the server that takes this node's mail, and the address it comes from.",
        )
    server = mail_server(settings.mail, settings.mail_password)
    envelope = Envelope(sender=settings.mail_from, url=settings.url)

    def attach(message: Entry, language: str) -> Iterator[Attachment]:
        return enclosures(message, language, alert_page(settings.url, message.record_id))

    return lambda recipient: MailWay(recipient, envelope, server, attach)


def _print_counts(counts: Counter[str], n_people: int, *, as_json: bool) -> None:
    if as_json:
        print_json({"people": n_people, "deliveries": dict(counts)})
    else:
        told = ", ".join(f"{number} {status}" for status, number in sorted(counts.items())) or "nothing due"
        console().print(f"{n_people} people in reach: {told}")
