"""What will happen, in words, before anything is sent; and its doing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget

from chattui.chat.creation import Created, CreationPlan, carry_out
from chattui.chat.creation import Finished as Done
from chattui.oauth.scopes import missing, short_name
from chattui.problem import Exit, Problem
from chattui.tui.account_page import AccountPage
from chattui.tui.event_words import event_words
from chattui.tui.page import page_bindings
from chattui.tui.plans import regranted
from chattui.tui.text import plain, styled
from chattui.tui.widgets.prose import Labelled, Prose
from chattui.tui.widgets.state_line import StateLine
from chattui.words import t

if TYPE_CHECKING:
    from chattui.tui.flow import Finished
    from chattui.vault import AccountEntry


OF_THE_FORM = frozenset({"chat.unknown_person", "chat.duplicate_name", "chat.invalid_argument"})
"""What Google refuses for what the form says, every time."""
MARK = "  · "
WARNING = "  ! "


class PreviewPage(AccountPage[Created | None]):
    """The plan of a new space. Doing it again after a failure sends the very same request."""

    PAGE = "preview"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = """
    PreviewPage VerticalScroll { height: 1fr; padding: 1 0; }
    PreviewPage #people { display: none; padding: 0 1 0 6; }
    PreviewPage #people.shown { display: block; }
    PreviewPage #needs { margin: 1 0; }
    """

    def __init__(self, account: AccountEntry, plan: CreationPlan) -> None:
        super().__init__(account)
        self.plan = plan
        self.everyone = False
        self.doing = False

    def page_title(self) -> str:
        """Where one is."""
        return t("New space · 2 of 2")

    def body(self) -> Iterable[Widget]:
        """The words, and a line for what is going on."""
        plan = self.plan
        warnings = [f"{w.message} {w.cause}" for w in plan.warnings]
        yield VerticalScroll(
            Prose(styled(t("As {email}, in one request:", email=self.account.email), "bold")),
            *(Labelled(MARK, sentence) for sentence in plan.sentences),
            Prose(id="people", classes="detail"),
            Prose(self._needs(), id="needs"),
            *(Labelled(WARNING, words) for words in warnings),
        )
        yield StateLine(id="state")

    @property
    def state(self) -> StateLine:
        """The line below the plan."""
        return self.query_one("#state", StateLine)

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
        words = t("g asks Google for just that, and comes back here.")
        return Content("\n").join((needs, plain(words)))

    def lacking(self) -> tuple[str, ...]:
        """What the plan needs and the account has not granted."""
        return missing(self.plan.needs, self.account.scopes)

    def account_changed(self) -> None:
        """What was lacking may be granted; nothing was sent before that."""
        self.plan = regranted(self.plan, self.account.scopes)
        self.query_one("#needs", Prose).say(self._needs())

    def off_reason(self, action: str) -> str:
        """It is done only where the scopes allow it."""
        if action == "create" and self.plan.missing:
            return t("Google was not asked to allow this yet: g asks for just that.")
        return ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """It is done once at a time, and only where the scopes allow it."""
        if action == "create":
            return not self.doing
        if action == "grant_now":
            return not self.doing and bool(self.lacking())
        if action == "sign_in_again":
            return not self.doing and self._sign_in_ended
        if action == "stop":
            return self.doing
        if action == "back":
            return not self.doing
        if action == "everyone":
            return len(self.plan.people) > 0
        return True

    @property
    def _sign_in_ended(self) -> bool:
        problem = self.notice.problem if self.is_mounted else None
        return (
            problem is not None
            and problem.exit is Exit.NOT_SIGNED_IN
            and problem.code != "chat.scope_missing"
        )

    def action_everyone(self) -> None:
        """Show everyone who will be added, or only the first ones."""
        self.everyone = not self.everyone
        people = self.query_one("#people", Prose)
        people.set_class(self.everyone, "shown")
        people.say(plain("\n".join(self.plan.people)) if self.everyone else "")

    def action_create(self) -> None:
        """Make the space."""
        if self.is_off("create"):
            return
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
            if isinstance(event, Done):
                self.dismiss(event.created)
                return
            if words := event_words(event):
                self.state.wait(words)

    def _failed(self, problem: Problem) -> None:
        self.notice.show_problem(problem)
        self._set_doing(False)
        self.state.rest(self._next_step(problem))

    def _next_step(self, problem: Problem) -> str:
        """What a key does about `problem`; the same request would only fail again for some."""
        if self._sign_in_ended:
            return t("s signs in again and comes back here.")
        if problem.code in OF_THE_FORM:
            return t("esc goes back to the form, where nothing is lost.")
        return t("enter sends the same request again, which never makes a second space.")

    def action_sign_in_again(self) -> None:
        """Sign in again, and come back to the plan."""
        from chattui.tui.asking import sign_in_again

        self.work(sign_in_again(self.chattui, self.account, self._signed_in), group="sign-in")

    def _signed_in(self, finished: Finished) -> None:
        self.notice.say("")
        self.refresh_keys()
        if not missing(self.plan.needs, finished.account.scopes):
            self.state.rest(t("Signed in again. enter makes the space."))

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
