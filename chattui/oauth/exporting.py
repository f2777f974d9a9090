"""An account as the ``authorized_user`` file that other programs read."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from chattui.secret import Secret

if TYPE_CHECKING:
    from chattui.vault import AccountEntry, Vault


def authorized_user(vault: Vault, account: AccountEntry) -> Secret:
    """The text of the file, client secret and refresh token in it. Blocking.

    Raises ProblemError ``export.not_a_user`` (exit 2) for a service account's account,
    ``oauth.grant_ended`` (exit 3) where no refresh token is kept.
    """
    raise NotImplementedError


def write_export(path: str | os.PathLike[str], text: Secret) -> None:
    """A new file at `path`, for its owner only (mode 0600). Blocking.

    Raises ProblemError ``export.exists`` (exit 2): nothing is ever written over.
    """
    raise NotImplementedError
