"""The library's messages in Python's logging."""

import atexit
import logging

from catvton import _catvton
from catvton._types import LogLevel

_LEVELS: dict[LogLevel, int] = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}


def enable_logging(logger: logging.Logger | None = None) -> None:
    """Hands the library's messages to a logger, which decides what becomes of them.

    Args:
        logger: None takes the logger named "catvton". Its level when this is called is the lowest that the library
            hands on.
    """
    target = logger or logging.getLogger("catvton")
    lowest = target.getEffectiveLevel()
    minimum: LogLevel = next((name for name, level in _LEVELS.items() if level >= lowest), "error")

    def sink(level: LogLevel, message: str) -> None:
        target.log(_LEVELS[level], "%s", message)

    _catvton.set_log_sink(sink, minimum=minimum)


def disable_logging() -> None:
    """Silences the library, as it is at first."""
    _catvton.set_log_sink(None)


# A thread that still computes must not log into an interpreter that is going away.
atexit.register(disable_logging)
