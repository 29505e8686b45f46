"""An alert as plain data made from what was typed into its form, and the form filled from an alert.

What the form doesn't ask stays as the draft before had it, and so does the language of words nobody changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from forestall.clock import format_instant, parse_instant
from forestall.records.values.day import day_after, day_before
from forestall.records.values.likelihood import likelihood_of
from forestall.records.values.text import SHORT_MESSAGE

if TYPE_CHECKING:
    from forestall.web.forms.alert_form import AlertForm

PERCENT = 100
_KEPT = ("dissent",)
_WORDS = ("headline", "text", "question", "recommended_because", "confidence_because")
_PLAIN = ("situation", "clock", "recommended", "no_estimate_because", "confidence", "phase", "assessment", "because")
