"""What is done with one account from the list of accounts: renamed, removed, revoked."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from chattui.safe_text import safe_text
from chattui.tui.account_words import remove_words, removed_words, revoke_words
from chattui.tui.flow import open_vault
from chattui.tui.screens.confirm import ask_name, confirm_by_name
from chattui.tui.widgets.waiting import Waiting
from chattui.words import t

if TYPE_CHECKING:
    from chattui.tui.page import Page
    from chattui.vault import AccountEntry, Index


async def rename(page: Page[Any], account: AccountEntry) -> str:
    """Ask what to call an account, and call it that; words for what came of it, else "".

    Only inside a worker, as the others here.
    """
    email = safe_text(account.email, limit=200)
    name = await ask_name(
        page.app,
        t("What do you call {email}?", email=email),
        t(
            "A short name such as work, which --account takes in place of the address. Leave it"
            " empty for no name."
        ),
        account.name,
    )
    if name is None or name == account.name or not await open_vault(page.chattui):
        return ""
    from chattui.vault.naming import rename_account

    vault = await page.session.vault()
    renamed = await asyncio.to_thread(rename_account, vault, account.key, name)
    if not renamed.name:
        return t("✓ {email} has no name now.", email=email)
    return t(
        "✓ {email} is called {name} now.", email=email, name=safe_text(renamed.name, limit=100)
    )


async def remove(page: Page[Any], account: AccountEntry) -> str:
    """Forget an account on this machine; words for what came of it, "" where it stays."""
    email = safe_text(account.email, limit=200)
    question = t("Remove {email} from this machine? Type the address to say so.", email=email)
    details = remove_words(account)
    if not await confirm_by_name(page.app, question, details, account.email):
        return ""
    if not await open_vault(page.chattui):
        return ""
    await page.session.remove_account(account)
    return removed_words(account)


async def revoke(page: Page[Any], index: Index, account: AccountEntry) -> str:
    """End at Google what an account was allowed, and forget it here; "" where it stays."""
    email = safe_text(account.email, limit=200)
    question = t("Revoke what {email} allowed? Type the address to say so.", email=email)
    details = revoke_words(index, account)
    verb = t("Revoke")
    if not await confirm_by_name(page.app, question, details, account.email, verb):
        return ""
    with page.query_one(Waiting).during(t("Google is told")):
        if not await open_vault(page.chattui):
            return ""
        await page.session.revoke_account(account)
    return t("✓ {email} is revoked, and deleted here.", email=email)
