"""Two sign-ins of the same person at the same moment, in two processes."""

from __future__ import annotations

import pytest

from chattui.oauth.keeping import keep_grant, store_client
from chattui.oauth.scopes import EMAIL
from chattui.secret import Secret
from chattui.vault import AccountEntry, Vault
from chattui.vault.grant import Grant
from tests.unit.oauth.conftest import make_client


def grant(token: str) -> Grant:
    return Grant(Secret(f"1//{token}"), Secret(f"ya29.{token}"), 4e9, (EMAIL,))


def test_the_later_of_two_first_sign_ins_is_kept(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before there is an account there is no lock of it, which the first of them could hold."""
    client = store_client(vault, make_client())
    bob = keep_grant(vault, client.key, "bob@example.com", grant("bob"), consented_at=1.0)
    save = Vault.save_account
    others = [grant("other")]

    def slowly(
        self: Vault, email: str, subject: str, key: str, mine: Grant, **more: object
    ) -> object:
        entry = save(self, email, subject, key, mine, **more)  # type: ignore[arg-type]
        if others:
            save(self, email, subject, key, others.pop(), **more)  # type: ignore[arg-type]
        return entry

    monkeypatch.setattr(Vault, "save_account", slowly)
    account: AccountEntry = keep_grant(
        vault, client.key, "ada@example.com", grant("mine"), consented_at=1.0
    )
    assert [entry.key for entry in vault.accounts()] == [bob.key, account.key]
    assert vault.grant(account.key) == grant("mine")
    assert vault.grant(bob.key) == grant("bob")
