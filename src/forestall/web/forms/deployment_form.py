"""The form in which somebody wants a plan that sends teams: places, teams, what must be kept, who may read it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from forestall.api.accounts.visits import Visit
from forestall.api.deployment_steps import wish_for_plan
from forestall.records.deployment import MOST_DAYS, Conflict, Deployment
from forestall.records.entry import Entry
from forestall.web.forms.choices import country_choices
from forestall.web.forms.deployment_rows import NeedRow, SpotRow, TeamRow, TravelRow
from forestall.web.forms.deployment_said import WHOLE, demand_of, row_of_team, rows_of
from forestall.web.forms.fields import day_field, line
from forestall.web.forms.handling import USUAL_HANDLING, HandlingFields
from forestall.web.forms.rows import Row, RowsForm
from forestall.web.forms.step_form import with_none

_AHEAD = timedelta(days=7)
_USUAL_DAYS = 14


class DeploymentForm(HandlingFields, RowsForm):
    """A plan as somebody wants it."""

    step = "draft_deployment"
    button = _("Work out a plan and propose it")
    blamed = MappingProxyType({"place": "country"})
    lists: ClassVar[Mapping[str, type[Row]]] = MappingProxyType(
        {"spots": SpotRow, "teams": TeamRow, "travel": TravelRow, "needs": NeedRow}
    )

    start = day_field(_("First day"), required=True)
    days = forms.IntegerField(label=_("How many days"), min_value=1, max_value=MOST_DAYS)
    harm_unit = line(_("What harm is counted in"), required=True)
    alert = forms.ChoiceField(label=_("The alert it answers"), required=False)
    travel_otherwise = forms.IntegerField(label=_("Days between places that no row names, else 1"), min_value=0,
                                          max_value=MOST_DAYS, required=False)  # fmt: skip
    force_at_once = forms.IntegerField(
        label=_("Teams that may use force, at one place at once, else 1"), min_value=0, required=False
    )
    force_needs_company = forms.BooleanField(
        label=_("Teams that may use force go only where one that may not is present"), required=False
    )

    def __init__(self, *args: Any, **kept: Any) -> None:
        super().__init__(*args, **kept)
        self.conflict: tuple[Conflict, ...] = ()
        """Limits that exclude each other, once a plan was looked for and there is none."""
        countries = with_none(country_choices(self.here, exercise=bool(self.about["exercise"])), "-")
        for row in self.rows["spots"]:
            row.fields["country"].choices = countries  # type: ignore[attr-defined]

    @classmethod
    def beginning(cls, here: Visit, about: Mapping[str, Any]) -> dict[str, Any]:
        """What the proposal says that it takes the place of; else a fortnight that begins in a week."""
        start, unit = (here.now + _AHEAD).date(), _("expected deaths of civilians")
        begun = {"start": start, "days": _USUAL_DAYS, "harm_unit": unit}
        demand = about.get("demand") or {}
        said = {name: demand[name] for name in WHOLE if name in demand}
        return {**USUAL_HANDLING, "force_needs_company": True, "alert": about.get("alert") or ""} | begun | said

    @classmethod
    def rows_beginning(cls, about: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
        """The rows of that proposal, or the places chosen."""
        if about.get("demand"):
            return rows_of(about["demand"])
        return {"spots": [{"name": each["name"], **each["place"]} for each in about.get("chosen", ())]}

    def offer(self) -> None:
        """The alerts it may answer, and who may read it where that is not settled."""
        offered = [(each["from"], each["headline"]) for each in self.about["alerts"]]
        self.choose("alert", with_none(offered, "-"))
        self.offer_handling()
        if self.about.get("replaces"):
            self.without_handling()

    def place_of(self, path: str) -> str | None:
        """The field a refusal speaks of; several teams may have been typed in one row."""
        parts = path.split(".")
        if "teams" in parts[:-1] and parts[parts.index("teams") + 1].isdigit():
            place = parts.index("teams") + 1
            parts[place] = str(row_of_team(self.said_in("teams"), int(parts[place])))
        return super().place_of(".".join(parts))

    def is_valid(self) -> bool:
        """Whether it has the form it needs, with at least one place and one team."""
        is_valid = super().is_valid()
        for name, said in (("spots", _("Name at least one place.")), ("teams", _("Name at least one team."))):
            if not self.filled(name):
                self.add_error(None, said)
        return is_valid and not self.is_refused

    def take(self) -> Entry | None:
        """The plan on record, or what asks the worker for it; None where there is none, with why in the form."""
        rows = {name: self.said_in(name) for name in self.lists}
        replaces = self.about.get("replaces")
        marking = self.about["marking"] if replaces else self.marking()
        found = wish_for_plan(
            self.here,
            demand_of(self.cleaned_data, rows),
            marking,
            exercise=bool(self.about["exercise"]),
            alert=self.cleaned_data["alert"] or None,
            replaces=replaces,
        )
        if isinstance(found, Deployment):
            self.conflict = found.conflict
            self.add_error(None, _NO_PLAN if self.conflict else _NONE_IN_TIME)
            return None
        return found


_NO_PLAN = _("There is no plan: these limits exclude each other. With any one of them eased there may be one.")
_NONE_IN_TIME = _("No plan was found in time, and none was ruled out. Ask for less presence, or fewer days.")
