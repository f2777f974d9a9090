"""chattui accounts revoke: Google forgets the grant, then this machine does."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from chattui.cli import ask, output
from chattui.cli.work import session_of
from chattui.problem import Exit
from chattui.safe_text import safe_text
from chattui.words import t

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chattui.context import Context
    from chattui.vault import AccountEntry, Index


async def revoke(args: argparse.Namespace, context: Context) -> int:
    """Say what ends, ask, revoke at Google, and then delete here."""
    from chattui.cli.account_list import as_json
    from chattui.oauth.revoke import DELEGATION, ended_with

    async with session_of(context) as session:
        account = await session.account(args.name)
        index = await session.index()
        document = as_json(account, index)
        others = ended_with(index, account)
        at_google = account.kind != DELEGATION
        email = safe_text(account.email)
        _explain(account, others, index)
        if args.dry_run:
            output.say(t("Nothing was revoked: this was a rehearsal."))
        elif not ask.agreed(
            args,
            context,
            t("Revoke the grant of {email} at Google, and forget it here?", email=email)
            if at_google
            else t("Forget {email} on this machine?", email=email),
            t("Nothing was revoked."),
        ):
            return Exit.FAILED
        else:
            await ask.open_vault(session)
            await session.revoke_account(account)
            if at_google:
                output.done(t("Google has ended the grant of {email}.", email=email))
            output.done(t("{email} is forgotten on this machine.", email=email))
    if args.format == "json":
        output.write_json(
            {
                "revoked": document,
                "atGoogle": at_google,
                "alsoEnded": [as_json(other, index) for other in others],
                "dryRun": args.dry_run,
            }
        )
    return Exit.DONE


def _explain(account: AccountEntry, others: Sequence[AccountEntry], index: Index) -> None:
    from chattui.oauth.revoke import DELEGATION

    if account.kind == DELEGATION:
        from chattui.oauth.delegation_problems import ADMIN_PAGE

        output.say(
            t(
                "A service account acts for {email}: Google holds no grant of theirs to revoke.",
                email=safe_text(account.email),
            )
        )
        output.say(
            t(
                "An administrator ends it in the Admin console: Security › Access and data control"
                " › API controls › Manage Domain Wide Delegation."
            )
        )
        output.say(f"  {ADMIN_PAGE}")
        return
    output.say(
        t(
            "Revoking ends all that {email} granted to this client's project: other programs that"
            " use a client of it have to ask again, too.",
            email=safe_text(account.email),
        )
    )
    for other in others:
        client = index.client(other.client_key)
        output.say(
            t(
                "It ends this sign-in here as well: {email} with the client {client}.",
                email=safe_text(other.email),
                client=safe_text(client.name if client else other.client_key),
            )
        )
