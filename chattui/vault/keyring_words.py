"""The states that a keyring can be in, and the words of each: its cause and the next step."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from chattui.words import t


class State(Enum):
    """What is wrong with a keyring."""

    NO_BUS = "no_bus"
    STALE_BUS = "stale_bus"
    NO_SERVICE = "no_service"
    NO_COLLECTION = "no_collection"
    LOCKED = "locked"
    PROMPT = "prompt"
    STOPPED = "stopped"
    TIMEOUT = "timeout"
    NULL = "null"
    CHAINER = "chainer"
    FOREIGN = "foreign"
    MISSING = "missing"
    KEEPS_NOTHING = "keeps_nothing"
    TOO_BIG = "too_big"
    DENIED = "denied"
    BROKEN = "broken"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class Said:
    """What a person reads about a state; `kept` and `new` are the next step, where the tokens
    are kept there, and where nothing is kept yet."""

    code: str
    cause: str
    kept: str
    new: str


def _no_bus() -> Said:
    cause = t(
        "This login has no desktop session: DBUS_SESSION_BUS_ADDRESS is not set, as is usual"
        " over SSH."
    )
    session = t("Run chattui in the desktop session where you signed in.")
    desktop = t("A keyring is there in a desktop session of this machine.")
    bus = _bus_of_this_user()
    here = bus and t(
        "A session of yours is there: set DBUS_SESSION_BUS_ADDRESS=unix:path={bus}, then try"
        " again.",
        bus=bus,
    )
    move = t("`chattui vault move file`, run there, makes them open over SSH too.")
    return Said("vault.keyring_gone", cause, f"{here or session} {move}", here or desktop)


def _bus_of_this_user() -> str:
    """The socket of a session bus that this login was not told of; empty where there is none."""
    folder = os.environ.get("XDG_RUNTIME_DIR")
    if not folder and hasattr(os, "getuid"):
        folder = f"/run/user/{os.getuid()}"
    bus = Path(folder or "/nowhere", "bus")
    return str(bus) if bus.is_socket() else ""


def _stale_bus() -> Said:
    step = t(
        "Start chattui from a login that is still there: open a new shell in the desktop session;"
        " in tmux, a new session."
    )
    return Said(
        "vault.keyring_gone",
        t(
            "DBUS_SESSION_BUS_ADDRESS names a bus that nobody answers on any more: the login that"
            " it belonged to has ended."
        ),
        step,
        step,
    )


def _no_service() -> Said:
    return Said(
        "vault.keyring_gone",
        t("No keyring service answers in this session."),
        t("Start the one that holds them, such as gnome-keyring, in this session, then try again."),
        t("Start one, such as gnome-keyring, for the tokens to be kept there, then try again."),
    )


def _no_collection() -> Said:
    return Said(
        "vault.keyring_gone",
        t("It has no default keyring, and none could be made here without a question to you."),
        t("Put its keyring back, which is a file in ~/.local/share/keyrings, then try again."),
        t("Sign in on the desktop once and make a default keyring there, then try again."),
    )


def _locked() -> Said:
    if sys.platform == "darwin":
        step = t("Run security unlock-keychain in this shell, then try again.")
    else:
        step = t(
            "Unlock it on the desktop of this machine. gnome-keyring can be unlocked from here:"
            " {command}",
            command=UNLOCK,
        )
    return Said(
        "vault.keyring_locked", t("It is locked, and could not be unlocked from here."), step, step
    )


UNLOCK = 'read -rs P; printf %s "$P" | gnome-keyring-daemon -rd --unlock'
"""What unlocks gnome-keyring in a shell without a screen."""


def _prompt() -> Said:
    answer = t("Answer the question on the desktop of this machine, then try again.")
    here = t("gnome-keyring can be unlocked from here: {command}", command=UNLOCK)
    return Said(
        "vault.keyring_prompt",
        t("It is locked, and asks for its password on a screen where nobody answers."),
        f"{answer} {here}",
        f"{answer} {here}",
    )


def _stopped() -> Said:
    step = t("Restart it, or sign in on the desktop anew, then try again.")
    return Said("vault.keyring_silent", t("Its service is there and answers nothing."), step, step)


def _timeout() -> Said:
    step = t("Answer its question on the desktop, or restart it, then try again.")
    return Said("vault.keyring_silent", t("It did not answer in time."), step, step)


def _null() -> Said:
    return Said(
        "vault.keyring_keeps_nothing",
        t("It is the null back end of keyring, which takes everything and keeps nothing."),
        t("Name the keyring that holds them in config.toml, or sign in again."),
        t('Name another in config.toml, as in keyring = "SecretService".'),
    )


def _chainer() -> Said:
    step = t("Name one of its keyrings in config.toml, by package.module.Class.")
    return Said(
        "vault.keyring_not_chosen",
        t("It is the chainer of keyring: in which of several keyrings an item lands is not said."),
        step,
        step,
    )


def _foreign() -> Said:
    return Said(
        "vault.keyring_not_chosen",
        t("It is no keyring of this system, and config.toml does not name it."),
        t('Name it in config.toml, as in keyring = "package.module.Class", if that is intended.'),
        t('Name it in config.toml, as in keyring = "package.module.Class", if that is intended.'),
    )


def _missing() -> Said:
    step = t("Install what it needs beside chattui, then try again.")
    return Said("vault.keyring_gone", t("It cannot be loaded here."), step, step)


def _keeps_nothing() -> Said:
    step = t("Look into the settings of that keyring, and whether it is locked; restart it.")
    return Said(
        "vault.keyring_keeps_nothing",
        t("It took an item and did not give it back: it keeps nothing."),
        step,
        step,
    )


def _too_big() -> Said:
    step = t("Use a sealed file: set another CHATTUI_HOME and give --passphrase-file.")
    return Said(
        "vault.keyring_too_big", t("The item is larger than the keyring takes."), step, step
    )


def _denied() -> Said:
    step = t("Allow chattui in the settings of the keyring, then try again.")
    return Said("vault.keyring_denied", t("The keyring refused."), step, step)


def _broken() -> Said:
    step = t("Restart the keyring service, then try again.")
    return Said("vault.keyring_broken", t("It failed in an unexpected way."), step, step)


def _given_up() -> Said:
    step = t("Unlock it, or restart it, then try again.")
    return Said(
        "vault.keyring_not_waited", t("The wait for its answer was ended from here."), step, step
    )


SAID: Mapping[State, Callable[[], Said]] = {
    State.NO_BUS: _no_bus,
    State.STALE_BUS: _stale_bus,
    State.NO_SERVICE: _no_service,
    State.NO_COLLECTION: _no_collection,
    State.LOCKED: _locked,
    State.PROMPT: _prompt,
    State.STOPPED: _stopped,
    State.TIMEOUT: _timeout,
    State.NULL: _null,
    State.CHAINER: _chainer,
    State.FOREIGN: _foreign,
    State.MISSING: _missing,
    State.KEEPS_NOTHING: _keeps_nothing,
    State.TOO_BIG: _too_big,
    State.DENIED: _denied,
    State.BROKEN: _broken,
    State.GIVEN_UP: _given_up,
}
"""The table: one function for each state, so that its words are made when they are needed."""
