"""The forms of the workbench: one factor with its indicators, a piece, and what an analyst adds to the whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from forestall.api import assessment_steps as steps
from forestall.records.assessment import GRAVEST, FactorJudgement
from forestall.records.entry import Entry
from forestall.runs.warning.assessment import Revision, Seen
from forestall.runs.warning.evidence import Weighing
from forestall.vocabulary.load import vocabulary
from forestall.web.forms.rounds import piece_choices
from forestall.web.forms.step_form import (
    NOTHING,
    LinesField,
    StepForm,
    WordsForm,
    language_read,
    sentence,
    terms,
    with_none,
)

REVISE = "revise_assessment"
_FOUND = ("absent", "unclear", "present")
_PARTS = ("status", "trend", "evidence_level", "rests_on", "note")


class FactorForm(WordsForm):
    """One risk factor: each indicator that somebody looked at, and how grave the factor is held to be."""

    step = REVISE
    button: ClassVar[Any] = _("Record these judgements")

    severity = forms.TypedChoiceField(label=_("How grave the factor is, as you see it"), required=False, coerce=int)
    why = sentence(
        _("Why, in a sentence"), required=False, help_text=_("A judgement of yours; it is never computed or added up.")
    )

    def offer(self) -> None:
        """The fields of each indicator."""
        factor = self.about["factor"]
        self.choose("severity", with_none(_degrees(), _("Leave as it is")))
        self.initial.update(severity=factor["severity"], why=factor["sentence"])
        self.pieces = piece_choices(self.about["pieces"])
        for row in factor["indicators"]:
            self._add_indicator(row)

    def _add_indicator(self, row: dict[str, Any]) -> None:
        name, judged = row["indicator"], row["judgement"] or {}
        leave = with_none(terms("framework_status", only=_FOUND), _("Leave as it is"))
        self.fields |= {
            f"{name}-status": forms.ChoiceField(label=_("Found"), choices=leave, required=False),
            f"{name}-trend": forms.ChoiceField(
                label=_("Trend"), choices=with_none(terms("trend"), NOTHING), required=False
            ),
            f"{name}-evidence_level": forms.ChoiceField(
                label=_("It rests on"),
                choices=with_none(terms("evidence_level", with_id=True), NOTHING),
                required=False,
            ),
            f"{name}-note": sentence(_("What was seen, in a sentence"), required=False),
        }
        if self.pieces:
            self.fields[f"{name}-rests_on"] = forms.MultipleChoiceField(
                label=_("Pieces"), choices=self.pieces, required=False, widget=forms.CheckboxSelectMultiple
            )
        self.initial.update({f"{name}-{part}": judged.get(part) for part in ("trend", "evidence_level", "rests_on")})
        self.initial[f"{name}-note"] = (judged.get("note") or {}).get("text")

    def indicators(self) -> Iterator[dict[str, Any]]:
        """Each indicator: its words, how it stands, its fields, and whether it is shown open."""
        for row in with_meaning(self.about["factor"]["indicators"]):
            names = [f"{row['indicator']}-{part}" for part in _PARTS]
            yield {
                **row,
                "fields": [self[name] for name in names if name in self.fields],
                "is_open": any(name in self.errors for name in names) or bool(self.data.get(names[0])),
            }

    def overall(self) -> list[forms.BoundField]:
        """The fields that are about the whole factor."""
        return [self["severity"], self["why"], self["language"]]

    def clean(self) -> dict[str, Any]:
        """Trend and grounds with each indicator, a sentence with a severity, and something at all."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        judged = [
            row["indicator"] for row in self.about["factor"]["indicators"] if said.get(f"{row['indicator']}-status")
        ]
        for name in judged:
            for part in ("trend", "evidence_level"):
                if not said.get(f"{name}-{part}"):
                    self.add_error(f"{name}-{part}", _("Choose one, with every judgement."))
        if self._severity() is not None and not said.get("why"):
            self.add_error("why", _("Say why, with every severity."))
        if not judged and self._severity() is None and not self.errors:
            raise forms.ValidationError(_("Judge at least one indicator, or say how grave the factor is."))
        return said

    def take(self) -> Entry:
        """The revised assessment."""
        seen = tuple(
            self._seen(row["indicator"])
            for row in self.about["factor"]["indicators"]
            if self.cleaned_data.get(f"{row['indicator']}-status")
        )
        severity, why = self._severity(), self.words("why")
        factors: tuple[FactorJudgement, ...] = ()
        if severity is not None and why is not None:
            factors = (
                FactorJudgement(risk_factor=self.about["factor"]["risk_factor"], severity=severity, sentence=why),
            )
        return steps.revise_assessment(
            self.here, self.about["assessment_id"], Revision(indicators=seen, factors=factors)
        )

    def _severity(self) -> int | None:
        found = self.cleaned_data.get("severity")
        same = found == self.initial.get("severity") and self.cleaned_data.get("why") == self.initial.get("why")
        return None if found in (None, "") or same else int(found)

    def _seen(self, name: str) -> Seen:
        said = self.cleaned_data
        return Seen(
            name,
            said[f"{name}-status"],
            said[f"{name}-trend"],
            said[f"{name}-evidence_level"],
            tuple(said.get(f"{name}-rests_on", ())),
            self.words(f"{name}-note"),
        )


