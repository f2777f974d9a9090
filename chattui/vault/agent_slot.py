"""The slot that a signature of an ssh-agent opens, perhaps one that is forwarded from elsewhere.

The text that is signed has the form that `ssh-keygen -Y sign` gives to it (PROTOCOL.sshsig), with
a namespace of ours, so that it can pass for no other use of the key. It holds the id of the vault
and a salt of the slot: a signature that was captured opens nothing after the slot is made anew.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import time
from base64 import b64encode

from chattui.problem import ProblemError
from chattui.vault import agent_problems as told
from chattui.vault import ssh_agent
from chattui.vault.sealed import Sealed, SealedError
from chattui.vault.slots import AGENT, Slot, binary, check_wrap, of_kind, unwrap, wrap
from chattui.vault.ssh_agent import SECONDS, Identity, string

NAMESPACE = b"chattui-vault"
_CONTEXT = b"chattui vault ssh-agent v1"
_FINGERPRINT = re.compile(r"SHA256:[A-Za-z0-9+/]{43}")


def new_agent_slot(
    identity: Identity, data_key: bytes, vault_id: str, *, seconds: float = SECONDS
) -> Slot:
    """A slot that opens `data_key` with a signature by `identity`, which its agent gives twice.

    Raises ProblemError ``vault.agent_key`` where the key cannot serve, and those of `ssh_agent`.
    """
    salt = os.urandom(32)
    text = to_sign(vault_id, salt)
    signature = ssh_agent.sign(identity, text, seconds=seconds)
    again = ssh_agent.sign(identity, text, seconds=seconds)
    for bad, why in (
        (not ssh_agent.is_signature(identity, signature, text), told.no_signature),
        (not hmac.compare_digest(signature, again), told.unsteady),
    ):
        if bad:
            raise ProblemError(told.unusable_key(identity.fingerprint, why()))
    return {
        "type": AGENT,
        "added": int(time.time()),
        "key": identity.fingerprint,
        "comment": identity.comment,
        "sig": ssh_agent.SIGNATURES[identity.kind],
        "salt": b64encode(salt).decode(),
        **wrap(_key(signature, salt), data_key, vault_id),
    }


def open_with_agent(sealed: Sealed, socket_path: str, *, seconds: float = SECONDS) -> bytes | None:
    """The data key, by the first slot whose ssh key the agent at `socket_path` holds.

    None where no slot or no key of the agent fits. At most 3 s for each call of the agent.
    Raises ProblemError (see `ssh_agent`) where the agent fails, SealedError where a slot is
    damaged.
    """
    slots = of_kind(sealed, AGENT)
    taken = [(slot, *_bounds(slot)) for slot in slots]  # all bounds, before the agent is asked
    if not slots:
        return None
    held = {i.fingerprint: i for i in ssh_agent.identities(socket_path, seconds=seconds)}
    refusal: ProblemError | None = None
    for slot, fingerprint, salt in taken:
        identity = held.get(fingerprint)
        if identity is None:
            continue
        try:
            signature = ssh_agent.sign(identity, to_sign(sealed.id, salt), seconds=seconds)
        except ProblemError as error:
            if error.problem.code != "vault.agent_refused":
                raise
            refusal = error  # another key may be let sign
            continue
        data_key = unwrap(_key(signature, salt), slot, sealed.id)
        if data_key:
            return data_key
    if refusal:
        raise refusal
    return None


def to_sign(vault_id: str, salt: bytes) -> bytes:
    """What the agent signs for a slot: the SSHSIG form of its context."""
    message = _CONTEXT + b"\0" + vault_id.encode("ascii") + salt
    digest = hashlib.sha512(message).digest()
    return b"SSHSIG" + b"".join(map(string, (NAMESPACE, b"", b"sha512", digest)))


def _key(signature: bytes, salt: bytes) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=_CONTEXT).derive(signature)


def _bounds(slot: Slot) -> tuple[str, bytes]:
    fingerprint = slot.get("key")
    sound = (
        isinstance(fingerprint, str)
        and _FINGERPRINT.fullmatch(fingerprint)
        and slot.get("sig") in ssh_agent.SIGNATURES.values()
    )
    salt = binary(slot, "salt", 16, 64)
    check_wrap(slot)
    if not sound or not isinstance(fingerprint, str):
        raise SealedError("damaged", "slot")
    return fingerprint, salt
