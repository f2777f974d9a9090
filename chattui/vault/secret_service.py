"""A look at the Secret Service that opens no prompt: is it there, does it answer, is it locked.

By D-Bus itself, each call with its time limit (Secret Service API Draft, section "Prompts": only
Unlock, CreateCollection and the like prompt; ReadAlias and properties do not).
"""

from __future__ import annotations

import time
from contextlib import closing
from typing import Any

from chattui.vault.keyring_states import KeyringFault
from chattui.vault.keyring_words import State
from chattui.words import t

NAME = "org.freedesktop.secrets"
PATH = "/org/freedesktop/secrets"


def look(seconds: float) -> KeyringFault | None:
    """Why the Secret Service does not answer a call, found out within `seconds`.

    None where nothing is seen to be wrong, or nothing is seen.
    """
    from jeepney.io.blocking import open_dbus_connection  # type: ignore[import-untyped]

    ends = time.monotonic() + seconds
    try:
        with closing(open_dbus_connection("SESSION", auth_timeout=seconds)) as connection:
            return _look(connection, ends)
    except (OSError, EOFError, KeyError):  # a bus that is silent is a TimeoutError too
        return None


def _look(connection: Any, ends: float) -> KeyringFault | None:
    from jeepney import (  # type: ignore[import-untyped]
        DBusAddress,
        MessageType,
        Properties,
        new_method_call,
    )

    def ask(message: Any) -> Any:
        left = max(0.01, ends - time.monotonic())
        reply = connection.send_and_get_reply(message, timeout=left)
        return None if reply.header.message_type is MessageType.error else reply.body[0]

    bus = DBusAddress(
        "/org/freedesktop/DBus", bus_name="org.freedesktop.DBus", interface="org.freedesktop.DBus"
    )
    pid = ask(new_method_call(bus, "GetConnectionUnixProcessID", "s", (NAME,)))
    if pid is None:
        return KeyringFault(State.NO_SERVICE)
    service = DBusAddress(PATH, bus_name=NAME, interface="org.freedesktop.Secret.Service")
    try:
        collection = ask(new_method_call(service, "ReadAlias", "s", ("default",)))
        if collection in {None, "/"}:
            return KeyringFault(State.NO_COLLECTION)
        place = DBusAddress(
            collection, bus_name=NAME, interface="org.freedesktop.Secret.Collection"
        )
        locked = ask(Properties(place).get("Locked"))
    except TimeoutError:
        return KeyringFault(
            State.STOPPED,
            t("Its service, process {pid}, is there and answers nothing.", pid=pid),
        )
    return KeyringFault(State.PROMPT) if locked and locked[1] else None
