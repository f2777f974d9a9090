"""Talking to an ssh-agent over its socket: which keys it holds, and a signature of one.

The agent may be on another machine, behind `ssh -A`, and is not trusted: every answer has a
time limit over all of it, a bounded size, and one form. (draft-ietf-sshm-ssh-agent, RFC 4253)

Codes: ``vault.agent_absent``, ``vault.agent_foreign``, ``vault.agent_silent``,
``vault.agent_garbage``, ``vault.agent_refused``, ``vault.agent_key``.
"""

from __future__ import annotations

import hashlib
import os
import socket as sockets
import struct
import time
from base64 import b64encode
from dataclasses import dataclass

from chattui.problem import ProblemError
from chattui.safe_text import safe_text
from chattui.vault import agent_problems as told

SECONDS = 3.0
MESSAGE_LIMIT = 256 * 1024
"""What OpenSSH's own agent takes and gives at most."""
KEY_LIMIT = 16 * 1024
RSA_BITS = range(2048, 16385)

ED25519 = "ssh-ed25519"
RSA = "ssh-rsa"
SIGNATURES = {ED25519: "ssh-ed25519", RSA: "rsa-sha2-512"}
"""The kinds of keys whose signatures repeat, and the algorithm that is asked for."""

_FAILURES = (5, 30, 102)
_REQUEST_IDENTITIES, _IDENTITIES = 11, 12
_SIGN_REQUEST, _SIGNED = 13, 14
_RSA_SHA2_512 = 4


@dataclass(frozen=True, slots=True)
class Identity:
    """A key that an agent holds."""

    kind: str
    """Such as ``ssh-ed25519``; safe to draw."""
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


class Malformed(Exception):
    """Bytes from an agent are not what the protocol says."""


