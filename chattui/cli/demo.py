"""chattui demo: the app on an embedded emulator, in a throw-away home."""

from __future__ import annotations

import argparse
import asyncio
import os
import secrets
import tempfile
from dataclasses import replace
from typing import TYPE_CHECKING

from chattui.endpoints import EMULATOR_VARIABLE
from chattui.paths import HOME_VARIABLE
from chattui.secret import Secret
from chattui.words import t

if TYPE_CHECKING:
    from chattui.context import Context
    from chattui.emulator.server import Emulator
    from chattui.session import Session

PERSON = "ada@example.com"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--first-run",
        action="store_true",
        help=t("begin at the first-run guide, with nobody signed in"),
    )


def run(args: argparse.Namespace, context: Context) -> int:
    """Open the app on an emulator of its own; nothing of it outlives the run."""
    from chattui.emulator import Emulator
    from chattui.session import Session
    from chattui.tui.run import run as run_app

    with (
        tempfile.TemporaryDirectory(prefix="chattui-demo-") as folder,
        Emulator(samples=True) as emulator,
    ):
        context = _context(folder, emulator)
        # Made up for this run: the demo never meets the person's keyring.
        passphrase = Secret(secrets.token_urlsafe(32))
        if not args.first_run:
            first = Session(context, passphrase=passphrase)
            asyncio.run(sign_in(first, emulator, everything()))
        session = Session(context, passphrase=passphrase)
        return run_app(context, start="setup" if args.first_run else "", session=session)


def _context(folder: str, emulator: Emulator) -> Context:
    from chattui import context

    environ = {k: v for k, v in os.environ.items() if not k.startswith("CHATTUI_")}
    environ[HOME_VARIABLE] = folder
    environ[EMULATOR_VARIABLE] = emulator.host
    # The kernel is to keep nothing of a home that is thrown away.
    return replace(context.make(environ), unlock_hours=0.0)


def _name_log_sheet(session: Session, account_key: str) -> None:
    """Let the sample spreadsheet be the one that the person named for their log."""
    from chattui.emulator.sheets_store import LOG_SHEET
    from chattui.plans.follow_ups import Log
    from chattui.plans.log_sheet import remember_sheet

    remember_sheet(session.context.paths, account_key, Log(LOG_SHEET))


def everything() -> tuple[str, ...]:
    """The scopes of all that the app can do: in the demo nothing is switched off."""
    from chattui.oauth.purposes import PURPOSES

    return tuple(dict.fromkeys(scope for purpose in PURPOSES for scope in purpose.scopes))


async def sign_in(session: Session, emulator: Emulator, more: tuple[str, ...] = ()) -> None:
    """Sign `PERSON` in as they would themselves, with the consent page answered for them; `more`
    are full scopes to allow beside those of the main job."""
    from chattui.clientfile import diagnose_text
    from chattui.oauth.rehearsal import answer_as
    from chattui.oauth.scopes import DEFAULT_SCOPES, with_identity

    async with session:
        client = diagnose_text(emulator.client_file(google=True)).client
        if client is None:
            raise RuntimeError("the emulator's own client file is not usable")
        entry = await session.import_client(client, t("demo"))
        scopes = with_identity((*DEFAULT_SCOPES, *more))
        async with session.sign_in(client, scopes, listen=False) as signing_in:
            endpoints = session.context.endpoints
            answer = await asyncio.to_thread(answer_as, endpoints, signing_in.consent.url, PERSON)
            await signing_in.paste(answer)
            signed_in = await signing_in.wait()
        account = await session.keep(entry.key, signed_in)
        _name_log_sheet(session, account.key)
        async for _ in session.fresh_spaces(account):
            pass
