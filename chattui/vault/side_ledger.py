"""SideLedger: the second store of a move, seen by it as if it were the only one.

While everything is moved, ``accounts.json`` names two stores: the one in use, and in `side` the
one that is being filled or left. A store writes what it holds into the items of an index; over
this one, into those of `side`.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from chattui.context import Context
from chattui.problem import Problem, ProblemError
from chattui.vault.emptying import empty_keyring, forget_slot_keys, holds_any, remove_sealed
from chattui.vault.index import Index, IndexFile, Side
from chattui.vault.where import where_words
from chattui.words import t


class SideLedger(IndexFile):
    """The index with the items of its side in the place of its own. The vault's lock is held."""

    def load(self) -> Index:
        """What the index says of the second store; nothing where there is none."""
        index = super().load()
        side = index.side
        if side is None:
            return replace(index, items={}, stale=())
        return replace(
            index, kind=side.kind, backend=side.backend, items=side.items, stale=side.stale
        )

    def save(self, index: Index) -> None:
        """Keep the items of the second store; the rest of the index stays as it is."""
        whole = super().load()
        assert whole.side is not None  # noted before the store is written
        side = replace(whole.side, items=index.items, stale=index.stale)
        super().save(replace(whole, side=side, generation=index.generation))


def empty_side(context: Context) -> bool:
    """Empty the second store, and forget it; True where none is left.

    The vault's lock is held. What cannot be emptied now stays noted: no failure of a store or
    of the disk is raised, only one of the index itself.
    """
    ledger = IndexFile(context.paths.index)
    index = ledger.load()
    side = index.side
    if side is None:
        return True
    if (side.kind, side.backend) == (index.kind, index.backend):
        ledger.save(_in_use(index, side))
        return True
    try:
        if not _holds_something(context, index):
            return False
        if side.kind == "file":
            remove_sealed(context)
        else:
            empty_keyring(context, SideLedger(context.paths.index))
    except ProblemError:
        return False
    ledger.save(replace(ledger.load(), side=None))
    with suppress(ProblemError):  # noted in the index
        forget_slot_keys(context)
    return True


def _holds_something(context: Context, index: Index) -> bool:
    """Whether the store in use has what the index says, or a part of it.

    It has not where the list of accounts is one from before a move that has ended since: then
    the side is all that there is.
    """
    if index.kind == "file":
        from chattui.vault.file_store import look

        found = look(context.paths.sealed_file)
        return found is not None and found.id == index.vault_id
    return not index.items or holds_any(context, IndexFile(context.paths.index))


def _in_use(index: Index, side: Side) -> Index:
    """`index` without a side that is the very store in use, of which nothing valid is removed.

    It was chosen anew while the side could not be emptied, or somebody changed the file.
    """
    valid = set(index.items.items())
    left = (*side.items.items(), *side.stale)
    stale = tuple(one for one in left if side.kind == "keyring" and one not in valid)
    return replace(index, side=None, stale=(*index.stale, *stale))


def side_left(context: Context, side: Side) -> Problem:
    """What a move left in the second store is still there."""
    where = where_words(side.kind, side.backend, context.paths.sealed_file)
    return Problem(
        "vault.side_left",
        t("What an earlier move left in {where} could not be removed yet.", where=where),
        t(
            "It is locked, does not answer, or the disk refused; or the store in use is empty, and"
            " what was left is all that there is."
        ),
        t(
            "Unlock it, or run chattui where it can be reached, then try again. Where the store in"
            " use is empty, `chattui vault rebuild` makes the list of accounts from what there is."
        ),
    )
