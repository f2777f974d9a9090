"""Actions of the first run, the accounts and the doctor."""

from __future__ import annotations

from chattui.tui.actions import Action


def rows() -> tuple[Action, ...]:
    """The pages of the first run, the accounts and the doctor."""
    return ()
