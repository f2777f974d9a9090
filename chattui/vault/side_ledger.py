"""SideLedger: the second store of a move, seen by it as if it were the only one.

While everything is moved, ``accounts.json`` names two stores: the one in use, and in `side` the
one that is being filled or left. A store writes what it holds into the items of an index; over
this one, into those of `side`.
"""

from __future__ import annotations

from dataclasses import replace

from chattui.vault.index import Index, IndexFile


class SideLedger(IndexFile):
    """The index with the items of its side in the place of its own. The vault's lock is held."""

    def load(self) -> Index:
        """What the index says of the second store; an index without one is damaged for this."""
        index = super().load()
        side = index.side
        if side is None:  # nothing is moved: a store that asks holds nothing
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
