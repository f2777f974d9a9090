"""Moving everything between the OS keyring and the sealed file, either way.

The new store is noted in the index beside the old one, filled and read back; one write of the
index makes it the one that counts; then the old one is emptied. A process killed anywhere
leaves the old store whole or the new one, and what is left of the other noted in the index: the
next write of the vault removes it. All functions block.

Codes: ``vault.nothing_to_move``, ``vault.moved_already``, ``vault.file_in_the_way``,
``vault.no_keyring``, and those of the stores.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from chattui.context import Context
from chattui.secret import Secret

if TYPE_CHECKING:
    from chattui.vault.sealed import Cost
    from chattui.vault.vault import Vault

To = Literal["keyring", "file"]


@dataclass(frozen=True, slots=True)
class Step:
    """How far a move is: `done` of `total` secrets are in the new store."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move did."""

    items: int
    where: str
    """Words for where everything is now."""
    emptied: bool = True
    """Whether the store that was left holds nothing any more; else it is noted in the index."""


def move(
    context: Context,
    vault: Vault,
    to: To,
    *,
    passphrase: Secret | None = None,
    cost: Cost | None = None,
    tell: Callable[[Step], None] | None = None,
) -> Moved:
    """Move everything that `vault` holds into the other kind of store; raises ProblemError.

    `passphrase` is for the sealed file that is made. `tell` hears of every secret, on this
    thread. Afterwards `vault` is of no use: open it anew.
    """
    raise NotImplementedError


def tidy_side(context: Context) -> bool:
    """Empty what a move left in the second store, and forget it; True where none is left.

    The vault's lock is held. What cannot be emptied now stays noted. Raises nothing of a store.
    """
    raise NotImplementedError
