"""Changing the ways into a sealed file: its passphrases, its slots, and its key.

Every function takes an open vault on a sealed file and works under its lock; the next generation
has the new slots, and the generation before is removed. All block. Codes: ``vault.not_a_file``,
``vault.last_slot``, ``vault.no_such_slot``, ``vault.which_passphrase``, ``vault.too_many_slots``,
``vault.slot_there``, and those of the stores, of `ssh_agent` and of the keyring.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from chattui.secret import Secret
from chattui.vault.keyring_guard import Backend
from chattui.vault.sealed import Cost
from chattui.vault.slots import SlotInfo
from chattui.vault.ssh_agent import Identity

if TYPE_CHECKING:
    from chattui.vault.vault import Vault


def list_slots(vault: Vault) -> tuple[SlotInfo, ...]:
    """The ways into the file."""
    raise NotImplementedError


def change_passphrase(
    vault: Vault, new: Secret, *, number: int | None = None, cost: Cost | None = None
) -> SlotInfo:
    """Replace a passphrase, and give the slot that it has now.

    It is the one of slot `number`, else the one that opened the vault, else the only one; where
    there is none, `new` is added. Raises ``vault.which_passphrase`` where it could be several.
    """
    raise NotImplementedError


def add_passphrase(vault: Vault, passphrase: Secret, *, cost: Cost | None = None) -> SlotInfo:
    """Let a passphrase more open the file."""
    raise NotImplementedError


def add_agent(vault: Vault, identity: Identity) -> SlotInfo:
    """Let an ssh key open the file: its agent signs twice, and both must be the same."""
    raise NotImplementedError


def add_keyring(vault: Vault, name: str, calls: Backend, *, emulator: bool = False) -> SlotInfo:
    """Let a key in the OS keyring `name` open the file."""
    raise NotImplementedError


def remove_slot(vault: Vault, number: int, *, calls: Backend | None = None) -> SlotInfo:
    """Remove a way into the file, never the last (``vault.last_slot``).

    A keyring's item is deleted too where the keyring (`calls`, else the one of the slot's name)
    answers; it opens nothing any more in any case.
    """
    raise NotImplementedError


Fate = Literal["kept", "passphrase", "dropped"]


@dataclass(frozen=True, slots=True)
class Planned:
    """What a rotation would do to one slot."""

    slot: SlotInfo
    fate: Fate
    """"passphrase": kept where its passphrase is given, else dropped."""
    why: str
    """A sentence where it would be dropped, or needs its passphrase; else empty."""


@dataclass(frozen=True, slots=True)
class Rotation:
    """What a rotation did to the slots; numbers of `kept` are the new ones."""

    kept: tuple[SlotInfo, ...]
    dropped: tuple[SlotInfo, ...]


def plan_rotation(vault: Vault, *, agent: str = "") -> tuple[Planned, ...]:
    """What `rotate` would do to each slot; asks keyrings and the agent at the socket `agent`,
    3 s each, and changes nothing."""
    raise NotImplementedError


def rotate(
    vault: Vault,
    passphrases: Sequence[Secret] = (),
    *,
    agent: str = "",
    cost: Cost | None = None,
) -> Rotation:
    """Give the file a new data key, and each slot that can be a new key of its own.

    A passphrase slot is kept where one of `passphrases` opens it, a keyring's where the keyring
    answers, an ssh key's where the agent at `agent` holds it; the others are dropped. Raises
    ``vault.last_slot`` where none would be left.
    """
    raise NotImplementedError
