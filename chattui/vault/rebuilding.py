"""Making a lost or damaged ``accounts.json`` again from what the store itself says."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from chattui.context import Context
from chattui.secret import Secret


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What was found again."""

    accounts: tuple[str, ...]
    """Addresses."""
    clients: tuple[str, ...]
    """Names."""
    unknown: int = 0
    """Secrets that do not say whose they are; they are left where they are."""
    aside: Path | None = None
    """Where the damaged index was put."""


def rebuild(context: Context, passphrase: Secret | None = None) -> Rebuilt:
    """Make the index again, from the sealed file or from the items of the keyring.

    A damaged index is put aside, never deleted. Raises ProblemError: ``vault.index_sound`` where
    there is nothing to rebuild, ``vault.nothing_to_rebuild``, ``vault.rebuild_unsupported``, and
    those of opening.
    """
    raise NotImplementedError
