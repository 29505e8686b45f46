"""The words of the pages in other languages: catalogues as translators write them, made into what gettext reads."""

from __future__ import annotations

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from forestall.memory.files import make_folder

SOURCE = Path(__file__).parent / "locale"


def compile_messages(target: Path) -> None:
    """Write each catalogue under a folder, in the form that gettext reads; what is unchanged stays.

    Raises:
        StorageError: the folder can't be made.
    """
    for catalogue in sorted(SOURCE.glob("*/LC_MESSAGES/django.po")):
        code = catalogue.parts[-3]
        write_catalogue(read_po(io.BytesIO(catalogue.read_bytes()), locale=code), target / code)


def write_catalogue(words: Catalog, folder: Path) -> None:
    """Write one catalogue under the folder of its language, in the form that gettext reads.

    Raises:
        StorageError: the folder can't be made.
    """
    made = io.BytesIO()
    write_mo(made, words)
    path = folder / "LC_MESSAGES" / "django.mo"
    make_folder(path.parent)
    if not path.exists() or path.read_bytes() != made.getvalue():
        path.write_bytes(made.getvalue())
