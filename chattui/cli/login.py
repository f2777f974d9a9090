"""chattui login: from a client file to a grant in the vault."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import sys
import threading
from typing import TYPE_CHECKING

from chattui.cli import ask, output
from chattui.cli.dispatch import add_shared_options
from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t

if TYPE_CHECKING:
    from chattui.clientfile import OAuthClient
    from chattui.context import Context
    from chattui.oauth.signin import SignedIn, SignIn
    from chattui.session import Session
    from chattui.vault import AccountEntry

FLOWS = ("auto", "loopback", "paste")
INPUT_LIMIT = 16 * 1024
"""Characters read while waiting for a pasted redirect; a real one is under 4,096."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--client", metavar="FILE", default="", help=t("the client file, or a client of the vault")
    )
    parser.add_argument(
        "--flow",
        choices=FLOWS,
        default="auto",
        help=t("how Google's answer comes back (default: every way at once)"),
    )
    parser.add_argument(
        "--scope",
        action="append",
        default=[],
        metavar="S",
        help=t("a scope to ask for, full or short; may be repeated"),
    )
    parser.add_argument(
        "--port", type=_port, default=0, help=t("listen on this port, for a prepared ssh -L")
    )
    parser.add_argument(
        "--no-browser",
        action="store_true",
        help=t("do not open a browser, even where there is one"),
    )
    output.add_format(parser)
    add_shared_options(parser, account=True)


def _port(text: str) -> int:
    number = int(text)
    if not 1024 <= number <= 65535:
        raise argparse.ArgumentTypeError(t("a port from 1024 to 65535"))
    return number


def run(args: argparse.Namespace, context: Context) -> int:
    """Sign in."""
    return asyncio.run(_run(args, context))


async def _run(args: argparse.Namespace, context: Context) -> int:
    from chattui.oauth.scopes import DEFAULT_SCOPES, IDENTITY_SCOPES, expand
    from chattui.session import Session

    scopes = (*IDENTITY_SCOPES, *expand(args.scope or DEFAULT_SCOPES))
    async with Session(context) as session:
        # The vault first: nothing may be lost between the consent and the storing.
        client = await asyncio.to_thread(_read_client_file, args.client)
        await ask.open_vault(session)
        if client is None:
            entry = await session.client_entry(args.client)
            client = await session.client(entry.key)
        sign_in = session.sign_in(
            client,
            tuple(dict.fromkeys(scopes)),
            port=args.port,
            login_hint=context.surroundings.account,
            listen=args.flow != "paste",
        )
        async with sign_in:
            signed_in = await _wait(sign_in, args, context)
        entry = await session.import_client(client)
        account = await session.keep(entry.key, signed_in)
        return await _report(args, session, account, signed_in)


def _read_client_file(name: str) -> OAuthClient | None:
    """The client in the file `name`; None where it names no file but perhaps a stored client."""
    import os

    if not name or (
        not os.path.lexists(os.path.expanduser(name))
        and os.sep not in name
        and not name.endswith(".json")
    ):
        return None
    from chattui.clientfile import diagnose_file

    diagnosis = diagnose_file(os.path.expanduser(name))
    for finding in diagnosis.findings:
        if finding.severity == "error" or not diagnosis.usable:
            raise ProblemError(
                Problem(
                    "client.unusable",
                    t("This file cannot be used to sign in: {path}.", path=safe_text(name)),
                    finding.message,
                    t(
                        "{remedy} `chattui doctor FILE` tells everything about it.",
                        remedy=finding.remedy,
                    ),
                    exit=Exit.USAGE,
                )
            )
        output.say(f"! {finding.code} {finding.message}")
    return diagnosis.client


