"""One HTTP request as the loopback listener reads it: little of it, and strictly."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

REQUEST_LINE_LIMIT = 8 * 1024
HEAD_LIMIT = 32 * 1024

_REQUEST_LINE = re.compile(rb"([A-Z]{1,16}) (/[\x21-\x7e]*) HTTP/1\.[01]\Z")
_HEADER = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):([^\x00-\x08\x0a-\x1f\x7f]*)\Z")


class Bad(Enum):
    """Why bytes are not a request, as the status to answer with."""

    GARBAGE = 400
    LONG_LINE = 414
    LONG_HEAD = 431


@dataclass(frozen=True, slots=True)
class Request:
    """The method, path and query, and the headers that matter. Never shown: it may hold a code."""

    method: str
    path: str
    query: str
    hosts: tuple[str, ...]
    prefetch: bool

    def __repr__(self) -> str:
        return "Request(…)"


def is_whole(head: bytes | bytearray) -> bool:
    """Whether the empty line that ends the head has come."""
    return b"\r\n\r\n" in head or b"\n\n" in head


def too_long(head: bytes | bytearray) -> Bad | None:
    """What is too long already, before the head is whole."""
    line_end = head.find(b"\n")
    if (line_end if line_end >= 0 else len(head)) > REQUEST_LINE_LIMIT:
        return Bad.LONG_LINE
    return Bad.LONG_HEAD if len(head) > HEAD_LIMIT else None


def parse(head: bytes) -> Request | Bad:
    """The request in a whole head (RFC 9112 sections 3 and 5, origin form only)."""
    lines = re.split(rb"\r?\n", head)
    found = _REQUEST_LINE.match(lines[0])
    if not found:
        return Bad.GARBAGE
    headers: list[tuple[str, str]] = []
    for line in lines[1:]:
        if not line:
            break
        header = _HEADER.match(line)
        if not header:
            return Bad.GARBAGE
        headers.append((header[1].decode("ascii").lower(), header[2].decode("latin-1").strip()))
    path, _, query = found[2].decode("ascii").partition("?")
    return Request(
        method=found[1].decode("ascii"),
        path=path,
        query=query.partition("#")[0],
        hosts=tuple(value.lower() for name, value in headers if name == "host"),
        prefetch=any(
            name in {"sec-purpose", "purpose", "x-moz"} and "pre" in value.lower()
            for name, value in headers
        ),
    )
