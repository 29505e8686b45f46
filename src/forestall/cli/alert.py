"""`forestall alert`: write, review, issue, acknowledge, replace and show alerts, and pass them on as CAP."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from cryptography import x509

from forestall.cli.input import read_input
from forestall.cli.output import AsJson, answer_errors, console, print_facts, print_json, print_rows, print_table
from forestall.cli.speaking import (
    File,
    Organisation,
    Role,
    User,
    handling_of,
    parsed,
    print_entry,
    read_json,
    speaking,
)
from forestall.clock import SystemClock, format_instant
from forestall.errors import UnreadableData
from forestall.records.alert import Alert
from forestall.records.values.marking import Marking
from forestall.runs.response.calendar import due_calendar
from forestall.runs.warning.alerts import (
    Cancellation,
    acknowledge_alert,
    alerts_in_force,
    cancel_alert,
    draft_alert,
    issue_alert,
    review_alert,
    update_alert,
)
from forestall.runs.warning.receiving import take_in_cap
from forestall.runs.warning.sending import alert_as_cap, alerts_as_atom
from forestall.runs.warning.steps import held
from forestall.settings import read_settings
from forestall.share.exchange.atom import Feed
from forestall.share.exchange.cap.codec import read_cap, write_cap
from forestall.share.exchange.cap.message import CapMessage
from forestall.share.exchange.cap.pins import pin_certificate, pinned, read_certificate
from forestall.share.exchange.cap.rules import active
from forestall.share.exchange.cap.signature import Pin, fingerprint, identity_of, read_signed, write_signed
from forestall.warn.alerts.standing import standing
from forestall.warn.delivery.way import alert_page
from forestall.warn.wording.lint import lint
from forestall.warn.wording.message import message_lines

app = typer.Typer(help="Alerts: messages to named recipients that ask for a decision by a time.", no_args_is_help=True)

Id = Annotated[str, typer.Argument(metavar="ID", help="The alert's record id, such as alert-....")]
Address = Annotated[str, typer.Option(help="Where this node's pages are, such as https://node.example.org.")]


@app.command("check")
@answer_errors
def check(file: File, as_json: AsJson = False) -> None:
    """Check the words of an alert without recording it: what may not stand, where, and what to do."""
    said = read_json(file)
    handling = {key: said.pop(key, None) for key in ("marking", "exercise")}
    slips = lint(Alert.parse({"drafted_by": "user-draft", **said}))
    if as_json:
        rows = [{"rule": slip.rule, "field": slip.field, "remedy": slip.remedy} for slip in slips]
        print_json({"slips": rows, "has_marking": handling["marking"] is not None})
    elif slips:
        print_table(
            "What may not stand", ["rule", "field", "to do"], [(one.rule, one.field, one.remedy) for one in slips]
        )
    else:
        console().print("Nothing stands in it that may not; a person reads it all the same.")
    if slips:
        raise typer.Exit(UnreadableData.exit_code)


@app.command("draft")
@answer_errors
def draft(
    file: File,
    replaces: Annotated[str | None, typer.Option(help="The draft it takes the place of.")] = None,
    updates: Annotated[str | None, typer.Option(help="The message in force that it updates.")] = None,
    role: Role = None,
    user: User = None,
    organisation: Organisation = None,
    as_json: AsJson = False,
) -> None:
    """Draft an alert from JSON with the fields of an alert and its marking; nobody is told."""
    said = read_json(file)
    with speaking(role, user, organisation) as here:
        said.setdefault("drafted_by", here.by.user)
        if updates:
            said |= {"kind": "update", "follows": [here.state(updates).id]}
            said.pop("marking", None)
            entry = update_alert(here.ledger, here.by, updates, Alert.parse(said), replaces)
        else:
            handling = handling_of(said)
            entry = draft_alert(here.ledger, here.by, Alert.parse(said), handling, replaces)
    print_entry(entry, as_json=as_json)


@app.command("review")
@answer_errors
def review(
    alert_id: Id,
    file: File,
    role: Role = None,
    user: User = None,
    organisation: Organisation = None,
    as_json: AsJson = False,
) -> None:
    """Stand behind somebody else's draft, with the four answers of the harm check from JSON."""
    said = read_json(file)
    with speaking(role, user, organisation) as here:
        entry = review_alert(here.ledger, here.by, alert_id, (role or ["approver"])[0], here.harm_check(said))
    print_entry(entry, as_json=as_json)


