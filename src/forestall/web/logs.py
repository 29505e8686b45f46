"""Log lines that tell what happened without what was in it.

A line holds the level, the logger, the message as the code wrote it and, of an error, its class and the
places it passed. What was put into a message, and what an error says, may come from a marked field or from
whoever asks, and is left out: so no name, text or forged line can get in.
"""

from __future__ import annotations

import json
import logging
import traceback
from typing import Any

from forestall.clock import SystemClock, format_instant


class WithoutContents(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line for a record."""
        line: dict[str, Any] = {
            "at": format_instant(SystemClock().now()),
            "level": record.levelname,
            "logger": record.name,
        }
        if _is_our_wording(record):
            line["message"] = record.msg
        status = getattr(record, "status_code", None)
        if status is not None:
            line["status"] = status
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            frames = traceback.extract_tb(record.exc_info[2])
            line["through"] = [f"{frame.name}:{frame.lineno}" for frame in frames][-12:]
        return json.dumps(line)


def _is_our_wording(record: logging.LogRecord) -> bool:
    # Django hands on what an error says as if it were a message, for instance a host that somebody made up.
    from_code = isinstance(record.msg, str) and record.exc_info is None
    return record.name.startswith("forestall") or (from_code and not record.name.startswith("django.security"))


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"without_contents": {"()": "forestall.web.logs.WithoutContents"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "without_contents"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "forestall": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "waitress": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        # A line each time somebody waits their turn would be most of the log of a busy node.
        "waitress.queue": {"level": "ERROR"},
    },
}