class WeighForm(StepForm):
    """A record weighed as a piece of the assessment."""

    step = REVISE
    button: ClassVar[Any] = _("Weigh it as a piece")

    about_record = forms.ChoiceField(label=_("What was graded lately"), required=False)
    other = forms.CharField(
        label=_("Or another record, by its id"), required=False, max_length=120,
        help_text=_("A report, an item, an event or a forecast."),
    )  # fmt: skip
    ground = forms.ChoiceField(
        label=_("What kind of knowledge it is"), choices=lambda: terms("trigger_ground"), initial="graded_report",
        help_text=_("A model, a suspected actor's own word and hate speech never suffice alone."),
    )  # fmt: skip
    direct_class = forms.ChoiceField(label=_("Of what it is direct evidence"), required=False)
    nature = forms.ChoiceField(
        label=_("How fast what it shows changes"), choices=lambda: terms("risk_factor_nature"), initial="dynamic"
    )
    source = forms.CharField(
        label=_("Who stands behind it, where the record doesn't say"), required=False, max_length=120,
        help_text=_("The id of an organisation, informant or dataset. What one source passes on is one voice."),
    )  # fmt: skip
    from_affected_group = forms.BooleanField(label=_("Those at risk, or who speaks for them, say so"), required=False)

    def offer(self) -> None:
        """What was graded lately."""
        choices = [
            (row["record_id"], f"{row['grade']} · {row['title']['text'] if row['title'] else row['record_id']}")
            for row in self.about["offered"]
        ]
        self.choose("about_record", with_none(choices, NOTHING))
        self.choose(
            "direct_class", with_none(terms("direct_evidence_class", with_id=True), _("None: it contributes only"))
        )

    def clean(self) -> dict[str, Any]:
        """One record."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if bool(said.get("about_record")) == bool(said.get("other")):
            self.add_error("about_record", _("Choose one, or give an id below."))
        return said

    def take(self) -> Entry:
        """The revised assessment."""
        said = self.cleaned_data
        weighing = Weighing(
            ground=said["ground"],
            direct_class=said["direct_class"] or None,
            nature=said["nature"],
            source=said["source"] or None,
            from_affected_group=said["from_affected_group"],
        )
        piece = (said["about_record"] or said["other"].strip(), weighing)
        return steps.revise_assessment(self.here, self.about["assessment_id"], Revision(pieces=(piece,)))


class WouldChangeForm(WordsForm):
    """More that would change the view."""

    step, verb = "would_change", REVISE
    button: ClassVar[Any] = _("Ask to look out for it")

    would_change = LinesField(
        label=_("What would change our mind"),
        help_text=_("Things that could be observed, one a line; never a person to watch."),
    )

    def take(self) -> Entry:
        """The revised assessment."""
        texts = tuple(map(self.told, self.cleaned_data["would_change"]))
        return steps.revise_assessment(self.here, self.about["assessment_id"], Revision(would_change=texts))


class AccessForm(StepForm):
    """Whether those who could look are kept out."""

    step, verb = "access_denied", REVISE
    button: ClassVar[Any] = _("Record it")

    access_denied = forms.ChoiceField(
        label=_("Are those who could look kept out?"),
        help_text=_("Where too little can be known for that reason, the result says so, and comes before others."),
        choices=[("yes", _("Yes, access is denied")), ("no", _("No"))],
        widget=forms.RadioSelect,
    )

    def take(self) -> Entry:
        """The revised assessment."""
        denied = self.cleaned_data["access_denied"] == "yes"
        return steps.revise_assessment(self.here, self.about["assessment_id"], Revision(access_denied=denied))


class DissentForm(WordsForm):
    """What an analyst holds against the result."""

    step, verb = "dissent", REVISE
    button: ClassVar[Any] = _("Put the dissent inside")

    dissent = sentence(
        _("What you would have said instead, and why"), rows=3,
        help_text=_("It travels inside the product; taking it out breaks the signature."),
    )  # fmt: skip

    def take(self) -> Entry:
        """The revised assessment."""
        revision = Revision(dissent=self.told(self.cleaned_data["dissent"]))
        return steps.revise_assessment(self.here, self.about["assessment_id"], revision)


def with_meaning(indicators: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Indicators as an answer holds them, each with what it is called, what it means, and how far that was checked."""
    found = ((row, vocabulary("indicator")[row["indicator"]]) for row in indicators)
    return [
        {**row, "label": term.label_in(language_read()), "definition": term.definition, "tag": term.tag}
        for row, term in found
    ]


def _degrees() -> list[tuple[str, str]]:
    return [(str(degree), str(degree)) for degree in range(GRAVEST + 1)]
