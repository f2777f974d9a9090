"""What a sealed file says, for an index that is to be made again."""

from __future__ import annotations

from chattui.context import Context
from chattui.problem import ProblemError
from chattui.secret import Secret
from chattui.vault import problems, sealed
from chattui.vault.file_store import look
from chattui.vault.index import Pointer
from chattui.vault.keeping import kept_key
from chattui.vault.keyring_guard import SECONDS
from chattui.vault.passphrase import check_passphrase, read_passphrase
from chattui.vault.passphrase_slot import open_with_passphrase
from chattui.vault.rebuilding import Held
from chattui.vault.sealed import Sealed, SealedError
from chattui.vault.sealed_problem import sealed_problem
from chattui.vault.unlocking import Ways
from chattui.vault.where import where_words


def held_in_file(context: Context, passphrase: Secret | None) -> Held:
    """Everything in the sealed file; raises ProblemError as opening it does."""
    path = context.paths.sealed_file
    found = look(path)
    if context.surroundings.passphrase_file:
        passphrase = read_passphrase(context.surroundings.passphrase_file)
    if found is None:  # it went a moment ago
        raise ProblemError(problems.file_gone(path))
    try:
        if passphrase is None:
            data_key = _by_itself(context, found)
        else:
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


def _by_itself(context: Context, found: Sealed) -> bytes:
    """The data key by what needs nobody to type; raises ProblemError and SealedError."""
    ways = Ways(context, kept_key(context, found), SECONDS)
    data_key = ways.key(found)
    if data_key is None:
        raise ProblemError(problems.passphrase_needed(context.paths.sealed_file, ways.tried))
    return data_key
