"""A mail to the members of a space, from a template with its name and link, as it will be read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Input, Label, TextArea

from chattui.oauth.purposes import purpose
from chattui.tui.follow_form import FollowForm, addresses
from chattui.tui.form_page import row
from chattui.tui.page import page_bindings
from chattui.tui.widgets.fields import TextBox, TextField
from chattui.tui.widgets.prose import Prose
from chattui.tui.widgets.title_line import TitleLine
from chattui.words import t

if TYPE_CHECKING:
    from chattui.plans.follow_ups import Letter


class FollowMailPage(FollowForm["Letter"]):
    """Hands a `Letter` to `forward`."""

    PAGE = "follow_mail"
    PURPOSE = "gmail"
    FIELDS = ("people", "subject", "text")
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = """
    FollowMailPage #text { height: 6; max-height: 30vh; }
    FollowMailPage VerticalScroll { height: 1fr; }
    FollowMailPage #warning { color: $text-warning; }
    """

    def page_title(self) -> str:
        """What is sent."""
        return t("Mail")

    def heading(self) -> str:
        """The mail, and its space."""
        if not self.about:
            return t("A mail about the new space")
        return t("A mail about {space}", space=self.called)

    def body(self) -> Iterable[Widget]:
        """To whom, what, and as it will be read."""
        yield Prose(self.heading(), id="to")
        people = TextField(id="people", placeholder=t("The members; or addresses, in their place"))
        yield row(t("To"), people)
        yield row(t("Subject"), TextField(id="subject", placeholder=t("The space's name")))
        yield row(t("Text"), TextBox(id="text"))
        yield Label(id="found", markup=False, classes="found")
        yield Label(id="allowed", markup=False)
        yield TitleLine(t("As it will be read"))
        yield VerticalScroll(Prose(id="preview"))
        yield Prose(t("! {warning}", warning=purpose("gmail").warning), id="warning")

    def opened(self) -> None:
        """A plain mail stands there, to be changed."""
        from chattui.plans.follow_ups import Letter, default_letter, default_subject

        self.before = self.before or Letter(default_subject(), default_letter())
        super().opened()

    def value(self) -> Letter:
        """The mail."""
        from chattui.plans.follow_ups import Letter

        return Letter(self.text("subject"), self.text("text"), addresses(self.text("people")))

    def words(self) -> str:
        """What is filled in."""
        return t(
            "{space} and {link} are the name and the link of the space.",
            space="{space}",
            link="{link}",
        )

    def look(self) -> None:
        """Show it as it will be read."""
        super().look()
        from chattui.plans.follow_ups import default_letter, default_subject, preview_of
        from chattui.plans.model import Action, Row

        mail = self.value()
        body = {
            "to": mail.to or (t("the members of the space"),),
            "subject": mail.subject or default_subject(),
            "text": mail.text or default_letter(),
        }
        about = self.about or t("<the name of the space>")
        words = preview_of(Row(1, Action.SEND_MAIL, space_label=about, body=body))
        self.query_one("#preview", Prose).say(words)

    def fill_in(self, value: Letter) -> None:
        """Show a mail that was filled in before."""
        self.query_one("#people", Input).value = " ".join(value.to)
        self.query_one("#subject", Input).value = value.subject
        self.query_one("#text", TextArea).text = value.text
