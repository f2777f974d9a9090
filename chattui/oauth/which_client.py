"""Which of the vault's clients is meant, where that cannot be told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from chattui.problem import Exit, Problem
from chattui.safe_text import safe_text
from chattui.words import t

if TYPE_CHECKING:
    from chattui.vault import ClientEntry


def which_client(
    name: str,
    entries: Sequence[ClientEntry],
    found: Sequence[ClientEntry],
    *,
    others: Sequence[ClientEntry] = (),
    key: bool = False,
) -> Problem:
    """Why none of `entries`, or more than one, is the client called `name`.

    `key` says that the key of a service account is wanted, `others` are those of the vault that
    are of another kind than what is wanted.
    """
    remedy = (
        t("Name the key's file: chattui login --flow delegation --client FILE.")
        if key
        else t("Name the client's file: chattui login --client FILE.")
    )
    if name and not found:
        if any(name in {other.key, other.name, other.client_id} for other in others):
            return _of_another_kind(name, remedy, key)
        return Problem(
            "client.unknown",
            t("There is no file {name}, and no client of that name.", name=safe_text(name)),
            _held([*entries, *others]) or t("The vault holds no client yet."),
            remedy,
            exit=Exit.USAGE,
        )
    if not entries:
        return _none(remedy, key, others)
    return Problem(
        "client.ambiguous",
        t("Which client is meant cannot be told."),
        _held(entries),
        remedy,
        exit=Exit.USAGE,
    )


def _held(entries: Sequence[ClientEntry]) -> str:
    given = [entry.name for entry in entries]
    # Clients of one project have one name; each is found by its client id as well.
    told = (e.client_id if given.count(e.name) > 1 else e.name for e in entries)
    names = safe_text(", ".join(told))
    return t("The vault holds: {names}.", names=names) if entries else ""


def _of_another_kind(name: str, remedy: str, key: bool) -> Problem:
    shown = safe_text(name, limit=80)
    return Problem(
        "client.other_kind",
        t("{name} is an OAuth client, and no key of a service account.", name=shown)
        if key
        else t("{name} is the key of a service account, and no OAuth client.", name=shown),
        t("Acting for a person needs the key of a service account.")
        if key
        else t("Signing in needs an OAuth client."),
        remedy,
        exit=Exit.USAGE,
    )


def _none(remedy: str, key: bool, others: Sequence[ClientEntry]) -> Problem:
    if key:
        message = t("There is no service account's key in the vault yet.")
        cause = t("Acting for a person needs one: the JSON file that the console gives.")
    else:
        message = t("There is no client in the vault yet.")
        cause = t("Signing in needs an OAuth client: the JSON file that the console gives.")
    if others:
        names = safe_text(", ".join(other.name for other in others))
        message = (
            t(
                "The vault holds OAuth clients only, and no key of a service account: {names}.",
                names=names,
            )
            if key
            else t(
                "The vault holds keys of service accounts only, and no OAuth client: {names}.",
                names=names,
            )
        )
    return Problem("client.none", message, cause, remedy, exit=Exit.NOT_SIGNED_IN)
