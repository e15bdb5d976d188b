"""Structured logs: one event a line, with the request's id; never a body, a token or a password."""

import logging
import sys
from typing import Any

import structlog


def configure_logs(log_format: str) -> None:
    """Send everything, our events and the libraries', through one formatter to standard error."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _one_line,
    ]
    last: list[Any] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
        if log_format == "json"
        else [
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(),
                # A prettier traceback would print local variables: tokens and bodies among them.
                exception_formatter=structlog.dev.plain_traceback,
            )
        ]
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for noisy in ("procrastinate", "alembic", "urllib3", "engineio", "socketio"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def _one_line(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Keep what a client sent from forging a line or colouring a terminal."""
    for key, value in event.items():
        if isinstance(value, str) and key != "exception":
            event[key] = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in value)
    return event
