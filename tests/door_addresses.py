"""Every address of the doors, found in the URL confs: pages with their twins, buttons and forms, and API operations.

What each asks for is written down here by hand, apart from the code, so that an address that asks for another right,
or a new one that nobody thought about, fails a test.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from forestall.vocabulary.load import vocabulary
from record_samples import DIGEST, HARM_CHECK, SAMPLES, said
from warning_messages import message
from warning_people import CIRCLE, asked

READ = "read_record"
PAGES = {
    "desk": "see_desk",
    "world": "read_outlook",
    "country": "read_outlook",
    "cases": "read_outlook",
    "case": "read_outlook",
    "alert_new": "draft_alert",
    "alert_edit": "draft_alert",
    "alert_update": "draft_alert",
    "take_in": "take_in_message",
    "assessment_new": "open_assessment",
    "alerts_calendar": "read_calendar",
    "commitment_new": "track_commitment",
    "follow": "read_calendar",
    "deployment_new": "draft_deployment",
    "trigger_new": "draft_trigger",
    "trigger_edit": "draft_trigger",
    "trigger_replace": "draft_trigger",
    "learn": "read_metrics",
    "audit": "read_audit",
    "doors": "set_doors",
    "people": "manage_accounts",
    "person": "manage_accounts",
}
"""Which right a page asks for, where it is another than that to read records."""

CALLS = {
    "see_desk": "see_desk",
    "outlook": "read_outlook",
    "outlook_of": "read_outlook",
    "past_cases": "read_outlook",
    "past_case": "read_outlook",
    "alerts_ics": "read_calendar",
    "read_metrics": "read_metrics",
    "entry_proof": "export_record",
}
"""The same of calls that only read."""

STEPS = {
    "cancel_alert": "draft_alert",
    "update_alert": "draft_alert",
    "redraft_alert": "draft_alert",
    "preview_alert": "draft_alert",
    "close_request": "answer_request",
    "would_change": "revise_assessment",
    "access_denied": "revise_assessment",
    "dissent": "revise_assessment",
    **dict.fromkeys(("start_action", "complete_action", "stop_action"), "carry_out_action"),
    **dict.fromkeys(("change_plan", "take_up_action"), "plan_action"),
    "correct_outcome": "observe_outcome",
    **dict.fromkeys(("open_review", "open_by_hand", "judge_moment", "show_outcome", "close_review"), "conduct_review"),
    **dict.fromkeys(("make_commitment", "move_commitment"), "track_commitment"),
    **dict.fromkeys(("act_as_recommended", "act_otherwise", "defer", "decline", "refer"), "record_decision"),
    **dict.fromkeys(("redraft_trigger", "backtest_trigger", "confirm_trigger"), "draft_trigger"),
    "agree_trigger": "sign_trigger",
    **dict.fromkeys(("check_readiness", "check_activation", "check_civilian_warning", "check_stop"), "check_trigger"),
    **dict.fromkeys(("discretion", "activate_at_discretion", "agree_activation", "hold_activation"), "use_trigger"),
    **dict.fromkeys(("stop_activation", "agree", "activate", "hold", "stop"), "use_trigger"),
    "open": "set_doors",
    "read_only": "set_doors",
    "shut": "set_doors",
}
"""Which right a button, a form or a call that says something asks for, where it isn't called like the right."""

SORTS = {"record": "alert", "entry": "alert", "name": "alert", "request": "collection_request"}
"""Of which sort the record is that a part of an address names, where the part isn't called like the sort."""
SORTS_UNDER = {"/api/reports/": "report", "/reports/": "report", "/api/evidence/": "report", "/evidence/": "report"}
"""The same, for all under an address."""
PARTS = {"iso3": "SDN", "factor": "RF6", "ending": "cap", "number": "1", "slug": "kenya-2007"}
"""What is put in for parts of an address that name no record."""
SPENT = {"alert": "alert.superseded", "assessment": "assessment.published", "trigger": "trigger.retired"}
"""The kind of entry from which no step leads on, so that one that is allowed changes nothing."""

