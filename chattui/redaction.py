"""Logs without secrets: which loggers stay quiet, and what is taken out of every record."""

from __future__ import annotations

import logging
import re
from typing import Any

_TALKATIVE_LOGGERS = (
    "httpx",
    "httpcore",
    "hpack",
    "urllib3",
    "requests",
    "requests_oauthlib",
    "oauthlib",
    "google",
    "keyring",
)
_NAMES_OF_SECRETS = (
    "code|code_verifier|code_challenge|device_code|user_code|state|client_secret|refresh_token"
    "|access_token|id_token|token|assertion|passphrase|password|private_key|authorization"
    "|proxy-authorization"
)
_SECRET_SHAPES = re.compile(
    r"ya29\.[\w.-]+|1(?://|%2F%2F)[\w-]{6,}|GOCSPX-[\w-]+|AIza[\w-]{20,}"
    r"|\b4(?:/|%2F)[0-9A-Za-z][\w-]{8,}"
    r"|eyJ[\w-]+\.[\w-]+\.[\w-]*|-----BEGIN [A-Z ]+-----[\s\S]*?(?:-----END [A-Z ]+-----|\Z)"
    r"|(?i:\b(?:Bearer|Basic) +)[\w.~+/=-]{6,}"
    r"|(?<=://)[^\s/@'\"]+(?=@)"
    # as in a form, in JSON, in a dictionary's repr, in a list of pairs
    rf"|(?i:(?<![\w-])(?:{_NAMES_OF_SECRETS})(?:[\"']?\s*[=:]\s*|[\"']\s*,\s*)(?:b?[\"'])?)"
    r"(?!none\b|null\b|bearer\b)[^\s&\"',})\]]+",
    re.IGNORECASE,
)
NOT_SHOWN = "[redacted]"


def redact(text: str) -> str:
    """`text` with everything that looks like a token, code or key replaced."""
    return _SECRET_SHAPES.sub(NOT_SHOWN, text)


def _make_record(*args: Any, **kwargs: Any) -> logging.LogRecord:
    """A record whose text and traceback are redacted before any handler sees it.

    A filter on a logger does not see what its children say, and one on a handler only what comes
    to that handler. `template` keeps the constant part of the text, where there were arguments.
    """
    record = _original(*args, **kwargs)
    record.template = redact(str(record.msg)) if record.args else ""
    try:
        record.msg = redact(record.getMessage())
    except Exception:  # arguments that do not fit: `logging` would print them with its complaint
        record.msg = NOT_SHOWN
    record.args = ()
    if record.exc_info and record.exc_info[0]:
        import traceback

        told = "".join(traceback.format_exception(*record.exc_info)).rstrip()
        record.exc_text = redact(told)
        record.exc_info = None
    return record


_original = logging.getLogRecordFactory()


def redact_records() -> None:
    """From now on, every record of this process is redacted, whoever makes it."""
    if logging.getLogRecordFactory() is not _make_record:
        logging.setLogRecordFactory(_make_record)


def quiet_logs() -> None:
    """Keep the loggers that print tokens and addresses at warnings, and every record redacted."""
    redact_records()
    for name in _TALKATIVE_LOGGERS:
        logging.getLogger(name).setLevel(logging.WARNING)
