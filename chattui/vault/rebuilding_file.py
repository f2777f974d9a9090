"""What a sealed file says, for an index that is to be made again."""

from __future__ import annotations

from chattui.context import Context
from chattui.problem import ProblemError
from chattui.secret import Secret
from chattui.vault import problems, sealed
from chattui.vault.file_store import look
from chattui.vault.index import Pointer
from chattui.vault.passphrase import check_passphrase, read_passphrase
from chattui.vault.passphrase_slot import open_with_passphrase
from chattui.vault.rebuilding import Held
from chattui.vault.sealed import SealedError
from chattui.vault.sealed_problem import sealed_problem
from chattui.vault.where import where_words


def held_in_file(context: Context, passphrase: Secret | None) -> Held:
    """Everything in the sealed file; raises ProblemError as opening it does."""
    path = context.paths.sealed_file
    found = look(path)
    if context.surroundings.passphrase_file:
        passphrase = read_passphrase(context.surroundings.passphrase_file)
    if found is None or passphrase is None:
        raise ProblemError(problems.passphrase_needed(path))
    try:
        data_key = open_with_passphrase(found, check_passphrase(passphrase))
        items = sealed.unseal(found, data_key)
    except SealedError as error:
        raise ProblemError(sealed_problem(error, path)) from None
    return Held(
        vault_id=found.id,
        kind="file",
        backend="",
        texts={name: Secret(text) for name, text in items.items()},
        pointers={name: Pointer() for name in items},
        generation=found.generation,
        where=where_words("file", "", path),
    )
