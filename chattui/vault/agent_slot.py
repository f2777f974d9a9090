"""The slot that a signature of an ssh-agent opens, perhaps one that is forwarded from elsewhere."""

from __future__ import annotations

from chattui.vault.sealed import Sealed
from chattui.words import t


def risk() -> str:
    """What a person is told before such a slot is added."""
    return t(
        "While the agent is forwarded to this machine, whoever is root here can use it and open"
        " the file; and one signature that somebody captured opens the file until"
        " `chattui vault rotate` gives it another key."
    )


def open_with_agent(sealed: Sealed, socket_path: str) -> bytes | None:
    """The data key, by the first slot whose ssh key the agent at `socket_path` holds.

    None where no slot or no key of the agent fits. At most 3 s for each call of the agent.
    Raises ProblemError (see `ssh_agent`) where the agent fails, SealedError where a slot is
    damaged.
    """
    raise NotImplementedError
