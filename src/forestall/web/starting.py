"""Making Django ready for one node: settings, accounts database, static files."""

from __future__ import annotations

import logging
from pathlib import Path

import django
from django.conf import settings as django_config
from django.core.management import call_command

from forestall.memory.files import make_folder
from forestall.settings import Settings
from forestall.web.accounts_database import make_schema
from forestall.web.configuration import django_settings
from forestall.web.messages import compile_messages
from forestall.web.secret import web_secret


def configure(settings: Settings) -> None:
    """Tell Django about the node, once a process.

    Raises:
        BadSetting: others than its owner may read the node's secret.
        StorageError: the folder can't be read or written.
    """
    if django_config.configured:
        return
    make_folder(settings.home)
    compile_messages(settings.home / "locale")
    django_config.configure(**django_settings(settings, web_secret(settings.home)))
    django.setup()


def prepare(settings: Settings, *, with_static_files: bool = True) -> None:
    """Bring the accounts database and the static files to what this version needs.

    Raises:
        StorageError: the folder can't be written, or the database isn't there.
    """
    configure(settings)
    from forestall.api.accounts.away import own_errors  # noqa: PLC0415 - Django, once configured

    with own_errors():
        make_schema(settings.database)
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
    _keep_private(settings.home / "accounts.sqlite")
    if with_static_files:
        # Django says that two apps ship a file of one name; ours stands first, which is meant.
        logging.getLogger("django.contrib.staticfiles").setLevel(logging.ERROR)
        call_command("collectstatic", verbosity=0, interactive=False, clear=False)


def _keep_private(database: Path) -> None:
    for path in (database, *database.parent.glob(f"{database.name}-*")):
        if path.exists():
            path.chmod(0o600)
