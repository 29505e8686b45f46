"""One page: an answer as plain data, shown as HTML or, under the same address with `.json`, as it is.

A page says which verb of the table of rights it takes and makes its answer; the rest is here, once. An exercise
is told from the real thing on every page that shows one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views import View

from forestall.api.accounts.models import Account
from forestall.api.accounts.visits import Visit, visit
from forestall.errors import ForestallError
from forestall.web.refusals import refusal

Answer = Mapping[str, Any]


class Page(View):
    """The parent of every page."""

    http_method_names: list[str] = [  # noqa: RUF012 - as Django declares it
        "get",
        "head",
        "options",
    ]
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
        self.here = visit(request.user)
        try:
            self.here.check(self.verb)
            return super().dispatch(request, *args, **parts)
        except ForestallError as error:
            return refusal(request, error)

    def get(self, request: HttpRequest, **parts: str) -> HttpResponse:
        """The page as it is."""
        return self.shown(request, self.answer(self.here, request.GET.dict(), **parts))

    def shown(self, request: HttpRequest, answer: Answer, **more: Any) -> HttpResponse:
        """An answer as HTML or JSON."""
        if self.as_json:
            return JsonResponse(dict(answer), json_dumps_params={"ensure_ascii": False})
        twin = f"{request.path}.json" + (f"?{request.GET.urlencode()}" if request.GET else "")
        return render(request, self.template, {"page": answer, "twin": twin, **self.beside(self.here, answer), **more})


def with_twin(address: str, page: type[Page], name: str) -> list[URLPattern]:
    """The addresses of a page and of its JSON twin."""
    return [
        path(address, page.as_view(), name=name),
        path(f"{address}.json", page.as_view(as_json=True), name=f"{name}.json"),
    ]
