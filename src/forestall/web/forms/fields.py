"""Fields that more than one form has: a line, a day, a moment, a percentage."""

from __future__ import annotations

from typing import Any

from django import forms

from forestall.records.values.text import LONGEST_LINE

MINUTE = "%Y-%m-%dT%H:%M"


def line(label: Any, *, required: bool = False, suggestions: str = "", help_text: Any = "") -> forms.CharField:
    """A field for one line."""
    attributes = {"dir": "auto"} | ({"list": suggestions, "dir": "ltr"} if suggestions else {})
    widget = forms.TextInput(attrs=attributes)
    return forms.CharField(label=label, required=required, help_text=help_text, max_length=LONGEST_LINE, widget=widget)


def moment_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateTimeField:
    """A field for a day and time in UTC."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTE)
    return forms.DateTimeField(
        label=label, required=required, help_text=help_text, input_formats=[MINUTE, f"{MINUTE}:%S"], widget=widget
    )


def day_field(label: Any, *, required: bool = False) -> forms.DateField:
    """A field for a day."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, input_formats=["%Y-%m-%d"], widget=widget)


def percentage(label: Any, *, help_text: Any = "") -> forms.FloatField:
    """A field for a number of percent."""
    widget = forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"})
    return forms.FloatField(label=label, required=False, help_text=help_text, min_value=0, max_value=100, widget=widget)
