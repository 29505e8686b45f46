"""Taking in a message of another system: a file, and how what it tells may be handled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from forestall.api import taking_in
from forestall.api.accounts.visits import Visit
from forestall.records.entry import Entry
from forestall.share.exchange.cap.safe_xml import LARGEST_BYTES
from forestall.web.forms.handling import USUAL_HANDLING, HandlingFields

LARGEST_FILE = LARGEST_BYTES


class TakeInForm(HandlingFields):
    """A signed CAP message of a sender whose certificate is pinned."""

    step = "take_in_message"
    button = _("Take it in as a report")

    message = forms.FileField(
        label=_("The message, as it came (CAP 1.2, signed)"),
        widget=forms.FileInput(attrs={"accept": ".xml,.cap,application/cap+xml,text/xml"}),
    )
    about_own_conduct = forms.BooleanField(
        label=_("Its sender, or a state behind it, speaks of its own conduct"), required=False
    )
    field_order = ("message", "about_own_conduct")

    def __init__(
        self,
        here: Visit,
        about: Mapping[str, Any],
        data: QueryDict | None = None,
        files: MultiValueDict[str, UploadedFile[bytes]] | None = None,
    ) -> None:
        super().__init__(here, about, data)
        if files is not None:
            self.files = files

    @classmethod
    def beginning(cls, here: Visit, about: Mapping[str, Any]) -> dict[str, Any]:
        """The handling that most ask for."""
        return dict(USUAL_HANDLING)

    def offer(self) -> None:
        """The words of the lists."""
        self.offer_handling()

    def clean_message(self) -> UploadedFile[bytes]:
        """The file, when it is no larger than one may be."""
        sent: UploadedFile[bytes] = self.cleaned_data["message"]
        if (sent.size or 0) > LARGEST_FILE:
            raise forms.ValidationError(_("This file is too large for a message."))
        return sent

    def take(self) -> Entry:
        """The report that the message became."""
        return taking_in.take_in_message(
            self.here,
            self.cleaned_data["message"].read(),
            self.marking(),
            about_own_conduct=self.cleaned_data["about_own_conduct"],
        )
