"""Who is to own the spaces of a person, and what becomes of that person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual.widget import Widget
from textual.widgets import Input

from chattui.problem import Exit, Problem
from chattui.safe_text import safe_text
from chattui.tui.form_page import FormPage, row
from chattui.tui.page import page_bindings
from chattui.tui.widgets.fields import TextField
from chattui.tui.widgets.one_of import OneOf
from chattui.tui.widgets.prose import Prose, Question
from chattui.words import t, tn

if TYPE_CHECKING:
    from chattui.vault import AccountEntry


class HandOverPage(FormPage[tuple[str, bool] | None]):
    """Gives the new owner's address, and whether the old one leaves the spaces."""

    PAGE = "hand_over"
    ADMINISTERS = True
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)

    def __init__(self, account: AccountEntry, who: str, count: int) -> None:
        super().__init__(account)
        self.who = safe_text(who, limit=60)
        self.count = count

    def page_title(self) -> str:
        """What is done here."""
        return t("Hand over")

    def body(self) -> Iterable[Widget]:
        """The new owner, and what becomes of the old one."""
        yield Question(
            tn(
                "Who should own the space of {who}?",
                "Who should own the {count} spaces of {who}?",
                self.count,
                who=self.who,
            )
        )
        yield row(t("New owner"), TextField(id="to", placeholder=t("An address")))
        after = (("", t("Stays as a member")), ("yes", t("Leaves")))
        yield row(t("And then"), OneOf(after, id="remove"))
        words = t(
            "The new owner comes first: no space is without one in between. Who is not in a space"
            " yet is added to it."
        )
        yield Prose("\n" + words)

    def opened(self) -> None:
        """The address comes first."""
        self.query_one(Input).focus()

    @property
    def touched(self) -> bool:
        """Whether an address was typed."""
        return bool(self.query_one(Input).value.strip())

    def action_preview(self) -> None:
        """Go on to the plan."""
        from chattui.chat.addresses import why_not_address

        to = self.query_one(Input).value.strip()
        reason = why_not_address(to)
        if reason:
            self.notice.show_problem(
                Problem(
                    "people.no_address",
                    t("{text} is no address.", text=safe_text(to, limit=60) or "–"),
                    reason,
                    t("Type it as in ada@example.com."),
                    exit=Exit.USAGE,
                )
            )
            return
        self.dismiss((to, bool(self.query_one("#remove", OneOf).value)))
