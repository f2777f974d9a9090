"""A process that holds secrets leaves none of its memory behind."""

from __future__ import annotations

import sys
from contextlib import suppress

_PR_SET_DUMPABLE = 4
"""prctl(2)"""


def forbid_core_dumps() -> None:
    """No core dump of this process, and no look into its memory by others of the same user.

    Children are not affected on Linux. Where the system has no such switch, nothing changes.
    """
    if sys.platform == "linux":
        import ctypes

        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    elif sys.platform != "win32":
        import resource

        with suppress(OSError, ValueError):
            resource.setrlimit(
                resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1])
            )
