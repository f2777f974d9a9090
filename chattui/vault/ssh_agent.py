"""Talking to an ssh-agent over its socket: which keys it holds, and a signature of one.

Codes: ``vault.agent_absent``, ``vault.agent_silent``, ``vault.agent_garbage``,
``vault.agent_refused``, ``vault.agent_foreign``, ``vault.agent_key``.
"""

from __future__ import annotations

from dataclasses import dataclass

SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Identity:
    """A key that an agent holds."""

    kind: str
    """Such as ``ssh-ed25519``."""
    comment: str
    """Safe to draw."""
    fingerprint: str
    """As ``ssh-add -l`` shows it: ``SHA256:…``."""
    usable: bool
    why: str
    """A sentence that says why it is not usable; empty where it is."""
    blob: bytes = b""
    """The public key."""
    socket: str = ""
    """The agent that holds it."""


def identities(socket: str, *, seconds: float = SECONDS) -> tuple[Identity, ...]:
    """The keys that the agent at `socket` (``$SSH_AUTH_SOCK``) holds; raises ProblemError."""
    raise NotImplementedError
