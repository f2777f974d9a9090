"""The form of a new space: a named space, a group chat or a direct message, and its people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.widget import Widget
from textual.widgets import Input, Label, TextArea

from chattui.chat.models import DIRECT_MESSAGE, GROUP_CHAT, SPACE, Space
from chattui.chat.new_space import NewSpace
from chattui.chat.texts import DESCRIPTION_LIMIT, DESCRIPTION_WARNING, NAME_LIMIT
from chattui.plans.wanted import PERSON, Wanted
from chattui.tui import space_rights
from chattui.tui.created_words import made_spaces
from chattui.tui.following import with_more
from chattui.tui.form_page import FormPage, count_words, plan_and_then, row
from chattui.tui.new_space_files import from_template, many, people_table
from chattui.tui.page import page_bindings
from chattui.tui.planning import reads
from chattui.tui.screens.add_members import people_in, whole_input
from chattui.tui.text import plain
from chattui.tui.widgets.afterwards import Afterwards
from chattui.tui.widgets.audience_field import AudienceField
from chattui.tui.widgets.fields import TextBox, TextField
from chattui.tui.widgets.one_of import OneOf
from chattui.tui.widgets.people_source import PeopleSource
from chattui.words import t, tn

if TYPE_CHECKING:
    from chattui.chat.templates import Template
    from chattui.plans.creating import SpaceWanted
    from chattui.plans.model import Plan
    from chattui.plans.report import Report
    from chattui.tui.plan_flow import Say
    from chattui.vault import AccountEntry

APP = "app"
"""A direct message with the client's own Chat app."""
FIELDS = {
    SPACE: {"name", "description", "guidelines", "history", "external", "audience"}
    | {"announcement", "source", "owners", "message", "afterwards"},
    GROUP_CHAT: {"description", "guidelines", "history", "external", "source", "message"}
    | {"afterwards"},
    DIRECT_MESSAGE: {"history", "source", "message", "afterwards"},
    APP: {"message"},
}
"""The fields of each kind."""
ROWS = sorted(FIELDS[SPACE])


