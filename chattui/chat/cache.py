"""The last known spaces of an account, on the screen before the network answers.

A cache is never a reason to fail: a damaged file, or one of another version, reads as empty. Its
first line tells how many spaces there are, and each further line holds a thousand of them: one
call that reads or writes a hundred thousand would hold up the screen, on whatever thread it is.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from chattui.chat.models import Space, safe_link
from chattui.context import Context
from chattui.problem import Problem, ProblemError
from chattui.safe_text import LIMIT as TEXT_LIMIT
from chattui.safe_text import safe_text
from chattui.words import t

VERSION = 2
BATCH = 1000
"""Spaces of one line."""
HEAD_LIMIT = 200
"""Bytes of its first line that are read."""
SIZE_LIMIT = 256 * 1024 * 1024
"""Bytes of a cache that are read; a hundred thousand spaces are about fifteen million."""

_DAMAGE = (
    *(OSError, ValueError, TypeError, KeyError, AttributeError),
    *(OverflowError, RecursionError, ProblemError),
)
"""What reading and checking a file that is no cache can raise."""

_PLAIN_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")


def cache_path(context: Context, account_key: str) -> Path:
    """Where the spaces of one account are kept; any key gives a name inside the cache folder."""
    if _PLAIN_KEY.fullmatch(account_key):
        return context.paths.cache / f"spaces-{account_key}.json"
    import hashlib

    digest = hashlib.sha256(account_key.encode("utf-8", "surrogatepass")).hexdigest()
    return context.paths.cache / f"spaces.{digest}.json"


def load_spaces(context: Context, account_key: str) -> list[Space]:
    """The last known spaces, without `Space.raw`; empty where there is no sound cache."""
    from chattui.disk import read_file

    try:  # a pipe in its place is not waited for
        lines = BytesIO(read_file(cache_path(context, account_key), SIZE_LIMIT) or b"")
        head = json.loads(next(lines, b""))
        if head["version"] != VERSION:
            return []
        spaces = [space for line in lines for space in _from_columns(json.loads(line))]
        return spaces if len(spaces) == head["count"] else []
    except _DAMAGE:
        return []


def listed_at(context: Context, account_key: str) -> float:
    """When Google last listed the spaces of an account, in seconds since 1970; 0 for never.

    However many there are, only the first line is read.
    """
    from chattui.disk import BINARY, CLOEXEC, NOFOLLOW, NONBLOCK

    flags = os.O_RDONLY | NOFOLLOW | NONBLOCK | CLOEXEC | BINARY
    try:
        with open(os.open(cache_path(context, account_key), flags), "rb") as file:
            head = json.loads(file.readline(HEAD_LIMIT))
            return os.fstat(file.fileno()).st_mtime if head["version"] == VERSION else 0.0
    except _DAMAGE:
        return 0.0


def save_spaces(context: Context, account_key: str, spaces: Iterable[Space]) -> Problem | None:
    """Keep `spaces` as the last known ones (mode 0600, replaced as a whole); blocking.

    Gives the problem where that fails, for a face that wants to mention it.
    """
    from chattui.atomic import write_atomically

    try:
        data = b"".join(_lines(list(spaces)))
        write_atomically(cache_path(context, account_key), data, mode=0o600)
    except ProblemError as error:
        return Problem(
            "chat.cache_not_written",
            t("The list of spaces could not be kept for the next start."),
            error.problem.message,
            error.problem.remedy,
        )
    return None


def remove_cache(context: Context, account_key: str) -> None:
    """Forget the last known spaces of an account, and who is in those without a name.

    Raises ProblemError where they stay.
    """
    from chattui.chat.space_people import people_path

    for path in (cache_path(context, account_key), people_path(context, account_key)):
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            from chattui.disk import disk_problem

            raise ProblemError(disk_problem(error, path)) from None


def _lines(spaces: list[Space]) -> Iterator[bytes]:
    yield _line({"version": VERSION, "count": len(spaces)})
    for at in range(0, len(spaces), BATCH):
        yield _line(_to_columns(spaces[at : at + BATCH]))


def _line(document: dict[str, Any]) -> bytes:
    return json.dumps(document, separators=(",", ":")).encode("ascii") + b"\n"


def _to_columns(spaces: list[Space]) -> dict[str, list[Any]]:
    """One list per field, not one per space: half as long to read, and checked in bulk."""
    return {
        "name": [s.name for s in spaces],
        "display_name": [s.display_name for s in spaces],
        "space_type": [s.space_type for s in spaces],
        "flags": [s.external | s.announcement << 1 | s.with_app << 2 for s in spaces],
        "history": [s.history for s in spaces],
        "members": [s.member_count for s in spaces],
        "groups": [s.group_count for s in spaces],
        "active": [s.last_active.isoformat() if s.last_active else None for s in spaces],
        "created": [s.created.isoformat() if s.created else None for s in spaces],
        "uri": [s.uri for s in spaces],
    }


def _from_columns(columns: dict[str, list[Any]]) -> list[Space]:
    """The spaces, or any of `_DAMAGE`. Columns are checked as a whole where that is enough, which
    takes a tenth of the time."""
    if len({len(columns[name]) for name in _COLUMNS}) != 1:
        raise ValueError("columns of different lengths")
    flags = {flag: [bool(flag & 1 << bit) for bit in range(3)] for flag in set(columns["flags"])}
    external, announcement, with_app = zip(*map(flags.__getitem__, columns["flags"]), strict=True)
    made = map(
        Space,
        _names(columns["name"]),
        _texts(columns["display_name"]),
        _types(columns["space_type"]),
        external,
        announcement,
        with_app,
        map(_HISTORY.__getitem__, columns["history"]),
        _counts(columns["members"]),
        map(int, columns["groups"]),
        _times(columns["active"]),
        _times(columns["created"]),
        _links(columns["uri"]),
    )
    return list(made)


_HISTORY = {True: True, False: False, None: None}
_COLUMNS = tuple(_to_columns([]))
# Possessive, so that nothing is kept to go back to: a hundred thousand lines are one text.
_NAMES = re.compile(r"(?:(?:spaces/[A-Za-z0-9_-]{1,128})?\n)*+")
_LINKS = re.compile(r"(?:(?:https://(?:chat|mail)\.google\.com/[!-~]{0,2000})?\n)*+")


def _all_match(pattern: re.Pattern[str], values: list[str]) -> bool:
    lines = "\n".join([*values, ""])
    return lines.count("\n") == len(values) and pattern.fullmatch(lines) is not None


def _names(values: list[str]) -> list[str]:
    if not _all_match(_NAMES, values):
        raise ValueError("not the name of a space")
    return values


def _links(values: list[str]) -> list[str]:
    return values if _all_match(_LINKS, values) else list(map(safe_link, values))


def _texts(values: list[str]) -> list[str]:
    whole = "".join(values)
    if whole.isascii() and whole.isprintable() and max(map(len, values)) <= TEXT_LIMIT:
        return values
    return list(map(safe_text, values))


def _types(values: list[str]) -> list[str]:
    for word in set(values):
        if not word.isascii() or not word.isprintable():
            raise ValueError("not a type of space")
    return list(map(sys.intern, values))  # some three words, else kept ten thousand times


def _counts(values: list[Any]) -> list[int | None]:
    return [count if count is None else int(count) for count in values]


def _times(values: list[Any]) -> list[datetime | None]:
    found = [datetime.fromisoformat(text) if text else None for text in values]
    if not all(when is None or when.tzinfo for when in found):
        raise ValueError("a time without a zone")
    return found
