"""The pages as Django knows them."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages, their templates, their words and what browsers need."""

    name = "forestall.web"
    label = "pages"
