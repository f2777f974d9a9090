"""Finding a keyring that works, for a vault that is kept already.

The trial stores an item and deletes it. The index notes the keyring meanwhile, so that the next
start removes the item where the process is killed in between.
"""

from __future__ import annotations

from dataclasses import replace

from chattui.atomic import lock
from chattui.context import Context
from chattui.vault import keyring_guard
from chattui.vault.index import IndexFile
from chattui.vault.keyring_guard import SECONDS, Backend
from chattui.vault.keyring_states import SOMEBODY_S, KeyringFault


def find_keyring(context: Context, seconds: float = SECONDS) -> tuple[str, Backend]:
    """As `find_working`, with the keyring that config.toml names where it names one.

    Blocks; takes the vault's lock for a moment. Raises KeyringFault, and ProblemError of the disk.
    """
    first: KeyringFault | None = None
    for name in (context.keyring,) if context.keyring else keyring_guard.candidates():
        noted = _note(context, name, there=True)
        try:
            return keyring_guard.find_working((name,), seconds)
        except KeyringFault as fault:
            first = first or fault
            if fault.state in SOMEBODY_S:
                break
        finally:
            if noted:
                _note(context, name, there=False)
    assert first is not None  # there is at least one candidate
    raise first


def _note(context: Context, name: str, *, there: bool) -> bool:
    """Note a keyring in the index, or take the note away; False where it was so already."""
    ledger = IndexFile(context.paths.index)
    with lock(context.paths.state / "vault.lock"):
        index = ledger.load()
        if (name in index.slot_keyrings) == there:
            return False
        rest = tuple(one for one in index.slot_keyrings if one != name)
        ledger.save(replace(index, slot_keyrings=(*rest, name) if there else rest))
        return True