@app.command("issue")
@answer_errors
def issue(
    alert_id: Id, role: Role = None, user: User = None, organisation: Organisation = None, as_json: AsJson = False
) -> None:
    """Issue a reviewed alert: its clocks start, and what it follows is superseded."""
    with speaking(role, user, organisation) as here:
        entry = issue_alert(here.ledger, here.by, alert_id)
    print_entry(entry, as_json=as_json)


@app.command("cancel")
@answer_errors
def cancel(
    alert_id: Id,
    file: File,
    role: Role = None,
    user: User = None,
    organisation: Organisation = None,
    as_json: AsJson = False,
) -> None:
    """Draft the message that takes one back, from JSON with headline, text and because; review and issue it."""
    said = parsed(read_json(file), Cancellation)
    with speaking(role, user, organisation) as here:
        entry = cancel_alert(here.ledger, here.by, alert_id, said)
    print_entry(entry, as_json=as_json)


@app.command("acknowledge")
@answer_errors
def acknowledge(
    alert_id: Id,
    channel: Annotated[
        str, typer.Option(help="By which way it was read: an id of the list of channels.")
    ] = "in_person",
    role: Role = None,
    user: User = None,
    organisation: Organisation = None,
    as_json: AsJson = False,
) -> None:
    """Confirm, for an organisation it is addressed to, that it was read; this is no agreement."""
    with speaking(role, user, organisation) as here:
        entry = acknowledge_alert(here.ledger, here.by, alert_id, channel)
    print_entry(entry, as_json=as_json)


@app.command("show")
@answer_errors
def show(
    alert_id: Id,
    language: Annotated[str | None, typer.Option(help="A language it has a text in; its own when left out.")] = None,
    user: User = None,
    organisation: Organisation = None,
    as_json: AsJson = False,
) -> None:
    """Show a message line by line, as every screen and paper shows it."""
    with speaking(None, user, organisation) as here:
        state = here.state(alert_id)
        told = held(state, Alert)
        stands = standing(state.kind, told, here.ledger.clock.now())
    lines = message_lines(told, language, exercise=state.exercise)
    if as_json:
        print_json(
            {"record": alert_id, "standing": stands, "lines": [{"part": one.part, "text": one.text} for one in lines]}
        )
    else:
        print_facts({"standing": stands})
        for line in lines:
            print_facts({line.part: line.text})


@app.command("list")
@answer_errors
def list_alerts(
    exercise: Annotated[bool, typer.Option("--exercise", help="Exercises, in place of the real world.")] = False,
    user: User = None,
    organisation: Organisation = None,
    as_json: AsJson = False,
) -> None:
    """List the messages in force now, the newest first; what ran out or was replaced is left out."""
    with speaking(None, user, organisation) as here:
        found = list(alerts_in_force(here.ledger, here.by.reader, exercise=exercise))
    rows = [
        {
            "record": entry.record_id,
            "issued_at": format_instant(entry.recorded_at),
            "headline": held(entry, Alert).headline.text,
        }
        for entry in found
    ]
    print_rows("In force", "alerts", rows, as_json=as_json)


@app.command("cap")
@answer_errors
def cap(
    alert_id: Id,
    sender: Annotated[str, typer.Option(help="This node as other systems know it, such as a domain name.")],
    name: Annotated[str, typer.Option(help="This node, for people.")] = "A Forestall node",
    unsigned: Annotated[bool, typer.Option("--unsigned", help="Without a signature.")] = False,
    user: User = None,
    organisation: Organisation = None,
) -> None:
    """Write an issued message as CAP 1.2, signed with this node's CAP key, which is made when there is none."""
    with speaking(None, user, organisation) as here:
        message = alert_as_cap(here.ledger, here.by.reader, alert_id, sender, name)
        folder = here.home / "keys"
        if unsigned:
            written = write_cap(message)
        else:
            identity = identity_of(folder, name, here.ledger.clock.now())
            written = write_signed(message, identity)
            console(stderr=True).print(f"certificate {folder / 'cap.pem'}  {fingerprint(identity.certificate)}")
    sys.stdout.buffer.write(written)


