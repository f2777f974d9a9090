"""What one wants to do, in words, and the scopes that this asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from textual import on
from textual.content import Content
from textual.widget import Widget

from chattui.oauth.scopes import PURPOSES, scopes_for, short_name
from chattui.tui.page import Page, page_bindings
from chattui.tui.text import plain, styled
from chattui.tui.widgets.choices import Choice, Choices
from chattui.tui.widgets.prose import Prose, Question
from chattui.words import t

USUAL = ("create", "see", "members")
"""What is ticked to begin with: the main job."""


class ChooseScopesPage(Page[None]):
    """Tick boxes for purposes; the scopes follow from them."""

    PAGE = "choose_scopes"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)

    def __init__(
        self,
        forward: Callable[[tuple[str, ...]], None],
        *,
        ticks: Iterable[str] = USUAL,
        title: str = "",
    ) -> None:
        super().__init__()
        self.forward = forward
        self.ticks = tuple(ticks)
        self.title_words = title

    def page_title(self) -> str:
        """The step of the guide, or the page that asks."""
        return self.title_words or t("Set up · 2 of 4 · What to allow")

    def body(self) -> Iterable[Widget]:
        """The purposes, and what they ask for."""
        yield Question(t("What should chattui be able to do for you?"))
        yield Choices([Choice(p.id, p.label) for p in PURPOSES], ticks=self.ticks, id="purposes")
        yield Prose(id="asks")

    def opened(self) -> None:
        """Start on the first purpose."""
        self.query_one(Choices).focus()
        self._show_scopes()

    @property
    def scopes(self) -> tuple[str, ...]:
        """The least scopes for what is ticked."""
        ticked = self.query_one(Choices).ticked
        return scopes_for(p.id for p in PURPOSES if p.id in ticked)

    @on(Choices.Changed)
    def changed(self, event: Choices.Changed) -> None:
        """Show what is asked for now."""
        event.stop()
        self.notice.say("")
        self._show_scopes()

    def _show_scopes(self) -> None:
        scopes = self.scopes
        sensitive = {s for p in PURPOSES if p.sensitive for s in p.scopes}
        lines = [
            Content(""),
            plain(t("Google will be asked for:")),
            plain(
                t("  openid, email                your address, so that chattui knows who you are")
            ),
        ]
        for scope in scopes:
            name = short_name(scope).ljust(28)
            word = t("sensitive") if scope in sensitive else ""
            lines.append(Content.assemble("  ", styled(name, "bold"), " ", plain(word)))
        lines += [Content(""), plain(self._remark(len(scopes), bool(sensitive & set(scopes))))]
        self.query_one("#asks", Prose).say(Content("\n").join(lines))

    def _remark(self, count: int, any_sensitive: bool) -> str:
        if not count:
            return t("Nothing is ticked: chattui could only tell who you are.")
        if not any_sensitive:
            return ""
        return t(
            "Sensitive means that Google warns of an app that it has not verified. For an app of"
            " your own organisation (Audience: Internal) it does not. You can allow less on"
            " Google's page, and ask for more later."
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
