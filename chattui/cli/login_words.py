"""What a person is told while a sign-in waits for its redirect."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from chattui.cli import output
from chattui.cli.qr_lines import draw_qr
from chattui.words import t

if TYPE_CHECKING:
    from chattui.context import Context
    from chattui.oauth.signin import SignIn
    from chattui.oauth.ways import Way


def explain(sign_in: SignIn, args: argparse.Namespace, context: Context, first: Way) -> None:
    """Every way that waits, the one to try first before the other."""
    listens, reads = bool(sign_in.short_url), args.flow != "loopback"
    for notice in sign_in.notices:
        output.say(f"! {notice}")
    opened = listens and not args.no_browser and sign_in.open_browser()
    if opened:
        output.say(t("Your browser opens. If it does not, open this address in any browser:"))
    else:
        output.say(t("Open this address in any browser:"))
    output.say(sign_in.consent.url)
    if args.qr:
        _draw(sign_in, context)
    if listens and first == "loopback":
        _say_tunnel(sign_in, t("If that browser is on another machine, run this there first:"))
    if reads:
        output.say(
            t(
                "When the browser says that it cannot reach 127.0.0.1, paste what its address bar"
                " holds, and press Enter. Paste it only here: it works once, and for a few minutes."
            )
        )
    if listens and first != "loopback":
        _say_tunnel(
            sign_in,
            t("Or run this first on the machine of that browser, and nothing has to be pasted:"),
        )
    if listens and not (reads and context.surroundings.terminal_in):
        output.say(t("Waiting on port {port} for the answer.", port=sign_in.port))


def _say_tunnel(sign_in: SignIn, words: str) -> None:
    if sign_in.ssh_line:
        output.say(words)
        output.say_whole(f"  {sign_in.ssh_line}")
    for hint in sign_in.hints:
        output.say(f"  {hint}")


def _draw(sign_in: SignIn, context: Context) -> None:
    """The consent page's address for a phone, whose redirect has to be pasted here."""
    if draw_qr(sign_in.consent.url, color=context.surroundings.color, asked=True):
        output.say(
            t(
                "On a phone the sign-in ends on a page that cannot be reached: send that page's"
                " address to yourself, and paste it here."
            )
        )
