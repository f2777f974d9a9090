"""Google's error envelope: ``{"error": {"code", "message", "status", "details": […]}}``.

AIP-193; the types of the details are ``google.rpc.ErrorInfo``, ``BadRequest`` and ``Help``. Older
APIs, such as Calendar's, give their reasons as ``"errors": [{"domain", "reason", "message"}]``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chattui.chat.models import part_of, text_of
from chattui.net import Reply, redact
from chattui.safe_text import safe_text

_WORDS_LIMIT = 500


@dataclass(frozen=True, slots=True)
class Envelope:
    """What an error answer says, safe to show; all empty where it is not one of Google's."""

    http: int
    status: str = ""
    """Such as PERMISSION_DENIED."""
    message: str = ""
    reasons: frozenset[str] = frozenset()
    """Of ErrorInfo, such as SERVICE_DISABLED; of older APIs, such as rateLimitExceeded."""
    metadata: tuple[tuple[str, str], ...] = ()
    violations: tuple[str, ...] = ()
    """Of BadRequest: the field and what is wrong with it."""
    is_json: bool = False

    def says(self, words: str) -> bool:
        """Whether the message holds `words`, whatever their case."""
        return words.casefold() in self.message.casefold()

    def about(self, key: str) -> str:
        """The ErrorInfo metadata at `key`, or ""."""
        return dict(self.metadata).get(key, "")


def read_envelope(reply: Reply) -> Envelope:
    """The error in `reply`; never raises, whatever was answered."""
    document = reply.json()
    if not isinstance(document, Mapping):
        return Envelope(reply.status)
    error = part_of(document, "error")
    details = _entries(error, "details")
    metadata = [pair for d in details for pair in part_of(d, "metadata").items()]
    return Envelope(
        http=reply.status,
        status=text_of(error, "status", 80),
        message=_words(error.get("message")),
        reasons=frozenset(text_of(d, "reason", 80) for d in (*details, *_entries(error, "errors")))
        - {""},
        metadata=tuple((safe_text(k), _words(v)) for k, v in metadata if isinstance(v, str)),
        violations=tuple(_violations(details)),
        is_json=True,
    )


def _entries(error: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    entries = error.get(key)
    return [d for d in entries if isinstance(d, Mapping)] if isinstance(entries, list) else []


def _words(value: object) -> str:
    return safe_text(redact(value[:20_000]), limit=_WORDS_LIMIT) if isinstance(value, str) else ""


def _violations(details: list[Mapping[str, Any]]) -> list[str]:
    found = []
    for detail in details:
        entries = detail.get("fieldViolations")
        for entry in entries[:10] if isinstance(entries, list) else []:
            if isinstance(entry, Mapping):
                field, words = _words(entry.get("field")), _words(entry.get("description"))
                found.append(f"{field}: {words}" if field and words else field or words)
    return [words for words in found if words]
