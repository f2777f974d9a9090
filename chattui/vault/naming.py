"""What a person calls an account or a client."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chattui.vault.index import AccountEntry, ClientEntry
    from chattui.vault.vault import Vault


def rename_account(vault: Vault, key: str, name: str) -> AccountEntry:
    """Call an account `name`; "" takes its name away. Blocking.

    Raises ProblemError ``accounts.unknown``, ``accounts.name_taken`` or ``accounts.bad_name``
    (exit 2).
    """
    raise NotImplementedError


def rename_client(vault: Vault, key: str, name: str) -> ClientEntry:
    """Call a client `name`. Blocking.

    Raises ProblemError ``vault.unknown_client``, ``client.name_taken`` or ``client.bad_name``
    (exit 2).
    """
    raise NotImplementedError
