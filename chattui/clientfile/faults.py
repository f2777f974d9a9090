"""The ways in which a text is not JSON, as the reader notes them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol

from chattui.clientfile.tree import Node

HARD = frozenset(
    {
        "bad_bracket",
        "closed_early",
        "missing_comma",
        "missing_value",
        "no_beginning",
        "not_closed",
        "not_json",
        "not_opened",
        "too_deep",
        "too_many",
        "truncated",
        "unclosed_string",
        "unexpected",
    }
)
"""The faults after which the rest of the text cannot be trusted."""

MOST_FAULTS = 5_000
"""How often one fault is met before reading stops."""

MOST_PLACES = 1000
"""How many places of one fault are kept."""

if TYPE_CHECKING:

    class NoteFault(Protocol):
        """Notes a fault of a kind, between two offsets."""

        def __call__(
            self, kind: str, start: int, end: int, *, opened: int = -1, detail: str = ""
        ) -> None: ...


@dataclass(slots=True, eq=False)
class Fault:
    """One way in which the text is not JSON: where it shows first, and how often it does."""

    kind: str
    start: int
    end: int
    count: int = 1
    opened: int = -1
    """Where what is still open at the end of the text was opened."""
    detail: str = ""
    """A character or word of the text; not safe to draw."""
    places: list[tuple[int, int]] = field(default_factory=list)
    """Every place where it shows, in the order of the text, at most `MOST_PLACES` of `count`."""


class Reading(NamedTuple):
    """What was recovered of a text."""

    root: Node | None
    faults: list[Fault]

    @property
    def sound(self) -> bool:
        """Whether the tree is what was meant, as far as a reader can tell."""
        return self.root is not None and not any(fault.kind in HARD for fault in self.faults)
