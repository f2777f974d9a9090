"""Colours where the surroundings want none."""

from __future__ import annotations

from typing import Any

from textual.app import App


def do_without(app: App[Any]) -> None:
    """The terminal's own two colours. Textual's default under NO_COLOR still emits greys."""
    from textual.filter import Monochrome, NoColor

    app.theme = "ansi-dark"
    app._filters = [f for f in app._filters if not isinstance(f, Monochrome | NoColor)]
    app._filters.append(NoColor())
