"""Logs without secrets: which loggers stay quiet, and what is taken out of every line."""

from __future__ import annotations

import logging
import re

_TALKATIVE_LOGGERS = (
    "httpx",
    "httpcore",
    "hpack",
    "urllib3",
    "requests_oauthlib",
    "oauthlib",
    "google",
    "keyring",
)
_SECRET_SHAPES = re.compile(
    r"ya29\.[\w.-]+|1//[\w-]+|GOCSPX-[\w-]+|4/0[\w-]+|AIza[\w-]{20,}"
    r"|eyJ[\w-]+\.[\w-]+\.[\w-]*|-----BEGIN [A-Z ]+-----[\s\S]*?(?:-----END [A-Z ]+-----|\Z)"
    r"|(?i:\b(?:code|device_code|code_verifier|client_secret|refresh_token|access_token|id_token|assertion"
    r"|passphrase)[\"']?\s*[=:]\s*[\"']?)[^\s&\"',}]+"
)


def redact(text: str) -> str:
    """`text` with everything that looks like a token, code or key replaced."""
    return _SECRET_SHAPES.sub("[redacted]", text)


class _Redacting(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = redact(record.getMessage())
        record.args = ()
        return True


def quiet_logs() -> None:
    """Keep the loggers that print tokens and addresses at warnings, and redacted."""
    for name in _TALKATIVE_LOGGERS:
        logger = logging.getLogger(name)
        logger.setLevel(logging.WARNING)
        if not any(isinstance(f, _Redacting) for f in logger.filters):
            logger.addFilter(_Redacting())
