"""One page of the guide: where to go, what to type there, how to tell that it worked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.geometry import Region, Spacing
from textual.widget import Widget

from chattui.guide.checklist import MARKS
from chattui.guide.model import Page as GuidePageValue
from chattui.tui.away import Away
from chattui.tui.guide_words import Item, items_of, lines_of, standing_words
from chattui.tui.guided_page import GuidedPage
from chattui.tui.guiding import Progress, order
from chattui.tui.page import page_bindings
from chattui.tui.screens.rule import Text
from chattui.tui.text import styled
from chattui.tui.widgets.prose import Prose
from chattui.tui.widgets.state_line import StateLine
from chattui.tui.widgets.title_line import TitleLine
from chattui.words import t

if TYPE_CHECKING:
    from chattui.guide.model import Step

LEADS = {
    "name_project": ("project",),
    "kinds": ("client", "clients"),
    "hand_over": ("file", "import", "delegation"),
    "sign_in": ("sign-in",),
    "new_space": ("first-space",),
}
"""What enter does, and on which pages."""

AROUND = 3
"""Cells beside the text: two of padding, and the scroll bar."""

SAID_LINES = 4
"""Lines that are left below what is marked, for what is said of it."""

WIDEST = 110
"""Cells of a line; a longer one is hard to read."""


class GuidePagePage(GuidedPage):
    """A text that scrolls; what can be copied in it is numbered, and one of it is marked."""

    PAGE = "guide_page"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = """
    GuidePagePage Text { height: 1fr; scrollbar-size-vertical: 1; scrollbar-gutter: stable; }
    GuidePagePage #told { display: none; }
    GuidePagePage #told.shown { display: block; }
    """

    def __init__(self, progress: Progress, page_id: str) -> None:
        super().__init__(progress)
        self.page_id = page_id
        self.marked = 0
        self.away = Away()
        self._drawn: GuidePageValue | None = None
        self._places: tuple[range, ...] = ()

    @property
    def shown(self) -> GuidePageValue:
        """The page as it stands now."""
        return self.progress.page(self.page_id)

    @property
    def step(self) -> Step | None:
        """The step, where the page is one's."""
        return self.progress.step(self.page_id)

    @property
    def items(self) -> tuple[Item, ...]:
        """What can be copied."""
        return items_of(self.shown)

    def page_title(self) -> str:
        """The name of the page."""
        return t("Guide")

    def body(self) -> Iterable[Widget]:
        """The title, how far the step is, and the text."""
        yield TitleLine(self.shown.title, id="title")
        yield Prose(id="told")
        yield Text(Prose(id="words"), id="text")
        yield StateLine(id="state")

    def opened(self) -> None:
        """Ready to scroll."""
        self.query_one(Text).focus()

    def show(self) -> None:
        """Draw the standing anew, and the text where it is another one."""
        self._show_standing()
        page = self.shown
        if page != self._drawn:
            self._drawn = page
            title = self.query_one("#title", TitleLine)
            title.title = page.title
            title.refresh()
            self._draw()
        self.refresh_keys()

    def resized(self) -> None:
        """The lines are others."""
        super().resized()
        self._draw()

    def _show_standing(self) -> None:
        step, told = self.step, self.query_one("#told", Prose)
        if step is None or not self.progress.is_read:
            return
        mark, words = MARKS[step.standing], standing_words(step)
        self.query_one("#title", TitleLine).say(f"{mark} {words}")
        told.say(styled(step.told_by, "$text-muted"))
        told.set_class(bool(step.told_by), "shown")

    def _draw(self) -> None:
        self.marked = min(self.marked, max(0, len(self.items) - 1))
        width = min(self.app.size.width - AROUND, WIDEST)
        lines = lines_of(self.shown, width, self.marked)
        self._places = lines.places
        self.query_one("#words", Prose).say(lines.content)

    def _mark(self, number: int) -> None:
        self.marked = number
        self._draw()
        region = Region(0, self._places[number].start, 1, len(self._places[number]))
        room = Spacing(0, 0, SAID_LINES, 0)
        self.query_one(Text).scroll_to_region(region, spacing=room, animate=False, force=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter does what the page is about; there is something to copy on most."""
        if action in LEADS:
            return self.page_id in LEADS[action]
        if action in {"copy", "print_raw"}:
            return bool(self.items)
        if action == "mark":
            return len(self.items) > 1
        if action == "scan":
            return any(item.is_link for item in self.items)
        if action in {"later", "earlier"}:
            return self._neighbour(1 if action == "later" else -1) is not None
        return super().check_action(action, parameters)

    def on_key(self, event: events.Key) -> None:
        """A number copies what it stands beside."""
        if event.key.isdecimal() and event.key.isascii():
            number = int(event.key) - 1
            if 0 <= number < len(self.items):
                event.stop()
                self._mark(number)
                self.action_copy()

    def action_mark(self) -> None:
        """Mark the next thing that can be copied."""
        self.notice.say("")
        self._mark((self.marked + 1) % len(self.items))

    def action_copy(self) -> None:
        """Copy what is marked."""
        item = self.items[self.marked]
        if "\n" not in item.text:
            self.copy(item.text)
            return
        self.app.copy_to_clipboard(item.text)
        count = len(item.text.splitlines())
        words = t(
            "Sent to your terminal's clipboard: {name}, {count} lines.", name=item.name, count=count
        )
        self.notice.say(words)

    def action_scan(self) -> None:
        """Show the links as codes for a camera, the marked one first."""
        from chattui.tui.screens.scan import Scannable, ScanPage

        turned = (*self.items[self.marked :], *self.items[: self.marked])
        words = t("A camera that reads this opens the page in its browser:")
        links = [item for item in turned if item.is_link]
        self.app.push_screen(
            ScanPage([Scannable(self.shown.title, i.text, f"{words}\n{i.name}") for i in links])
        )

    def action_print_raw(self) -> None:
        """Leave the full screen and print what is marked, as it is."""
        self.work(self._print(self.items[self.marked]), group="away")

    async def _print(self, item: Item) -> None:
        if not await self.away.show(self.app, item.text):
            self.notice.say(t("This terminal cannot be left; y copies it."))

    def _neighbour(self, by: int) -> str | None:
        ids = order()
        at = ids.index(self.page_id) + by
        return ids[at] if 0 <= at < len(ids) else None

    def action_later(self) -> None:
        """Read the next page."""
        self._turn(1)

    def action_earlier(self) -> None:
        """Read the page before."""
        self._turn(-1)

    def _turn(self, by: int) -> None:
        page_id = self._neighbour(by)
        if page_id is not None:
            self.notice.say("")
            self.page_id, self.marked = page_id, 0
            self.query_one("#title", TitleLine).say("")
            self.query_one("#told", Prose).remove_class("shown")
            self.query_one(Text).scroll_home(animate=False)
            self.show()

    def action_name_project(self) -> None:
        """Type the project's id."""
        self.action_project()

    def action_kinds(self) -> None:
        """Compare the kinds of client."""
        from chattui.tui.screens.guide_kinds import GuideKindsPage

        self.app.push_screen(GuideKindsPage(self.progress))

    def action_sign_in(self) -> None:
        """Sign in with a client that is kept, else hand one over first."""
        from chattui.tui.flow import SetUp

        clients = self.progress.facts.clients
        if clients:
            self.work(SetUp(self.chattui).use_client(clients[0].key), group="sign-in")
        else:
            self.action_hand_over()

    def action_new_space(self) -> None:
        """Make a new space as the account that is used."""
        account = self.chattui.account
        if account is None:
            self.notice.say(t("Nobody is signed in yet; the step before is that."))
            return
        from chattui.tui.screens.new_space import NewSpacePage

        self.app.push_screen(NewSpacePage(account))
