"""The pages as Django knows them."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages, their templates, their words and what browsers need."""

    name = "forestall.web"
    label = "pages"

    def ready(self) -> None:
        """Take note of who signs in, and of tries that fail."""
        from forestall.web import coming_in  # noqa: F401, PLC0415 - needs the apps to be there
