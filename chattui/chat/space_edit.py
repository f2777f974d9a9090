"""What is to be different about a space, and one request of those that it takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class SpaceEdit:
    """What is to be different; None leaves a setting as it is.

    Whether people from outside of the organisation may come in is no part of it: Google lets that
    be chosen only when a space is made (`external_problem`).
    """

    display_name: str | None = None
    description: str | None = None
    guidelines: str | None = None
    history: bool | None = None
    audience: str | None = None
    """``audiences/ID``; "" for nobody but the members."""
    discover: str | None = None
    """The audience that may find it, apart from the one that may join; "" for none."""
    join: str | None = None
    view: str | None = None
    """The audience that may see who is a member."""
    permissions: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    """Levels by name (`chattui.chat.permissions`), of those that change."""
    to_space: str | None = None
    """The name under which a group chat becomes a named space; there is no way back."""


@dataclass(frozen=True, slots=True)
class Patch:
    """One request: ``spaces.patch`` with `body` and the updateMask `mask`."""

    body: Mapping[str, Any]
    mask: str
    words: str
    """What it does, as a sentence: what is told where a later one fails."""
    before: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    """The same fields as they were; a patch with these and the same mask takes it back. Empty
    where there is no way back."""
