"""A local Google to try chattui out on and to test against; needs the extra ``demo``."""

from __future__ import annotations

from chattui.emulator.server import Emulator

__all__ = ["Emulator"]
