"""The slot that a random key in the OS keyring opens.

The item: service ``chattui:VAULT-ID`` (``chattui-emulator:VAULT-ID``), user name
``sealed-file.1`` or ``sealed-file.2``, value the key in base64.
"""

from __future__ import annotations

from chattui.vault.keyring_guard import Backend
from chattui.vault.sealed import Sealed
from chattui.vault.slots import Slot


def open_with_keyring(sealed: Sealed, calls: Backend) -> bytes | None:
    """The data key, by the first slot whose key `calls` holds; None where none fits.

    Blocks as long as the keyring does (at most 3 s); raises KeyringFault where it does not
    answer, and SealedError where a slot is damaged.
    """
    raise NotImplementedError


def backends(sealed: Sealed) -> tuple[str, ...]:
    """The names of the keyrings that hold a key of this file, each once."""
    raise NotImplementedError


def forget_items(vault_id: str, calls: Backend, keep: tuple[Slot, ...] = ()) -> None:
    """Delete the keys of a file from a keyring, except those of the slots in `keep`.

    Raises KeyringFault.
    """
    raise NotImplementedError
