"""Where tokens and clients are kept: the OS keyring, or a sealed file.

`read_index` tells what there is without opening anything; `open_vault` opens it, and is loaded
only when it is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chattui.vault.grant import Grant
from chattui.vault.index import AccountEntry, ClientEntry, Index, read_index

if TYPE_CHECKING:
    from chattui.vault.opening import open_vault
    from chattui.vault.status import VaultStatus, vault_status
    from chattui.vault.vault import Vault

__all__ = [
    "AccountEntry",
    "ClientEntry",
    "Grant",
    "Index",
    "Vault",
    "VaultStatus",
    "open_vault",
    "read_index",
    "vault_status",
]


def __getattr__(name: str) -> Any:
    if name == "open_vault":
        from chattui.vault.opening import open_vault

        return open_vault
    if name in {"VaultStatus", "vault_status"}:
        from chattui.vault import status

        return getattr(status, name)
    if name == "Vault":
        from chattui.vault.vault import Vault

        return Vault
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
