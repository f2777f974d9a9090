"""The ways into a sealed file that need nobody to type, tried one after the other.

The key that the kernel keeps, a key in the OS keyring, an ssh-agent, and a passphrase in the
credentials directory of a service; a keyring and an agent are asked only where the file has a
slot for them. What was tried and did not open it is told in sentences.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from chattui.context import Context
from chattui.problem import ProblemError
from chattui.vault import kernel_keyring
from chattui.vault.keeping import on_emulator
from chattui.vault.kernel_keyring import Kept
from chattui.vault.sealed import Sealed, SealedError, unseal
from chattui.words import t

if TYPE_CHECKING:
    from chattui.secret import Secret
    from chattui.vault.slots import Slot

CREDENTIAL = "chattui"
"""The name of the passphrase in ``$CREDENTIALS_DIRECTORY``."""


class Ways:
    """Finds the key of a sealed file; what it found, and what it tried, is asked afterwards."""

    def __init__(self, context: Context, kept: Kept | None, keyring_seconds: float) -> None:
        self._context = context
        self._kept = kept
        self._seconds = keyring_seconds
        self.by = ""
        """What opened it, as `Vault.opened_by` says it; empty where nothing did."""
        self.slot: Slot | None = None
        """The passphrase's slot, where a passphrase opened it."""
        self.tried: list[str] = []
        """Why each way did not open it."""

    def key(self, found: Sealed) -> bytes | None:
        """The data key, None where no way leads to it. Blocks some seconds at most.

        Raises SealedError where a slot is damaged.
        """
        for by, way in (
            ("kernel", self._by_kernel),
            ("keyring", self._by_keyring),
            ("ssh-agent", self._by_agent),
            ("credentials", self._by_credentials),
        ):
            key = way(found)
            if key is not None:
                self.by = by
                return key
        return None

    def _by_kernel(self, found: Sealed) -> bytes | None:
        if self._kept is not None:
            try:
                unseal(found, self._kept.data_key)
                return self._kept.data_key
            except SealedError:  # the file has another key since, or is damaged
                kernel_keyring.forget(found.id, emulator=on_emulator(self._context))
                self.tried.append(t("The key that the kernel kept does not open it any more."))
                return None
        self.tried.append(
            kernel_keyring.refusal() or t("The kernel keeps no key of it, or no longer.")
        )
        return None

    def _by_keyring(self, found: Sealed) -> bytes | None:
        if not _has(found, "keyring"):
            return None
        from chattui.vault.keyring_guard import reopen
        from chattui.vault.keyring_slot import backends, open_with_keyring
        from chattui.vault.keyring_states import KeyringFault

        for name in backends(found):
            try:
                calls = reopen(name, self._seconds, chosen=self._context.keyring)
                key = open_with_keyring(found, calls, seconds=self._seconds)
            except KeyringFault as fault:
                self.tried.append(
                    t("The keyring that has a key of it cannot be asked: {why}", why=fault.cause)
                )
                continue
            if key is not None:
                return key
            self.tried.append(t("The keyring no longer has its key."))
        return None

    def _by_agent(self, found: Sealed) -> bytes | None:
        if not _has(found, "ssh-agent"):
            return None
        socket = os.environ.get("SSH_AUTH_SOCK", "")
        if not socket:
            self.tried.append(
                t("No ssh-agent is there (SSH_AUTH_SOCK is not set); ssh -A forwards yours.")
            )
            return None
        from chattui.vault.agent_slot import open_with_agent

        try:
            key = open_with_agent(found, socket)
        except ProblemError as error:
            self.tried.append(error.problem.message)
            return None
        if key is None:
            self.tried.append(t("The ssh-agent holds no key that opens it."))
        return key

    def _by_credentials(self, found: Sealed) -> bytes | None:
        from chattui.vault.passphrase_slot import fitting_slot

        try:
            passphrase = credential()
            if passphrase is None:
                return None
            self.slot, key = fitting_slot(found, passphrase)
            return key
        except ProblemError as error:
            self.tried.append(error.problem.message)
        except SealedError as error:
            if error.fault not in {"wrong_passphrase", "no_slot"}:
                raise
            self.tried.append(
                t("The passphrase in the credentials directory of this service does not open it.")
            )
        return None


def credential() -> Secret | None:
    """The passphrase in ``$CREDENTIALS_DIRECTORY/chattui``, None where there is none.

    Raises ProblemError ``vault.passphrase_file`` where it is there and cannot be read.
    """
    folder = os.environ.get("CREDENTIALS_DIRECTORY", "")
    path = os.path.join(folder, CREDENTIAL)
    if not folder or not os.path.lexists(path):
        return None
    from chattui.vault.passphrase import read_passphrase

    return read_passphrase(path)


def _has(found: Sealed, kind: str) -> bool:
    return any(slot.get("type") == kind for slot in found.slots)
