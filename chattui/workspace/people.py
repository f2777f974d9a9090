"""Names and addresses of people, from the People API (discovery people v1).

The scope directory.readonly is enough for profiles; contacts, which the API would add without
``sources``, want another one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from chattui.chat.events import Tell, tell_nobody
from chattui.chat.models import part_of, text_of
from chattui.chat.retry import Patience
from chattui.net import Client, TokenSource
from chattui.workspace.answers import Api, Caller

PEOPLE: Final = Api(
    "people",
    "People API",
    "directory.readonly",
    "https://console.cloud.google.com/apis/library/people.googleapis.com",
)
AT_ONCE: Final = 200
"""People in one request."""
FIELDS: Final = "names,emailAddresses"

_ID = re.compile(r"(?:users/|people/)?([0-9]{1,30})")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the directory; texts are safe to show, and "" where they are not known."""

    name: str = ""
    email: str = ""
    id: str = ""
    """``users/ID``, as the Chat API names them."""


async def look_up(
    client: Client,
    tokens: TokenSource,
    ids: Iterable[str],
    *,
    patience: Patience | None = None,
    tell: Tell = tell_nobody,
) -> dict[str, Person]:
    """By ``users/ID`` who they are, of those that the directory knows (``people:batchGet``).

    `ids` are ``users/ID`` or the digits alone; anything else is nobody. Raises ProblemError
    (``people.scope_missing``, ``people.api_disabled`` and others).
    """
    reader = Caller(PEOPLE, client, tokens, patience or Patience(), tell)
    matches = (_ID.fullmatch(one) for one in ids)
    wanted = list(dict.fromkeys(match[1] for match in matches if match))
    found: dict[str, Person] = {}
    for at in range(0, len(wanted), AT_ONCE):
        params = [("resourceNames", f"people/{one}") for one in wanted[at : at + AT_ONCE]]
        params += [("personFields", FIELDS), ("sources", "READ_SOURCE_TYPE_PROFILE")]
        url = f"{client.endpoints.people}/v1/people:batchGet"
        for entry in _entries(await reader.get(url, params), "responses"):
            asked = _user(entry.get("requestedResourceName"))
            person = _person(part_of(entry, "person"))
            if (person.name or person.email) and (asked or person.id):
                found[asked or person.id] = person
    return found


def _entries(document: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    entries = document.get(key)
    return [e for e in entries if isinstance(e, Mapping)] if isinstance(entries, list) else []


def _user(name: object) -> str:
    match = _ID.fullmatch(name) if isinstance(name, str) else None
    return f"users/{match[1]}" if match else ""


def _person(raw: Mapping[str, Any]) -> Person:
    return Person(
        text_of(_primary(raw, "names"), "displayName"),
        text_of(_primary(raw, "emailAddresses"), "value", 254),
        _user(raw.get("resourceName")),
    )


def _primary(raw: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """The field that is marked as the main one, else the first."""
    entries = _entries(raw, key)
    main = (e for e in entries if part_of(e, "metadata").get("primary") is True)
    return next(main, entries[0] if entries else {})