class Reader:
    """Takes the fields of an SSH message one after another; raises Malformed."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def take(self, count: int) -> bytes:
        """So many bytes."""
        taken, self._data = self._data[:count], self._data[count:]
        if len(taken) < count:
            raise Malformed
        return taken

    def number(self) -> int:
        """A uint32."""
        return int.from_bytes(self.take(4), "big")

    def string(self) -> bytes:
        """A string with its length before it."""
        return self.take(self.number())

    def end(self) -> None:
        """Nothing more may follow."""
        if self._data:
            raise Malformed


def string(data: bytes) -> bytes:
    """A string as the protocol writes it."""
    return struct.pack(">I", len(data)) + data


def identities(socket: str, *, seconds: float = SECONDS) -> tuple[Identity, ...]:
    """The keys that the agent at `socket` (``$SSH_AUTH_SOCK``) holds; raises ProblemError."""
    answer = _ask(socket, bytes([_REQUEST_IDENTITIES]), _IDENTITIES, seconds)
    try:
        reader = Reader(answer)
        found = []
        for _ in range(reader.number()):
            blob, comment = reader.string(), reader.string()
            found.append(_identity(blob, comment, socket))
        reader.end()
    except Malformed:
        raise ProblemError(told.garbage(socket)) from None
    return tuple(found)


def _identity(blob: bytes, comment: bytes, socket: str) -> Identity:
    if len(blob) > KEY_LIMIT:
        raise Malformed
    kind = safe_text(Reader(blob).string().decode("ascii", "replace"), limit=60)
    why = told.unusable(kind)
    if kind == RSA and modulus_bits(blob) not in RSA_BITS:
        why = told.weak_rsa(modulus_bits(blob), RSA_BITS.start)
    return Identity(
        kind=kind,
        comment=safe_text(comment.decode("utf-8", "replace"), limit=100),
        fingerprint="SHA256:" + b64encode(hashlib.sha256(blob).digest()).decode().rstrip("="),
        usable=not why,
        why=why,
        blob=blob,
        socket=socket,
    )


def modulus_bits(blob: bytes) -> int:
    """The size of an RSA public key; raises Malformed."""
    reader = Reader(blob)
    reader.string(), reader.string()
    modulus = reader.string()
    reader.end()
    return int.from_bytes(modulus, "big").bit_length()


def sign(identity: Identity, data: bytes, *, seconds: float = SECONDS) -> bytes:
    """The signature of `data` by a key of its agent, without its envelope; raises ProblemError.

    An RSA signature has the length of the modulus, whatever the agent made of its zeros.
    """
    if not identity.usable:
        raise ProblemError(told.unusable_key(identity.fingerprint, identity.why))
    flags = _RSA_SHA2_512 if identity.kind == RSA else 0
    request = bytes([_SIGN_REQUEST]) + string(identity.blob) + string(data)
    answer = _ask(identity.socket, request + struct.pack(">I", flags), _SIGNED, seconds)
    try:
        outer = Reader(answer)
        inner = Reader(outer.string())
        outer.end()
        algorithm, signature = inner.string(), inner.string()
        inner.end()
        length = 64 if identity.kind == ED25519 else (modulus_bits(identity.blob) + 7) // 8
        if len(signature) > length:
            raise Malformed
    except Malformed:
        raise ProblemError(told.garbage(identity.socket)) from None
    if algorithm != SIGNATURES[identity.kind].encode():
        raise ProblemError(told.unusable_key(identity.fingerprint, told.other_algorithm()))
    return signature.rjust(length, b"\0")


def is_signature(identity: Identity, signature: bytes, data: bytes) -> bool:
    """Whether `signature` is one of `data` by the key of `identity`."""
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.hashes import SHA512
    from cryptography.hazmat.primitives.serialization import load_ssh_public_key

    try:
        key = load_ssh_public_key(identity.kind.encode() + b" " + b64encode(identity.blob))
        if isinstance(key, Ed25519PublicKey):
            key.verify(signature, data)
        elif isinstance(key, RSAPublicKey):
            key.verify(signature, data, PKCS1v15(), SHA512())
        else:
            return False
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        return False
    return True


def _ask(socket: str, request: bytes, wanted: int, seconds: float) -> bytes:
    """The answer of the agent without its number, which is `wanted`; raises ProblemError."""
    _check(socket)
    try:
        answer = _exchange(socket, request, time.monotonic() + seconds)
    except TimeoutError:
        raise ProblemError(told.silent(socket, seconds)) from None
    except Malformed:
        raise ProblemError(told.garbage(socket)) from None
    except (ConnectionResetError, BrokenPipeError, EOFError):
        raise ProblemError(told.closed(socket)) from None
    except OSError as error:
        raise ProblemError(told.absent(socket, error.strerror or type(error).__name__)) from None
    if answer[0] in _FAILURES:
        raise ProblemError(told.refused(socket))
    if answer[0] != wanted:
        raise ProblemError(told.garbage(socket))
    return answer[1:]


def _check(socket: str) -> None:
    """Refuse what cannot be an agent of this user before anything is sent to it."""
    if not socket or not hasattr(sockets, "AF_UNIX"):
        raise ProblemError(told.none_named())
    try:
        owner = os.stat(socket).st_uid
    except (OSError, ValueError) as error:
        words = getattr(error, "strerror", None) or type(error).__name__
        raise ProblemError(told.absent(socket, words)) from None
    if owner not in {0, os.geteuid()}:
        raise ProblemError(told.foreign(socket, owner, os.geteuid()))


def _exchange(path: str, request: bytes, end: float) -> bytes:
    """One question and its answer; raises OSError, EOFError or Malformed."""
    with sockets.socket(sockets.AF_UNIX, sockets.SOCK_STREAM) as line:
        line.settimeout(_left(end))
        line.connect(path)
        line.settimeout(_left(end))
        line.sendall(string(request))
        length = int.from_bytes(_receive(line, 4, end), "big")
        if not 1 <= length <= MESSAGE_LIMIT:
            raise Malformed
        return _receive(line, length, end)


def _receive(line: sockets.socket, count: int, end: float) -> bytes:
    data = bytearray()
    while len(data) < count:
        line.settimeout(_left(end))  # anew each time: a byte now and then is silence too
        piece = line.recv(count - len(data))
        if not piece:
            raise EOFError
        data += piece
    return bytes(data)


def _left(end: float) -> float:
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
