"""An app whose terminal is gone ends, and one that is asked to end restores the terminal.

Textual alone would spin where SIGHUP is ignored: reading from a terminal that is gone gives an
empty answer at once, for ever.
"""

from __future__ import annotations

import asyncio
import os
import select
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

SECONDS_TO_LEAVE = 3.0
"""How long an app whose terminal is gone may take to close what it has open."""

_FOCUS = b"\x1b[I"
"""What a terminal says when it gets the focus (xterm, FocusIn): input that changes nothing."""

SIGNALS = (signal.SIGHUP, signal.SIGTERM, signal.SIGINT)


@contextmanager
def watched_terminal(leave: Callable[[int], None], fd: int = 0) -> Iterator[None]:
    """While entered, `leave` is called on the event loop with the exit status to leave by.

    That is 128 and the signal's number, for SIGTERM, SIGINT and SIGHUP; a terminal that hangs up
    counts as SIGHUP even where that is ignored. Whatever hangs then ends the process after
    `SECONDS_TO_LEAVE`: every write of state is atomic, so nothing is lost by that.
    """
    loop = asyncio.get_running_loop()
    gone = threading.Event()

    def received(number: int) -> None:
        if number == signal.SIGHUP and not gone.is_set():
            gone.set()
            _let_go_of_terminal()
            threading.Thread(target=_end_anyway, name="hangup", daemon=True).start()
        leave(128 + number)

    for number in SIGNALS:
        loop.add_signal_handler(number, received, int(number))
    wake_read, wake_write = os.pipe()

    def watch() -> None:
        poll = select.poll()
        poll.register(fd, 0)  # hang-ups are always reported
        poll.register(wake_read, select.POLLIN)
        found = dict(poll.poll())
        if fd in found:
            with suppress(RuntimeError):  # the loop has ended already
                loop.call_soon_threadsafe(received, int(signal.SIGHUP))

    watcher = threading.Thread(target=watch, name="terminal", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        for number in SIGNALS:
            loop.remove_signal_handler(number)
        if gone.is_set():
            # A terminal that closes sends it more than once; what is left is tidying up.
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
        os.write(wake_write, b".")
        watcher.join()
        os.close(wake_read)
        os.close(wake_write)


def _let_go_of_terminal() -> None:
    """Put nothing in the terminal's place: input that never comes, output that always works."""
    silent, kept_open = os.pipe()
    # Textual's thread may have been told that there is input, which is the hang-up, and read it
    # only now from the pipe: without a word in there, it would wait for ever, and the app for it.
    os.write(kept_open, _FOCUS)
    os.dup2(silent, 0)
    os.close(silent)
    os.set_inheritable(kept_open, False)
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    os.close(nothing)


def _end_anyway() -> None:
    import time

    time.sleep(SECONDS_TO_LEAVE)
    os._exit(128 + signal.SIGHUP)
