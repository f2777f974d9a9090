"""What a person calls an account or a client.

A name leads to one account or client alone, and never to what another one is known by: nobody
should act as somebody else by it.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import is_safe, safe_text
from chattui.vault import problems
from chattui.vault.entries import put
from chattui.vault.grant import client_to_secret, grant_to_secret
from chattui.words import t

if TYPE_CHECKING:
    from collections.abc import Iterable

    from chattui.vault.index import AccountEntry, ClientEntry, Index
    from chattui.vault.vault import Vault

LONGEST_NAME = 60
"""Characters, so that a table can show it."""

_KEY = re.compile(r"[0-9a-f]{16}")


def rename_account(vault: Vault, key: str, name: str) -> AccountEntry:
    """Call an account `name`; "" takes its name away. Blocking.

    Raises ProblemError ``accounts.unknown``, ``accounts.name_taken`` or ``accounts.bad_name``
    (exit 2).
    """
    name = name.strip()
    if name:
        _check(name, "accounts.bad_name", "@:" + os.sep)
    with vault.writing() as index:
        account = index.account(key)
        if account is None:
            raise ProblemError(problems.unknown_account())
        if name:
            _refuse_taken(name, _known_accounts(index, key), "accounts.name_taken")
        entry = replace(account, name=name)
        try:
            grant = vault.grant(key)
        except ProblemError as error:
            if error.problem.code not in {"vault.item_gone", "vault.item_damaged"}:
                raise
        else:
            vault.store.write(f"grant:{key}", grant_to_secret(grant, entry))
        now = vault.ledger.load()
        vault.ledger.save(replace(now, accounts=put(now.accounts, entry)))
    return replace(entry, where=vault.where)


def rename_client(vault: Vault, key: str, name: str) -> ClientEntry:
    """Call a client `name`. Blocking.

    Raises ProblemError ``vault.unknown_client``, ``client.name_taken`` or ``client.bad_name``
    (exit 2).
    """
    name = name.strip()
    _check(name, "client.bad_name", os.sep)
    if name.endswith(".json"):
        raise ProblemError(_bad("client.bad_name", t("It would be taken for the name of a file.")))
    with vault.writing() as index:
        client = index.client(key)
        if client is None:
            raise ProblemError(problems.unknown_client())
        _refuse_taken(name, _known_clients(index, key), "client.name_taken")
        entry = replace(client, name=name)
        document = vault.client_document(key)
        vault.store.write(
            f"client:{key}",
            client_to_secret(entry, document),
            lambda now: replace(now, clients=put(now.clients, entry)),
        )
    return entry


def _known_accounts(index: Index, key: str) -> Iterable[str]:
    for account in index.accounts:
        if account.key != key:
            yield from (account.name, account.email, account.email.partition("@")[0])


def _known_clients(index: Index, key: str) -> Iterable[str]:
    for client in index.clients:
        if client.key != key:
            yield from (client.name, client.client_id)


def _refuse_taken(name: str, known: Iterable[str], code: str) -> None:
    if name.casefold() not in {one.casefold() for one in known}:
        return
    raise ProblemError(
        Problem(
            code,
            t("The name {name} leads to another one already.", name=safe_text(name)),
            t("With it, a command could mean either of them."),
            t("Choose another name."),
            exit=Exit.USAGE,
        )
    )


def _check(name: str, code: str, without: str) -> None:
    """Refuse what cannot be drawn, or could be taken for something else on a command line."""
    if not name:
        raise ProblemError(_bad(code, t("It is empty.")))
    if len(name) > LONGEST_NAME:
        words = t("It has more than {count} characters.", count=LONGEST_NAME)
        raise ProblemError(_bad(code, words))
    if not is_safe(name) or safe_text(name) != name:
        raise ProblemError(_bad(code, t("It has characters that cannot be seen.")))
    if found := next((char for char in without if char in name), ""):
        raise ProblemError(_bad(code, t("It has {char} in it.", char=found)))
    if name.startswith("-"):
        raise ProblemError(_bad(code, t("It would be taken for an option.")))
    if _KEY.fullmatch(name):
        raise ProblemError(_bad(code, t("It would be taken for a key.")))


def _bad(code: str, cause: str) -> Problem:
    return Problem(
        code,
        t("This cannot be a name."),
        cause,
        t("Choose another one, such as: work"),
        exit=Exit.USAGE,
    )
