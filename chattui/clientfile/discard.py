"""Deleting a client file once the vault holds what is in it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from chattui.clientfile.client import OAuthClient
from chattui.problem import Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t

if TYPE_CHECKING:
    from chattui.clientfile.model import Diagnosis


def discard_file(path: Path, kept: OAuthClient) -> None:
    """Delete the file at `path` if it still holds exactly the client that was `kept`. Blocking.

    `kept` is what the vault gave back, not what was given to it. Raises as `discard_where`.
    """
    discard_where(path, lambda found: found.client is not None and found.client == kept)


def discard_where(path: Path, same: Callable[[Diagnosis], bool]) -> None:
    """Delete the file at `path` if what it holds is the `same` as what is kept. Blocking.

    Raises ProblemError
    (``clientfile.is_link``, ``clientfile.changed``, ``clientfile.not_deleted``) and leaves the
    file where it is.
    """
    from chattui.clientfile import diagnose_file

    shown = safe_text(str(path), limit=300)
    if path.is_symlink():
        raise ProblemError(
            Problem(
                "clientfile.is_link",
                t("{path} is a link to a file elsewhere.", path=shown),
                t("Deleting the link would leave the file with the secret where it is."),
                t("Delete the file that it leads to by hand."),
            )
        )
    if not same(diagnose_file(path)):
        raise ProblemError(
            Problem(
                "clientfile.changed",
                t("{path} was not deleted.", path=shown),
                t("It no longer holds what is in the vault."),
                t("Look at it, and delete it by hand if it is not needed."),
            )
        )
    try:
        os.unlink(path)
    except OSError as error:
        raise ProblemError(
            Problem(
                "clientfile.not_deleted",
                t("{path} could not be deleted.", path=shown),
                t("The operating system said: {words}.", words=error.strerror or ""),
                t("Delete it by hand."),
            )
        ) from None
