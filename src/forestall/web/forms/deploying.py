"""Standing behind a plan that sends teams to places."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from forestall.api.deployment_steps import approve_plan
from forestall.records.entry import Entry
from forestall.web.forms.harm_check import HarmCheckForm
from forestall.web.forms.in_role import InRoleForm


class ApproveForm(InRoleForm, HarmCheckForm):
    """Standing behind somebody else's plan."""

    step = "approve_deployment"
    button = _("Stand behind it")
    if_it_would_hurt = _("Then nobody is sent: ask for another plan.")

    def take(self) -> Entry:
        """The approved plan."""
        return approve_plan(self.here, self.about["deployment_id"], self.role_said, self.harm_check())
