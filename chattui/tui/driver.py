"""A driver of Textual's that goes on only where it was stopped.

A hang-up comes with SIGCONT, and anybody may send one. Textual's answer is to start reading the
terminal a second time, so that two threads take each other's keys and one of them never ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.driver import Driver


def steady(base: type[Driver]) -> type[Driver]:
    """`base`, deaf to a SIGCONT that follows no SIGTSTP."""

    class SteadyDriver(base):  # type: ignore[misc,valid-type]
        def _sigcont_application(self, *_: Any) -> None:
            if self._must_signal_resume:
                super()._sigcont_application()

    return SteadyDriver
