"""Finding a keyring that works, for a vault that is kept already.

The trial stores an item and deletes it. The index notes the keyring meanwhile, so that the next
start removes the item where the process is killed in between.
"""

from __future__ import annotations

from chattui.atomic import lock
from chattui.context import Context
from chattui.problem import ProblemError
from chattui.vault import keyring_guard
from chattui.vault.entries import note_keyring, unnote_keyring
from chattui.vault.index import IndexFile
from chattui.vault.keyring_guard import SECONDS, Backend
from chattui.vault.keyring_states import SOMEBODY_S, KeyringFault, no_keyring_problem


def find_keyring(context: Context, seconds: float = SECONDS) -> tuple[str, Backend]:
    """As `find_working`, with the keyring that config.toml names where it names one.

    Blocks; takes the vault's lock for a moment. Raises ProblemError: ``vault.no_keyring`` or
    ``vault.keyring_chosen``, and those of the disk and the lock.
    """
    ledger, guard = IndexFile(context.paths.index), context.paths.state / "vault.lock"
    first: KeyringFault | None = None
    for name in (context.keyring,) if context.keyring else keyring_guard.candidates():
        with lock(guard):
            noted = note_keyring(ledger, name)
        try:
            return keyring_guard.find_working((name,), seconds)
        except KeyringFault as fault:
            first = first or fault
            if fault.state in SOMEBODY_S:
                break
        finally:
            if noted:
                with lock(guard):
                    unnote_keyring(ledger, name)
    assert first is not None  # there is at least one candidate
    raise ProblemError(no_keyring_problem(first, context.keyring))
