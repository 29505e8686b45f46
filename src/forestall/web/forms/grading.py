"""The form in which one part of a grade is given: credibility first, reliability by somebody else."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from forestall.api import assessment_steps as steps
from forestall.records.entry import Entry
from forestall.records.grade import CONFIRMED
from forestall.records.values.text import LONGEST_LINE
from forestall.runs.warning.evidence import Judged
from forestall.runs.warning.grading import CREDIBILITY
from forestall.web.forms.step_form import LinesField, StepForm, sentence, terms

_NEEDED = 2


class GradeForm(StepForm):
    """One part of a grade, with its reason."""

    step = "grade_evidence"
    button: ClassVar[Any] = _("Record this part of the grade")

    credibility = forms.ChoiceField(
        label=_("How far can what is said be believed?"),
        help_text=_("Judge what is said, not who says it. 6 means that nobody can tell; it is not low."),
        choices=lambda: terms("credibility", with_id=True),
        widget=forms.RadioSelect,
    )
    origins = LinesField(
        label=_("Origins that bear it out independently"),
        help_text=_("Ids of first tellings, one a line. Only what two origins say is confirmed; copies don't count."),
        required=False,
        max_length=LONGEST_LINE,
    )
    reliability = forms.ChoiceField(
        label=_("How far can who says it be relied on, for this topic and place?"),
        help_text=_("Go by whether they were right before, not by whether others agree. F means that nobody can tell."),
        choices=lambda: terms("reliability", with_id=True),
        widget=forms.RadioSelect,
    )
    topic = forms.CharField(
        label=_("For which topic and place"), required=False, max_length=LONGEST_LINE, widget=forms.TextInput
    )
    reason = sentence(_("Why"), help_text=_("It stays with the grade; name nobody in it."))

    def offer(self) -> None:
        """Leave out what isn't to be judged now."""
        is_first = self.about["waits_for"] == CREDIBILITY
        for name in ("reliability", "topic") if is_first else ("credibility", "origins"):
            del self.fields[name]

    def clean_origins(self) -> list[str]:
        """Two of them at least, where something is called confirmed."""
        origins: list[str] = self.cleaned_data["origins"]
        if self.cleaned_data.get("credibility") == CONFIRMED and len(origins) < _NEEDED:
            raise forms.ValidationError(_("Confirmed means that two independent origins say so: name them."))
        return origins

    def take(self) -> Entry:
        """The entry with this part of the grade."""
        said = self.cleaned_data
        judged = Judged(
            reason=said["reason"],
            credibility=said.get("credibility"),
            reliability=said.get("reliability"),
            topic=said.get("topic") or None,
            origins=tuple(said.get("origins", ())),
        )
        return steps.grade_evidence(self.here, self.about["record_id"], judged)
