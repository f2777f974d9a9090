"""AES-256-GCM as other programs use it, to open what they sealed."""

from __future__ import annotations

import contextlib

NONCE = 12
KEY = 32


def open_aes_gcm(key: bytes, sealed: bytes) -> bytes | None:
    """What `sealed` holds: a nonce of 12 bytes, then the ciphertext with its tag of 16 bytes.

    None where the key is none or another one, or anything was changed.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if len(key) != KEY or len(sealed) <= NONCE:
        return None
    with contextlib.suppress(InvalidTag, ValueError):
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], None)
    return None
