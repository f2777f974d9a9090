"""git's own files, read as data: bounded, and nothing in them is run.

A hostile repository's configuration names programs; of it, only a few names of files are used.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from chattui.clientfile.bounded import read_some

CONFIG_LIMIT = IGNORE_LIMIT = 1 << 18
INDEX_LIMIT = 1 << 26
_INCLUDES = 20
_MOST_FINDS = 1_000_000
"""How often a name is looked for again in an index, where what was found is the end of another."""
_LONGEST_NAME = 1 << 14
"""Longer than any path that an operating system takes."""
_HASHES = (20, 32)
_SPACE = re.compile(r"\s*")
_SECTION = re.compile(r'\[\s*+([A-Za-z0-9.-]++)\s*+(?:"((?:[^"\\]|\\.)*+)"\s*+)?\]')
_NAME = re.compile(r"([A-Za-z][A-Za-z0-9-]*+)[ \t]*+")
_PLAIN = re.compile(r"""[ \t\r]*+([^"\\#;\n]*+)(?:\n|\Z)""")
"""A value without quotes, escapes and comments. None of these patterns ever goes back, since a
hostile file could keep one that does busy for ever."""
_ESCAPES = {"n": "\n", "t": "\t", "b": "\b"}


def read_config(paths: list[str]) -> dict[str, str]:
    """The settings of git's configuration files, the last word counts; sections are in lower case.

    `include.path` is followed, a conditional include is not.
    """
    settings: dict[str, str] = {}
    seen: list[str] = []
    left = CONFIG_LIMIT * 2

    def read(path: str) -> None:
        nonlocal left
        data = read_some(path, min(CONFIG_LIMIT, left))
        left -= len(data)
        for name, value in _settings(os.fsdecode(data)):
            if "\0" in value:
                continue  # no name of a file
            if name != "include.path":
                settings[name] = value
            elif len(seen) < _INCLUDES and left:
                seen.append(value)
                read(os.path.join(os.path.dirname(path), os.path.expanduser(value)))

    for path in paths:
        read(path)
    return settings


def is_true(value: str) -> bool:
    """Whether git takes `value` for yes."""
    return value.lower() in ("true", "yes", "on", "1")


def _settings(text: str) -> Iterator[tuple[str, str]]:
    section = ""
    at = 0
    text = text.removeprefix("\ufeff")
    while (at := _end(_SPACE, text, at)) < len(text):
        found = _SECTION.match(text, at)
        if found:
            section = "" if found[2] is not None else found[1].lower()
            at = found.end()
            continue
        found = _NAME.match(text, at)
        if found and text[found.end() : found.end() + 1] == "=":
            value, at = _value(text, found.end() + 1)
        else:
            value = "true"
            at = text.find("\n", found.end() if found else at) + 1 or len(text)
        if found and section:
            yield f"{section}.{found[1].lower()}", value


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


def _value(text: str, at: int) -> tuple[str, int]:
    """The value that begins at `at`, unquoted, and where its line ends."""
    plain = _PLAIN.match(text, at)
    if plain:
        return plain[1].rstrip(" \t\r"), plain.end()
    kept: list[str] = []
    quoted = False
    length = 0  # without the white space at the end
    while at < len(text):
        char = text[at]
        at += 1
        if char == "\n":
            break
        if char == "\\":
            escaped = text[at : at + 1]
            at += 1
            if escaped == "\n":
                continue
            char = _ESCAPES.get(escaped, escaped)
        elif char == '"':
            quoted = not quoted
            continue
        elif char in "#;" and not quoted:
            at = text.find("\n", at) + 1 or len(text)
            break
        elif char in " \t\r" and not quoted:
            if kept:
                kept.append(char)
            continue
        kept.append(char)
        length = len(kept)
    return "".join(kept[:length]), at


class Index:
    """Which files git tracks, by the index of a work tree (``gitformat-index``, version 2 to 4)."""

    def __init__(self, git_dir: str) -> None:
        data = read_some(os.path.join(git_dir, "index"), INDEX_LIMIT)
        self._parts = [data]
        self._names: dict[int, frozenset[bytes]] = {}
        link = data.rfind(b"link\0\0")
        if link > 0:  # a split index: what did not change is in another file
            for width in _HASHES:
                shared = data[link + 8 : link + 8 + width].hex()
                name = os.path.join(git_dir, f"sharedindex.{shared}")
                self._parts.append(read_some(name, INDEX_LIMIT))

    def has(self, path: bytes) -> bool:
        """Whether git tracks `path`, given from the top of the work tree."""
        return any(
            self._has(number, data, path)
            for number, data in enumerate(self._parts)
            if data.startswith(b"DIRC")
        )

    def _has(self, number: int, data: bytes, path: bytes) -> bool:
        if data[4:8] == b"\0\0\0\x04":
            if number not in self._names:
                self._names[number] = frozenset(_names_of_version_4(data))
            return path in self._names[number]
        # A name stands behind its length and before a NUL. Looking for it is far faster than
        # going through the entries, of which there may be a million.
        length = min(len(path), 0xFFF)
        at = 0
        for _ in range(_MOST_FINDS):  # pragma: no branch - so many are not made in a test
            at = data.find(path + b"\0", at + 1)
            if at < 0:
                break
            if _number(data, at - 2) & 0x4FFF == length or _is_extended(data, at, length):
                return True
        return False


def _number(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "big")


def _is_extended(data: bytes, at: int, length: int) -> bool:
    """Whether two more bytes stand between the length and the name, as version 3 allows."""
    return data[7] == 3 and _number(data, at - 4) & 0x4FFF == 0x4000 | length


def _names_of_version_4(data: bytes) -> Iterator[bytes]:
    """The names of an index of version 4, which holds of each only what is new in it."""
    width = next((width for width in _HASHES if _fits(data, width)), _HASHES[0])
    at, name = 12, b""
    for _ in range(int.from_bytes(data[8:12], "big")):
        at += 40 + width
        at += 4 if _number(data, at) & 0x4000 else 2
        end = data.find(b"\0", at + 1)
        if end < 0:
            return
        drop, at = _varint(data, at)
        name = name[: len(name) - drop] + data[at:end]
        if len(name) > _LONGEST_NAME:  # else a million entries could go on growing it
            return
        at = end + 1
        yield name


def _fits(data: bytes, width: int) -> bool:
    """Whether hashes take `width` bytes: then the first entry's length is that of its name."""
    flags = 12 + 40 + width
    begin = flags + (4 if _number(data, flags) & 0x4000 else 2)
    length = data.find(b"\0", begin + 1) - begin - 1
    return data[begin : begin + 1] == b"\0" and length == _number(data, flags) & 0xFFF


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of seven bits a byte, as git packs them, and where it ends."""
    value = data[at] & 0x7F
    while data[at] & 0x80:
        at += 1
        value = value + 1 << 7 | data[at] & 0x7F
    return value, at + 1
