"""One page: an answer as plain data, shown as HTML or, under the same address with `.json`, as it is.

A page says which verb of the table of rights it takes and makes its answer; the rest is here, once. An exercise
is told from the real thing on every page that shows one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views import View

from forestall.api.accounts.models import Account
from forestall.api.accounts.visits import Visit, visit
from forestall.api.visiting import READING
from forestall.errors import ForestallError, InvalidField
from forestall.records.entry import Entry
from forestall.web.forms.step_form import StepForm
from forestall.web.refusals import refusal

Answer = Mapping[str, Any]
Form = Mapping[str, str]
Step = Callable[..., Entry]  # of the visit, what the address holds, and the form
REFUSED = 422


class Page(View):
    """The parent of every page."""

    # A page without a `post` of its own answers one with 405.
    http_method_names: list[str] = ["get", "head", "options", "post"]  # noqa: RUF012 - as Django declares it
    template: ClassVar[str]
    verb: ClassVar[str]
    as_json: bool = False

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """What the page says, as plain data.

        Args:
            here: who asks, and the node.
            query: what stands behind the `?` of the address.
            parts: what stands in the address.

        Raises:
            ForestallError: it can't be said, or not to this person.
        """
        raise NotImplementedError

    def beside(self, here: Visit, answer: Answer) -> dict[str, Any]:
        """What only the HTML page needs beside its answer."""
        return {}

    def dispatch(self, request: HttpRequest, *args: Any, **parts: Any) -> HttpResponseBase:
        """The page, or the refusal that an error of ours asks for."""
        if not isinstance(request.user, Account):
            raise Http404
        # As the gate has let them in, where it stands before this page.
        self.here = request.here = getattr(request, "here", None) or visit(request.user)  # type: ignore[attr-defined]
        try:
            self.here.enter(self.verb, writes=request.method not in READING)
            return super().dispatch(request, *args, **parts)
        except ForestallError as error:
            return refusal(request, error)

    def get(self, request: HttpRequest, **parts: str) -> HttpResponse:
        """The page as it is."""
        return self.shown(request, self.answer(self.here, self.query(request), **parts))

    def query(self, request: HttpRequest) -> dict[str, str]:
        """What stands behind the `?` of the address; a node made for an exercise has no other world to show."""
        return request.GET.dict() | ({"world": "exercise"} if self.here.node.is_exercise else {})

    def shown(self, request: HttpRequest, answer: Answer, status: int = 200, **more: Any) -> HttpResponse:
        """An answer as HTML or JSON."""
        if self.as_json:
            return JsonResponse(dict(answer), status=status, json_dumps_params={"ensure_ascii": False})
        twin = f"{request.path}.json" + (f"?{request.GET.urlencode()}" if request.GET else "")
        parts = {"page": answer, "twin": twin, **self.beside(self.here, answer), **more}
        return render(request, self.template, parts, status=status)


class StepPage(Page):
    """The parent of pages that take steps, told apart by the field `step`: by a button, or by a form."""

    buttons: ClassVar[Mapping[str, Step]] = MappingProxyType({})
    forms: ClassVar[tuple[type[StepForm], ...]] = ()

    def after(self, entry: Entry, **parts: str) -> HttpResponse:
        """Where the browser goes once the step is taken.

        Args:
            entry: what the step recorded.
            parts: what stands in the address.
        """
        raise NotImplementedError

    def offers(self, form: type[StepForm], answer: Answer) -> bool:
        """Whether a form stands on the page: where the answer says what the reader may do, only what that names."""
        verb = form.verb or form.step
        return verb in answer.get("may", (verb,))

    def shown(self, request: HttpRequest, answer: Answer, status: int = 200, **more: Any) -> HttpResponse:
        """The page with its forms: `forms` by step, those sent and refused with what was typed."""
        if self.as_json:
            return super().shown(request, answer, status)
        refused: Mapping[str, StepForm] = more.pop("refused", {})
        offered = {form.step: form(self.here, answer) for form in self.forms if self.offers(form, answer)}
        return super().shown(request, answer, status, forms={**offered, **refused}, **more)

    def post(self, request: HttpRequest, **parts: str) -> HttpResponse:
        """Take one step, and go on; show the form again where it was refused.

        Raises:
            InvalidField: a step this page doesn't know.
        """
        name = request.POST.get("step", "")
        for kind in self.forms:
            if kind.step == name:
                return self._sent(request, kind, **parts)
        step = self.buttons.get(name)
        if step is None:
            raise unknown_step()
        form = {field: str(value) for field, value in request.POST.items()}
        return self.after(step(self.here, *parts.values(), form), **parts)

    def _sent(self, request: HttpRequest, kind: type[StepForm], **parts: str) -> HttpResponse:
        answer = self.answer(self.here, self.query(request), **parts)
        form = kind(self.here, answer, request.POST)
        entry = form.taken()
        if entry is not None:
            return self.after(entry, **parts)
        if self.as_json:
            return JsonResponse({"errors": form.errors.get_json_data()}, status=REFUSED)
        return self.shown(request, answer, REFUSED, refused={kind.step: form})


def unknown_step() -> InvalidField:
    """The refusal of a form whose field `step` names no button of its page."""
    return InvalidField(expected="a step", found="another word", where="step", remedy="Use the page's buttons.")


def with_twin(address: str, page: type[Page], name: str) -> list[URLPattern]:
    """The addresses of a page and of its JSON twin."""
    return [
        path(address, page.as_view(), name=name),
        path(f"{address}.json", page.as_view(as_json=True), name=f"{name}.json"),
    ]
