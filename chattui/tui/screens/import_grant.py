"""Take over one sign-in of another program: what it means comes first, Google is asked then."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from chattui.problem import ProblemError
from chattui.safe_text import safe_text
from chattui.tui.page import Page, page_bindings
from chattui.tui.widgets.choices import Choice, Choices
from chattui.tui.widgets.plain_field import PlainField
from chattui.tui.widgets.prose import Prose, Question
from chattui.tui.widgets.waiting import Waiting
from chattui.words import t

if TYPE_CHECKING:
    from chattui.oauth.foreign_files import ForeignGrant
    from chattui.problem import Problem
    from chattui.vault import AccountEntry

SHOWN_CLIENTS = 5


class ImportPage(Page[str]):
    """Gives words for what was taken over; None where nothing was."""

    PAGE = "import"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = """
    ImportPage Input { margin: 0 1; }
    ImportPage .gap { margin-top: 1; }
    ImportPage #warning { color: $text-warning; margin-top: 1; }
    """

    def __init__(self, foreign: ForeignGrant) -> None:
        super().__init__()
        self.foreign = foreign

    def page_title(self) -> str:
        """The name of the page."""
        return t("Accounts · Import")

    def body(self) -> Iterable[Widget]:
        """What was found, what taking it over means, its client and whose it is."""
        from chattui.oauth.foreign_words import found_words, shared_words

        yield Question(t("Take this sign-in over into your vault?"))
        if self.foreign.problem is None:
            yield Prose(found_words(self.foreign))
        else:
            yield Prose(safe_text(self.foreign.place.path, limit=300))
            yield Prose(f"{self.foreign.problem.message} {self.foreign.problem.cause}")
        own = t("A sign-in of chattui's own has neither drawback: n on the page of accounts.")
        yield Prose(f"! {shared_words()} {own}", id="warning")
        clients = self._clients() if self.foreign.problem else ()
        if clients:
            yield Prose(t("Which client was it made with?"), classes="gap")
            yield Choices(clients, id="clients")
        yield Prose(t("Whose it is, needed only where Google does not tell it:"), classes="gap")
        yield PlainField(placeholder="ada@example.com", id="email")
        yield Prose(t("Google is asked once, and nothing is kept unless it takes the token."))
        yield Waiting(id="waiting")

    def _clients(self) -> tuple[Choice, ...]:
        held = (c for c in self.chattui.index.clients if c.kind != "service_account")
        return tuple(
            Choice(client.key, safe_text(client.name, limit=60))
            for client, _ in zip(held, range(SHOWN_CLIENTS), strict=False)
        )

    def opened(self) -> None:
        """Wait for enter."""
        self.query("Choices, Input").first().focus()
        if self.foreign.problem is not None and not self.query(Choices):
            self.notice.show_problem(_client_first(self.foreign.problem))

    @on(Choices.Chosen)
    @on(Input.Submitted)
    def submitted(self, event: Choices.Chosen | Input.Submitted) -> None:
        """Take it over."""
        event.stop()
        self.action_take()

    def action_take(self) -> None:
        """Let Google prove the sign-in, and keep it."""
        self.work(self._take(), failed=self._failed)

    def _failed(self, problem: Problem) -> None:
        self.notice.show_problem(_for_this_page(problem, self.foreign))
        if problem.code in {"import.address_needed", "import.no_address", "import.other_account"}:
            self.query_one(Input).focus()

    async def _take(self) -> None:
        from chattui.oauth.foreign_words import left_words, may_chat, taken_words
        from chattui.tui.flow import open_vault

        self.notice.say("")
        if not await open_vault(self.chattui):
            return
        foreign = await self._with_client()
        account = await self._import(foreign)
        if account is None:
            return
        index = await self.session.index()
        current = self.chattui.account
        self.chattui.choose_account(index, current.key if current else account.key)
        words = [f"✓ {taken_words(account)}", left_words(foreign)]
        if not may_chat(account):
            words.append(t("! It holds no scope of Chat: m asks Google for some."))
        self.dismiss("\n".join(words))

    async def _with_client(self) -> ForeignGrant:
        """The sign-in with the client that is chosen for it. Raises ProblemError without one."""
        from chattui.oauth.foreign_clients import with_client

        found = self.foreign
        if found.problem is not None and self.query(Choices):
            client = await self.session.client(self.query_one(Choices).chosen.id)
            found = with_client(found, client)
        if found.problem is not None:
            raise ProblemError(found.problem)
        return found

    async def _import(self, foreign: ForeignGrant) -> AccountEntry | None:
        """The account as it is kept; None where the sign-in that is here is to stay."""
        from chattui.tui.screens.confirm import confirm

        try:
            return await self._asked(foreign, replace_working=False)
        except ProblemError as error:
            if error.problem.code != "import.already_here":
                raise
            told = error.problem
        question = t("Give up the sign-in that is here for this one?")
        if not await confirm(self.app, question, f"{told.message} {told.cause}"):
            return None
        return await self._asked(foreign, replace_working=True)

    async def _asked(self, foreign: ForeignGrant, *, replace_working: bool) -> AccountEntry:
        from chattui.oauth.importing import import_grant

        vault = await self.session.vault()
        with self.query_one(Waiting).during(t("Google is asked")):
            return await asyncio.to_thread(
                import_grant,
                self.session.context,
                vault,
                foreign,
                self.query_one(Input).value.strip(),
                replace_working=replace_working,
            )


def _client_first(problem: Problem) -> Problem:
    """Without any client in the vault, one has to come first."""
    remedy = t("Import its client file first: esc back to the accounts, then c and n.")
    return replace(problem, remedy=remedy)


def _for_this_page(problem: Problem, foreign: ForeignGrant) -> Problem:
    """The same with what is to be done here, in place of options of the command line."""
    if problem.code == "import.no_client":
        return _client_first(problem)
    if problem.code == "import.address_needed":
        return replace(problem, remedy=t("Type its address above, and press enter."))
    if problem.code == "import.no_address":
        return replace(problem, remedy=t("Type it as in ada@example.com."))
    return problem
