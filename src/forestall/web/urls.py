"""Every address of the web door."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, register_converter
from django.views.generic import RedirectView

from forestall.api.interface import api
from forestall.identifiers import ENTRY_ID_PATTERN, RECORD_ID_PATTERN
from forestall.web import issuer
from forestall.web.language_switch import switch_language
from forestall.web.page import with_twin
from forestall.web.pages.alert_drafts import EditAlert, NewAlert, UpdateAlert
from forestall.web.pages.alerts import Alerts, AlertsCalendar, AlertsFeed, AlertSheet, OneAlert
from forestall.web.pages.assessments import Assessments, NewAssessment, OneAssessment
from forestall.web.pages.audit import Audit
from forestall.web.pages.cases import Cases, OneCase
from forestall.web.pages.collecting import OneRequest, Profile, Requests
from forestall.web.pages.decisions import OneDecision
from forestall.web.pages.deployments import Deployments, NewDeployment, OneDeployment
from forestall.web.pages.desk import Desk
from forestall.web.pages.doors import Doors
from forestall.web.pages.entries import Chain, Entries, OneEntry, OneRecord
from forestall.web.pages.evidence import Evidence, OnePiece
from forestall.web.pages.following import Follow
from forestall.web.pages.learn import Learn
from forestall.web.pages.people import OnePerson, People
from forestall.web.pages.responding import (
    DecisionActions,
    Feedback,
    NewCommitment,
    OneAction,
    OneCommitment,
    OneOutcome,
    Response,
)
from forestall.web.pages.reviews import OneReview, Reviews
from forestall.web.pages.taking_in import TakeIn
from forestall.web.pages.timeline import Timeline
from forestall.web.pages.trigger_drafts import EditTrigger, NewTrigger, ReplaceTrigger
from forestall.web.pages.triggers import OneTrigger, OneUse, Triggers
from forestall.web.pages.workbench import OneFactor, Pieces
from forestall.web.pages.world import Country, World, outlook_style
from forestall.web.playing import begin_playing, play
from forestall.web.refusals import not_found


class _Matched:
    """A part of an address of one form; anything else is not found."""

    regex = ""

    def to_python(self, text: str) -> str:
        """As it is."""
        return text

    def to_url(self, text: str) -> str:
        """As it is."""
        return text


class _EntryId(_Matched):
    regex = ENTRY_ID_PATTERN.strip("^$")


class _RecordId(_Matched):
    # A dot only where an id goes on after it, so that `.json` stays the mark of a twin.
    regex = RECORD_ID_PATTERN.strip("^$").replace(".-", "-")


class _Name(_Matched):
    regex = rf"{_EntryId.regex}|{_RecordId.regex}"


class _Iso3(_Matched):
    regex = "[A-Z]{3}"


class _Factor(_Matched):
    regex = "RF(?:[1-9]|1[0-4])"


class _Person(_Matched):
    regex = "[a-z0-9][a-z0-9_-]{1,39}"


class _Sheet(_Matched):
    regex = "cap|pdf|txt"


for converter, name in (
    (_EntryId, "entry"),
    (_RecordId, "record"),
    (_Name, "thing"),
    (_Iso3, "iso3"),
    (_Factor, "factor"),
    (_Person, "who"),
    (_Sheet, "sheet"),
):
    register_converter(converter, name)

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="desk"), name="home"),
    *with_twin("desk", Desk, "desk"),
    *with_twin("world", World, "world"),
    *with_twin("country/<iso3:iso3>", Country, "country"),
    path("outlook.css", outlook_style, name="outlook.css"),
    *with_twin("alerts", Alerts, "alerts"),
    *with_twin("alerts/new", NewAlert, "alert_new"),
    *with_twin("alerts/take-in", TakeIn, "take_in"),
    *with_twin("follow", Follow, "follow"),
    path("alerts.atom", AlertsFeed.as_view(), name="alerts_feed"),
    path("alerts.ics", AlertsCalendar.as_view(), name="alerts_calendar"),
    *with_twin("alerts/<record:alert_id>", OneAlert, "alert"),
    path("alerts/<record:alert_id>.<sheet:ending>", AlertSheet.as_view(), name="alert_sheet"),
    *with_twin("alerts/<record:alert_id>/edit", EditAlert, "alert_edit"),
    *with_twin("alerts/<record:alert_id>/update", UpdateAlert, "alert_update"),
    *with_twin("decide/<record:alert_id>", OneDecision, "decision"),
    *with_twin("response", Response, "response"),
    *with_twin("decisions/<record:decision_id>/actions", DecisionActions, "decision_actions"),
    *with_twin("actions/<record:action_id>", OneAction, "action"),
    *with_twin("outcomes/<record:outcome_id>", OneOutcome, "outcome"),
    *with_twin("reports/<record:report_id>/feedback", Feedback, "feedback"),
    *with_twin("reviews", Reviews, "reviews"),
    *with_twin("reviews/<record:review_id>", OneReview, "review"),
    *with_twin("commitments/new", NewCommitment, "commitment_new"),
    *with_twin("commitments/<record:commitment_id>", OneCommitment, "commitment"),
    *with_twin("timeline/<record:name>", Timeline, "timeline"),
    *with_twin("assessments", Assessments, "assessments"),
    *with_twin("assessments/new", NewAssessment, "assessment_new"),
    *with_twin("assessments/<record:assessment_id>", OneAssessment, "assessment"),
    *with_twin("assessments/<record:assessment_id>/factors/<factor:factor>", OneFactor, "factor"),
    *with_twin("assessments/<record:assessment_id>/pieces", Pieces, "pieces"),
    *with_twin("evidence", Evidence, "evidence"),
    *with_twin("evidence/<record:record_id>", OnePiece, "piece"),
    *with_twin("requests", Requests, "requests"),
    *with_twin("requests/<record:request_id>", OneRequest, "collection_request"),
    *with_twin("profile", Profile, "profile"),
    *with_twin("triggers", Triggers, "triggers"),
    *with_twin("triggers/new", NewTrigger, "trigger_new"),
    *with_twin("triggers/<record:trigger_id>", OneTrigger, "trigger"),
    *with_twin("triggers/<record:trigger_id>/edit", EditTrigger, "trigger_edit"),
    *with_twin("triggers/<record:trigger_id>/replace", ReplaceTrigger, "trigger_replace"),
    *with_twin("activations/<record:activation_id>", OneUse, "activation"),
    *with_twin("deployments", Deployments, "deployments"),
    *with_twin("deployments/new", NewDeployment, "deployment_new"),
    *with_twin("deployments/<record:deployment_id>", OneDeployment, "deployment"),
    *with_twin("learn", Learn, "learn"),
    *with_twin("cases", Cases, "cases"),
    *with_twin("cases/<record:slug>", OneCase, "case"),
    *with_twin("entries", Entries, "entries"),
    *with_twin("entry/<entry:entry_id>", OneEntry, "entry"),
    *with_twin("record/<record:record_id>", OneRecord, "record"),
    *with_twin("chain/<thing:name>", Chain, "chain"),
    *with_twin("audit", Audit, "audit"),
    *with_twin("doors", Doors, "doors"),
    *with_twin("people", People, "people"),
    *with_twin("people/<who:name>", OnePerson, "person"),
    path("api/", api.urls),
    path("language", switch_language, name="language"),
    path("play", play, name="play"),
    path("play/<str:key>", begin_playing, name="play_begin"),
    # Nobody has an address to mail to here: a new password comes by an administrator's invitation.
    path("accounts/signup/", login_not_required(not_found)),
    path("accounts/email/", login_not_required(not_found)),
    path("accounts/confirm-email/", login_not_required(not_found)),
    path("accounts/password/reset/", login_not_required(not_found)),
    path("accounts/oidc/<str:provider_id>/login/", issuer.begin),
    path("accounts/oidc/<str:provider_id>/login/callback/", issuer.come_back),
    path("accounts/", include("allauth.urls")),
]

handler400 = "forestall.web.refusals.bad_request"
handler403 = "forestall.web.refusals.forbidden"
handler404 = "forestall.web.refusals.not_found"
handler500 = "forestall.web.refusals.broken"
