"""Who is kept out before anything is sent: recipients linked to a suspected actor.

A rule that runs on links on record, not a judgement on anybody. Letting somebody in all the same needs a
reason that stays; an organisation of which nothing is on record can't be checked and is no recipient.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from forestall.errors import InvalidField
from forestall.records.actor import Actor
from forestall.records.alert import Alert
from forestall.records.organisation import Organisation
from forestall.records.parts.exclusion import Exclusion

DEEPEST = 20


def implicated(suspected: Iterable[str], actors: Mapping[str, Actor]) -> tuple[str, ...]:
    """The suspected actors and every body above them that commands them or that they belong to."""
    found: dict[str, None] = {}
    for actor_id in suspected:
        above: str | None = actor_id
        for _ in range(DEEPEST):
            if above is None or above in found:
                break
            found[above] = None
            actor = actors.get(above)
            above = (actor.same_as or actor.part_of) if actor else None
    return tuple(found)


def exclusions_for(
    recipients: Iterable[str],
    suspected: Iterable[str],
    organisations: Mapping[str, Organisation],
    actors: Mapping[str, Actor],
) -> tuple[Exclusion, ...]:
    """Everyone among the recipients whom the rule keeps out, with the link that does it.

    Args:
        recipients: ids of organisations, in order.
        suspected: ids of suspected actors.
        organisations: what is on record of organisations, those they belong to included.
        actors: what is on record of actors.
    """
    behind = implicated(suspected, actors)
    found = ((recipient, _link(recipient, behind, organisations)) for recipient in dict.fromkeys(recipients))
    return tuple(
        Exclusion(organisation=recipient, actor=link[0], link=link[1]) for recipient, link in found if link is not None
    )


def check_routing(alert: Alert, organisations: Mapping[str, Organisation], actors: Mapping[str, Actor]) -> None:
    """Return when the alert keeps out whom the rule keeps out, or says why not.

    Raises:
        InvalidField: a linked organisation is among the addressees without an exclusion that says so, or
            nothing is on record of an addressee of an alert that suspects somebody.
    """
    if not alert.suspected_actors:
        return
    recipients = [addressee.organisation for addressee in alert.addressees]
    unknown = [recipient for recipient in recipients if recipient not in organisations]
    if unknown:
        raise InvalidField(
            expected="addressees of which an organisation is on record, with its links",
            found=", ".join(unknown),
            where="Alert.addressees",
            remedy="Add the organisation first; what is not known of it can't keep it out.",
        )
    said = {exclusion.organisation for exclusion in alert.exclusions}
    missed = [
        one for one in exclusions_for(recipients, alert.suspected_actors, organisations, actors)
        if one.organisation not in said
    ]  # fmt: skip
    if missed:
        raise InvalidField(
            expected="addressees without those linked to a suspected actor, or the reason why one is let in",
            found=", ".join(f"{one.organisation} ({one.link} {one.actor})" for one in missed),
            where="Alert.exclusions",
            remedy="Take them out and name an alternate, or add the exclusion with its reason for inclusion.",
        )


def _link(recipient: str, behind: tuple[str, ...], organisations: Mapping[str, Organisation]) -> tuple[str, str] | None:
    above: str | None = recipient
    for _ in range(DEEPEST):
        organisation = organisations.get(above) if above else None
        if organisation is None:
            return None
        for link in organisation.actor_links:
            if link.actor in behind:
                return link.actor, link.link
        above = organisation.part_of
    return None
