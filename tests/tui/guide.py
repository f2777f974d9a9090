"""Steps of the first run that several tests take, by keys and pastes alone."""

from __future__ import annotations

import socket
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import httpx
from textual import events
from textual.keys import _character_to_key

from chattui.context import Context
from tests.tui.harness import PASSPHRASE, Stage, until, until_page, until_shown

if TYPE_CHECKING:
    from textual.app import App
    from textual.pilot import Pilot

    from chattui.oauth.signin import SignIn
    from chattui.tui.screens.sign_in import SignInPage

SAVED_SIGN_IN = (
    '{"type": "authorized_user",\n'
    ' "client_id": "764086051850-6qr4p6gpi6hn506pt8ejuq83di341hur.apps.googleusercontent.com",\n'
    ' "client_secret": "GOCSPX-thisIsTheSecretOfIt0000000",\n'
    ' "refresh_token": "1//0thisIsTheRefreshTokenOfIt"}'
)
"""What gcloud saves: no client file, and full of secrets."""


class AskingStage(Stage):
    """A stage without a passphrase file and without a keyring, so that the app has to ask; the
    kernel keeps nothing of it."""

    @property
    def context(self) -> Context:
        made = super().context
        outside = replace(made.surroundings, passphrase_file="")
        return replace(made, surroundings=outside, unlock_hours=0.0)


def paste(app: App[Any], text: str) -> None:
    """What a terminal with bracketed paste sends."""
    app.post_message(events.Paste(text))


def type_fast(app: App[Any], text: str) -> None:
    """What a terminal without bracketed paste sends: one key for each character, at once."""
    for character in text:
        key = "enter" if character == "\n" else _character_to_key(character)
        app.post_message(events.Key(key, "\r" if character == "\n" else character))


async def to_review(pilot: Pilot[Any], stage: Stage) -> None:
    """From the first page to the review of the emulator's client file."""
    await until_page(pilot, "setup")
    await pilot.press("1")
    await until_page(pilot, "paste_client")
    paste(pilot.app, stage.emulator.client_file(google=True))
    await until_page(pilot, "review_client")


async def to_scopes(pilot: Pilot[Any], stage: Stage) -> None:
    """From the first page to what one wants to do, with a vault that opens by itself."""
    await to_review(pilot, stage)
    await pilot.press("enter")
    await until_page(pilot, "choose_scopes")


async def to_sign_in(pilot: Pilot[Any], stage: Stage) -> SignIn:
    """From the first page to a sign-in that waits."""
    await to_scopes(pilot, stage)
    await pilot.press("enter")
    return await waiting(pilot)


async def waiting(pilot: Pilot[Any]) -> SignIn:
    """The sign-in of the page on top, once it waits."""
    await until_page(pilot, "sign_in")
    await until_shown(pilot, "works once")
    page: SignInPage = pilot.app.screen  # type: ignore[assignment]
    assert page.sign_in is not None
    return page.sign_in


async def redirect_of(sign_in: SignIn) -> str:
    """Where the emulator's consent page, which answers by itself, sends the browser."""
    async with httpx.AsyncClient(trust_env=False) as http:
        reply = await http.get(sign_in.consent.url)
    return reply.headers["location"]


async def type_passphrase(pilot: Pilot[Any], text: str = PASSPHRASE) -> None:
    """Type it into the field that has the focus, and enter it."""
    await pilot.press(*("space" if c == " " else c for c in text), "enter")


async def until_problem(pilot: Pilot[Any], code: str) -> None:
    """Let the app work until the page tells the problem `code`."""
    await until(
        pilot,
        lambda: getattr(pilot.app.screen.notice.problem, "code", "") == code,  # type: ignore[attr-defined]
        f"problem {code}",
    )


def is_free(port: int) -> bool:
    """Whether nothing listens on `port` of this machine."""
    with socket.socket() as sock:
        sock.settimeout(2)
        return sock.connect_ex(("127.0.0.1", port)) != 0