async def _wait(sign_in: SignIn, args: argparse.Namespace, context: Context) -> SignedIn:
    reads = args.flow == "paste" or (args.flow == "auto" and context.surroundings.terminal_in)
    _explain(sign_in, args, context, reads)
    waiting = asyncio.ensure_future(sign_in.wait())
    reading = asyncio.ensure_future(_read_pastes(sign_in, context)) if reads else None
    try:
        tasks = {task for task in (waiting, reading) if task}
        finished, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        if reading in finished and waiting not in finished and reading is not None:
            reading.result()  # raises where the input ended without a redirect
        return await waiting
    finally:
        for task in (waiting, reading):
            if task is not None:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError, ProblemError):
                    await task


def _explain(sign_in: SignIn, args: argparse.Namespace, context: Context, reads: bool) -> None:
    listens = args.flow != "paste"
    if listens and context.surroundings.browser and not args.no_browser:
        if sign_in.open_browser():
            output.say(t("Your browser opens. If it does not, open this address in any browser:"))
    else:
        output.say(t("Open this address in any browser:"))
    output.say(sign_in.consent.url)
    if listens and sign_in.ssh_line:
        output.say(t("If that browser is on another machine, run this there first:"))
        output.say(f"  {sign_in.ssh_line}")
    if reads:
        output.say(
            t(
                "When the browser says that it cannot reach 127.0.0.1, paste what its address bar"
                " holds, and press Enter. Paste it only here: it works once, and for a few minutes."
            )
        )
    elif listens:
        output.say(t("Waiting on port {port} for the answer.", port=sign_in.port))


async def _read_pastes(sign_in: SignIn, context: Context) -> None:
    """Feed what is typed or piped to the sign-in, until it is a redirect or the input ends."""
    from chattui.oauth.redirect import is_complete_redirect

    typed = context.surroundings.terminal_in
    lines = _lines_of_stdin()
    held = ""
    while True:
        line = await lines.get()
        held = (held + line)[:INPUT_LIMIT]
        ended = not line or len(held) >= INPUT_LIMIT
        # A person who pressed Enter on something else than an address is told at once.
        if not (ended or is_complete_redirect(held) or (typed and _looks_done(held))):
            continue
        try:
            await sign_in.paste(held)
            return
        except ProblemError as error:
            if not typed or not line:
                raise
            output.show_problem(error.problem)
            held = ""


def _looks_done(text: str) -> bool:
    """Whether a line at a terminal is no beginning of an address that goes on."""
    start = text.strip().casefold()
    return bool(start) and not start.startswith(("http", "127.0.0.1", "localhost", "?", "<", "/"))


def _lines_of_stdin() -> asyncio.Queue[str]:
    """Lines as they come; the empty string at the end. A daemon thread reads, since a read from
    a terminal cannot be interrupted and must not hold the process when another way wins."""
    queue: asyncio.Queue[str] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def hand_over(line: str) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: somebody else won
            loop.call_soon_threadsafe(queue.put_nowait, line)

    def read() -> None:
        try:
            while line := sys.stdin.readline(INPUT_LIMIT):
                hand_over(line)
        except (OSError, ValueError):
            pass
        hand_over("")

    threading.Thread(target=read, daemon=True, name="standard-input").start()
    return queue


async def _report(
    args: argparse.Namespace, session: Session, account: AccountEntry, signed_in: SignedIn
) -> int:
    from chattui.oauth.scopes import satisfied, short_name

    missing = [s for s in signed_in.requested if not satisfied((s,), signed_in.granted)]
    output.done(t("Signed in as {email}.", email=safe_text(account.email)))
    output.done(t("The tokens are kept in {where}.", where=account.where))
    if missing:
        names = ", ".join(short_name(scope) for scope in missing)
        output.say("! " + t("Not granted: {scopes}. What needs them stays off.", scopes=names))
    if args.format == "json":
        from chattui.cli.accounts import as_json

        output.write_json(
            {
                "account": as_json(account, await session.index()),
                "requested": list(signed_in.requested),
                "granted": list(signed_in.granted),
                "missing": missing,
            }
        )
    return Exit.PARTLY if missing else Exit.DONE
