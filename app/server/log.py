"""How the server's own log is written: to standard error, as text for people or as JSON.

Whatever a client sent, an entry is one line of limited length, and a traceback is cut short.
"""

import logging
import traceback
from types import TracebackType
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from app.printable import printable
from app.settings import Settings

LONGEST_LINE = 1_000
"""In characters."""
FRAMES = 12
"""How many calls of a traceback are written: the innermost ones."""

ErrorInformation = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


def write_log(settings: Settings) -> None:
    """Send the log to standard error, in the format that the settings ask for."""
    handler = logging.StreamHandler()
    handler.setFormatter(_ForMachines() if settings.log_format == "json" else _ForPeople())
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    # Waitress warns of each request that waits for a thread; writing that costs more than the wait.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    # It logs why a form was refused, but not which form. The line of the request says enough.
    logging.getLogger("flask_wtf.csrf").setLevel(logging.WARNING)


def short_traceback(information: ErrorInformation) -> str:
    """Returns the calls that led to an error, the innermost last."""
    parts = traceback.format_exception(information[1], limit=-FRAMES)
    lines = "".join(parts)[-LONGEST_LINE * 5 :].rstrip("\n").split("\n")
    # Indented, so that no line can be taken for an entry.
    return "\n".join(f"  {printable(line, LONGEST_LINE)}" for line in lines)


class _ForPeople(logging.Formatter):
    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%d %H:%M:%S%z")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (the library's name)
        record.message = printable(record.message, LONGEST_LINE)
        return super().formatMessage(record)

    def formatException(self, ei: ErrorInformation) -> str:  # noqa: N802
        return short_traceback(ei)


class _ForMachines(JsonFormatter):
    def __init__(self) -> None:
        super().__init__(
            "%(levelname)s %(name)s %(message)s",
            rename_fields={"levelname": "level", "name": "logger"},
            timestamp=True,
        )

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        return super().process_log_record(
            {**log_data, "message": printable(log_data["message"], LONGEST_LINE)}
        )

    def formatException(self, ei: ErrorInformation) -> str:  # noqa: N802
        return short_traceback(ei)