class NewSpacePage(FormPage[tuple[Space, ...] | None]):
    """Everything about the new space on one page; gives the spaces that were made in the end."""

    PAGE = "new_space"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = "NewSpacePage #why { color: $text-muted; }"

    def __init__(self, account: AccountEntry) -> None:
        super().__init__(account)
        self._last: tuple[object, str] = (None, "")
        self.permissions: tuple[tuple[str, str], ...] = ()
        """Who may do what, as a template has it."""

    def page_title(self) -> str:
        """What is made here."""
        return t("New space")

    def body(self) -> Iterable[Widget]:
        """The fields, from the kind of space to its people."""
        kinds = (
            (SPACE, t("Named space")),
            (GROUP_CHAT, t("Group chat")),
            (DIRECT_MESSAGE, t("Direct message")),
            (APP, t("The app")),
        )
        yield row(t("Kind"), OneOf(kinds, id="kind"))
        name = TextField(id="name", placeholder=t("What everyone will see"))
        yield row(t("Name"), name, _count("name-count"), id="name-row")
        about = TextBox(id="description")
        yield row(t("Description"), about, _count("about-count"), id="description-row")
        yield row(t("Guidelines"), TextBox(id="guidelines"), id="guidelines-row")
        history = (("", t("As usual")), ("on", t("Kept")), ("off", t("Not kept")))
        yield row(t("History"), OneOf(history, id="history"), id="history-row")
        outside = (("", t("Only my organisation")), ("yes", t("Outsiders as well")))
        yield row(t("Open to"), OneOf(outside, id="external"), id="external-row")
        yield AudienceField(t("Who may find"), (("", t("Who is added")),), "audience")
        posts = (("", t("Everyone")), ("yes", t("Only managers")))
        yield row(t("Who posts"), OneOf(posts, id="announcement"), id="announcement-row")
        yield PeopleSource(id="source-row")
        owners = TextField(id="owners", placeholder=t("Who is to own it beside you"))
        yield row(t("Owners"), owners, id="owners-row")
        message = TextField(id="message", placeholder=t("Posted once it is there"))
        yield row(t("First message"), message, id="message-row")
        yield row(t("Afterwards"), Afterwards(id="afterwards"), id="afterwards-row")
        yield Label(id="why", markup=False, classes="found")

    def opened(self) -> None:
        """The kind comes first, and most often stays."""
        for box in self.query("#description, #guidelines"):
            box.styles.height = 1
        self._show_kind()
        self.query_one("#name", Input).focus()

    @property
    def kind(self) -> str:
        """The chosen kind of space."""
        return self.query_one("#kind", OneOf).value

    @property
    def audience(self) -> AudienceField:
        """Who may find it."""
        return self.query_one(AudienceField)

    def _text(self, field: str) -> str:
        if field not in FIELDS[self.kind]:
            return ""
        found = self.query_one(f"#{field}")
        return (found.text if isinstance(found, TextArea) else str(found.value)).strip()  # type: ignore[attr-defined]

    def new_space(self) -> NewSpace:
        """What the form says, of the fields that its kind has, without its people."""
        history = {"on": True, "off": False}.get(self._text("history"))
        return NewSpace(
            space_type=DIRECT_MESSAGE if self.kind == APP else self.kind,
            display_name=self._text("name"),
            description=self._text("description"),
            guidelines=self._text("guidelines"),
            history=history,
            external=bool(self._text("external")),
            announcement=bool(self._text("announcement")),
            audience=self.audience.value if "audience" in FIELDS[self.kind] else "",
            message=self._text("message"),
            with_app=self.kind == APP,
            permissions=self.permissions if self.kind == SPACE else (),
        )

    def fill_in(self, template: Template) -> None:
        """Take over what a template holds, in place of what stands here."""
        new = template.new
        kind = APP if new.with_app else new.space_type
        history = {True: "on", False: "off", None: ""}[new.history]
        chosen = {"kind": kind, "history": history}
        chosen |= {"external": "yes" if new.external else ""}
        chosen |= {"announcement": "yes" if new.announcement else ""}
        for field, value in chosen.items():
            self.query_one(f"#{field}", OneOf).choose_value(value)
        self.audience.value = new.audience
        self.query_one("#name", Input).value = new.display_name
        self.query_one("#message", Input).value = new.message
        self.query_one("#description", TextArea).text = new.description
        self.query_one("#guidelines", TextArea).text = new.guidelines
        self.query_one("#people", TextArea).text = people_table(template)
        self.permissions = new.permissions
        self.notice.say(template_words(template))
        self.query_one("#name", Input).focus()

    @property
    def touched(self) -> bool:
        """Whether something was typed that leaving would lose."""
        typed = ("#name", "#owners", "#message")
        fields = [self.query_one(field, Input).value for field in typed]
        fields += [self.query_one(f"#{name}", TextArea).text for name in _BOXES]
        typed_more = self.query_one(PeopleSource).touched or self.query_one(Afterwards).values
        return any(f.strip() for f in fields) or bool(typed_more)

    @on(OneOf.Changed, "#kind")
    def _show_kind(self) -> None:
        """Show the fields that this kind of space has."""
        for field in ROWS:
            self.query_one(f"#{field}-row").set_class(field not in FIELDS[self.kind], "hidden")
        self.notice.say("")  # what was said was about the kind before
        self.query_one("#why", Label).update(plain(kind_words(self.kind)))

    @on(PeopleSource.Understood)
    def _make_room(self) -> None:
        """What was understood needs the room of what there is to know beforehand."""
        found = self.query_one(PeopleSource).found is not None
        self.query_one("#why").set_class(found, "hidden")

    @on(Input.Changed, "#name")
    def _count_name(self, event: Input.Changed) -> None:
        name = event.value.strip()
        self.query_one(Afterwards).about = name
        words = count_words(len(name), NAME_LIMIT, NAME_LIMIT)
        self.query_one("#name-count", Label).update(plain(words))

    @on(TextArea.Changed, "#description")
    def _count_about(self, event: TextArea.Changed) -> None:
        length = len(event.text_area.text.strip())
        words = count_words(length, DESCRIPTION_LIMIT, DESCRIPTION_WARNING)
        self.query_one("#about-count", Label).update(plain(words))

    def action_from_template(self) -> None:
        """Fill in the form from a template."""
        from_template(self)

    def action_many(self) -> None:
        """Make many spaces from a table."""
        many(self)

    def action_go_on(self) -> None:
        """Show what will happen, where the form can be understood."""
        self.work(self._go_on(), group="go-on")

    async def _go_on(self) -> None:
        self.notice.say("")
        people: tuple[Wanted, ...] = ()
        if "source" in FIELDS[self.kind]:
            found = await whole_input(self, self.query_one(PeopleSource))
            if found is None:
                return
            people = found.wanted
        self.make([self._wanted(self._with_owners(people))])

    def _with_owners(self, people: tuple[Wanted, ...]) -> tuple[Wanted, ...]:
        owners = people_in(self._text("owners"), PERSON)
        named = {one.key: one for one in people}
        named |= {one.key: replace(one, role="ROLE_MANAGER") for one in owners}
        return tuple(named.values())

    @property
    def afterwards(self) -> dict[str, Any]:
        """What is to follow once it is there."""
        return self.query_one(Afterwards).wanted if "afterwards" in FIELDS[self.kind] else {}

    def pattern(self) -> SpaceWanted:
        """What stands in the form, for many spaces that have names of their own."""
        from chattui.plans.creating import SpaceWanted

        found = self.query_one(PeopleSource).found if "source" in FIELDS[self.kind] else None
        people = self._with_owners(found.wanted if found else ())
        return SpaceWanted(replace(self.new_space(), display_name=""), people)

    def _wanted(self, people: tuple[Wanted, ...]) -> SpaceWanted:
        """The space with its people; the same requestId while the form is unchanged."""
        import uuid

        from chattui.plans.creating import SpaceWanted

        made = SpaceWanted(self.new_space(), people)
        if self._last[0] != made:
            self._last = (made, str(uuid.uuid4()))
        return replace(made, request_id=self._last[1])

    def make(self, spaces: list[SpaceWanted]) -> None:
        """Show the plan that makes `spaces`, and leave with those that were made."""

        async def planning(say: Say) -> Plan:
            from chattui.plans.creating import plan_create

            acting = space_rights.acting(self, plain=True)
            plan = await plan_create(acting, spaces, **await reads(self, say))
            return await with_more(self, plan, self.afterwards, say)

        def leave(report: Report | None) -> None:
            self.dismiss(made_spaces(report) if report is not None else ())

        plan_and_then(self, planning, leave)


_BOXES = ("description", "guidelines")


def template_words(template: Template) -> str:
    """What a template brings besides what stands in the form."""
    words = [t("This is from the template; change what you like.")]
    if count := len(template.new.permissions):
        words.append(
            tn(
                "{count} permission of it is set once the space is there.",
                "{count} permissions of it are set once the space is there.",
                count,
            )
        )
    return " ".join((*words, *template.left_out))


def kind_words(kind: str) -> str:
    """What there is to know about a kind of space, before it is made."""
    words = {
        SPACE: t(
            "Import mode is left out: it is for migrations, and keeps a space from its members"
            " until the import ends."
        ),
        GROUP_CHAT: t("At least two other people. Google names it by those who are in it."),
        DIRECT_MESSAGE: t("One address: the person to write to."),
        APP: t("A conversation between you and the Chat app of this client, and nobody else."),
    }
    return words[kind]


def _count(name: str) -> Label:
    return Label(id=name, markup=False, classes="count")
