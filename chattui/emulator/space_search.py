"""spaces.search: every named space of the organization for administrators, one's own for others.

The grammar is in `search_query`. What was found is kept for the pages that follow, so that they
fit together whatever changes meanwhile, and so that a hundred thousand spaces are gone through
once.
"""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter
from typing import Final

from chattui.emulator import invented
from chattui.emulator.bulk import Facts
from chattui.emulator.call import Call
from chattui.emulator.errors import Json, app_not_found, invalid
from chattui.emulator.filters import DEFAULT_PAGE, LARGEST_PAGE, page
from chattui.emulator.search_query import NAME, Query, QueryError, read_query

LARGEST_USER_PAGE = 100
KEPT_SEARCHES = 8
_ORDERS: Final = {
    "membership_count.joined_direct_human_user_count": attrgetter("people"),
    "last_active_time": attrgetter("last_active"),
    "create_time": attrgetter("created"),
}


def search(call: Call) -> Json:
    """The spaces that match `query`; administrators must name the customer.

    With administrator access an app that is not configured is told as to a write.
    """
    if call.admin and not call.world.settings.chat_app_configured:
        raise app_not_found()
    text = call.params.get("query", "")
    try:
        query = read_query(text, admin=call.admin)
    except QueryError:
        message = invented.BAD_QUERY.format(value=text)
        raise invalid(message, ("query", message)) from None
    order = _order(call)
    who = "admin" if call.admin else call.person.id
    identity = f"search {who} {text} {order}"
    found = _found(call, query, order, identity)
    keys, token = page(
        call.params,
        identity,
        lambda after: iter(enumerate(found[after + 1 :], after + 1)),
        lambda item: item[0],
        DEFAULT_PAGE,
        LARGEST_PAGE if call.admin else LARGEST_USER_PAGE,
    )
    store = call.world.store
    spaces = [store.of_key(key) for _, key in keys]
    listed = [store.space_json(space, listed=True) for space in spaces if space is not None]
    answer: Json = {"results": [{"space": space} for space in listed]}
    if call.admin:
        answer |= {"spaces": listed, "totalSize": len(found), "nextPageToken": token}
    return answer


def _order(call: Call) -> str:
    """``orderBy``, as ``FIELD ASC`` or ``FIELD DESC``; empty for the default."""
    text = call.params.get("orderBy", "").strip()
    field, _, direction = text.partition(" ")
    direction = direction.strip().upper() or "ASC"
    known = field in _ORDERS and direction in {"ASC", "DESC"}
    if text and not (known and (call.admin or f"{field} {direction}" == "create_time DESC")):
        message = invented.BAD_ORDER.format(value=text)
        raise invalid(message, ("order_by", message))
    return f"{field} {direction}" if text else ""


def _found(call: Call, query: Query, order: str, identity: str) -> list[str | int]:
    """The keys of what is found, in order: those of the first page's search for later pages."""
    store = call.world.store
    kept = call.world.searches
    if identity in kept and (kept[identity][0] == store.version or call.params.get("pageToken")):
        return kept[identity][1]
    facts = [one for one in _of(call, query) if query.holds(one)]
    if order:
        field, _, direction = order.partition(" ")
        facts.sort(key=_ORDERS[field], reverse=direction == "DESC")
    found = [one.key for one in facts]
    kept[identity] = (store.version, found)
    while len(kept) > KEPT_SEARCHES:
        del kept[next(iter(kept))]
    return found


def _of(call: Call, query: Query) -> Iterator[Facts]:
    """What is searched: nothing for a person who gives no name."""
    if call.admin:
        return call.world.store.facts(None)
    return call.world.store.facts(call.person) if query.names(NAME) else iter(())
