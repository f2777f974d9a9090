"""A keyring that asks its person: the time that is left, and what can be done instead.

Nothing is chosen in its place: a sealed file is offered only where nothing is kept yet.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual.widget import Widget

from chattui.problem import ProblemError
from chattui.tui.page import Page, page_bindings
from chattui.tui.widgets.prose import Prose, Question
from chattui.words import t

if TYPE_CHECKING:
    from chattui.tui.app import ChattuiApp
    from chattui.vault import Vault

SECONDS = 30.0
"""How long a keyring is given while somebody may be unlocking it."""
PATIENCE = 1.0
"""Seconds before the page is shown; a keyring that is well answers within one."""
FILE, LEFT = "file", "left"
LOOKS = 0.2
"""Seconds between two looks whether it is a keyring that is waited for."""


class KeyringWaitPage(Page[str]):
    """Shown while `opening` waits for a keyring; None when that has ended.

    ``file`` where a sealed file is wanted instead, ``left`` where nothing is.
    """

    PAGE = "keyring_wait"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = "KeyringWaitPage .gap { margin-top: 1; }"

    def __init__(self, opening: asyncio.Future[Vault], ends: float, *, nothing_kept: bool) -> None:
        super().__init__()
        self.opening = opening
        self.ends = ends
        """By `time.monotonic`."""
        self.nothing_kept = nothing_kept

    def page_title(self) -> str:
        """What this page is about."""
        return t("The vault")

    def body(self) -> Iterable[Widget]:
        """What is waited for, and until when."""
        yield Question(t("The keyring of this login has not answered yet."))
        yield Prose(id="cause")
        yield Prose(
            t(
                "Unlock it on the desktop of this machine: a window there may be asking for the"
                " password of your login, perhaps behind others."
            ),
            classes="gap",
        )
        yield Prose(id="left", classes="gap")
        if self.nothing_kept:
            yield Prose(
                t("Nothing is kept yet, so f keeps things in a file that a passphrase seals."),
                classes="gap",
            )

    def opened(self) -> None:
        """Count down."""
        self._count()
        self.set_interval(1.0, self._count)
        self.work(self._wait(), group="keyring")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is kept in a keyring is not elsewhere."""
        return self.nothing_kept if action == "use_file" else True

    async def _wait(self) -> None:
        await asyncio.wait({self.opening})
        if self.is_attached:
            self.end()

    def _count(self) -> None:
        from chattui.vault.keyring_guard import waited_for

        fault = waited_for()
        if fault is not None:
            self.query_one("#cause", Prose).say(fault.cause)
        left = max(0, round(self.ends - time.monotonic()))
        self.query_one("#left", Prose).say(t("Waiting for it: {seconds} s left.", seconds=left))

    def action_use_file(self) -> None:
        """Keep things in a sealed file instead; only where nothing is kept yet."""
        self._give_up(FILE)

    def action_back(self) -> None:
        """Leave the vault closed."""
        self._give_up(LEFT)

    def _give_up(self, answer: str) -> None:
        from chattui.vault.keyring_guard import give_up

        give_up()
        self.end(answer)


async def waited_vault(app: ChattuiApp) -> tuple[Vault | None, bool]:
    """The vault, with a page while a keyring waits for its person; only inside a worker.

    None where that person did not want to wait, and whether they want a sealed file instead.
    """
    from chattui.vault.keyring_guard import give_up, waited_for

    began = time.monotonic()
    opening = asyncio.ensure_future(app.session.vault(keyring_seconds=SECONDS))
    try:
        await asyncio.wait({opening}, timeout=PATIENCE)
        while not opening.done():
            if waited_for() is not None:
                return await _shown(app, opening, began + SECONDS)
            await asyncio.wait({opening}, timeout=LOOKS)
        return opening.result(), False
    finally:
        if not opening.done():
            give_up()  # the thread that waits would keep an app that is left from ending
        opening.add_done_callback(lambda done: done.cancelled() or done.exception())
        opening.cancel()


async def _shown(
    app: ChattuiApp, opening: asyncio.Future[Vault], ends: float
) -> tuple[Vault | None, bool]:
    chosen = app.session.context.keyring
    fresh = not (chosen or (await app.session.index()).settled)
    page = KeyringWaitPage(opening, ends, nothing_kept=fresh)
    answer = await app.push_screen_wait(page)
    try:
        return await opening, False
    except ProblemError as error:
        if answer is None:
            raise ProblemError(error.problem, *error.others) from None
        return None, answer == FILE
