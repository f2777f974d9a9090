"""Giving a sealed file another data key, and each slot another key of its own.

Whoever learned the data key, kept an old copy of the file with a passphrase to it, or captured
a signature of an ssh key, opens nothing that is written after that.

Codes: ``vault.last_slot``, ``vault.not_a_file``, ``vault.slots_changed``, and those of the
stores.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from chattui.problem import ProblemError
from chattui.secret import Secret
from chattui.vault import keyring_slot, passphrase_slot, sealed, slot_problems, ssh_agent
from chattui.vault.agent_slot import new_agent_slot
from chattui.vault.entries import note_keyring
from chattui.vault.file_store import file_store
from chattui.vault.keyring_guard import reopen
from chattui.vault.keyring_states import KeyringFault
from chattui.vault.sealed import Cost, Sealed, SealedError
from chattui.vault.sealed_problem import sealed_problem
from chattui.vault.slots import AGENT, KEYRING, PASSPHRASE, Slot, SlotInfo, slot_infos
from chattui.vault.ssh_agent import Identity
from chattui.words import t

if TYPE_CHECKING:
    from chattui.vault.index import IndexFile
    from chattui.vault.keyring_guard import Backend
    from chattui.vault.vault import Vault

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
    """What a rotation did to the slots; the numbers of `kept` are the new ones."""

    kept: tuple[SlotInfo, ...]
    dropped: tuple[SlotInfo, ...]


def plan_rotation(
    vault: Vault, *, agent: str = "", keyrings: Mapping[str, Backend] | None = None
) -> tuple[Planned, ...]:
    """What `rotate` would do to each slot; asks keyrings and the agent at the socket `agent`,
    3 s each, and changes nothing."""
    store = file_store(vault)
    found = store.current()
    renewal = _Renewal(vault, store.path, found, agent, keyrings or {})
    return tuple(
        Planned(info, *renewal.fate(slot))
        for info, slot in zip(slot_infos(found), found.slots, strict=True)
    )


def warning(plan: Sequence[Planned], given: Container[int]) -> str:
    """What it means where `plan` leaves no passphrase, with those of the slots numbered `given`;
    "" where one is left."""
    gone = {p.slot.number for p in plan if p.fate != "kept" and p.slot.number not in given}
    return slot_problems.no_passphrase_left([p.slot for p in plan], gone)


def rotate(
    vault: Vault,
    passphrases: Sequence[Secret] = (),
    *,
    agent: str = "",
    cost: Cost | None = None,
    keyrings: Mapping[str, Backend] | None = None,
) -> Rotation:
    """Give the file a new data key, and each slot that can be a new key of its own.

    A passphrase slot is kept where one of `passphrases` opens it, a keyring's where the keyring
    answers, an ssh key's where the agent at `agent` holds it; the others are dropped. Raises
    ``vault.last_slot`` where none would be left, with nothing changed.
    """
    store = file_store(vault)
    before = store.current()
    old_key, new_key = store.key(), sealed.new_data_key()
    renewal = _Renewal(vault, store.path, before, agent, keyrings or {})
    # Passphrases and the agent are slow, so they come before the lock.
    tried = (renewal.again(slot, passphrases, new_key, cost) for slot in before.slots)
    made = {at: slot for at, slot in enumerate(tried) if slot}
    with vault.writing():
        found = store.current()
        if (found.slots, store.key()) != (before.slots, old_key):
            raise ProblemError(slot_problems.slots_changed(store.path))
        made |= renewal.in_keyrings(vault.ledger, new_key)
        if not made:
            raise ProblemError(slot_problems.none_kept(store.path))
        own = next((new for at, new in made.items() if found.slots[at] == store.own_slot), None)
        slots = tuple(made[at] for at in sorted(made))
        store.replace_slots(slots, new_key)
        store.own_slot = own
        keyring_slot.tidy(vault.ledger, found.id, slots, renewal.calls)
    _hand_on(found.id, new_key, store.generation)
    gone = tuple(info for at, info in enumerate(slot_infos(found)) if at not in made)
    return Rotation(slot_infos(store.current()), gone)


def refuse_wrong(vault: Vault, number: int, passphrase: Secret) -> None:
    """Raise ProblemError ``vault.wrong_passphrase`` where `passphrase` does not open the slot of
    that number, which is a passphrase's; takes as long as deriving its key does."""
    store = file_store(vault)
    found = store.current()
    try:
        passphrase_slot.fitting_slot(
            replace(found, slots=found.slots[number - 1 : number]), passphrase
        )
    except SealedError as error:
        raise ProblemError(sealed_problem(error, store.path)) from None


