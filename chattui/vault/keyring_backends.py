"""The back ends of `keyring` that may be used: the native ones, and one that is chosen by name.

`keyring.get_keyring` is never called: its configuration, its environment and its chainer could
divert what is kept. `make` and `sight` are called within `keyring_guard.guarded`, or can wait.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from chattui.vault.keyring_states import KeyringFault
from chattui.vault.keyring_words import State
from chattui.words import t


class Backend(Protocol):
    """The three calls of a `keyring` back end that are used."""

    def get_password(self, service: str, username: str) -> str | None:
        """The item, None where there is none."""
        ...

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep an item."""
        ...

    def delete_password(self, service: str, username: str) -> None:
        """Forget an item."""
        ...


@dataclass(frozen=True, slots=True)
class Native:
    """A back end of the allow-list, and whether its own `priority` tells if it can work."""

    module: str
    cls: str
    ask_priority: bool


NATIVE: Mapping[str, Native] = {
    # SecretService's `priority` says 5 for a service that cannot keep anything.
    "SecretService": Native("keyring.backends.SecretService", "Keyring", False),
    "kwallet": Native("keyring.backends.kwallet", "DBusKeyring", True),
    "libsecret": Native("keyring.backends.libsecret", "Keyring", True),
    "macOS": Native("keyring.backends.macOS", "Keyring", True),
    "Windows": Native("keyring.backends.Windows", "WinVaultKeyring", True),
}
ON_DBUS = frozenset({"SecretService", "kwallet", "libsecret"})
PROPERTY = "KEYRING_PROPERTY_"


def candidates(platform: str = sys.platform) -> tuple[str, ...]:
    """The back ends of the allow-list for a platform, the one to prefer first."""
    if platform == "darwin":
        return ("macOS",)
    if platform == "win32":
        return ("Windows",)
    return ("SecretService", "kwallet", "libsecret")


def refused_at_once(
    environ: Mapping[str, str], platform: str = sys.platform, name: str = "SecretService"
) -> KeyringFault | None:
    """Why a keyring cannot be here, told from the environment alone; None where it may be."""
    on_dbus = name in ON_DBUS and platform not in {"darwin", "win32"}
    if not on_dbus or environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return None
    return KeyringFault(State.NO_BUS)


def make(name: str) -> Backend:
    """An instance of the native back end of that name, or of the class of a dotted name."""
    native = NATIVE.get(name)
    cls = _load(native.module, native.cls) if native else _foreign(name)
    if native and native.ask_priority:
        try:
            _ = cls.priority
        except RuntimeError:
            raise KeyringFault(State.NO_SERVICE) from None
    backend: Backend = cls()
    _undivert(backend)
    return backend


def _load(module: str, name: str) -> Any:
    import importlib

    try:
        return getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError):
        raise KeyringFault(
            State.MISSING,
            t(
                "There is no {name} in the package {module} where chattui is installed.",
                name=name,
                module=module,
            ),
        ) from None


def _foreign(name: str) -> Any:
    """The class that config.toml names; one that can only lose things is refused."""
    from keyring.backend import KeyringBackend
    from keyring.backends.chainer import ChainerBackend
    from keyring.backends.null import Keyring as Null

    module, _, last = name.rpartition(".")
    cls = _load(module, last)
    if not (isinstance(cls, type) and issubclass(cls, KeyringBackend)):
        raise KeyringFault(State.MISSING, t("{name} is no back end of keyring.", name=name))
    if issubclass(cls, Null):
        raise KeyringFault(State.NULL)
    if issubclass(cls, ChainerBackend):
        raise KeyringFault(State.CHAINER)
    return cls


def _undivert(backend: object) -> None:
    """Take back what KEYRING_PROPERTY_… set, such as a collection that ends with the login."""
    for variable in os.environ:
        if variable.startswith(PROPERTY):
            vars(backend).pop(variable.removeprefix(PROPERTY).lower(), None)


def diverted(environ: Mapping[str, str]) -> str:
    """A sentence where the environment, or the settings of `keyring` itself, name a back end to
    it: neither is followed. Empty where nothing does."""
    from chattui.safe_text import safe_text

    name = environ.get("PYTHON_KEYRING_BACKEND", "")
    if name:
        return t(
            "PYTHON_KEYRING_BACKEND names {name}; chattui follows only config.toml.",
            name=safe_text(name, limit=100),
        )
    from chattui.disk import shown

    path = _settings(environ)
    if not os.path.exists(path):
        return ""
    return t(
        "{path} is for other programs; chattui follows only config.toml.", path=shown(Path(path))
    )


def _settings(environ: Mapping[str, str]) -> str:
    """The file that `keyring` reads its settings from (keyring/util/platform_.py)."""
    if sys.platform == "win32":
        root = environ.get("LOCALAPPDATA") or environ.get("ProgramData", ".")
        return os.path.join(root, "Python Keyring", "keyringrc.cfg")
    root = environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
    return os.path.join(root, "python_keyring", "keyringrc.cfg")


def sight(name: str, seconds: float) -> KeyringFault | None:
    """Why that keyring does not answer, found out within `seconds` without asking it anything
    that a person would have to answer; None where nothing is seen to be wrong."""
    if name not in {"SecretService", "libsecret"}:
        return None
    from chattui.vault.secret_service import look

    return look(seconds)
