"""A real Chromium goes from the short address through consent to the end page."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chattui import context
from chattui.clientfile import client_from_json
from chattui.emulator import Emulator
from chattui.oauth.scopes import DEFAULT_SCOPES
from chattui.oauth.signin import SignIn
from chattui.problem import ProblemError
from chattui.secret import Secret
from tests.conftest import need

pytestmark = [pytest.mark.anyio, pytest.mark.system]

BROWSER = Path(__file__).parent / "browser.py"
PHONE = (390, 844)
DESKTOP = (1280, 800)
LIMIT_SECONDS = 90


async def browse(sign_in: SignIn, size: tuple[int, int], button: str, picture: Path) -> Any:
    """What the browser saw. Its own home holds nothing of the test's."""
    width, height = map(str, size)
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(BROWSER), sign_in.short_url, width, height, button, str(picture),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    async with asyncio.timeout(LIMIT_SECONDS):
        output, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    return json.loads(output)


def picture_path(name: str, folder: Path) -> Path:
    """In CHATTUI_TEST_PICTURES, to be looked at, or in the test's own folder."""
    return Path(os.environ.get("CHATTUI_TEST_PICTURES") or folder) / f"{name}.png"


def opened(emulator: Emulator, home: Path) -> SignIn:
    environ = {"CHATTUI_HOME": str(home), "CHATTUI_EMULATOR_HOST": emulator.host}
    client = client_from_json(Secret(emulator.client_file(True)))
    return SignIn(context.make(environ), client, DEFAULT_SCOPES)


@pytest.mark.parametrize(
    "size",
    [
        pytest.param(PHONE, id="phone"),
        pytest.param(DESKTOP, id="desktop", marks=pytest.mark.exhaustive),
    ],
)
async def test_chromium_allows_and_ends_on_our_page(
    make_emulator: Callable[..., Emulator], tmp_path: Path, size: tuple[int, int]
) -> None:
    need("/usr/bin/chromium")
    async with opened(make_emulator(), tmp_path) as sign_in:
        waiting = asyncio.ensure_future(sign_in.wait())
        picture = picture_path(f"end-page-{size[0]}", tmp_path)
        seen = await browse(sign_in, size, "allow", picture)
        assert (await waiting).email == "grace@example.com"
    assert "chattui" in seen["title"]
    assert "go back to your terminal" in seen["heading"]
    assert seen["console"] == []
    assert not seen["wider_than_screen"]
    assert seen["cut_off"] == []
    assert "can be closed" in seen["text"]
    assert seen["styled"] != "0px"
    assert picture.stat().st_size > 1000


async def test_chromium_cancels_and_is_told_that_nothing_was_changed(
    make_emulator: Callable[..., Emulator], tmp_path: Path
) -> None:
    need("/usr/bin/chromium")
    async with opened(make_emulator(), tmp_path) as sign_in:
        seen = await browse(sign_in, PHONE, "cancel", picture_path("end-page-cancel", tmp_path))
        with pytest.raises(ProblemError) as caught:
            await sign_in.wait()
    assert caught.value.problem.code == "oauth.denied"
    assert "Nothing was changed" in seen["heading"]
    assert "try again" in seen["text"]
    assert seen["cut_off"] == []
    assert seen["console"] == []
