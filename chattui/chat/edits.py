"""Changing a space: what is wanted, whether Google takes it, and the requests that it demands.

Google takes only some fields together in one ``updateMask`` (discovery document, ``spaces.patch``):
the name and the details; each other setting by itself; all permissions together; and who sees the
members as a pair of two settings that mean one thing.
"""

from __future__ import annotations

from chattui.chat.edit_checks import check_edit, external_problem
from chattui.chat.edit_patches import all_patches
from chattui.chat.models import Space
from chattui.chat.space_edit import Patch, SpaceEdit

__all__ = ["Patch", "SpaceEdit", "check_edit", "external_problem", "patches"]


def patches(edit: SpaceEdit, space: Space, *, admin: bool = False) -> tuple[Patch, ...]:
    """The requests that make `space`, as ``spaces.get`` gave it (a list or the cache leaves out
    what is compared), what `edit` wants: nothing for what is so already, in the order in which
    they have to be sent."""
    return tuple(all_patches(edit, space, admin=admin))
