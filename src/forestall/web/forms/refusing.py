"""What a form says when a step was refused: in the reader's words where they are known, with the exact ones beside.

What refuses is the record or the run, whichever door somebody came through, and it speaks English.
"""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from forestall.errors import BadTransition, ForestallError, NotFound
from forestall.web.forms.refusals_in_words import SENTENCES

NO_PROFILE = "the numbers that evidence is counted by"
"""Where a refusal says that nobody signed them."""


def reason_of(error: ForestallError) -> SafeString:
    """The reason for a refusal in the reader's language; as it was given beside, where only its sort is known."""
    whole = SENTENCES.get(error.expected)
    if whole is not None:
        return format_html("{}", whole)
    return format_html(
        '{} <span class="exact" lang="en" dir="ltr">{}: {}. {}</span>',
        _known(error),
        error.expected[:1].upper() + error.expected[1:],
        error.found,
        error.remedy,
    )


def _known(error: ForestallError) -> str:
    by_rule = {
        "risk_from_group": _("Say who is at risk, and from which body that acts; no group is a threat."),
        "named_individual": _("Name nobody: a body or a post may stand here, a person may not."),
        "exact_place": _("Name no place finer than a province: it could be used to find people."),
    }
    said = by_rule.get(error.found) or _by_place(error.where)
    if said:
        return said
    if isinstance(error, NotFound):
        return _("There is nothing under that name, or it is not for you to see.")
    if isinstance(error, BadTransition):
        return _("This step doesn't fit how things stand now; somebody may have taken one in between.")
    return _("This can't stand as it is.")


def _by_place(where: str) -> str | None:
    if where.startswith("the evidence for phase"):
        return _("Nothing direct stands alone here: models, an own report and hate speech lift no phase so high.")
    said = {
        "the quorum of the round": _("Too few have judged, or from too few sides. The round stays open."),
        "Assessment.evidence_level": _("The evidence falls short. Weigh more, or say that access is denied."),
        "Assessment.dissent": _("Whoever objects puts their dissent inside first."),
        "the outside panel": _("The outside panel is not complete, or doesn't let the result stand."),
        "Revision.pieces": _("This piece is marked so narrowly that it would shut colleagues out."),
        NO_PROFILE: _("No numbers are signed yet. An analyst lead or protection lead signs them first."),
    }
    return said.get(where)
