"""What a Secret Service holds of a vault, for an index that is to be made again."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from contextlib import closing

from chattui.context import Context
from chattui.problem import Exit, Problem, ProblemError
from chattui.secret import Secret
from chattui.vault.grant import said_of
from chattui.vault.index import Pointer
from chattui.vault.keyring_backends import refused_at_once
from chattui.vault.keyring_guard import guarded
from chattui.vault.keyring_states import KeyringFault
from chattui.vault.rebuilding import Held, nothing_to_rebuild
from chattui.vault.where import where_words
from chattui.words import t

BACKEND = "SecretService"
APPLICATION = "Python keyring library"
"""What `keyring` gives every item of its own."""
_USER = re.compile(r"((?:client|grant):[0-9a-f]{16})\.([1-9][0-9]{0,14})\.([1-9][0-9]{0,3})")

Parts = Mapping[tuple[str, int], Mapping[int, str]]
"""The parts of each generation of each item."""


def held_in_keyring(context: Context, vault_id: str) -> Held:
    """Everything that the Secret Service holds of the vault; raises ProblemError."""
    prefix = "chattui-emulator:" if context.endpoints.emulator else "chattui:"
    try:
        vaults = guarded(lambda: _vaults(prefix))
    except KeyringFault as fault:
        raise ProblemError(nothing_to_rebuild(fault.cause)) from None
    if vault_id not in vaults:
        if vault_id or len(vaults) != 1:
            raise ProblemError(_which(vault_id, tuple(sorted(vaults))))
        (vault_id,) = vaults
    texts: dict[str, Secret] = {}
    pointers: dict[str, Pointer] = {}
    stale = []
    # The newest generation first: one that was written only in part is not readable.
    for (name, generation), parts in sorted(vaults[vault_id].items(), reverse=True):
        pointer = Pointer(generation, max(parts))
        text = Secret("".join(part for _, part in sorted(parts.items())))
        if name not in pointers and len(parts) == pointer.parts and said_of(name, text):
            texts[name], pointers[name] = text, pointer
        else:
            stale.append((name, pointer))
    for name, _ in stale:
        texts.setdefault(name, Secret(""))  # counted among those that say nothing
    return Held(
        vault_id=vault_id,
        kind="keyring",
        backend=BACKEND,
        texts=texts,
        pointers=pointers,
        stale=tuple(stale),
        where=where_words("keyring", BACKEND, context.paths.sealed_file),
    )


def _vaults(prefix: str) -> dict[str, dict[tuple[str, int], dict[int, str]]]:
    """The parts of the items of every vault in the Secret Service. Called inside `guarded`."""
    refused = refused_at_once(os.environ, name=BACKEND)
    if refused:
        raise refused
    import secretstorage

    vaults: dict[str, dict[tuple[str, int], dict[int, str]]] = {}
    with closing(secretstorage.dbus_init()) as connection:
        collection = secretstorage.get_default_collection(connection)
        for item in collection.search_items({"application": APPLICATION}):
            attributes = item.get_attributes()
            service = attributes.get("service", "")
            named = _USER.fullmatch(attributes.get("username", ""))
            if named and service.startswith(prefix):
                items = vaults.setdefault(service.removeprefix(prefix), {})
                parts = items.setdefault((named[1], int(named[2])), {})
                parts[int(named[3])] = item.get_secret().decode("utf-8", "replace")
    return vaults


def _which(wanted: str, found: tuple[str, ...]) -> Problem:
    if not found:
        return nothing_to_rebuild(t("The keyring holds no vault, and there is no sealed file."))
    return Problem(
        "vault.which_vault",
        t("The keyring holds more than one vault.")
        if len(found) > 1
        else t("The keyring holds another vault than the one of this list of accounts."),
        t("It holds: {names}.", names=", ".join(found[:8])),
        t("Name the one that is meant with --vault-id."),
        exit=Exit.USAGE,
    )
