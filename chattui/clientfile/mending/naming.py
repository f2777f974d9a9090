"""The name of a file that is written beside another one."""

from __future__ import annotations

import os

ARCHIVES = (".zip", ".gz", ".gzip", ".b64", ".base64")
"""The endings of names that would be wrong for what was taken out of the file."""

_MOST = 200
"""Characters of a name that are kept, so that there is room for more."""


def beside_token(path: str) -> str:
    """Where the client file goes that was made from the token at `path`."""
    folder, name = os.path.split(path)
    stem = os.path.splitext(name)[0].strip(".-")[:_MOST]
    return os.path.join(folder, f"client_secret_{stem}.json" if stem else "client_secret.json")


def beside_text(path: str) -> str:
    """Where the JSON goes that was found within the text at `path`."""
    stem, _ = os.path.splitext(path)
    is_named = os.path.basename(path).lower().startswith("client_secret")
    return stem.removesuffix(".json") + ".json" if is_named else beside_token(path)


def beside_archive(path: str) -> str:
    """Where what is taken out of `path` goes; empty where that has not the name of an archive."""
    stem, ending = os.path.splitext(path)
    folder, name = os.path.split(stem)
    if ending.lower() not in ARCHIVES or not name:
        return ""
    name = name if name.lower().endswith(".json") else name + ".json"
    return os.path.join(folder, name[-_MOST:])


def numbered(name: str, number: int) -> str:
    """The name to try where `name` and those with a smaller number are taken."""
    stem, ending = os.path.splitext(name)
    return f"{stem}-{number}{ending}" if number > 1 else name
