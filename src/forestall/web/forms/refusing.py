"""What a form says when a step was refused: in the reader's words where they are known, with the exact ones beside.

What refuses is the record or the run, whichever door somebody came through, and it speaks English.
"""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from forestall.errors import BadTransition, ForestallError


def reason_of(error: ForestallError) -> SafeString:
    """The reason for a refusal, first in the reader's language, then as it was given."""
    return format_html(
        '{} <span class="exact" lang="en" dir="ltr">{}: {}. {}</span>',
        _known(error),
        error.expected[:1].upper() + error.expected[1:],
        error.found,
        error.remedy,
    )


def _known(error: ForestallError) -> str:
    said = {
        "risk_from_group": _("Say who is at risk, and from which body that acts; no group is a threat."),
        "named_individual": _("Name nobody: a body or a post may stand here, a person may not."),
        "exact_place": _("Name no place finer than a province: it could be used to find people."),
    }
    if error.found in said:
        return said[error.found]
    if isinstance(error, BadTransition):
        return _("This step doesn't fit how things stand now; somebody may have taken one in between.")
    return _("This can't stand as it is.")
