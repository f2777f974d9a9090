"""Names of files and classes, made of a title that anybody may have chosen."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_LONGEST: Final = 48


def stem(title: str) -> str:
    """A plain name for a file: ``make_launch_team``; ASCII alone, and never empty."""
    words = _words(title)
    made = ""
    for word in words:
        if made and len(made) + len(word) >= _LONGEST:
            break
        made = f"{made}_{word}" if made else word[:_LONGEST]
    return made if made[:1].isalpha() else f"chat_{made}".rstrip("_")


def pascal(title: str) -> str:
    """A name for a class: ``MakeLaunchTeam``."""
    return "".join(word[:1].upper() + word[1:] for word in stem(title).split("_"))


def _words(title: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode()
    return re.findall(r"[a-z0-9]+", plain)
