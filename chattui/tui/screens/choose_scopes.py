"""What one wants to do, in words, and the scopes that this asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from textual import on
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.widget import Widget

from chattui.oauth.purposes import PURPOSES, Purpose
from chattui.oauth.scopes import PREFIX, least, missing, scopes_for, short_name
from chattui.tui.granted import purposes_of
from chattui.tui.page import Page, page_bindings
from chattui.tui.text import plain, styled
from chattui.tui.widgets.choices import Choice, Choices
from chattui.tui.widgets.prose import Prose, Question
from chattui.words import t

USUAL = ("create", "see", "members")
"""What is ticked to begin with: the main job."""


class ChooseScopesPage(Page[None]):
    """Tick boxes for purposes; the scopes follow from them.

    With `had`, what an account has allowed before, only what comes on top is asked for.
    """

    PAGE = "choose_scopes"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = """
    ChooseScopesPage Question { margin: 1 0 0 0; }
    ChooseScopesPage #list { height: 1fr; max-height: 15; margin: 1 0;
        scrollbar-size-vertical: 1; }
    ChooseScopesPage #about { height: 2; color: $text-muted; }
    ChooseScopesPage #asks { max-height: 8; }
    """

    def __init__(
        self,
        forward: Callable[[tuple[str, ...]], None],
        *,
        ticks: Iterable[str] = USUAL,
        title: str = "",
        had: Iterable[str] = (),
    ) -> None:
        super().__init__()
        self.forward = forward
        self.ticks = tuple(ticks)
        self.title_words = title
        self.had = tuple(had)
        self.already = frozenset(p.id for p in purposes_of(self.had))

    def page_title(self) -> str:
        """The step of the guide, or the page that asks."""
        return self.title_words or t("Set up · 2 of 4 · What to allow")

    def body(self) -> Iterable[Widget]:
        """The purposes, the one under the cursor in words, and what they ask for."""
        yield Question(t("What should chattui be able to do for you?"))
        rows = [Choice(p.id, p.label, self._hint(p)) for p in PURPOSES]
        choices = Choices(rows, ticks=self.ticks, fixed=self.already, id="purposes")
        yield VerticalScroll(choices, id="list", can_focus=False)
        yield Prose(id="about")
        yield Prose(id="asks")

    def _hint(self, purpose: Purpose) -> str:
        if purpose.id in self.already:
            return t("allowed already")
        return t("sensitive") if purpose.sensitive else ""

    def opened(self) -> None:
        """Start on the first purpose that can be chosen."""
        choices = self.query_one(Choices)
        first = next((i for i, p in enumerate(PURPOSES) if p.id not in self.already), 0)
        choices.cursor = first
        choices.focus()
        self._show_purpose()
        self._show_scopes()

    @property
    def scopes(self) -> tuple[str, ...]:
        """The least scopes for what is ticked, without what was allowed before."""
        ticked = self.query_one(Choices).ticked
        wanted = scopes_for(p.id for p in PURPOSES if p.id in ticked)
        return least(missing(wanted, self.had)) if self.had else wanted

    @on(Choices.Changed)
    def changed(self, event: Choices.Changed) -> None:
        """Show what is asked for now."""
        event.stop()
        self.notice.say("")
        self._show_scopes()

    @on(Choices.Refused)
    def refused(self, event: Choices.Refused) -> None:
        """What was allowed cannot be taken back one by one."""
        event.stop()
        self.notice.say(
            t("This is allowed already. Google takes back all of it at once: r under Accounts.")
        )

    @on(Choices.Moved)
    def moved(self, event: Choices.Moved) -> None:
        """Tell about the purpose under the cursor, and keep it in sight."""
        event.stop()
        row = Region(0, self.query_one(Choices).cursor, 1, 1)
        self.query_one("#list", VerticalScroll).scroll_to_region(row, animate=False)
        self._show_purpose()

    def _show_purpose(self) -> None:
        chosen = PURPOSES[self.query_one(Choices).cursor]
        words = [plain(words) for words in (chosen.words, chosen.warning) if words]
        self.query_one("#about", Prose).say(Content(" ").join(words))

    def _show_scopes(self) -> None:
        scopes = self.scopes
        sensitive = {s for p in PURPOSES if p.sensitive for s in p.scopes}
        names = [] if self.had else [t("openid"), t("email")]
        names += [short_name(scope) for scope in scopes]
        lines = [plain(self._remark(len(scopes), bool(sensitive & set(scopes))))]
        if names:
            head = t("Google will be asked for these scopes, named after {prefix}", prefix=PREFIX)
            lines = [plain(head), styled("  ".join(names), "bold"), *lines]
        self.query_one("#asks", Prose).say(Content("\n").join(lines))

    def _remark(self, count: int, any_sensitive: bool) -> str:
        if not count and self.had:
            return t("Nothing is ticked that is not allowed already.")
        if not count:
            return t("Nothing is ticked: chattui could only tell who you are.")
        if not any_sensitive:
            return ""
        return t(
            "Sensitive: Google warns of an app that it has not verified, unless the app is of your"
            " own organisation (Audience: Internal). You can allow less on Google's page, and more"
            " later."
        )

    def action_tick(self) -> None:
        """Tick the row under the cursor, or take its tick away."""
        self.query_one(Choices).action_tick()

    def action_go_on(self) -> None:
        """Ask for these."""
        if self.scopes:
            self.forward(self.scopes)
        else:
            self.notice.say(t("Tick at least one thing first: space ticks."))
