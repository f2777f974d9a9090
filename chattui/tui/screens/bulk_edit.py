"""Settings that are to be the same in many spaces; what is left alone stays as it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import TextArea

from chattui.chat.models import Space
from chattui.chat.permissions import EVERYONE, MANAGERS, OWNERS
from chattui.problem import Exit, Problem
from chattui.tui.form_page import FormPage, row
from chattui.tui.page import page_bindings
from chattui.tui.screens.edit_space import permission_labels
from chattui.tui.widgets.audience_field import AudienceField
from chattui.tui.widgets.fields import TextBox
from chattui.tui.widgets.one_of import OneOf
from chattui.tui.widgets.prose import Prose
from chattui.words import t, tn

if TYPE_CHECKING:
    from chattui.chat.edits import SpaceEdit
    from chattui.vault import AccountEntry


AS_IS = "as_is"


class BulkEditPage(FormPage["SpaceEdit | None"]):
    """Gives what is to be changed; None where one left."""

    PAGE = "bulk_edit"
    ADMINISTERS = True
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = """
    BulkEditPage #to { text-style: bold; }
    BulkEditPage VerticalScroll { height: 1fr; }
    """

    def __init__(self, account: AccountEntry, spaces: Sequence[Space]) -> None:
        super().__init__(account)
        self.count = len(spaces)

    def page_title(self) -> str:
        """What is done here."""
        return t("Change settings")

    def body(self) -> Iterable[Widget]:
        """One line for each setting."""
        words = tn("In {count} space", "In each of {count} spaces", self.count)
        yield Prose(words, id="to")
        fields: list[Widget] = []
        if not self.chattui.admin:  # Google takes it from people in the space alone
            history = (("", t("As it is")), ("on", t("Kept")), ("off", t("Not kept")))
            fields.append(row(t("History"), OneOf(history, id="history")))
            finds = ((AS_IS, t("As it is")), ("", t("Those added")))
            fields.append(AudienceField(t("Who may find"), finds, "find"))
        fields.append(row(t("Description"), TextBox(id="description")))
        fields.append(row(t("Guidelines"), TextBox(id="guidelines")))
        levels = (
            ("", t("As it is")),
            (OWNERS, t("Owners")),
            (MANAGERS, t("Managers")),
            (EVERYONE, t("Everyone")),
        )
        for name, label in permission_labels().items():
            fields.append(row(label, OneOf(levels, id=f"may-{name}")))
        yield VerticalScroll(*fields, can_focus=False)
        yield Prose(t("What stays empty, or as it is, is not changed."))

    def opened(self) -> None:
        """The first setting."""
        self.query_one("#history, #description").focus()

    def edit(self) -> SpaceEdit:
        """What is to be different."""
        from chattui.chat.edits import SpaceEdit

        chosen = {one.id or "": one.value for one in self.query(OneOf).results(OneOf)}
        texts = {box.id or "": box.text.strip() for box in self.query(TextArea).results(TextArea)}
        return SpaceEdit(
            audience=self._audience(),
            description=texts["description"] or None,
            guidelines=texts["guidelines"] or None,
            history={"on": True, "off": False}.get(chosen.get("history", "")),
            permissions={
                name.removeprefix("may-"): level
                for name, level in chosen.items()
                if name.startswith("may-") and level
            },
        )

    def _audience(self) -> str | None:
        found = [field.value for field in self.query(AudienceField).results(AudienceField)]
        return next((audience for audience in found if audience != AS_IS), None)

    @property
    def touched(self) -> bool:
        """Whether anything is to be different."""
        from chattui.chat.edits import SpaceEdit

        return self.edit() != SpaceEdit()

    def action_preview(self) -> None:
        """Go on to the plan, where anything is to be changed."""
        if self.touched:
            self.dismiss(self.edit())
        else:
            self.notice.show_problem(_nothing())


def _nothing() -> Problem:
    return Problem(
        "edit.nothing",
        t("Nothing is to be changed yet."),
        "",
        t("Choose a setting, or type a text."),
        exit=Exit.USAGE,
    )
