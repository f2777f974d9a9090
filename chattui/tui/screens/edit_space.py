"""What is to be different about a space: name, texts, history, who may find it, who may what."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Input, Label, TextArea

from chattui.chat.models import DIRECT_MESSAGE, GROUP_CHAT, SPACE, Space, part_of
from chattui.chat.permissions import EVERYONE, MANAGERS, OWNERS, SETTABLE, VIEW_MEMBERS, levels_of
from chattui.chat.texts import DESCRIPTION_LIMIT, DESCRIPTION_WARNING, NAME_LIMIT
from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.tui.access_fields import access_fields, show_access, view_field, with_access
from chattui.tui.form_page import FormPage, count_words, row
from chattui.tui.page import page_bindings
from chattui.tui.text import plain
from chattui.tui.widgets.fields import TextBox, TextField
from chattui.tui.widgets.one_of import OneOf
from chattui.words import t

if TYPE_CHECKING:
    from chattui.chat.edits import SpaceEdit
    from chattui.vault import AccountEntry

TEXT_LIMIT = 5000


class EditSpacePage(FormPage[None]):
    """Hands what is to be changed, and nothing else, to `forward`."""

    PAGE = "edit_space"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = "EditSpacePage VerticalScroll { height: 1fr; }"

    def __init__(
        self,
        account: AccountEntry,
        space: Space,
        forward: Callable[[EditSpacePage, SpaceEdit], None],
    ) -> None:
        super().__init__(account)
        self.space = space
        self.forward = forward
        self.levels = levels_of(space.raw)
        details = part_of(space.raw, "spaceDetails")
        self.texts = {
            name: safe_text(text, limit=TEXT_LIMIT, lines=True)
            if isinstance(text := details.get(name), str)
            else ""
            for name in ("description", "guidelines")
        }

    def page_title(self) -> str:
        """What is done here."""
        return t("Change the space")

    def body(self) -> Iterable[Widget]:
        """The fields, with what is there now."""
        group = self.space.space_type == GROUP_CHAT
        name = TextField(id="name", placeholder=t("What everyone will see"))
        fields: list[Widget] = []
        if group:
            stays = (("", t("Stays a group chat")), ("yes", t("Becomes a named space")))
            fields.append(row(t("Kind"), OneOf(stays, id="to-space")))
        fields.append(row(t("Name"), name, _count("name-count"), id="name-row"))
        about = TextBox(id="description")
        count = _count("description-count")
        fields.append(row(t("Description"), about, count, id="description-row"))
        fields.append(row(t("Guidelines"), TextBox(id="guidelines"), id="guidelines-row"))
        history = (("on", t("Kept")), ("off", t("Not kept, gone after a day")))
        fields.append(row(t("History"), OneOf(history, id="history")))
        if self.space.space_type == SPACE:
            fields += access_fields()
            fields += [
                row(label, OneOf(_levels(self.levels.get(name, "")), id=f"may-{name}"))
                for name, label in permission_labels().items()
                if name in self.levels
            ]
            if VIEW_MEMBERS in self.levels:
                fields.append(view_field())
        yield VerticalScroll(*fields, can_focus=False)
        yield Label(id="found", markup=False, classes="found")

    def opened(self) -> None:
        """Fill in what is there now."""
        self.query_one("#name", Input).value = self.space.display_name
        for name, text in self.texts.items():
            self.query_one(f"#{name}", TextArea).text = text
        self._choose("history", "off" if self.space.history is False else "on")
        for name, level in self.levels.items():
            self._choose(f"may-{name}", level)
        show_access(self, self.space)
        self._show_rows()
        named = self.space.space_type != DIRECT_MESSAGE
        self.query_one("#to-space, #name" if named else "#history").focus()

    def _choose(self, field: str, value: str) -> None:
        for one in self.query(f"#{field}").results(OneOf):
            one.choose_value(value)

    def _value(self, field: str) -> str:
        found = [one.value for one in self.query(f"#{field}").results(OneOf)]
        return found[0] if found else ""

    @on(OneOf.Changed)
    def _show_rows(self) -> None:
        """Show the fields that mean something now."""
        nameless = self.space.space_type != SPACE and not self._value("to-space")
        for field in ("name", *self.texts):
            self.query_one(f"#{field}-row").set_class(nameless, "hidden")
        for view in self.query("#view-row"):
            view.set_class(self._value(f"may-{VIEW_MEMBERS}") != EVERYONE, "hidden")
        self._say_found()

    def _say_found(self, words: str = "") -> None:
        """Say `words` below the fields; else what the fields do not have, and why."""
        if self.space.space_type == GROUP_CHAT:
            words = words or t("A named space never becomes a group chat again.")
        elif self.space.space_type == SPACE:
            words = words or t(
                "Who posts, and whether outsiders may come in, was chosen when it was made."
            )
        self.query_one("#found", Label).update(plain(words))

    @on(Input.Changed, "#name")
    def _count_name(self, event: Input.Changed) -> None:
        self._say_count("name-count", len(event.value.strip()), NAME_LIMIT, NAME_LIMIT)

    @on(TextArea.Changed, "#description")
    def _count_description(self, event: TextArea.Changed) -> None:
        length = len(event.text_area.text.strip())
        self._say_count("description-count", length, DESCRIPTION_LIMIT, DESCRIPTION_WARNING)
        words = t("Some of Google's programs show {limit} characters.", limit=DESCRIPTION_WARNING)
        self._say_found(words if length > DESCRIPTION_WARNING else "")

    def _say_count(self, field: str, length: int, limit: int, warn: int) -> None:
        self.query_one(f"#{field}", Label).update(plain(count_words(length, limit, warn)))

    @property
    def touched(self) -> bool:
        """Whether anything is to be different."""
        from chattui.chat.edits import SpaceEdit

        return self.edit() != SpaceEdit()

    def edit(self) -> SpaceEdit:
        """What is to be different."""
        from chattui.chat.edits import SpaceEdit

        name = self.query_one("#name", Input).value.strip()
        texts = {
            field: text
            for field, before in self.texts.items()
            if (text := self.query_one(f"#{field}", TextArea).text.strip()) != before.strip()
        }
        edit = SpaceEdit(description=texts.get("description"), guidelines=texts.get("guidelines"))
        if self._value("to-space"):
            edit = replace(edit, to_space=name)
        elif self.space.space_type == SPACE and name != self.space.display_name:
            edit = replace(edit, display_name=name)
        kept = self._value("history") == "on"
        if kept != (self.space.history is not False):
            edit = replace(edit, history=kept)
        return self._with_rights(edit)

    def _with_rights(self, edit: SpaceEdit) -> SpaceEdit:
        changed = {
            name: level
            for name, before in self.levels.items()
            if (level := self._value(f"may-{name}")) and level != before
        }
        if changed:
            edit = replace(edit, permissions=changed)
        return with_access(self, self.space, edit)

    def action_go_on(self) -> None:
        """Go on to the plan, where something is to be different and Google would take it."""
        from chattui.chat.edits import SpaceEdit, check_edit
        from chattui.chat.texts import is_warning

        self.notice.say("")
        edit = self.edit()
        try:
            if edit == SpaceEdit():
                raise ProblemError(_nothing())
            found = check_edit(edit, self.space, admin=self.chattui.admin)
            if wrong := [problem for problem in found if not is_warning(problem)]:
                raise ProblemError(*wrong)
        except ProblemError as error:
            self.notice.show_problem(error.problem)
            return
        self.forward(self, edit)


def permission_labels() -> dict[str, str]:
    """What a permission is called in a form, in twelve cells."""
    labels = {
        "manageMembersAndGroups": t("Add people"),
        "modifySpaceDetails": t("Edit details"),
        "toggleHistory": t("Set history"),
        "useAtMentionAll": t("Use @all"),
        "manageApps": t("Manage apps"),
        "manageWebhooks": t("Webhooks"),
        "replyMessages": t("Reply"),
        "viewSpaceMembership": t("See members"),
    }
    return {name: labels.get(name, safe_text(name, limit=12)) for name in SETTABLE}


def _levels(now: str) -> tuple[tuple[str, str], ...]:
    levels = (
        (OWNERS, t("Owners")),
        (MANAGERS, t("Managers as well")),
        (EVERYONE, t("Everyone")),
    )
    return levels if now else (("", t("As it is")), *levels)


def _count(name: str) -> Label:
    return Label(id=name, markup=False, classes="count")


def _nothing() -> Problem:
    return Problem(
        "edit.nothing",
        t("Nothing is different yet."),
        "",
        t("Change a field, or leave by esc."),
        exit=Exit.USAGE,
    )
