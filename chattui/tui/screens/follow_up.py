"""What is to follow for a space that is there: an event, a row in the log sheet, a mail."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.widget import Widget

from chattui.chat.models import Space
from chattui.plans.report import Report
from chattui.tui.account_page import AccountPage
from chattui.tui.following import form_of, plan_for
from chattui.tui.form_page import plan_and_leave
from chattui.tui.granted import allows
from chattui.tui.page import page_bindings
from chattui.tui.widgets.bars import shorten
from chattui.tui.widgets.choices import Choice, Choices
from chattui.tui.widgets.prose import Prose, Question
from chattui.words import t

if TYPE_CHECKING:
    from chattui.tui.follow_form import AnyForm
    from chattui.vault import AccountEntry

NAME_CELLS = 44


class FollowUpPage(AccountPage[Report | None]):
    """Gives the report of what followed; None where nothing did."""

    PAGE = "follow_up"
    ADMINISTERS = True
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = "FollowUpPage Choices { margin-bottom: 1; }"

    def __init__(self, account: AccountEntry, space: Space) -> None:
        super().__init__(account)
        self.space = space

    def page_title(self) -> str:
        """What is done here."""
        return t("Follow up")

    def body(self) -> Iterable[Widget]:
        """The three, and what there is to know of all of them."""
        name = shorten(self.space.label, NAME_CELLS)
        yield Question(t("What should follow for {space}?", space=name))
        yield Choices(self._choices(), id="ways")
        yield Prose(
            t(
                "Each is a plan: you see it before anything is sent, and what fails there changes"
                " nothing about the space. Google is asked to allow it when it is first used."
            )
        )

    def _choices(self) -> tuple[Choice, ...]:
        hints = {
            "calendar": t("with the members as guests"),
            "sheets": t("in the log sheet"),
            "gmail": t("to the members, with the link"),
        }
        labels = {
            "calendar": t("A kick-off event"),
            "sheets": t("A row for the space"),
            "gmail": t("A mail"),
        }
        return tuple(Choice(name, labels[name], self._hint(name, hints[name])) for name in hints)

    def _hint(self, name: str, hint: str) -> str:
        if allows(self.account, name):
            return hint
        return t("{what} · not allowed yet", what=hint)

    def opened(self) -> None:
        """The event comes first."""
        self.query_one(Choices).focus()

    def account_changed(self) -> None:
        """More may be allowed now."""
        choices = self.query_one(Choices)
        choices.choices = self._choices()
        choices.refresh()

    @on(Choices.Chosen)
    def action_choose(self) -> None:
        """Open the form of the one under the cursor."""
        form = form_of(self.query_one(Choices).chosen.id)
        self.app.push_screen(form(self.account, self.space.label, self._forward))

    def _forward(self, form: AnyForm, value: Any) -> None:
        wanted = {form.PURPOSE: value}
        plan_and_leave(form, lambda say: plan_for(form, self.space, wanted, say), self.end)
