"""Words for where secrets are kept."""

from __future__ import annotations

from pathlib import Path

from chattui.disk import shown
from chattui.words import t


def where_words(kind: str, backend: str, sealed_file: Path) -> str:
    """Words for a store, such as "the Secret Service keyring"."""
    if kind == "file":
        return t("the sealed file {path}", path=shown(sealed_file))
    names = {
        "SecretService": t("the Secret Service keyring"),
        "macOS": t("the macOS keychain"),
        "Windows": t("the Windows credential store"),
        "kwallet": t("KWallet"),
        "libsecret": t("the libsecret keyring"),
    }
    unknown = t("a keyring that this version does not know") if kind == "keyring" else ""
    return names.get(backend, unknown)
