"""A vault with a client and two accounts, in a file or in the keyring of this machine."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chattui.context import Context
from chattui.problem import ProblemError
from chattui.secret import Secret
from chattui.vault import opening
from chattui.vault.grant import Grant
from chattui.vault.index import IndexFile
from chattui.vault.sealed import FLOOR
from chattui.vault.vault import Vault
from tests.unit.vault.conftest import PASSPHRASE

GRANT = Grant(Secret("1//refresh"), Secret("ya29.access"), 5.0, ("openid",))
DOCUMENT = Secret('{"installed": {}}')
EMAILS = ("ada@example.com", "alan@example.com")


def opened(here: Context, kind: str | None = None) -> Vault:
    """The vault as the next process opens it; the first time, of `kind`."""
    file = (kind or IndexFile(here.paths.index).load().kind) == "file"
    return opening.open_vault(here, Secret(PASSPHRASE) if file else None, cost=FLOOR)


def filled(here: Context, kind: str, emails: tuple[str, ...] = EMAILS) -> Vault:
    """A vault of `kind` with a client and accounts."""
    vault = opened(here, kind)
    client = vault.save_client("Desk", "installed", "1", "p", DOCUMENT).key
    for email in emails:
        vault.save_account(email, "1", client, GRANT, consented_at=1.0)
    return vault


def code(work: Callable[[], object]) -> str:
    """The code of the Problem that `work` raises."""
    with pytest.raises(ProblemError) as caught:
        work()
    return caught.value.problem.code
