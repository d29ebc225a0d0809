"""One line per command, fact and message: an event's name, bound ids, an outcome, milliseconds. No personal data."""

import logging
import sys
from typing import Any, Literal, TextIO

import structlog

LogFormat = Literal["json", "console"]


def set_up_logging(service: str, style: LogFormat = "json", to: TextIO | None = None) -> None:
    """Send structlog's and the standard library's lines, as one stream, to `to` (standard error unless given)."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        _naming(service),
    ]
    structlog.configure(
        processors=[
            *shared,
            structlog.processors.format_exc_info,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(to or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _renderer(style)],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    _quieten()


def _naming(service: str) -> Any:
    def name(_: Any, __: str, line: dict[str, Any]) -> dict[str, Any]:
        line["service"] = service
        return line

    return name


def _renderer(style: LogFormat) -> Any:
    if style == "console":
        return structlog.dev.ConsoleRenderer()
    return structlog.processors.JSONRenderer()


def _quieten() -> None:
    """Libraries that tell each request or each retry: their trouble shows in our own lines and metrics."""
    for name, level in (
        ("aiokafka", "CRITICAL"),
        ("alembic", "WARNING"),
        ("faststream", "WARNING"),
        ("uvicorn", "CRITICAL"),
        ("httpx", "WARNING"),
    ):
        logging.getLogger(name).setLevel(level)
