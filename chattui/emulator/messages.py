"""A request and an answer as the emulator's handlers see them, and Google's headers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from chattui.emulator.errors import Json, pretty

_NO_STORE = "no-cache, no-store, max-age=0, must-revalidate"
_OAUTH_HEADERS = {
    "content-type": "application/json; charset=utf-8",
    "cache-control": _NO_STORE,
    "pragma": "no-cache",
    "vary": "Origin, X-Origin, Referer",
    "server": "scaffolding on HTTPServer2",
    "x-frame-options": "SAMEORIGIN",
    "x-content-type-options": "nosniff",
    "x-xss-protection": "0",
}
_API_HEADERS = _OAUTH_HEADERS | {
    "content-type": "application/json; charset=UTF-8",
    "cache-control": "private",
    "server": "ESF",
}
del _API_HEADERS["pragma"]


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request, read to its end. Header names are in lower case."""

    path: str
    query: list[tuple[str, str]]
    headers: Mapping[str, str]
    path_params: dict[str, str]
    body: bytes
    entry: Json
    """What ``GET /_emulator/requests`` will show of it."""

    def header(self, name: str) -> str:
        """The header's value, empty where it was not sent."""
        return self.headers.get(name, "")

    @property
    def params(self) -> dict[str, str]:
        """The query parameters, the last of each name."""
        return dict(self.query)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def oauth_json(status: int, body: Json) -> Answer:
    """An answer of the OAuth endpoints, with the headers that Google's carry."""
    return Answer(status, pretty(body), dict(_OAUTH_HEADERS))


def api_answer(status: int, body: bytes, headers: Mapping[str, str] | None = None) -> Answer:
    """An answer of the Chat API, whose front end is called ESF."""
    return Answer(status, body, _API_HEADERS | dict(headers or {}))


def plain_json(status: int, body: Json) -> Answer:
    """An answer of the control routes, which are the emulator's own."""
    headers = {"content-type": "application/json; charset=utf-8", "cache-control": "no-store"}
    return Answer(status, pretty(body) + b"\n", headers)


def html(status: int, text: str, headers: Mapping[str, str]) -> Answer:
    """A page."""
    return Answer(status, text.encode(), {"content-type": "text/html; charset=utf-8", **headers})


def redirect(location: str) -> Answer:
    """302 to `location`, which nobody may keep."""
    headers = {"location": location, "cache-control": _NO_STORE, "referrer-policy": "no-referrer"}
    return Answer(302, headers=headers)
