"""AudienceField: one of the target audiences for a form, the default one or any by its name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Label

from chattui.chat.audiences import DEFAULT, audience_name
from chattui.tui.text import plain
from chattui.tui.widgets.fields import TextField
from chattui.tui.widgets.one_of import OneOf
from chattui.words import t

OTHER = "other"


class AudienceField(Vertical):
    """A line of a form with `first`, the default audience and another one, whose name has a line
    of its own while that is chosen. `id` is that of its `OneOf`; its own ends in ``-row``."""

    DEFAULT_CSS = """
    AudienceField { height: auto; }
    """

    def __init__(
        self,
        label: str,
        first: Sequence[tuple[str, str]],
        id: str,  # noqa: A002 Textual's own name for it
    ) -> None:
        super().__init__(id=f"{id}-row")
        self._field = id
        self._label = label
        self._options = (*first, (DEFAULT, t("Default audience")), (OTHER, t("Another")))

    def compose(self) -> ComposeResult:
        """The choice, and the name of another one."""
        yield self._row(self._label, OneOf(self._options, id=self._field))
        name = TextField(
            id=f"{self._field}-name", placeholder=t("audiences/ID, from the Admin console")
        )
        other = self._row("", name)
        other.add_class("hidden")
        yield other

    def _row(self, label: str, field: OneOf | TextField) -> Horizontal:
        name = Label(plain(label), markup=False, classes="name")
        return Horizontal(name, field, classes="row")

    @property
    def choice(self) -> OneOf:
        """The options."""
        return self.query_one(OneOf)

    @property
    def value(self) -> str:
        """The id of a first option, or ``audiences/ID``; what names none, as where nothing is
        typed, is for `check_audience` to refuse."""
        if self.choice.value != OTHER:
            return self.choice.value
        return audience_name(self.query_one(Input).value.strip() or "audiences/")

    @value.setter
    def value(self, value: str) -> None:
        options: Iterable[str] = (option for option, _ in self._options)
        known = value in options and value != OTHER
        self.choice.choose_value(value if known else OTHER)
        self.query_one(Input).value = "" if known else value
        self._show_other()

    @on(OneOf.Changed)
    def _show_other(self) -> None:
        self.query(".row").last().set_class(self.choice.value != OTHER, "hidden")
