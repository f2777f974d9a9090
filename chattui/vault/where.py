"""Words for where secrets are kept."""

from __future__ import annotations

from pathlib import Path

from chattui.disk import shown
from chattui.safe_text import safe_text
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
    return names.get(backend) or (_foreign(backend) if kind == "keyring" else "")


def _foreign(backend: str) -> str:
    """Words for what config.toml chose, which is not one of the native keyrings."""
    name = safe_text(backend, limit=200)
    if "." not in backend:
        return t("a keyring that this version does not know")
    if keeps_plain_text(backend):
        return t("the unencrypted store {name}", name=name)
    return t("the foreign keyring {name}", name=name)


def keeps_plain_text(name: str) -> bool:
    """Whether a class that is not native says by its name that it encrypts nothing."""
    return "plaintext" in name.rpartition(".")[2].casefold()
