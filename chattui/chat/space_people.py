"""What direct messages and group chats are called: the people who are in them.

Google gives them no name. Who is in them is looked up for those that are seen, and kept beside the
last known spaces, in a file of mode 0600.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from chattui.chat.models import Membership, Space
from chattui.chat.names import is_space_name
from chattui.problem import ProblemError
from chattui.safe_text import safe_text
from chattui.words import t, tn

if TYPE_CHECKING:
    from chattui.chat.api import ChatClient
    from chattui.context import Context

VERSION: Final = 1
SIZE_LIMIT: Final = 64 * 1024 * 1024
WORDS_LIMIT: Final = 200
SHOWN: Final = 3
"""People of a group chat that are named; the others are counted."""

_DAMAGE: Final = (
    *(OSError, ValueError, TypeError, KeyError, AttributeError),
    *(RecursionError, ProblemError),
)
"""What reading a file that is no such list can raise."""

LookUp = Callable[[Sequence[str]], Awaitable[Mapping[str, tuple[str, str]]]]
"""Gives name and address for ids (``users/ID``) that the directory knows."""


def people_path(context: Context, account_key: str) -> Path:
    """Where the names of an account's nameless spaces are kept."""
    from chattui.chat.cache import cache_path

    spaces = cache_path(context, account_key)
    return spaces.with_name(spaces.name.replace("spaces", "people", 1))


def load_people(context: Context, account_key: str) -> dict[str, str]:
    """By ``spaces/ID`` who is in it, as last looked up; empty where there is no sound file."""
    import json

    from chattui.disk import read_file

    try:
        data = read_file(people_path(context, account_key), SIZE_LIMIT) or b""
        document = json.loads(data)
        if document["version"] != VERSION:
            return {}
        return {
            space: safe_text(words, limit=WORDS_LIMIT)
            for space, words in document["people"].items()
            if is_space_name(space) and isinstance(words, str)
        }
    except _DAMAGE:
        return {}


def save_people(context: Context, account_key: str, people: Mapping[str, str]) -> None:
    """Keep them, replaced as a whole; blocking. A cache that cannot be written is no failure."""
    import json
    from contextlib import suppress

    from chattui.atomic import write_atomically

    document = {"version": VERSION, "people": dict(people)}
    data = json.dumps(document, separators=(",", ":")).encode("ascii")
    with suppress(ProblemError):
        write_atomically(people_path(context, account_key), data, mode=0o600)


async def people_in(
    chat: ChatClient, space: Space, *, me: str, look_up: LookUp | None = None
) -> str:
    """Who is in a space besides `me` (an address), in words; "" where Google tells nobody.

    Raises ProblemError.
    """
    members: list[Membership] = []
    async for page in chat.member_pages(space.name, groups=False):
        members += page
    others = [m for m in members if not m.email or m.email.casefold() != me.casefold()]
    unknown = [m.user_name for m in others if not (m.display_name or m.email) and m.user_name]
    known = await look_up(unknown) if unknown and look_up is not None else {}
    names = []
    for member in others:
        name, email = known.get(member.user_name, ("", ""))
        if (email or member.email).casefold() != me.casefold():
            names.append(member.display_name or member.email or name or email)
    return people_words(name for name in names if name)


def people_words(names: Iterable[str]) -> str:
    """Some people in words: the first by name, the others by their number."""
    told = sorted(names, key=str.casefold)
    shown, left = ", ".join(told[:SHOWN]), len(told) - SHOWN
    if left > 0:
        shown = tn("{people} and {count} other", "{people} and {count} others", left, people=shown)
    return safe_text(shown or t("only you"), limit=WORDS_LIMIT) if told else ""
