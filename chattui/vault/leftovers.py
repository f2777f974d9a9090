"""What processes that were killed, or a keyring that did not answer, have left behind."""

from __future__ import annotations

import re
from contextlib import suppress

from chattui.atomic import remove_lock
from chattui.context import Context
from chattui.vault.index import IndexFile
from chattui.vault.side_ledger import empty_side

LOCK = re.compile(r"refresh-([0-9a-f]{16})\.lock")
HALF_WRITTEN = re.compile(r"\.(?:accounts\.json|vault\.sealed)\..*\.tmp")


def tidy(context: Context) -> bool:
    """Empty what a move left, remove what was written in part and locks of accounts that are no
    more.

    The vault's lock is held. False where something of a move is still left.
    """
    emptied = empty_side(context)
    known = {account.key for account in IndexFile(context.paths.index).load().accounts}
    for path in context.paths.state.iterdir():
        named = LOCK.fullmatch(path.name)
        if named and named[1] not in known:
            remove_lock(path)
        elif HALF_WRITTEN.fullmatch(path.name):
            with suppress(OSError):
                path.unlink()
    return emptied
