"""After the app has ended by an error of its own: its report, for the clipboard if a person asks.

The terminal is restored by then, and the report is on it; lines that were printed over SSH, in a
tmux or a narrow window are hard to select, so one key sends them by OSC 52.
"""

from __future__ import annotations

import base64
import os
import select
import sys
from contextlib import suppress

from chattui.words import t

SECONDS = 60.0
"""How long a key is waited for: who has gone away finds the report on the terminal and in a
file."""
_YES = {b"c", b"C"}


def offer_report(report: str, *, keys: int = 0, screen: int = 2, seconds: float = SECONDS) -> bool:
    """Offer to send `report` to the terminal's clipboard; True where that was done.

    Waits up to `seconds` for one key on the file descriptor `keys`; what was typed before counts
    for nothing. Nothing is offered where either is no terminal that gives single keys.
    """
    try:
        import termios
        import tty
    except ImportError:  # Windows: there the file is what is copied from
        return False
    if not (os.isatty(keys) and os.isatty(screen)):
        return False
    try:
        before = termios.tcgetattr(keys)
        tty.setcbreak(keys, termios.TCSAFLUSH)
    except termios.error:
        return False
    try:
        _write(screen, t("Press c to send the report to your terminal's clipboard.") + "\n")
        if not select.select([keys], [], [], seconds)[0] or os.read(keys, 1) not in _YES:
            return False
        sequence = base64.b64encode(report.encode()).decode()
        _write(screen, f"\x1b]52;c;{sequence}\a" + t("✓ Sent.") + "\n")
        return True
    except (OSError, KeyboardInterrupt):  # the terminal is gone, or it was declined by ^c
        return False
    finally:
        with suppress(termios.error):
            termios.tcsetattr(keys, termios.TCSAFLUSH, before)


def _write(screen: int, text: str) -> None:
    """Write all of `text`, in whatever encoding the terminal takes."""
    encoding = getattr(sys.stderr, "encoding", None) or "utf-8"
    rest = memoryview(text.encode(encoding, "backslashreplace"))
    while rest:
        rest = rest[os.write(screen, rest) :]
