"""Act for a person: what an administrator authorizes, and whether it is, scope by scope."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from chattui.oauth.delegation import Probed, admin_path, checked_subject, probe, scope_line
from chattui.oauth.delegation_problems import ADMIN_PAGE
from chattui.problem import Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.tui.away import Away
from chattui.tui.delegating import about_key_file, delete_key_file, scope_words, tell_missing
from chattui.tui.flow import Finished
from chattui.tui.page import Page, page_bindings
from chattui.tui.standing import acting_words
from chattui.tui.text import plain, styled
from chattui.tui.widgets.plain_field import PlainField
from chattui.tui.widgets.prose import Labelled, Prose, Question
from chattui.words import t

if TYPE_CHECKING:
    from chattui.oauth.service_account import ServiceAccountKey
    from chattui.vault import AccountEntry, ClientEntry

LABEL_WIDTH = 16


class DelegationPage(Page[Finished | None]):
    """Asks for the person, tries each scope by itself, and keeps the account."""

    PAGE = "delegation"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = """
    DelegationPage Question { margin: 0; }
    DelegationPage #all { height: 1fr; scrollbar-size-vertical: 1; }
    DelegationPage #person { height: 1; margin-top: 1; }
    DelegationPage #person Static { width: 16; padding: 0 0 0 1; color: $text-muted; }
    DelegationPage PlainField { width: 1fr; }
    DelegationPage .part { margin-top: 1; }
    """

    def __init__(
        self,
        entry: ClientEntry,
        scopes: tuple[str, ...],
        *,
        subject: str = "",
        path: Path | None = None,
        leaves: bool = False,
    ) -> None:
        super().__init__()
        self.entry = entry
        self.scopes = scopes
        self.subject = subject
        self.path = path
        """Where the plain key file lies, if it does."""
        self.leaves = leaves
        """Whether the page goes once the account is kept, back to where somebody was."""
        self.state = "person"
        self.key: ServiceAccountKey | None = None
        self.probed: dict[str, Probed] = {}
        self.away = Away()

    def page_title(self) -> str:
        """The name of the page."""
        return t("Act for a person")

    @property
    def name_words(self) -> str:
        """The service account's name, safe to draw."""
        return safe_text(self.entry.name, limit=60)

    @property
    def granted(self) -> tuple[str, ...]:
        """The scopes that were found authorized, in their order."""
        return tuple(s for s in self.scopes if s in self.probed and self.probed[s].authorized)

    def body(self) -> Iterable[Widget]:
        """The person, what the administrator needs, and the scopes."""
        yield Question(t("For whom should {name} act?", name=self.name_words), id="lead")
        yield VerticalScroll(
            Horizontal(
                Static(plain(t("Person")), markup=False),
                PlainField(value=self.subject, placeholder=t("e-mail address"), compact=True),
                id="person",
            ),
            Prose(id="scopes", classes="part"),
            Prose(
                t("An administrator authorizes it once, in the Admin console (l copies the link):"),
                classes="part",
            ),
            Prose(admin_path()),
            self._fact(t("Client ID (c)"), safe_text(self.entry.client_id, limit=40)),
            self._fact(t("OAuth scopes (y)"), scope_line(self.scopes)),
            Prose(id="file", classes="part"),
            id="all",
            can_focus=False,
        )

    def _fact(self, name: str, value: str) -> Labelled:
        return Labelled(name, styled(value, "bold"), width=LABEL_WIDTH + 2)

    def opened(self) -> None:
        """Ask for the person; where it is known, try at once."""
        self._show_scopes()
        if self.subject:
            self._begin(self.subject)
        else:
            self.query_one(Input).focus()

    def _show_scopes(self) -> None:
        asked = self.state == "probing"
        lines = [scope_words(s, self.probed.get(s), asked=asked) for s in self.scopes]
        self.query_one("#scopes", Prose).say(Content("\n").join(lines))

    @on(Input.Submitted)
    def submitted(self, event: Input.Submitted) -> None:
        """Try the scopes for this person."""
        event.stop()
        self.action_try()

    def action_try(self) -> None:
        """Try the scopes for the person in the field."""
        try:
            self._begin(checked_subject(self.query_one(Input).value))
        except ProblemError as error:
            self.notice.show_problem(error.problem)

    def _begin(self, subject: str) -> None:
        self.subject = subject
        self.notice.say("")
        self.set_focus(None)
        self.probed = {}
        self._enter("probing")
        self.work(self._probe(), group="probe", failed=self._failed)

    @property
    def offers_file(self) -> bool:
        """Whether the plain key file may go: nothing more is tried that could come to need it.

        The vault has the key already when this page opens, also where nothing is authorized.
        """
        done = self.state == "kept" or (self.state == "probed" and not self.granted)
        return done and self.path is not None

    def _enter(self, state: str) -> None:
        self.state = state
        self._show_scopes()
        self._show_file()
        self.refresh_keys()

    def _show_file(self) -> None:
        words = about_key_file(self.path) if self.offers_file else ""
        self.query_one("#file", Prose).say(words)

    async def _probe(self) -> None:
        self.key = await self.session.key(self.entry.key)
        context = self.session.context
        async for probed in probe(context, self.key, self.subject, self.scopes):
            self.probed[probed.scope] = probed
            self._show_scopes()
        self._enter("probed")
        tell_missing(self.notice, self.probed.values())

    def _failed(self, problem: Problem) -> None:
        self.probed = {}
        self._enter("person")
        self.notice.show_problem(problem)

    def action_keep(self) -> None:
        """Keep the account with what is authorized."""
        self._enter("keeping")
        self.notice.say("")
        self.work(self._keep(), group="keep", failed=self._not_kept)

    def _not_kept(self, problem: Problem) -> None:
        self._enter("probed")
        self.notice.show_problem(problem)

    async def _keep(self) -> None:
        account = await self.session.delegate(self.entry.key, self.subject, self.granted)
        self.chattui.choose_account(await self.session.index(), account.key)
        if self.leaves:
            self.dismiss(await self._finished(account))
            return
        self.refresh_standing()
        email = safe_text(account.email, limit=100)
        words = acting_words(email, self.name_words)
        self.query_one("#lead", Question).say(t("chattui acts {words}.", words=words))
        self.notice.say(t("✓ The key and the token are in your vault."))
        self._enter("kept")

    async def _finished(self, account: AccountEntry) -> Finished:
        from chattui.oauth.delegated import as_signed_in

        signed_in = as_signed_in(account, self.scopes)
        return Finished(account, signed_in, (await self.session.vault()).where)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Single letters are dead while typing; each state has its own keys."""
        idle = not self.typing and self.state in {"person", "probed"}
        return {
            "try": self.typing,
            "leave_field": self.typing,
            "keep": idle and self.state == "probed" and bool(self.granted),
            "again": idle and bool(self.subject),
            "to_field": idle,
            "authorize": idle and bool(self.session.context.endpoints.emulator),
            "copy_id": not self.typing,
            "copy_scopes": not self.typing,
            "print_scopes": not self.typing,
            "copy_link": not self.typing,
            "delete_file": not self.typing and self.offers_file,
            "home": self.state == "kept",
            "back": not self.typing and self.state not in {"keeping", "kept"},
            "keys": not self.typing,
        }.get(action, True)

    def action_again(self) -> None:
        """Try the scopes once more."""
        self.action_try()

    def action_to_field(self) -> None:
        """Name another person."""
        self.query_one(Input).focus()

    def action_leave_field(self) -> None:
        """Leave the field, so that the letters are keys again."""
        self.set_focus(None)

    def action_copy_id(self) -> None:
        """Copy the numeric client id."""
        self.copy(self.entry.client_id)

    def action_copy_scopes(self) -> None:
        """Copy the line of scopes."""
        self.copy(scope_line(self.scopes))

    def action_print_scopes(self) -> None:
        """Leave the full screen and print the line of scopes on one raw line."""
        self.work(self._print(), group="away")

    async def _print(self) -> None:
        words = t("This is the line for the field OAuth scopes; it is one line:")
        if not await self.away.show(self.app, f"{words}\n\n{scope_line(self.scopes)}"):
            self.notice.say(t("This terminal cannot be left; y copies the line."))

    def action_copy_link(self) -> None:
        """Copy the address of the page in the Admin console."""
        self.copy(ADMIN_PAGE)

    def action_authorize(self) -> None:
        """Authorize the scopes as the emulator's administrator."""
        self.work(self._authorize(), group="authorize")

    async def _authorize(self) -> None:
        from chattui.oauth.rehearsal import authorize_delegation

        endpoints = self.session.context.endpoints
        await asyncio.to_thread(authorize_delegation, endpoints, self.scopes)
        self.notice.say(t("✓ The emulator's administrator has authorized these scopes."))

    def action_home(self) -> None:
        """Go Home as this account."""
        self.chattui.show_home()

    def action_back(self) -> None:
        """One step back; what is tried is left."""
        self.workers.cancel_group(self, "probe")
        self.dismiss(None)

    def action_delete_file(self) -> None:
        """Delete the plain key file."""
        self.work(self._delete_file(), group="delete")

    async def _delete_file(self) -> None:
        path = self.path
        if path is not None and await delete_key_file(self.chattui, path, self.entry.key):
            self.path = None
            self._show_file()
            self.notice.say(t("✓ {path} is deleted.", path=safe_text(str(path), limit=300)))
            self.refresh_keys()
