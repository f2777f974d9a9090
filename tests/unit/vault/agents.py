"""An ssh-agent in this process, which can be honest or say anything."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA512

Key = Ed25519PrivateKey | RSAPrivateKey


def string(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def mpint(number: int) -> bytes:
    return string(number.to_bytes(number.bit_length() // 8 + 1, "big"))


def framed(body: bytes) -> bytes:
    return string(body)


@cache
def ed25519(seed: int = 0) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)


@cache
def rsa(bits: int = 2048) -> RSAPrivateKey:
    return generate_private_key(65537, bits)


def blob(key: Key) -> bytes:
    """The public key as an agent lists it."""
    if isinstance(key, Ed25519PrivateKey):
        return string(b"ssh-ed25519") + string(key.public_key().public_bytes_raw())
    numbers = key.public_key().public_numbers()
    return string(b"ssh-rsa") + mpint(numbers.e) + mpint(numbers.n)


def signature(key: Key, data: bytes) -> tuple[bytes, bytes]:
    if isinstance(key, Ed25519PrivateKey):
        return b"ssh-ed25519", key.sign(data)
    return b"rsa-sha2-512", key.sign(data, PKCS1v15(), SHA512())


def listed(*blobs: bytes, comment: bytes = b"me@laptop") -> bytes:
    """The answer that lists these keys."""
    keys = b"".join(string(each) + string(comment) for each in blobs)
    return framed(b"\x0c" + struct.pack(">I", len(blobs)) + keys)


def signed(algorithm: bytes, value: bytes) -> bytes:
    """The answer that gives a signature."""
    return framed(b"\x0e" + string(string(algorithm) + string(value)))


class FakeAgent:
    """Answers on a UNIX socket; a context manager.

    `answers` are taken instead of the honest answer, one for each request, the last one for
    ever: bytes to send before hanging up, or None to stay silent until the end.
    """

    def __init__(self, folder: Path, *keys: Key, answers: tuple[bytes | None, ...] = ()) -> None:
        self.path = str(folder / "s")
        self.keys = keys
        self.answers = list(answers)
        self.requests: list[bytes] = []
        self.forge: Callable[[bytes, bytes], tuple[bytes, bytes]] | None = None
        self._over = threading.Event()

    def __enter__(self) -> Self:
        self._server = socket.socket(socket.AF_UNIX)
        self._server.bind(self.path)
        self._server.listen()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        with socket.socket(socket.AF_UNIX) as last:
            last.connect(self.path)
        self._thread.join()
        self._server.close()
        Path(self.path).unlink()

    def _serve(self) -> None:
        while True:
            line, _ = self._server.accept()
            with line:
                if self._over.is_set():
                    return
                request = line.recv(4, socket.MSG_WAITALL)
                request = line.recv(int.from_bytes(request, "big"), socket.MSG_WAITALL)
                self.requests.append(request)
                answer = self._answer(request)
                if answer is None:
                    self._over.wait()
                else:
                    line.sendall(answer)

    def _answer(self, request: bytes) -> bytes | None:
        if self.answers:
            return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if request == b"\x0b":
            return listed(*map(blob, self.keys))
        assert request[0] == 13
        wanted, rest = _string(request[1:])
        data, flags = _string(rest)
        key = next((k for k in self.keys if blob(k) == wanted), None)
        if key is None:
            return framed(b"\x05")
        assert flags == struct.pack(">I", 4 if isinstance(key, RSAPrivateKey) else 0)
        return signed(*signature(key, data))


def _string(data: bytes) -> tuple[bytes, bytes]:
    end = 4 + int.from_bytes(data[:4], "big")
    return data[4:end], data[end:]
