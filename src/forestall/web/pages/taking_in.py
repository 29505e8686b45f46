"""Messages of other systems, and the form in which one is taken in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from forestall.api.accounts.visits import Visit
from forestall.api.taking_in import pins
from forestall.clock import format_instant
from forestall.records.entry import Entry
from forestall.share.exchange.cap.signature import fingerprint
from forestall.web.forms.step_form import StepForm
from forestall.web.forms.taking_in import TakeInForm
from forestall.web.page import REFUSED, Answer, StepPage, unknown_step


class TakeIn(StepPage):
    """The senders that count here, and a form for one message."""

    template = "take_in.html"
    verb = "take_in_message"
    forms: ClassVar[tuple[type[StepForm], ...]] = (TakeInForm,)

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """Whose messages may be taken in, and until when."""
        rows = [
            {"sender": pin.sender, "fingerprint": fingerprint(pin.certificate), "until": format_instant(pin.until)}
            for pin in pins()
        ]
        return {"senders": rows}

    def post(self, request: HttpRequest, **parts: str) -> HttpResponse:
        """Take the message in, and show the report it became."""
        if request.POST.get("step") != TakeInForm.step:
            raise unknown_step()
        answer = self.answer(self.here, {})
        form = TakeInForm(self.here, answer, request.POST, request.FILES)
        entry = form.taken()
        if entry is not None:
            return self.after(entry)
        return self.shown(request, answer, REFUSED, refused={form.step: form})

    def after(self, entry: Entry, **parts: str) -> HttpResponse:
        """The report."""
        return redirect("record", record_id=entry.record_id)
