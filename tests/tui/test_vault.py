"""The vault's page: what it tells, and what is done from it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from chattui.problem import Problem
from chattui.tui.app import ChattuiApp
from chattui.tui.screens.vault import VaultPage
from chattui.tui.vault_words import told_lines
from chattui.vault.index import Side
from chattui.vault.slots import SlotInfo
from chattui.vault.status import VaultStatus
from tests.tui.harness import (
    HOSTILE_NAMES,
    NOW,
    Stage,
    check_drawn,
    golden_both,
    opened,
    until,
    until_page,
    until_shown,
)

pytestmark = pytest.mark.anyio

DAY = 86_400
SEALED = "/home/ada/.local/state/chattui/vault.sealed"

STATUS = VaultStatus(
    kind="file",
    where=f"the sealed file {SEALED}",
    path=Path(SEALED),
    vault_id="00" * 16,
    accounts=2,
    clients=1,
    slots=(
        SlotInfo(1, "passphrase", NOW - 40 * DAY, "Argon2id, 64 MiB × 3"),
        SlotInfo(2, "ssh-agent", NOW - DAY, "ssh-ed25519 SHA256:nThbg6kXUpJWGl7E ada@laptop"),
        SlotInfo(3, "keyring", None, "SecretService"),
        SlotInfo(4, "tpm", NOW - 3600, ""),
    ),
    generation=17,
    size=4127,
    backup=Path(SEALED + ".bak"),
    unlocked=True,
    seconds_left=7.7 * 3600,
)
IN_KEYRING = VaultStatus(
    kind="keyring", where="the Secret Service keyring", vault_id="00" * 16, accounts=1, clients=1
)
DAMAGED = replace(
    STATUS,
    slots=(),
    unlocked=False,
    seconds_left=None,
    problem=Problem(
        "vault.damaged",
        f"The sealed file {SEALED} is damaged.",
        "Its header cannot be read.",
        "b goes back to the file before the last save.",
    ),
)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[VaultStatus]:
    """What the page is told of a vault; the last one counts."""
    told = [STATUS]
    monkeypatch.setattr("chattui.vault.status.vault_status", lambda _context: told[-1])
    return told


async def shown(app: ChattuiApp) -> VaultPage:
    """The page, once it has looked."""
    page = VaultPage()
    await app.push_screen(page)
    await app.workers.wait_for_complete()
    return page


async def test_it_looks_like_this(stage: Stage, told: list[VaultStatus]) -> None:
    drawn = {
        "vault": STATUS,
        "vault_keyring": IN_KEYRING,
        "vault_damaged": DAMAGED,
        "vault_empty": VaultStatus(),
    }
    app = stage.app()
    async with opened(app) as pilot:
        await until_page(pilot, "setup")
        page = await shown(app)
        await until_page(pilot, "vault")
        await pilot.press("down")
        await until_shown(pilot, "your agent is forwarded")
        for name, status in drawn.items():
            told.append(status)
            await pilot.press("r")
            await until(pilot, lambda status=status: page.status is status)  # type: ignore[misc]
            await golden_both(pilot, name)


async def test_hostile_slots_are_drawn_harmlessly(stage: Stage, told: list[VaultStatus]) -> None:
    from chattui.safe_text import safe_text

    names = [safe_text(name, limit=120) for name in HOSTILE_NAMES]
    slots = tuple(SlotInfo(n, name, None, name) for n, name in enumerate(names, 1))
    told.append(replace(STATUS, slots=slots))
    app = stage.app()
    async with opened(app) as pilot:
        await until_page(pilot, "setup")
        await shown(app)
        for _ in names:
            check_drawn(app)
            await pilot.press("down")


@pytest.mark.parametrize(
    ("status", "is_open", "opened_by", "words"),
    [
        (STATUS, False, "", "it needs no passphrase for 7 h 42 min more"),
        (STATUS, True, "ssh-agent", "a key of your ssh-agent opened it. It needs no passphrase"),
        (replace(STATUS, unlocked=False, seconds_left=None), False, "", "locked: u opens it"),
        (replace(STATUS, unlocked=False, seconds_left=None), True, "", "It is open."),
        (replace(STATUS, no_kernel="A sentence."), True, "", "between runs: A sentence."),
        (replace(STATUS, side=Side("keyring", "x", leaving=True)), True, "", "next save empties"),
        (replace(STATUS, side=Side("keyring", "x", leaving=False)), True, "", "m begins it again"),
        (IN_KEYRING, False, "", "chattui has no passphrase of its own there"),
    ],
)
def test_what_is_told(status: VaultStatus, is_open: bool, opened_by: str, words: str) -> None:
    assert words in "\n".join(told_lines(status, is_open=is_open, opened_by=opened_by))