_PART = re.compile(r"\{(\w+)\}")
_CONVERTED = re.compile(r"<\w+:(\w+)>")
_HARM = {part: HARM_CHECK[part] for part in ("who_could_be_hurt", "how", "mitigation", "alternative")}
BODIES: Mapping[str, Any] = {
    "update_alert": {"alert": message(kind="update", follows=[DIGEST], because="It moved.").to_json()},
    "cancel_alert": {"headline": "It is taken back.", "text": "It is taken back.", "because": "It was wrong."},
    "review_alert": {**_HARM, "role": "approver", "acceptable": True},
    "issue_alert": {},
    "send_again": {"delivery_id": "delivery-nowhere"},
    "acknowledge_alert": {},
    "revise_assessment": {"would_change": [said("Fighters leave the camps.")]},
    "publish_assessment": {},
    "lock_round": {},
    "close_assessment": {},
    "grade_evidence": {"reason": "It fits.", "credibility": "2"},
    "draft_alert": {"alert": message().to_json(), "marking": CIRCLE.to_json()},
    "open_assessment": {"assessment": asked().to_json(), "marking": CIRCLE.to_json()},
    "submit_judgement": {},
    "give_finding": {"stands": True, "finding": said("It stands.")},
    "answer_request": {"entries": [DIGEST]},
    "close_request": {"because": "It is answered."},
    "sign_profile": {"role": "analyst_lead"},
    "preview_alert": {"alert": message().to_json(), "marking": CIRCLE.to_json()},
    "redraft_alert": {"alert": message().to_json(), "marking": CIRCLE.to_json()},
    "take_in_message": {"message": b"<alert/>", "marking": "{}"},
    "plan_action": {},
    "change_plan": {"owner": "user-b"},
    "start_action": {},
    "complete_action": {},
    "stop_action": {"because": "The road was cut."},
    "check_effect": {"finding": said("The market opened."), "harm_found": False},
    "observe_outcome": {},
    "correct_outcome": {},
    "open_review": {"about": "alert-nowhere"},
    "judge_moment": said("A reasonable team would have warned."),
    "show_outcome": {},
    "close_review": {"answers": {}, "finding": said("In time.")},
    "close_change": {"entries": [DIGEST]},
    "make_commitment": {"commitment": {}, "marking": {}},
    "move_commitment": {"status": "kept"},
    "give_feedback": {"channel": "telephone"},
}
"""What a call says, so well formed that only rights and order stand between it and a step; else the least it may."""


@dataclass(frozen=True)
class Address:
    """One page or one call."""

    name: str
    path: str
    """With `{part}` where something is put in."""
    verb: str
    """The right it asks for."""
    method: str = "GET"
    steps: Mapping[str, str] = field(default_factory=dict)
    """The buttons and forms of a page, and the right of each."""
    body: Any = None
    """What is said, where a call says something; bytes are sent as a file."""
    has_twin: bool = False
    """Whether there is a `.json` of it."""

    @property
    def sort(self) -> str | None:
        """Of which sort the record is that it is about; None where it is about none."""
        parts = [part.partition("}")[0] for part in self.path.split("{")[1:]]
        name = parts[0].removesuffix("_id") if parts else ""
        under = next((sort for start, sort in SORTS_UNDER.items() if self.path.startswith(start)), None)
        sort = under or SORTS.get(name, name)
        return sort if sort in SAMPLES and self.name != "person" else None

    def on(self, record_id: str, entry_id: str) -> str:
        """The address about one record."""
        named = PARTS | {"entry_id": entry_id} | ({"name": "adam"} if self.name == "person" else {})
        return _PART.sub(lambda part: named.get(part[1], record_id), self.path)


@cache
def pages() -> dict[str, Address]:
    """Every page that is served, by its name."""
    from django.urls import URLPattern, get_resolver

    from forestall.web.page import Page

    patterns = [row for row in get_resolver().url_patterns if isinstance(row, URLPattern)]
    names = {row.name for row in patterns}
    found: dict[str, Address] = {}
    for row in patterns:
        page, name = getattr(row.callback, "view_class", None), str(row.name)
        if not (isinstance(page, type) and issubclass(page, Page)) or row.callback.view_initkwargs.get("as_json"):
            continue
        steps = {step: _right(step) for step in (*getattr(page, "buttons", {}), *_forms(page))}
        path = _CONVERTED.sub(r"{\1}", f"/{row.pattern}")
        found[name] = Address(name, path, PAGES.get(name, READ), steps=steps, has_twin=f"{name}.json" in names)
    return found


@cache
def calls() -> dict[str, Address]:
    """Every call of the API, by its operation."""
    from forestall.api.interface import api

    found = {}
    described = api.get_openapi_schema(path_prefix="/api/")
    components = described.get("components", {}).get("schemas", {})
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            name = operation["operationId"]
            if method == "get":
                found[name] = Address(name, path, CALLS.get(name, READ))
            else:
                body = BODIES[name] if name in BODIES else _least(operation, components)
                found[name] = Address(name, path, _right(name), method.upper(), body=body)
    return found


def _least(operation: Mapping[str, Any], components: Mapping[str, Any]) -> Any:
    """The least that a call may say, by its own schema."""
    content = operation.get("requestBody", {}).get("content", {})
    return _made(content["application/json"]["schema"], components) if "application/json" in content else {}


def _made(schema: Mapping[str, Any], components: Mapping[str, Any]) -> Any:
    if "$ref" in schema:
        return _made(components[schema["$ref"].rpartition("/")[2]], components)
    if "anyOf" in schema:
        return _made(schema["anyOf"][0], components)
    if "enum" in schema or "const" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    kind = schema.get("type")
    if kind == "object":
        return {name: _made(schema["properties"][name], components) for name in schema.get("required", ())}
    if kind == "array":
        return [_made(schema["items"], components)] * schema.get("minItems", 0)
    text = {"date": "2026-11-22", "date-time": "2026-11-22T12:00:00Z"}.get(schema.get("format", ""), DIGEST)
    return {"string": text, "integer": schema.get("minimum", 1), "number": 1, "boolean": True}.get(str(kind))


def _right(step: str) -> str:
    return STEPS.get(step) or (step if step in vocabulary("verb") else "?")


def _forms(page: type) -> list[str]:
    return [form.step for form in getattr(page, "forms", ())]
