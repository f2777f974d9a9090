"""A keyring that is locked or silent: the person is asked to unlock it, with the time that is left.

Nothing is chosen in its place: a sealed file is offered only where nothing is kept yet.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any, ClassVar, Literal

from textual.timer import Timer
from textual.widget import Widget

from chattui.problem import Problem, ProblemError
from chattui.tui.page import Page, page_bindings
from chattui.tui.widgets.prose import Prose, Question
from chattui.words import t

SECONDS = 30.0
"""How long a keyring is given while somebody may be unlocking it."""

Answer = Literal["open", "file", ""]


class KeyringWaitPage(Page[Answer]):
    """``open`` when the vault is open, ``file`` where a sealed file is wanted, else ``""``."""

    PAGE = "keyring_wait"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = "KeyringWaitPage .gap { margin-top: 1; }"

    def __init__(self, problem: Problem, *, nothing_kept: bool, seconds: float = SECONDS) -> None:
        super().__init__()
        self.problem = problem
        self.nothing_kept = nothing_kept
        self.seconds = seconds
        self._end = 0.0
        self._timer: Timer | None = None

    def page_title(self) -> str:
        """What this page is about."""
        return t("The vault")

    def body(self) -> Iterable[Widget]:
        """What is waited for, and until when."""
        yield Question(t("The keyring waits for you."))
        yield Prose(self.problem.message)
        if self.problem.cause:
            yield Prose(self.problem.cause)
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
        """Ask at once."""
        self.action_again()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Asking again makes sense once the time is over."""
        if action == "again":
            return self._timer is None
        return self.nothing_kept if action == "use_file" else True

    def action_again(self) -> None:
        """Ask the keyring once more, and count down."""
        self.work(self._ask(), group="keyring")

    async def _ask(self) -> None:
        self.notice.say("")
        self._end = time.monotonic() + self.seconds
        self._timer = self.set_interval(1.0, self._count)
        self._count()
        self.refresh_keys()
        try:
            await self.session.vault(keyring_seconds=self.seconds)
        except ProblemError as error:
            self._over(t("It did not open in time. r asks once more."))
            raise ProblemError(error.problem, *error.others) from None
        finally:
            self._stop()
        self.dismiss("open")

    def _count(self) -> None:
        left = max(0, round(self._end - time.monotonic()))
        self._over(t("Waiting for it: {seconds} s left.", seconds=left))

    def _over(self, words: str) -> None:
        if self.is_attached:
            self.query_one("#left", Prose).say(words)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if self.is_attached:
            self.refresh_keys()

    def action_use_file(self) -> None:
        """Keep things in a sealed file instead; only where nothing is kept yet."""
        self.dismiss("file")

    def action_back(self) -> None:
        """Leave the vault closed."""
        self.dismiss("")
