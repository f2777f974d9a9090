"""A sealed file without its list of accounts: told, and never taken for a beginning.

A first save writes ``accounts.json`` before the file, with the id of the file, and
`destroying.destroy` removes it last, so that a file alone is one whose list was lost. A sign-in
would begin a new list, which names nothing of what the file holds.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from chattui.disk import shown
from chattui.problem import Exit, Problem, ProblemError
from chattui.vault.index import Index, IndexFile
from chattui.words import t

if TYPE_CHECKING:
    from chattui.context import Context


def refuse_lost(context: Context, index: Index) -> None:
    """Raise ProblemError ``vault.index_lost`` (exit 2) where a sealed file is there and `index`,
    which was read before, knows of none; that of the file where it is damaged."""
    path = context.paths.sealed_file
    if index.settled or not os.path.lexists(path):
        return
    index = IndexFile(context.paths.index).load()
    if index.settled:  # both were made meanwhile
        return
    from chattui.vault.file_store import look

    found = look(path)  # damage of the file is told before
    if found is None or found.id == index.vault_id:
        return  # a first save, or the last of `destroy`, was killed between the two
    raise ProblemError(
        Problem(
            "vault.index_lost",
            t("The list of accounts, {path}, is missing.", path=shown(context.paths.index)),
            t("The sealed file {path} is there, and nothing of it is lost.", path=shown(path)),
            t(
                "`chattui vault rebuild` makes the list anew from the file; `chattui vault destroy`"
                " deletes the file where it serves no more."
            ),
            exit=Exit.USAGE,
        )
    )
