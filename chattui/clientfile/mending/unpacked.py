"""A file as UTF-8 without a byte order mark, taken out of what it was packed in."""

from __future__ import annotations

import re

from chattui.clientfile.model import Document

_CONTROLS = re.compile("[\x80-\x9f]")
_LAYERS = {"gzip": "CS007", "zip": "CS007", "base64": "CS008", "padding": "CS009"}


def plain_bytes(document: Document) -> tuple[bytes, tuple[str, ...]] | None:
    """The same text as plain UTF-8, and the names of the changes; None where it is that already.

    None too where it cannot be said what the text was.
    """
    decoded = document.decoded
    layers: tuple[str, ...] = getattr(decoded, "layers", ())
    if decoded.encoding == "binary" or not decoded.text or decoded.trouble:
        return None
    changes = list(layers)
    if decoded.encoding == "utf-8":
        if decoded.damage >= 0:
            return None
        if decoded.mark:
            changes.append("mark")
    elif decoded.encoding == "latin-1":
        if _CONTROLS.search(decoded.text):  # Windows-1252 then, or another of its kind
            return None
        changes.append("latin-1")
    elif decoded.encoding == "cp1252":
        changes.append("cp1252")
    elif decoded.damage < 0:
        changes.append(decoded.encoding)
    else:
        return None
    return (decoded.text.encode("utf-8"), tuple(changes)) if changes else None
