"""SecretStore: where secrets are kept, by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from chattui.secret import Secret
from chattui.vault.index import Index

Change = Callable[[Index], Index]


def same(index: Index) -> Index:
    """The index as it is."""
    return index


class SecretStore(Protocol):
    """Keeps named secrets. Every call blocks; failures are ProblemError.

    Callers hold the vault's lock around `write`, `delete` and `sweep`, and record the vault's id
    and kind in the index before the first of them.
    """

    kind: str
    """"keyring" or "file"."""
    backend: str
    """The class of the OS keyring, as the index records it; empty for the file."""

    def prepare(self) -> None:
        """Do slow work that a write will need, before the lock is taken."""
        ...

    def vault_id(self) -> str:
        """The id of the vault that the store is bound to already, else empty."""
        ...

    def read(self, name: str) -> Secret | None:
        """The secret of that name, None where there is none."""
        ...

    def write(self, name: str, value: Secret, then: Change = same) -> None:
        """Keep `value` and read it back; the one before stays until that has succeeded. `then`
        changes the index in the same write of it that the store makes last."""
        ...

    def delete(self, name: str) -> None:
        """Forget the secret of that name; none there is no failure."""
        ...

    def sweep(self) -> None:
        """Remove what a killed process left behind."""
        ...