class _Renewal:
    """Tells of one file which slots can be made anew, and makes them."""

    def __init__(
        self,
        vault: Vault,
        path: Path,
        found: Sealed,
        agent: str,
        keyrings: Mapping[str, Backend],
    ) -> None:
        self._chosen = vault.chosen_keyring
        self._path = path
        self._found = found
        self._agent = agent
        self._keyrings = keyrings
        self._held: dict[str, Identity] | None = None
        self._no_agent = ""

    def calls(self, name: str) -> Backend:
        """The keyring of that name; raises KeyringFault."""
        return self._keyrings.get(name) or reopen(name, chosen=self._chosen)

    def fate(self, slot: Slot) -> tuple[Fate, str]:
        """What becomes of a slot, and why where it would be dropped."""
        match slot.get("type"):
            case "passphrase":
                return "passphrase", t("Its passphrase is needed to make it anew.")
            case "keyring":
                why = self._no_keyring(slot)
            case "ssh-agent":
                why = "" if self._identity(slot) else self._no_agent or _without_key()
            case _:
                why = t("It is of a kind that this version does not know.")
        return ("dropped", why) if why else ("kept", "")

    def again(
        self, slot: Slot, passphrases: Sequence[Secret], new_key: bytes, cost: Cost | None
    ) -> Slot | None:
        """A slot in the place of a passphrase's or an ssh key's; None where none can be made."""
        try:
            if slot.get("type") == PASSPHRASE:
                return self._passphrase_again(slot, passphrases, new_key, cost)
            identity = self._identity(slot) if slot.get("type") == AGENT else None
            return new_agent_slot(identity, new_key, self._found.id) if identity else None
        except SealedError as error:
            raise ProblemError(sealed_problem(error, self._path)) from None
        except ProblemError as error:
            self._no_agent = error.problem.message
            return None

    def in_keyrings(self, ledger: IndexFile, new_key: bytes) -> dict[int, Slot]:
        """A slot in the place of each keyring's that can be made anew, by its place in the file.

        The index notes each keyring first. The vault's lock is held.
        """
        made = {}
        for at, slot in enumerate(self._found.slots):
            if slot.get("type") != KEYRING or not isinstance(slot.get("backend"), str):
                continue
            note_keyring(ledger, slot["backend"])  # for the key before, or both
            again = self._keyring_again(slot, new_key) if self.fate(slot)[0] == "kept" else None
            if again:
                made[at] = again
        return made

    def _keyring_again(self, slot: Slot, new_key: bytes) -> Slot | None:
        name = slot["backend"]
        try:
            return keyring_slot.new_keyring_slot(name, self.calls(name), self._found, new_key)
        except KeyringFault:
            return None

    def _passphrase_again(
        self, slot: Slot, passphrases: Sequence[Secret], new_key: bytes, cost: Cost | None
    ) -> Slot | None:
        alone = replace(self._found, slots=(slot,))
        for passphrase in passphrases:
            try:
                passphrase_slot.open_with_passphrase(alone, passphrase)
            except SealedError as error:
                if error.fault != "wrong_passphrase":
                    raise
                continue
            again = cost or passphrase_slot.cost_of(slot)
            return passphrase_slot.new_passphrase_slot(passphrase, new_key, self._found.id, again)
        return None

    def _identity(self, slot: Slot) -> Identity | None:
        if self._held is None:
            self._held = {}
            try:
                held = ssh_agent.identities(self._agent)
                self._held = {i.fingerprint: i for i in held if i.usable}
            except ProblemError as error:
                self._no_agent = error.problem.message
        return self._held.get(str(slot.get("key")))

    def _no_keyring(self, slot: Slot) -> str:
        """Why a keyring's slot cannot be made anew; empty where it can."""
        try:
            alone = replace(self._found, slots=(slot,))
            name = keyring_slot.backends(alone)[0]
            if keyring_slot.open_with_keyring(alone, self.calls(name)):
                return ""
        except KeyringFault as fault:
            return fault.cause
        except SealedError:
            return t("It is damaged.")
        return t("The keyring no longer has its key.")


def _without_key() -> str:
    return t("The ssh-agent does not hold its key.")


def _hand_on(vault_id: str, new_key: bytes, generation: int) -> None:
    """Where the kernel keeps the key from before, keep the new one for the time that is left."""
    from chattui.vault import kernel_keyring

    for emulator in (False, True):
        kept = kernel_keyring.find(vault_id, emulator=emulator)
        if kept is not None:
            kernel_keyring.renew(vault_id, kept, new_key, generation, emulator=emulator)
