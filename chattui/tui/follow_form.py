"""What the forms of the three follow-ups have in common: what is asked of Google for them first,
what is wrong while one types, and to whom the filled-in form goes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from textual import on
from textual.widgets import Input, Label, TextArea

from chattui.oauth.purposes import purpose
from chattui.problem import Problem
from chattui.tui.asking import DELEGATED
from chattui.tui.following import together
from chattui.tui.form_page import FormPage
from chattui.tui.granted import granted_words, off_words
from chattui.tui.text import plain
from chattui.tui.widgets.bars import shorten
from chattui.tui.widgets.one_of import OneOf
from chattui.words import t

if TYPE_CHECKING:
    from chattui.tui.flow import Finished
    from chattui.vault import AccountEntry

NAME_CELLS = 50
Value = TypeVar("Value")


class FollowForm(FormPage[None], Generic[Value]):
    """Hands what it says to `forward`, once what it takes is allowed and nothing is wrong.

    `about` is what to call the space, safe to show; `before` what was filled in earlier.
    """

    PURPOSE: ClassVar[str] = ""
    """The purpose without which Google refuses it."""
    FIELDS: ClassVar[tuple[str, ...]] = ()
    """The fields that count as typed, by their ids."""
    DEFAULT_CSS = """
    FollowForm #to { text-style: bold; max-height: 2; }
    FollowForm #allowed { color: $text-warning; padding: 0 1 0 15; height: auto; width: 1fr; }
    FollowForm #allowed.hidden { display: none; }
    """

    def __init__(
        self,
        account: AccountEntry,
        about: str,
        forward: Callable[[FollowForm[Value], Value], None],
        before: Value | None = None,
    ) -> None:
        super().__init__(account)
        self.about = about
        self.forward = forward
        self.before = before
        self._first: dict[str, str] = {}

    def opened(self) -> None:
        """Fill in what was there before, and say what it takes."""
        if self.before is not None:
            self.fill_in(self.before)
        self._first = self._typed()
        self.look()
        self.query("Input, TextArea").first().focus()

    def heading(self) -> str:
        """What is made, and for which space."""
        raise NotImplementedError

    def value(self) -> Value:
        """What the form says."""
        raise NotImplementedError

    def fill_in(self, value: Value) -> None:
        """Show `value` in the fields."""
        raise NotImplementedError

    def wrong(self) -> tuple[Problem, ...]:
        """What is wrong with what the form says, as far as that is known without asking."""
        from chattui.plans.follow_ups import mistakes

        wanted = together({self.PURPOSE: self.value()})
        return tuple(mistakes(wanted, now=self.session.clock(), zone=self.zone))

    zone = ""
    """The calendar's time zone, where it was asked for."""

    def words(self) -> str:
        """What will be done, in words, where nothing is wrong."""
        raise NotImplementedError

    @property
    def called(self) -> str:
        """What to call the space in a heading."""
        return shorten(self.about, NAME_CELLS)

    def _typed(self) -> dict[str, str]:
        found = {field: self.text(field) for field in self.FIELDS}
        return found | {one.id or "": one.value for one in self.query(OneOf)}

    def text(self, field: str) -> str:
        """What stands in a field, by its id."""
        found = self.query_one(f"#{field}")
        if isinstance(found, TextArea):
            return found.text.strip()
        return found.value.strip() if isinstance(found, Input) else ""

    @property
    def touched(self) -> bool:
        """Whether something is other than at the beginning."""
        return self._typed() != self._first

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(OneOf.Changed)
    def typed(self) -> None:
        """What was said was about the form before."""
        if self.is_mounted:
            self.notice.say("")
            self.look()

    def look(self) -> None:
        """Say what is wrong, else what will be done."""
        problems = self.wrong() if self._typed() != self._first or self.before else ()
        words = _problem_words(problems[0]) if problems else self.words()
        self.query_one("#found", Label).update(plain(words))
        self._say_allowed()

    def lacking(self) -> tuple[str, ...]:
        """The scope that this takes, where it is not allowed yet."""
        from chattui.oauth.scopes import missing

        return missing(purpose(self.PURPOSE).scopes, self.account.scopes)

    def _say_allowed(self) -> None:
        label = self.query_one("#allowed", Label)
        label.set_class(not self.lacking(), "hidden")
        label.update(plain(t("{why} {then}", why=off_words(self.PURPOSE), then=self._then())))

    def _then(self) -> str:
        if self.account.kind == DELEGATED:
            return t("^s goes to where the service account gets it, and comes back here.")
        return t("^s asks Google for just that first, and comes back here.")

    def account_changed(self) -> None:
        """It may be allowed now."""
        self._say_allowed()

    def granted(self, finished: Finished) -> None:
        """Tell what came of asking, and what is next."""
        from chattui.oauth.scopes import satisfied

        words = granted_words(finished)
        if satisfied(purpose(self.PURPOSE).scopes, finished.account.scopes):
            words = t("{words} ^s goes on.", words=words)
        self.notice.say(words)

    def action_go_on(self) -> None:
        """Ask for what is lacking; else go on, where nothing is wrong."""
        self.notice.say("")
        if problems := self.wrong():
            self.query_one("#found", Label).update("")
            self.notice.show_problem(problems[0])
        elif self.lacking():
            self.action_grant_now()
        else:
            self.work(self._go_on(), group="go-on")

    async def _go_on(self) -> None:
        await self.ready()
        self.forward(self, self.value())

    async def ready(self) -> None:
        """Ask Google what can be asked before going on. Raises ProblemError."""


def addresses(text: str) -> tuple[str, ...]:
    """The addresses in a field, as they are typed or pasted from a mail; what is none as well."""
    from chattui.chat.people import entries

    return tuple(word or entry for _, entry, word in entries(text))


def _problem_words(problem: Problem) -> str:
    words = " ".join(part for part in (problem.message, problem.cause, problem.remedy) if part)
    return t("✗ {words}", words=words)


AnyForm = FollowForm[Any]
