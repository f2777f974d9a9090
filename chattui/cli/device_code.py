"""chattui login --flow device: the code, where to type it in, and how long it is good."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from chattui.cli import output
from chattui.cli.qr_lines import draw_qr
from chattui.problem import ProblemError
from chattui.words import t, tn

if TYPE_CHECKING:
    from chattui.clientfile import OAuthClient
    from chattui.context import Context
    from chattui.oauth.device import DeviceSignIn
    from chattui.oauth.signin import SignedIn
    from chattui.session import Session


def check(kind: str, scopes: tuple[str, ...], context: Context, *, anyway: bool) -> None:
    """Refuse what Google gives no code for, before anything is sent.

    `anyway` asks all the same, and says so; an emulator answers for itself. Raises ProblemError
    ``oauth.device_scopes`` or ``oauth.device_web_client``.
    """
    from chattui.oauth.device_scopes import device_refusal, web_refusal

    refusal = web_refusal() if kind == "web" else device_refusal(scopes)
    if refusal is None or context.endpoints.emulator:
        return
    if not anyway:
        more = t("To ask Google all the same, add --yes.")
        raise ProblemError(replace(refusal, remedy=f"{refusal.remedy} {more}"))
    output.say(f"! {refusal.message}")
    output.say("  " + t("Google is asked all the same, as --yes says."))


async def sign_in(
    args: argparse.Namespace,
    context: Context,
    session: Session,
    client: OAuthClient,
    scopes: tuple[str, ...],
) -> SignedIn:
    """Show the code, and wait until somebody has typed it in."""
    async with session.device_sign_in(client, scopes, anyway=args.yes) as waiting:
        _explain(waiting, args, context)
        countdown = asyncio.ensure_future(_count_down(waiting))
        try:
            return await waiting.wait()
        finally:
            countdown.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await countdown


def _explain(waiting: DeviceSignIn, args: argparse.Namespace, context: Context) -> None:
    code = waiting.code
    output.say(t("On any device that has a browser, open:"))
    output.say_whole(f"  {code.url}")
    draw_qr(code.url, color=context.surroundings.color, asked=args.qr)
    output.say(t("There, type in this code, and allow the access:"))
    output.say_whole(f"  {code.user_code}")
    output.say(
        tn(
            "chattui waits; the code is good for {count} minute.",
            "chattui waits; the code is good for {count} minutes.",
            max(1, round(code.lifetime / 60)),
        )
    )


async def _count_down(waiting: DeviceSignIn) -> None:
    """One line on a terminal, drawn anew each second; nothing where it is none, as in a log."""
    if not sys.stderr.isatty():
        return
    drawn = 0
    try:
        while True:
            words = _left(waiting)[: output.width_of(sys.stderr) - 1]
            output.say_in_place(words.ljust(drawn))
            drawn = len(words)
            await asyncio.sleep(1)
    finally:
        output.say_in_place(" " * drawn)


def _left(waiting: DeviceSignIn) -> str:
    seconds = round(waiting.seconds_left)
    left = f"{seconds // 60}:{seconds % 60:02}"
    if waiting.trouble:
        return t(
            "{left} left. {trouble} chattui goes on asking.",
            left=left,
            trouble=waiting.trouble.message,
        )
    return t("{left} left. ctrl-c stops.", left=left)
