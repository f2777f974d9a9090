"""Where tokens and clients are kept: the OS keyring, or a sealed file.

`read_index` tells what there is without opening anything; `open_vault` opens it.
"""

from chattui.vault.grant import Grant
from chattui.vault.index import AccountEntry, ClientEntry, Index, read_index
from chattui.vault.opening import open_vault
from chattui.vault.vault import Vault

__all__ = [
    "AccountEntry",
    "ClientEntry",
    "Grant",
    "Index",
    "Vault",
    "open_vault",
    "read_index",
]
