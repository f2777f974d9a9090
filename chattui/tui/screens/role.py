"""Which role some members of a space should have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.widget import Widget

from chattui.chat.models import Membership
from chattui.tui.account_page import AccountPage
from chattui.tui.member_list import Known, who
from chattui.tui.page import page_bindings
from chattui.tui.widgets.bars import shorten
from chattui.tui.widgets.choices import Choice, Choices
from chattui.tui.widgets.prose import Prose, Question
from chattui.words import t, tn

if TYPE_CHECKING:
    from chattui.vault import AccountEntry

SHOWN = 6
WHO_CELLS = 60


class RolePage(AccountPage[None]):
    """Hands ROLE_MANAGER, ROLE_ASSISTANT_MANAGER or ROLE_MEMBER to `forward`."""

    PAGE = "role"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = "RolePage Choices { margin: 1 0; }"

    def __init__(
        self,
        account: AccountEntry,
        members: Sequence[Membership],
        people: Known,
        forward: Callable[[RolePage, str], None],
    ) -> None:
        super().__init__(account)
        self.forward = forward
        self.members = members
        self.people = people

    def page_title(self) -> str:
        """What is chosen here."""
        return t("Role")

    def body(self) -> Iterable[Widget]:
        """Who, and the three roles."""
        yield Question(
            tn(
                "Which role should this member have?",
                "Which role should these {count} members have?",
                len(self.members),
            )
        )
        lines = [
            t("{who} · now {role}", who=shorten(who(m, self.people), WHO_CELLS), role=m.role_words)
            if m.role_words
            else t("{who} · has no role", who=shorten(who(m, self.people), WHO_CELLS))
            for m in self.members[:SHOWN]
        ]
        if left := max(0, len(self.members) - SHOWN):
            lines.append(tn("and {count} more", "and {count} more", left))
        yield Prose("\n".join(lines))
        yield Choices(
            (
                Choice(
                    "ROLE_MANAGER", t("Owner"), t("may change everything, and delete the space")
                ),
                Choice("ROLE_ASSISTANT_MANAGER", t("Manager"), t("may do what the space allows")),
                Choice("ROLE_MEMBER", t("Member"), t("may do what the space allows everyone")),
            ),
            id="roles",
        )
        yield Prose(t("Google groups and apps have no role, and stay as they are."))

    def opened(self) -> None:
        """Owner first, as in the list."""
        self.query_one(Choices).focus()

    @on(Choices.Chosen)
    def action_choose(self) -> None:
        """Go on with the role under the cursor."""
        self.forward(self, self.query_one(Choices).chosen.id)
