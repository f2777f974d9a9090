"""The filter languages of spaces.list and members.list, and their page tokens."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import TypeVar

from chattui.emulator import invented
from chattui.emulator.errors import invalid
from chattui.emulator.schema import camel, read_int

DEFAULT_PAGE, LARGEST_PAGE = 100, 1000
Item = TypeVar("Item")

_TERM = re.compile(r"\s*([A-Za-z_.]+)\s*(!=|=)\s*\"([A-Z_]+)\"\s*")
Terms = list[list[tuple[str, str, str]]]


def parse_filter(text: str, fields: dict[str, tuple[str, ...]], negatable: str = "") -> Terms:
    """`text` as alternatives of terms (field, operator, value); raises INVALID_ARGUMENT.

    `fields` are the fields with the values that each takes. AND joins different fields only,
    and OR binds closer where parentheses say so.
    """
    bad = invalid(invented.BAD_FILTER.format(value=text))
    groups: Terms = []
    for part in _split(text, "AND"):
        inner = part.strip()
        if inner.startswith("(") and inner.endswith(")"):
            inner = inner[1:-1]
        group = []
        for piece in _split(inner, "OR"):
            match = _TERM.fullmatch(piece)
            if match is None:
                raise bad
            field, operator, value = camel(match[1]), match[2], match[3]
            if value not in fields.get(field, ()) or (operator == "!=" and field != negatable):
                raise bad
            group.append((field, operator, value))
        groups.append(group)
    if len(groups) > 1 and not _apart(groups):
        raise bad
    return groups


def _split(text: str, word: str) -> list[str]:
    return re.split(rf"\s+{word}\s+", text)


def _apart(groups: Terms) -> bool:
    seen: set[str] = set()
    for group in groups:
        fields = {field for field, _, _ in group}
        if fields & seen:
            return False
        seen |= fields
    return True


def matches(terms: Terms, value_of: Callable[[str], str]) -> bool:
    """Whether something with these values passes every group of `terms`."""
    return all(
        any((value_of(field) == value) is (operator == "=") for field, operator, value in group)
        for group in terms
    )


def page(
    params: dict[str, str],
    identity: str,
    items: Callable[[int], Iterator[Item]],
    place: Callable[[Item], int],
    default: int = DEFAULT_PAGE,
    largest: int = LARGEST_PAGE,
) -> tuple[list[Item], str]:
    """One page of `items` and the token of the next.

    `items` gives what comes after a place, `place` is where an item stands. The token holds the
    place and a digest of `identity`, so that one of another list, person or filter is refused.
    """
    size = read_int(params, "pageSize")
    if size < 0:
        raise invalid(invented.PAGE_SIZE, ("page_size", invented.PAGE_SIZE))
    size = min(size or default, largest)
    after = _read_token(params["pageToken"], identity) if params.get("pageToken") else -1
    found = list(islice(items(after), size + 1))
    token = _token(place(found[size - 1]), identity) if len(found) > size else ""
    return found[:size], token


def _digest(identity: str) -> str:
    return hashlib.sha256(identity.encode()).hexdigest()[:12]


def _token(place: int, identity: str) -> str:
    return base64.urlsafe_b64encode(f"{place}.{_digest(identity)}".encode()).decode()


def _read_token(text: str, identity: str) -> int:
    try:
        place, _, digest = base64.b64decode(text, "-_", validate=True).decode().partition(".")
        if digest == _digest(identity):
            return int(place)
    except ValueError:
        pass
    raise invalid(invented.PAGE_TOKEN, ("page_token", invented.PAGE_TOKEN))
