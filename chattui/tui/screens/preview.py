"""What will happen, in words, before anything is sent; and its doing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget

from chattui.chat.creation import Created, CreationPlan, Finished, Looking, SpaceMade, carry_out
from chattui.chat.events import Retrying, Waiting
from chattui.oauth.scopes import short_name
from chattui.problem import Problem
from chattui.safe_text import safe_text
from chattui.tui.page import Page, page_bindings
from chattui.tui.text import plain, styled
from chattui.tui.widgets.prose import Prose
from chattui.tui.widgets.state_line import StateLine
from chattui.words import t, tn

if TYPE_CHECKING:
    from chattui.vault import AccountEntry


class PreviewPage(Page[Created | None]):
    """The plan of a new space. Doing it again after a failure sends the very same request."""

    PAGE = "preview"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = "PreviewPage VerticalScroll { height: 1fr; padding: 1 0; }"

    def __init__(self, account: AccountEntry, plan: CreationPlan) -> None:
        super().__init__()
        self.account = account
        self.plan = plan
        self.everyone = False
        self.doing = False

    def page_title(self) -> str:
        """Where one is."""
        return t("New space · 2 of 2")

    def body(self) -> Iterable[Widget]:
        """The words, and a line for what is going on."""
        yield VerticalScroll(Prose(id="plan"))
        yield StateLine(id="state")

    def opened(self) -> None:
        """Show the plan."""
        self._show_plan()

    @property
    def state(self) -> StateLine:
        """The line below the plan."""
        return self.query_one("#state", StateLine)

    def _show_plan(self) -> None:
        plan = self.plan
        lines = [styled(t("As {email}, in one request:", email=self.account.email), "bold")]
        lines += [plain(f"  · {sentence}") for sentence in plan.sentences]
        if self.everyone:
            lines += [Content(""), styled(_people_title(len(plan.people)), "bold")]
            lines += [plain(f"    {email}") for email in plan.people]
        lines += [Content(""), self._needs()]
        lines += [
            plain(t("! {message} {cause}", message=w.message, cause=w.cause)) for w in plan.warnings
        ]
        self.query_one("#plan", Prose).say(Content("\n").join(lines))

    def _needs(self) -> Content:
        parts = [
            plain(
                t("✗ {scope} (not allowed yet)", scope=short_name(scope))
                if scope in self.plan.missing
                else t("✓ {scope}", scope=short_name(scope))
            )
            for scope in self.plan.needs
        ]
        needs = Content.assemble(styled(t("Needs"), "bold"), "  ", Content("  ").join(parts))
        if not self.plan.missing:
            return needs
        words = t("On the list of spaces, g asks Google to allow it.")
        return Content("\n").join((needs, plain(words)))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """It is done once at a time, and only where the scopes allow it."""
        if action == "create":
            return not self.doing and not self.plan.missing
        if action == "stop":
            return self.doing
        if action == "back":
            return not self.doing
        if action == "everyone":
            return len(self.plan.people) > 0
        return True

    def action_everyone(self) -> None:
        """Show everyone who will be added, or only the first ones."""
        self.everyone = not self.everyone
        self._show_plan()

    def action_create(self) -> None:
        """Make the space."""
        self.notice.say("")
        self._set_doing(True)
        self.work(self._create(), group="create", failed=self._failed)

    async def _create(self) -> None:
        from chattui.tui.flow import open_vault

        if not await open_vault(self.chattui):
            self._set_doing(False)
            self.state.rest(t("The vault stays closed; nothing was sent."))
            return
        self.state.wait(t("Sending the request"))
        chat = await self.session.chat(self.account)
        async for event in carry_out(self.plan, chat):
            if isinstance(event, Finished):
                self.dismiss(event.created)
                return
            if words := event_words(event):
                self.state.wait(words)

    def _failed(self, problem: Problem) -> None:
        self._set_doing(False)
        self.state.rest(t("enter sends the same request again, which never makes a second space."))
        self.notice.show_problem(problem)

    def _set_doing(self, doing: bool) -> None:
        self.doing = doing
        self.refresh_keys()

    def action_stop(self) -> None:
        """Stop waiting. Whether Google made the space is not known then."""
        self.workers.cancel_group(self, "create")
        self._set_doing(False)
        self.state.rest(
            t("Stopped. Whether the space was made is not known; enter asks for the same one.")
        )


def event_words(event: object) -> str:
    """What is going on, in words; "" for an event that tells nothing new."""
    if isinstance(event, SpaceMade):
        return t("The space is there")
    if isinstance(event, Looking):
        return tn(
            "Looking whether {count} person was added",
            "Looking which of {count} people were added",
            event.people,
        )
    if isinstance(event, Waiting):
        return t(
            "{message} Trying again in {seconds} s",
            message=safe_text(event.reason.message),
            seconds=max(1, round(event.seconds)),
        )
    if isinstance(event, Retrying):
        return t("Sending the same request again, for the {nth}. time", nth=event.attempt)
    return ""


def _people_title(count: int) -> str:
    return tn("{count} person will be added:", "{count} people will be added:", count)
