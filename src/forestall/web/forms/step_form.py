"""One step as a form: what somebody types, and the step that is made of it.

Where a step is refused, the form is shown again with all that was typed: beside the field that the refusal
names, or above the form where it names none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, ClassVar

from babel import Locale
from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from forestall.api.accounts.visits import Visit
from forestall.errors import AccessError, ForestallError
from forestall.records.entry import Entry
from forestall.records.values.text import LanguageText
from forestall.vocabulary.load import vocabulary
from forestall.web.forms.refusing import reason_of

WRITTEN_IN = ("en", "fr", "ar", "es", "pt", "ru", "zh", "sw")
LONGEST_WORDS = 4_000
NOTHING = "\N{EM DASH}"
"""What a list of choices says where nothing is chosen."""
_A_LINE = 3


class StepForm(forms.Form):
    """The parent of every form that takes a step."""

    step: ClassVar[str]
    """What its button says to the page; an id of vocabulary/verb.yml, unless `verb` says which right it takes."""
    verb: ClassVar[str] = ""
    """The right it takes, where several forms of one page take the same."""
    sections: ClassVar[tuple[tuple[Any, tuple[str, ...]], ...]] = ()
    """A long form in parts that can be folded: what each is called, and its fields."""
    button: ClassVar[Any]
    """What its button is called."""
    blamed: ClassVar[Mapping[str, str]] = MappingProxyType({})
    """Fields by what refusals call them, where that is another name."""

    def __init__(self, here: Visit, about: Mapping[str, Any], data: QueryDict | None = None) -> None:
        super().__init__(data, label_suffix="", auto_id=f"{self.step}-%s", initial=self.beginning(here, about))
        self.here, self.about = here, about
        self.offer()

    @classmethod
    def beginning(cls, here: Visit, about: Mapping[str, Any]) -> dict[str, Any]:
        """What stands in the form before anybody typed.

        Args:
            here: who types, and where.
            about: the answer of the page the form stands on.
        """
        return {}

    def folded(self) -> Iterator[tuple[Any, list[forms.BoundField], bool]]:
        """Each part of a long form, its fields, and whether it stands open: the first, and those with a refusal."""
        for place, (title, names) in enumerate(self.sections):
            shown = [self[name] for name in names if not self[name].is_hidden]
            yield title, shown, place == 0 or any(name in self.errors for name in names)

    def offer(self) -> None:
        """Fill in what can be chosen, where that depends on who asks about what."""

    def choose(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        """Give a field its choices; one that must not be filled and has none stands there no longer."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so by each form
        field.choices = choices
        if not choices and not field.required:
            field.widget = field.hidden_widget()

    def take(self) -> Entry | None:
        """The entry that the step became, None where it records nothing; asked for once the form is as it must be."""
        raise NotImplementedError

    def taken(self) -> Entry | None:
        """The entry that the step became; None where the form must be shown again, with the reason in it.

        Raises:
            AccessError: the person may not; no typing changes that.
        """
        if not self.is_valid():
            return None
        try:
            return self.take()
        except AccessError:
            raise
        except ForestallError as error:
            if error.http_status >= 500:
                raise
            self.add_error(self._field_of(error), forms.ValidationError(reason_of(error)))
            return None

    def _field_of(self, error: ForestallError) -> str | None:
        for name in reversed(error.where.split(".")):
            field = self.blamed.get(name, name)
            if field in self.fields:
                return field
        return None


class WordsForm(StepForm):
    """The parent of forms in which somebody writes sentences, which know their language."""

    language = forms.ChoiceField(required=False)

    def __init__(self, here: Visit, about: Mapping[str, Any], data: QueryDict | None = None) -> None:
        super().__init__(here, about, data)
        self.order_fields([*(name for name in self.fields if name != "language"), "language"])
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.label, field.choices = _("The language you write in"), languages()
        field.initial = language_read()

    def clean_language(self) -> str:
        """The language chosen; that of the page where none was."""
        return self.cleaned_data["language"] or language_read()

    def words(self, name: str) -> LanguageText | None:
        """What was typed into a field, with its language; None where nothing was."""
        text = self.cleaned_data.get(name) or ""
        return self.told(text) if text else None

    def told(self, text: str) -> LanguageText:
        """A text in the language of the form."""
        return LanguageText.parse({"text": text, "language": self.cleaned_data["language"]})


class LinesField(forms.CharField):
    """Several things, one a line."""

    widget = forms.Textarea(attrs={"rows": _A_LINE, "dir": "auto"})

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]  # a list where a text is usual
        """The lines, without those that are empty or said twice."""
        text = super().to_python(value) or ""
        return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))

    def run_validators(self, value: Any) -> None:
        """Hold each line to what one may be."""
        for line in value:
            super().run_validators(line)


def sentence(label: Any, *, required: bool = True, rows: int = 2, help_text: Any = "") -> forms.CharField:
    """A field for a sentence or a few."""
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    return forms.CharField(label=label, required=required, help_text=help_text, max_length=LONGEST_WORDS, widget=widget)


def terms(list_name: str, *, only: Iterable[str] | None = None, with_id: bool = False) -> list[tuple[str, str]]:
    """The words of a list as choices, in the reader's language.

    Args:
        list_name: a list of the vocabulary.
        only: the ids to offer, where not all are.
        with_id: whether people know them by their ids, as with grades and phases.
    """
    language, wanted = language_read(), None if only is None else set(only)
    found = (term for term in vocabulary(list_name).values() if wanted is None or term.id in wanted)
    labels = ((term.id, term.label_in(language)) for term in found)
    return [(name, f"{name}: {label}" if with_id else label) for name, label in labels]


def with_none(choices: Iterable[tuple[str, Any]], label: Any) -> list[tuple[str, Any]]:
    """Choices after the one that chooses nothing."""
    return [("", label), *choices]


def languages() -> list[tuple[str, str]]:
    """The languages people write in, by their own names."""
    return [(code, str(Locale.parse(code).get_display_name(code))) for code in WRITTEN_IN]


def language_read() -> str:
    """The language of the page."""
    return (get_language() or "en").partition("-")[0]
