"""What administrator access is, what it takes, and the way to ask for that."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual.widget import Widget

from chattui.oauth.purposes import purpose
from chattui.oauth.scopes import missing, short_name
from chattui.tui.account_page import AccountPage
from chattui.tui.administrator import PURPOSES, is_granted, wanted_scopes
from chattui.tui.page import page_bindings
from chattui.tui.text import styled
from chattui.tui.widgets.prose import Labelled, Prose
from chattui.words import t

if TYPE_CHECKING:
    from chattui.vault import AccountEntry

LABEL_CELLS = 27
ROLES_PAGE = "https://admin.google.com/ac/roles"


class AdministratorPage(AccountPage[bool]):
    """Ends with True as soon as the account allows it."""

    PAGE = "administrator"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = """
    AdministratorPage Prose { margin: 1 0 0 0; }
    AdministratorPage .scope Prose { margin: 0; }
    """

    def page_title(self) -> str:
        """Where one is."""
        return t("Administrator access")

    def __init__(self, account: AccountEntry) -> None:
        super().__init__(account)

    def body(self) -> Iterable[Widget]:
        """What it is, what is missing, and who may."""
        yield Prose(
            t(
                "With administrator access chattui acts on every space of your organisation, also"
                " on those that you are not in. Chat shows “your organisation's administrator” in"
                " place of your name for what is done with it."
            )
        )
        yield Prose(t("This sign-in has not allowed it yet. To grant:"))
        for name in PURPOSES:
            for scope in missing(purpose(name).scopes, self.account.scopes):
                label = f"  {short_name(scope)}"
                yield Labelled(label, purpose(name).words, width=LABEL_CELLS, classes="scope")
        yield Prose(t("m asks Google for these, and switches administrator access on."))
        yield Prose(
            t(
                "It takes an administrator role with the privilege to manage Google Chat. Roles"
                " are given in the Admin console:"
            )
        )
        yield Prose(styled(ROLES_PAGE, "underline"))

    def lacking(self) -> tuple[str, ...]:
        """The scopes of administrator access that are not granted."""
        return missing(wanted_scopes(), self.account.scopes)

    def account_changed(self) -> None:
        """It may be allowed now."""
        if is_granted(self.account):
            self.end(True)

    def action_copy_link(self) -> None:
        """Copy the address of the Admin console's page by OSC 52."""
        self.copy(ROLES_PAGE)
