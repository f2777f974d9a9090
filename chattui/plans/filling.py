"""Templates of events and mails: ``{space}`` and ``{link}`` are filled in when they are sent.

All places are filled in one pass, so that a space that is called ``{link}`` is nothing special.
"""

from __future__ import annotations

import re
from typing import Final

PLACES: Final = ("space", "link")
"""What may stand between braces."""
_PART: Final = re.compile(r"\{\{|\}\}|\{([^{}\n]*)\}")


def fill(template: str, *, space: str, link: str) -> str:
    """`template` with its places filled; ``{{`` and ``}}`` are braces, all else stays as it is."""
    values = {"space": space, "link": link}

    def filled(match: re.Match[str]) -> str:
        if match[1] is None:
            return match[0][0]
        return values.get(match[1], match[0])

    return _PART.sub(filled, template)


def without_tags(name: str) -> str:
    """`name` for a text that is shown as HTML, as Calendar shows the description of an event: a
    space may be called what would be a link there, in an invitation of somebody else."""
    return name.replace("<", "&lt;")


def unknown_places(template: str) -> tuple[str, ...]:
    """What stands between braces and is none of `PLACES`, each once."""
    found = (match[1] for match in _PART.finditer(template) if match[1] is not None)
    return tuple(dict.fromkeys(name for name in found if name not in PLACES))


def names_link(template: str) -> bool:
    """Whether `template` has a place for the link."""
    return any(match[1] == "link" for match in _PART.finditer(template))
