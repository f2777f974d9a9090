"""An account as the ``authorized_user`` file that other programs read.

google-auth's ``Credentials.from_authorized_user_file`` takes it (google/oauth2/credentials.py), as
do Google's libraries for other languages, gws and whatever reads application default credentials.
"""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from chattui.disk import BINARY, CLOEXEC, NOFOLLOW, disk_problem, shown, sync_folder
from chattui.oauth.keeping import load_client
from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.secret import Secret
from chattui.words import t

if TYPE_CHECKING:
    from chattui.vault import AccountEntry, Vault


def authorized_user(vault: Vault, account: AccountEntry) -> Secret:
    """The text of the file, client secret and refresh token in it. Blocking.

    Raises ProblemError ``export.not_a_user`` (exit 2) for a service account's account,
    ``oauth.grant_ended`` (exit 3) where no refresh token is kept.
    """
    if account.kind != "user":
        raise ProblemError(_not_a_user(account))
    refresh_token = vault.grant(account.key).refresh_token
    if not refresh_token:
        raise ProblemError(_nothing_kept(account))
    client = load_client(vault, account.client_key)
    # Without scopes: google-auth would ask for them at each refresh, and fail where Google names
    # one of them in another way.
    document = {
        "type": "authorized_user",
        "client_id": client.client_id,
        "client_secret": client.client_secret.reveal(),
        "refresh_token": refresh_token.reveal(),
        "account": account.email,
        "universe_domain": "googleapis.com",
    }
    return Secret(json.dumps(document, indent=2) + "\n")


def write_export(path: str | os.PathLike[str], text: Secret) -> None:
    """A new file at `path`, for its owner only (mode 0600). Blocking.

    Raises ProblemError ``export.exists`` (exit 2): nothing is ever written over. Nothing is left
    where it cannot be written whole.
    """
    target = Path(path).expanduser()
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | NOFOLLOW | CLOEXEC | BINARY
    try:
        descriptor = os.open(target, flags, 0o600)
    except FileExistsError:
        raise ProblemError(_exists(target)) from None
    except (OSError, ValueError) as error:
        raise ProblemError(_unwritable(error, target)) from None
    try:
        try:
            rest = memoryview(text.reveal().encode())
            while rest:
                rest = rest[os.write(descriptor, rest) :]
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        sync_folder(target.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            os.unlink(target)
        raise ProblemError(_unwritable(error, target)) from None


def _unwritable(error: OSError | ValueError, path: Path) -> Problem:
    if isinstance(error, FileNotFoundError):
        return Problem(
            "export.no_folder",
            t("There is no folder for {path}.", path=shown(path)),
            t("A part of the path is missing."),
            t("Make the folder, or name a file in one that is there."),
            exit=Exit.USAGE,
        )
    if isinstance(error, ValueError):  # a NUL in the path
        error = OSError(str(error))
    return disk_problem(error, path)


def _exists(path: Path) -> Problem:
    return Problem(
        "export.exists",
        t("{path} is there already.", path=shown(path)),
        t("Nothing is written over: what is there may be somebody's only sign-in."),
        t("Name another file, or move that one away."),
        exit=Exit.USAGE,
    )


def _not_a_user(account: AccountEntry) -> Problem:
    return Problem(
        "export.not_a_user",
        t("{email} has not signed in here.", email=safe_text(account.email, limit=80)),
        t("A service account acts for this person, and there is no refresh token to export."),
        t("Give the other program the key of the service account, as the console gave it."),
        exit=Exit.USAGE,
    )


def _nothing_kept(account: AccountEntry) -> Problem:
    return Problem(
        "oauth.grant_ended",
        t("The sign-in of {email} has ended.", email=safe_text(account.email, limit=80)),
        t("The vault holds no refresh token for it."),
        t("Sign in again with `chattui login`."),
        exit=Exit.NOT_SIGNED_IN,
    )
