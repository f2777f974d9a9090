"""What another program sealed opens with its key, and with nothing else."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from chattui.vault.aes_gcm import open_aes_gcm

KEY = bytes.fromhex("feffe9928665731c6d6a8f9467308308" * 2)
SEALED = bytes.fromhex(
    "cafebabefacedbaddecaf888"
    "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
    "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad"
    "b094dac5d93471bdec1a502270e3cc6c"
)
"""Test case 15 of McGrew and Viega, "The Galois/Counter Mode of Operation", behind its nonce."""


def test_a_published_vector_opens() -> None:
    assert (open_aes_gcm(KEY, SEALED) or b"").hex().startswith("d9313225f88406e5a55909c5aff5269a")


@pytest.mark.parametrize(
    ("key", "sealed"),
    [
        (KEY[:16], SEALED),
        (KEY[:16], bytes(12) + AESGCM(KEY[:16]).encrypt(bytes(12), b"of a shorter key", None)),
        (b"", SEALED),
        (bytes(32), SEALED),
        (KEY, SEALED[:12]),
        (KEY, SEALED[:20]),
        (KEY, SEALED[:-1]),
        (KEY, SEALED[:40] + b"\0" + SEALED[41:]),
    ],
)
def test_anything_else_opens_nothing(key: bytes, sealed: bytes) -> None:
    assert open_aes_gcm(key, sealed) is None
