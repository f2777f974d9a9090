"""Reading what may be anything, without waiting and with a bound."""

from __future__ import annotations

import os
import stat

FLAGS = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY
"""O_NONBLOCK: opening a FIFO that nobody writes to would wait for ever."""


def read_some(path: str, limit: int, *, follow: bool = True) -> bytes:
    """The first `limit` bytes of the regular file at `path`; nothing where there is none."""
    try:
        # Asked before it is opened too: opening some devices does something.
        if not stat.S_ISREG(os.stat(path, follow_symlinks=follow).st_mode):
            return b""
        descriptor = os.open(path, FLAGS if follow else FLAGS | os.O_NOFOLLOW)
    except (OSError, ValueError):
        return b""
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return b""
        parts = []
        while limit > 0 and (part := os.read(descriptor, limit)):
            parts.append(part)
            limit -= len(part)
        return b"".join(parts)
    except OSError:
        return b""
    finally:
        os.close(descriptor)
