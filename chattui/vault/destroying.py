"""Removing everything that chattui keeps of a vault on this machine; nothing is opened for it."""

from __future__ import annotations

from dataclasses import dataclass

from chattui.context import Context


@dataclass(frozen=True, slots=True)
class Destroyed:
    """What was removed and what was left, each as words for a person."""

    removed: tuple[str, ...]
    left: tuple[str, ...]
    """What could not be removed now; the index still names it, so that it can be later."""
    kept: tuple[str, ...] = ()
    """What is not chattui's to remove, such as the grants at Google."""


def plan_destroy(context: Context) -> Destroyed:
    """What `destroy` would remove; changes nothing."""
    raise NotImplementedError


def destroy(context: Context) -> Destroyed:
    """Remove the keyring's items, the sealed file and its copy, the index, the locks, the key
    that the kernel keeps, and the caches. Killed half way, it is run again. Raises ProblemError
    where the vault's lock is held or the disk refuses."""
    raise NotImplementedError
