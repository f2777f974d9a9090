"""Taking over a sign-in that another program made with a client of the user's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chattui.context import Context
    from chattui.oauth.foreign_files import ForeignGrant
    from chattui.vault import AccountEntry, Vault


def import_grant(
    context: Context, vault: Vault, foreign: ForeignGrant, email: str = ""
) -> AccountEntry:
    """Refresh once, learn whose grant it is, and keep client and account. Blocking.

    `email` is who it belongs to where Google does not say; where Google does, both must agree.
    Nothing is kept where this raises ProblemError: ``import.*`` (exit 2), ``oauth.grant_ended``
    (exit 3), ``oauth.identity_missing``, the network's.
    """
    raise NotImplementedError
