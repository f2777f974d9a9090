"""What processes that were killed, or a keyring that did not answer, have left behind."""

from __future__ import annotations

import re
import time
from contextlib import suppress

from chattui.atomic import remove_lock
from chattui.context import Context
from chattui.problem import ProblemError
from chattui.vault.index import IndexFile
from chattui.vault.side_ledger import empty_side

LOCK = re.compile(r"refresh-([0-9a-f]{16})\.lock")
HUNG_SECONDS = 1.0
"""What takes longer waited for a keyring that did not answer."""
SPARED_SECONDS = 60.0
"""How long such a keyring is left alone, so that not every save waits for it."""
HALF_WRITTEN = re.compile(r"\.(?:accounts\.json|vault\.sealed)\..*\.tmp")
_spared: dict[str, float] = {}
"""Until when, by the folder of the vault."""


def tidy(context: Context) -> None:
    """Empty what a move left, remove what was written in part and locks of accounts that are no
    more.

    The vault's lock is held. What cannot be removed now stays noted in the index; where that is
    for a keyring that does not answer, this process asks it again after a minute.
    """
    began, folder = time.monotonic(), str(context.paths.state)
    if began >= _spared.get(folder, 0.0):
        empty_side(context)
        _tidy_slot_keys(context)
        if time.monotonic() - began > HUNG_SECONDS:
            _spared[folder] = time.monotonic() + SPARED_SECONDS
    known = {account.key for account in IndexFile(context.paths.index).load().accounts}
    for path in context.paths.state.iterdir():
        named = LOCK.fullmatch(path.name)
        if named and named[1] not in known:
            remove_lock(path)
        elif HALF_WRITTEN.fullmatch(path.name):
            with suppress(OSError):
                path.unlink()


def _tidy_slot_keys(context: Context) -> None:
    """Delete keys of the sealed file that no slot needs, from the keyrings that are noted."""
    ledger = IndexFile(context.paths.index)
    if not ledger.load().slot_keyrings:
        return
    from chattui.vault import keyring_slot
    from chattui.vault.file_store import look
    from chattui.vault.keyring_guard import reopen

    with suppress(ProblemError):  # the file is damaged: what it needs is not known
        found = look(context.paths.sealed_file)
        keyring_slot.tidy(
            ledger,
            found.id if found else ledger.load().vault_id,
            found.slots if found else (),
            lambda name: reopen(name, chosen=context.keyring),
        )