@app.command("feed")
@answer_errors
def feed(
    address: Address,
    name: Annotated[str, typer.Option(help="This node, for people.")] = "A Forestall node",
    user: User = None,
    organisation: Organisation = None,
) -> None:
    """Write the messages in force as an Atom feed."""
    with speaking(None, user, organisation) as here:
        about = Feed(f"urn:forestall:{here.ledger.node}", "Alerts in force", name, f"{address}/alerts.atom",
                     here.ledger.clock.now())  # fmt: skip
        written = alerts_as_atom(
            here.ledger,
            here.by.reader,
            about,
            lambda alert_id: alert_page(address, alert_id),
            lambda alert_id: f"{alert_page(address, alert_id)}.cap",
        )
    sys.stdout.buffer.write(written)


@app.command("calendar")
@answer_errors
def calendar(
    address: Address,
    name: Annotated[str, typer.Option(help="What the calendar is called.")] = "Due times",
    user: User = None,
    organisation: Organisation = None,
) -> None:
    """Write what an organisation owes on messages addressed to it as an iCalendar; never what they are about."""
    with speaking(None, user, organisation) as here:
        written = due_calendar(here.ledger, here.by.reader, name, lambda alert_id: alert_page(address, alert_id))
    sys.stdout.buffer.write(written)


@app.command("read-cap")
@answer_errors
def read_cap_files(
    files: Annotated[list[Path], typer.Argument(help="CAP messages; - for standard input.")],
    certificate: Annotated[
        Path | None, typer.Option(help="The sender's certificate (PEM), got by another way than the message.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check CAP messages by schema, text and, with a certificate, signature, and say which are in force."""
    now = SystemClock().now()
    pinned = _certificate(certificate) if certificate else None
    messages = [_read_cap(read_input(file), pinned, now) for file in files]
    speaking_now = {(one.sender, one.identifier) for one in active(messages, now)}
    facts = [
        {
            "identifier": one.identifier,
            "sender": one.sender,
            "sent": format_instant(one.sent),
            "status": one.status,
            "type": one.message_type,
            "scope": one.scope,
            "signature": "by the certificate given" if pinned else "not checked",
            "in_force": (one.sender, one.identifier) in speaking_now,
            "headlines": [info.headline for info in one.infos],
        }
        for one in messages
    ]
    if as_json:
        print_json({"messages": facts})
    else:
        for fact in facts:
            print_facts(fact)


@app.command("pin")
@answer_errors
def pin(
    sender: Annotated[str, typer.Option(help="Whose certificate it is, as its messages name the sender.")],
    certificate: Annotated[Path, typer.Option(help="The sender's certificate (PEM), got by another way.")],
) -> None:
    """Pin a sender's certificate: from now on its messages may be taken in, here and in the pages.

    Compare the fingerprint that is printed with the sender's own, by telephone or face to face.
    """
    made = pin_certificate(read_settings().home, sender, _certificate(certificate))
    print_facts({"sender": sender, "fingerprint": fingerprint(made.certificate), "until": format_instant(made.until)})


@app.command("take-in")
@answer_errors
def take_in(
    file: Annotated[Path, typer.Argument(help="The CAP message; - for standard input.")],
    marking: Annotated[Path, typer.Option(help="JSON with the marking under which it is held here.")],
    role: Role = None,
    user: User = None,
    organisation: Organisation = None,
) -> None:
    """Take a partner's CAP message, signed with a pinned certificate, in as a report, to be graded like any other."""
    with speaking(role, user, organisation) as here:
        held_as = Marking.parse(read_json(marking))
        entry = take_in_cap(here.ledger, here.by, read_input(file), pinned(here.home), held_as)
    print_entry(entry, as_json=False)


def _certificate(file: Path) -> x509.Certificate:
    return read_certificate(read_input(file), str(file))


def _read_cap(payload: bytes, pinned: x509.Certificate | None, now: datetime) -> CapMessage:
    message = read_cap(payload)
    if pinned is None:
        return message
    return read_signed(payload, [Pin(message.sender, pinned, pinned.not_valid_after_utc)], now)
