"""A file as UTF-8 without a byte order mark, taken out of what it was packed in."""

from __future__ import annotations

import re

from chattui.clientfile.model import Document

_CONTROLS = re.compile("[\x80-\x9f]")
MARK = "\ufeff"
_OLD = ("latin-1", "cp1252")


def plain_bytes(document: Document) -> tuple[bytes, tuple[str, ...]] | None:
    """The same text as plain UTF-8, and the names of the changes; None where it is that already.

    None too where it cannot be said what the text was.
    """
    decoded = document.decoded
    if decoded.trouble or not decoded.text:
        return None
    changes = list(decoded.layers)
    if decoded.encoding in _OLD:
        if _CONTROLS.search(decoded.text):  # then it is another encoding of that kind
            return None
        changes.append(decoded.encoding)
    elif decoded.damage >= 0:
        return None
    elif decoded.encoding != "utf-8":
        changes.append(decoded.encoding)
    elif decoded.mark:
        changes.append("mark")
    text = decoded.text.lstrip(MARK)  # a second one, which would be a mark again
    if changes and text != decoded.text:
        changes.append("odd_space")
    try:
        return (text.encode("utf-8"), tuple(changes)) if changes else None
    except UnicodeEncodeError:  # half of a surrogate pair, which a JSON string can hold
        return None
