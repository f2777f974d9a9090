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
    key: bool = False,
) -> Problem:
    """Why none of `entries`, or more than one, is the client called `name`; `key` says that the
    key of a service account is wanted."""
    remedy = (
        t("Name the key's file: chattui login --flow delegation --client FILE.")
        if key
        else t("Name the client's file: chattui login --client FILE.")
    )
    held = t("The vault holds: {names}.", names=safe_text(", ".join(c.name for c in entries)))
    if name and not found:
        return Problem(
            "client.unknown",
            t("There is no file {name}, and no client of that name.", name=safe_text(name)),
            held if entries else t("The vault holds no client yet."),
            remedy,
            exit=Exit.USAGE,
        )
    if not entries:
        return _none(remedy, key)
    return Problem(
        "client.ambiguous",
        t("Which client is meant cannot be told."),
        held,
        remedy,
        exit=Exit.USAGE,
    )


def _none(remedy: str, key: bool) -> Problem:
    if key:
        message = t("There is no service account's key in the vault yet.")
        cause = t("Acting for a person needs one: the JSON file that the console gives.")
    else:
        message = t("There is no client in the vault yet.")
        cause = t("Signing in needs an OAuth client: the JSON file that the console gives.")
    return Problem("client.none", message, cause, remedy, exit=Exit.NOT_SIGNED_IN)
