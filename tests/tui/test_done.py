"""The end of the guide."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from chattui.oauth.exchange import TokenSet
from chattui.oauth.scopes import CHAT_CREATES, CHAT_MEMBERS, CHAT_READS, with_identity
from chattui.oauth.signin import SignedIn
from chattui.secret import Secret
from chattui.tui.flow import Finished
from chattui.tui.screens.done import DonePage
from chattui.vault import AccountEntry
from tests.tui.guide import until_problem
from tests.tui.harness import (
    HOSTILE_NAMES,
    NOW,
    Stage,
    check_drawn,
    golden,
    opened,
    until_page,
    until_shown,
)

pytestmark = pytest.mark.anyio

DAY = 86_400


def finished(
    granted: tuple[str, ...], *, email: str = "ada@example.com", ends: float | None = None
) -> Finished:
    """A sign-in that asked for the main job and was granted this."""
    requested = with_identity((CHAT_CREATES, CHAT_READS, CHAT_MEMBERS))
    have = with_identity(granted)
    tokens = TokenSet(
        access_token=Secret("x"),
        refresh_token=Secret("y"),
        expires_at=NOW + 3600,
        scopes=have,
        refresh_expires_at=ends,
        id_email=email,
        id_subject="1",
    )
    account = AccountEntry("k", email, "1", "c", have, refresh_expires_at=ends)
    signed_in = SignedIn(email, "1", tokens, requested, have)
    return Finished(account, signed_in, "the Secret Service keyring")


async def test_it_looks_like_this(stage: Stage, size: tuple[int, int]) -> None:
    app = stage.app()
    async with opened(app, size) as pilot:
        result = finished((CHAT_CREATES,), ends=NOW + 7 * DAY)
        app.push_screen(DonePage(result, Path("/home/ada/Downloads/client_secret_1.json")))
        await until_page(pilot, "done")
        golden(app, "done")


async def test_all_granted_and_pasted_leaves_nothing_to_say(
    stage: Stage, size: tuple[int, int]
) -> None:
    app = stage.app()
    async with opened(app, size) as pilot:
        app.push_screen(DonePage(finished((CHAT_CREATES, CHAT_READS, CHAT_MEMBERS))))
        await until_page(pilot, "done")
        golden(app, "done_all")


async def test_nothing_granted_is_told(stage: Stage) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        app.push_screen(DonePage(finished(())))
        await until_page(pilot, "done")
        assert "only to tell who you are" in check_drawn(app)


async def test_hostile_names_are_drawn_harmlessly(stage: Stage) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        for name in HOSTILE_NAMES:
            result = replace(finished((name,), email=name), where="the sealed file")
            app.push_screen(DonePage(result, Path(f"/x/{name}")))
            await until_page(pilot, "done")
            check_drawn(app)
            app.pop_screen()


async def test_a_file_that_changed_since_is_not_deleted(stage: Stage, tmp_path: Path) -> None:
    account = await stage.sign_in()
    path = tmp_path / "c.json"
    text = stage.emulator.client_file(google=True)
    path.write_text(text.replace("GOCSPX-", "GOCSPX-0"))
    result = replace(finished((CHAT_CREATES,)), account=account)
    app = stage.app()
    async with opened(app, (120, 40)) as pilot:
        await until_page(pilot, "home")
        app.push_screen(DonePage(result, path))
        await until_page(pilot, "done")
        await pilot.press("x")
        await until_shown(pilot, "Delete the client file")
        await pilot.press("y")
        await until_problem(pilot, "clientfile.changed")
        check_drawn(app)
    assert path.exists()


async def test_somebody_else_than_expected_is_told(stage: Stage) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        app.push_screen(DonePage(finished((CHAT_CREATES,)), expected="grace@example.com"))
        await until_page(pilot, "done")
        assert "grace@example.com was to sign in again; somebody else did." in check_drawn(app)
        app.pop_screen()
        app.push_screen(DonePage(finished((CHAT_CREATES,)), expected="Ada@example.com"))
        await until_page(pilot, "done")
        assert "somebody else" not in check_drawn(app)
