"""Lists within a form, row by row, that grow without a script: a few rows stand empty, and a button adds more.

A row with nothing typed is no row, so that whoever wants one gone clears it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.http import QueryDict

from forestall.api.accounts.visits import Visit
from forestall.errors import ForestallError
from forestall.web.forms.step_form import WordsForm

MOST_ROWS = 60
SPARE = 1
MORE = 3


class Row(forms.Form):
    """The parent of one row; a field that begins with something chosen would make an empty row count."""

    use_required_attribute = False
    main: ClassVar[str] = ""
    """The field beside which is said what no field of it is named for; its first when left out."""

    def __init__(self, *args: Any, **kept: Any) -> None:
        super().__init__(*args, **{**kept, "label_suffix": ""})

    least: ClassVar[int] = 0
    """How many rows stand open though nothing is in them."""
    rare: ClassVar[tuple[str, ...]] = ()
    """Fields that most leave empty: folded away."""

    @property
    def usual(self) -> list[forms.BoundField]:
        """The fields that stand open."""
        return [field for field in self.visible_fields() if field.name not in self.rare]

    @property
    def folded(self) -> list[forms.BoundField]:
        """The fields that are folded away."""
        return [field for field in self.visible_fields() if field.name in self.rare]

    @property
    def stands(self) -> bool:
        """Whether it is shown open: something is in it, or is said beside it."""
        return bool(self.initial or self.is_filled or self.errors)

    @property
    def is_filled(self) -> bool:
        """Whether anything was typed into it."""
        return self.has_changed()


class _Rows(BaseFormSet):  # type: ignore[type-arg]  # takes none when it runs
    def initial_form_count(self) -> int:
        """How many rows must be filled in again: none.

        Once sent, each row may be left empty, those too that began with something.
        """
        return 0 if self.is_bound else super().initial_form_count()


class RowsForm(WordsForm):
    """The parent of forms that hold lists: `lists` says which, by the name that refusals call them."""

    lists: ClassVar[Mapping[str, type[Row]]]

    def __init__(self, here: Visit, about: Mapping[str, Any], data: QueryDict | None = None) -> None:
        super().__init__(here, about, data)
        begun = self.rows_beginning(about)
        more = MORE if data is not None and data.get("then") == "rows" else SPARE
        self.rows: dict[str, BaseFormSet[Row]] = {}
        for name, row in self.lists.items():
            spare = max(more, row.least - len(begun.get(name, ())) if data is None else more)
            made = formset_factory(row, formset=_Rows, extra=spare, max_num=MOST_ROWS, absolute_max=MOST_ROWS)
            sent = None if data is None else _with_spare(data, name, spare, row.least)
            # Held against nothing once sent: a row that stays as it was is a row all the same.
            self.rows[name] = made(sent, prefix=name, initial=begun.get(name) if sent is None else None)

    @classmethod
    def rows_beginning(cls, about: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
        """What stands in the rows before anybody typed, by list."""
        return {}

    def is_valid(self) -> bool:
        """Whether every field and every row has the form it needs."""
        return all([super().is_valid(), *(each.is_valid() for each in self.rows.values())])

    @property
    def is_refused(self) -> bool:
        """Whether anything is said beside a field or a row."""
        return bool(self.errors) or any(row.errors for each in self.rows.values() for row in each)

    def filled(self, name: str) -> list[Row]:
        """The rows of a list with something in them, in order: as a record counts them."""
        return [row for row in self.rows[name] if row.is_filled]

    def said_in(self, name: str) -> list[dict[str, Any]]:
        """What was typed into the rows of a list."""
        return [row.cleaned_data for row in self.filled(name)]

    def place_of(self, path: str) -> str | None:
        """The field of the form that a field of the record stands in: `options.1.label` for one of a row."""
        parts = path.split(".")
        for place, name in enumerate(parts):
            if name in self.lists and len(parts) > place + 1 and parts[place + 1].isdigit():
                row = self.lists[name]
                inner = parts[-1] if len(parts) > place + 2 else row.main or next(iter(row.base_fields))
                return f"{name}.{parts[place + 1]}.{inner}"
        return next((self.blamed.get(name, name) for name in reversed(parts) if self._has(name)), None)

    def add_error(self, field: str | None, error: Any) -> None:
        """Say something beside a field, or beside one of a row."""
        if field is None or "." not in field:
            super().add_error(field, error)
            return
        name, number, inner = field.split(".")
        rows = self.filled(name)
        if int(number) >= len(rows):
            super().add_error(None, error)
            return
        row = rows[int(number)]
        row.add_error(self.blamed.get(inner, inner) if self.blamed.get(inner, inner) in row.fields else None, error)

    def _has(self, name: str) -> bool:
        return self.blamed.get(name, name) in self.fields

    def _field_of(self, error: ForestallError) -> str | None:
        return self.place_of(error.where)


def _with_spare(data: QueryDict, name: str, spare: int, least: int) -> QueryDict:
    """What was sent, with empty rows after those typed: a page that is shown again must have room."""
    total = data.get(f"{name}-TOTAL_FORMS", "")
    if not total.isdigit():
        total = "0"
    sent = data.copy()
    typed = [
        number
        for number in range(min(int(total), MOST_ROWS))
        if any(value.strip() for key in data for value in [data.get(key, "")] if key.startswith(f"{name}-{number}-"))
    ]
    last = max(typed, default=-1) + 1
    sent[f"{name}-TOTAL_FORMS"] = str(min(max(last + spare, least), MOST_ROWS))
    sent[f"{name}-INITIAL_FORMS"] = "0"
    return sent
