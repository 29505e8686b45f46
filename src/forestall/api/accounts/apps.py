"""The accounts as Django knows them."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, roles, tokens and the access log."""

    name = "forestall.api.accounts"
    label = "people"
