"""spaces.search: every named space of the organisation for administrators, one's own for others.

The grammar is that of the discovery document: terms joined by AND, each field once, and OR only
between terms of one field. Orders other than the default, by time of creation, are not emulated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from chattui.emulator import invented
from chattui.emulator.call import Call
from chattui.emulator.directory import CUSTOMER
from chattui.emulator.errors import Json, app_not_found, invalid
from chattui.emulator.filters import page
from chattui.emulator.store import SPACE, Space

_TERM = re.compile(r'([A-Za-z_]+)\s*([:=])\s*"([^"]*)"')
_FIELDS = ("customer", "space_type", "display_name", "external_user_allowed", "space_history_state")
_CUSTOMERS = ("customers/my_customer", CUSTOMER)
QUERY_LIMIT = 1000


def search(call: Call) -> Json:
    """The spaces that match `query`; administrators must name the customer and the type.

    With administrator access an app that is not configured is told as to a write.
    """
    if call.admin and not call.world.settings.chat_app_configured:
        raise app_not_found()
    text = call.params.get("query", "")
    wanted = _parse(text, admin=call.admin)
    store = call.world.store

    def found(after: int) -> Iterator[Space]:
        for space in _all(call) if call.admin else store.of(call.person):
            if space.sequence > after and _matches(space, wanted):
                yield space

    who = "admin" if call.admin else call.person.id
    spaces, token = page(call.params, f"search {who} {text}", found, lambda space: space.sequence)
    listed = [store.space_json(space) for space in spaces]
    answer: Json = {"results": [{"space": space} for space in listed]}
    if call.admin:
        answer |= {"spaces": listed, "totalSize": sum(1 for _ in found(-1)), "nextPageToken": token}
    return answer


def _all(call: Call) -> Iterator[Space]:
    store = call.world.store
    yield from store.explicit()
    for number in range(store.bulk):
        if space := store.get(f"AAAAb{number:06d}"):
            yield space


def _parse(text: str, *, admin: bool) -> dict[str, set[str]]:
    """The values that each field may have; raises INVALID_ARGUMENT."""
    bad = invalid(invented.BAD_FILTER.format(value=text))
    wanted: dict[str, set[str]] = {}
    for part in re.split(r"\s+AND\s+", text.strip()) if text.strip() else []:
        terms = [_TERM.fullmatch(term.strip()) for term in re.split(r"\s+OR\s+", part.strip("() "))]
        fields = {term[1] for term in terms if term}
        if None in terms or len(fields) != 1 or not fields <= set(_FIELDS) or fields & set(wanted):
            raise bad
        wanted[fields.pop()] = {term[3] for term in terms if term}
    named = wanted.get("space_type") == {SPACE}
    customer = wanted.pop("customer", set())
    if len(text) > QUERY_LIMIT or (
        admin and not (named and customer <= set(_CUSTOMERS) and customer)
    ):
        raise bad
    return wanted


def _matches(space: Space, wanted: dict[str, set[str]]) -> bool:
    if space.type != SPACE or space.import_mode:
        return False
    words = space.display_name.casefold().split()
    values = {
        "space_type": space.type,
        "external_user_allowed": str(space.external).lower(),
        "space_history_state": space.history,
    }
    for field, allowed in wanted.items():
        if field == "display_name":
            if not any(_begins(words, name.casefold().split()) for name in allowed):
                return False
        elif values[field] not in allowed:
            return False
    return True


def _begins(words: list[str], asked: list[str]) -> bool:
    return all(any(word.startswith(token) for word in words) for token in asked)
