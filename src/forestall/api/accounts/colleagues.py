"""Who could take part in something: people of this node who may do it today, by pseudonym."""

from __future__ import annotations

from dataclasses import dataclass

from forestall.api.accounts.models import RoleGrant
from forestall.api.accounts.visits import Visit
from forestall.vocabulary.load import vocabulary


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody with a role, as records name them; never by the name they sign in with."""

    user: str
    organisation: str


def colleagues(here: Visit, verb: str) -> list[Colleague]:
    """Those who hold a role today that a verb is for, by organisation and then pseudonym.

    Args:
        here: who asks; whether they may ask is checked by the page.
        verb: an id of vocabulary/verb.yml.
    """
    roles = vocabulary("verb").term(verb).extra["roles"]
    running = RoleGrant.objects.filter(
        role__in=roles, ended_at=None, granted_at__lte=here.now, expires_at__gt=here.now, account__is_active=True
    )
    found = running.values_list("account__organisation", "account__pseudonym").distinct().order_by()
    return [Colleague(user, organisation) for organisation, user in sorted(found)]
