"""The first page where the list of accounts was damaged or lost: it is made anew from here."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual.widget import Widget

from chattui.disk import shown
from chattui.problem import ProblemError
from chattui.safe_text import safe_text
from chattui.tui.page import Page, page_bindings
from chattui.tui.text import plain
from chattui.tui.widgets.prose import Prose, Question
from chattui.tui.widgets.waiting import Waiting
from chattui.words import t, tn

if TYPE_CHECKING:
    from textual.content import Content

    from chattui.problem import Problem
    from chattui.secret import Secret
    from chattui.vault.rebuilding import Rebuilt

REBUILT = frozenset({"vault.index_damaged", "vault.index_lost"})
"""The codes of problems that this page mends."""


class RebuildPage(Page[None]):
    """Says what is wrong with the list, and makes it anew from what is stored."""

    PAGE = "rebuild"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = "RebuildPage .gap { margin-top: 1; }"

    def __init__(self, problem: Problem) -> None:
        super().__init__()
        self.problem = problem

    def page_title(self) -> str:
        """The name of the page."""
        return t("The vault")

    def body(self) -> Iterable[Widget]:
        """What is wrong, and what can be done."""
        yield Question(self.problem.message)
        yield Prose(self.problem.cause)
        yield Prose(
            t(
                "Everything that is stored says whose it is, so the list can be made anew. What is"
                " stored is not touched, and a damaged list is kept aside."
            ),
            classes="gap",
        )
        yield Waiting(id="waiting")

    def action_rebuild(self) -> None:
        """Make the list anew."""
        self.work(self._rebuild())

    async def _rebuild(self) -> None:
        from chattui.tui.screens.vault_notices import NoticesPage

        self.notice.say("")
        found = await self._found()
        if found is None:
            return
        index = await self.session.index()
        self.chattui.trouble = None
        title = t("The list of accounts is there again.")
        await self.app.push_screen_wait(NoticesPage(title, list(_told(found))))
        self.chattui.choose_account(index)
        self.chattui.show_home()

    async def _found(self) -> Rebuilt | None:
        """What the list was made from; None where the passphrase for it was not given."""
        from chattui.tui.screens.passphrase import Asked, PassphrasePage
        from chattui.vault.rebuilding import rebuild

        context = self.session.context
        try:
            with self.query_one(Waiting).during(t("Looking at what is stored")):
                return await asyncio.to_thread(rebuild, context)
        except ProblemError as error:
            if error.problem.code != "vault.passphrase_needed":
                raise
        done: list[Rebuilt] = []

        async def take(passphrase: Secret) -> None:
            done.append(await asyncio.to_thread(rebuild, context, passphrase))

        asked = Asked(
            t("Which passphrase opens your vault?"),
            (t("The list of accounts is made anew from the sealed file."),),
            t("Opening the sealed file"),
            choosing=False,
            take=take,
        )
        await self.app.push_screen_wait(PassphrasePage(asked=asked))
        return done[0] if done else None

    def action_doctor(self) -> None:
        """What is wrong with a client file."""
        from chattui.tui.screens.doctor import DoctorPage

        self.app.push_screen(DoctorPage())

    async def action_quit(self) -> None:
        """Leave chattui."""
        await self.app.action_quit()


def _told(found: Rebuilt) -> Iterable[Content]:
    """What was found, and what was not."""
    where = t("It was made from {where}.", where=found.where)
    yield plain("\n".join((where, *(safe_text(n) for n in (*found.accounts, *found.clients)))))
    if found.unknown:
        yield plain(
            tn(
                "{count} secret does not say whose it is, and stays where it is.",
                "{count} secrets do not say whose they are, and stay where they are.",
                found.unknown,
            )
        )
    if found.aside:
        yield plain(t("The damaged list is kept: {path}", path=shown(found.aside)))
