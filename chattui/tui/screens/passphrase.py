"""The passphrase of the sealed file: to open it, or to choose it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from chattui.problem import Problem
from chattui.secret import Secret
from chattui.tui.page import Page, page_bindings
from chattui.tui.widgets.prose import Prose, Question
from chattui.tui.widgets.waiting import Waiting
from chattui.words import t

SHORTEST = 8
LONG_ENOUGH = 16


def strength(text: str) -> str:
    """How good a passphrase is, in words; length counts for more than signs."""
    kinds = sum(any(test(c) for c in text) for test in (str.islower, str.isupper, str.isdigit))
    kinds += any(not c.isalnum() for c in text)
    if not text:
        return ""
    if len(text) < SHORTEST:
        return t("Too short: at least {count} characters are needed.", count=SHORTEST)
    if len(set(text)) < 5:
        return t("Weak: it repeats the same few characters.")
    if len(text) >= LONG_ENOUGH:
        return t("Good: it is long.")
    if kinds >= 3:
        return t("Fair: longer would be better than more signs.")
    return t("Weak: four or five words in a row are better, and easier to keep in mind.")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a passphrase is asked for."""

    question: str
    words: tuple[str, ...]
    waiting: str
    choosing: bool
    """Whether it is a new one, which is typed twice."""
    take: Callable[[Secret], Awaitable[object]] | None = None
    """What is done with it; the page opens the vault where there is nothing else."""


def _to_open(problem: Problem) -> Asked:
    if problem.code == "vault.new_passphrase_needed":
        told = t(
            "So clients and tokens are kept in a file that only this passphrase opens."
            " It is asked for when chattui starts; on Linux, not again for some hours."
            " Nobody can recover it: if it is lost, you sign in again."
        )
        return Asked(
            t("Choose a passphrase for your vault."),
            (*filter(None, (problem.cause,)), told),
            t("Making the sealed file"),
            choosing=True,
        )
    return Asked(
        t("Which passphrase opens your vault?"),
        (t("Clients and tokens are in a sealed file on this machine."),),
        t("Opening the sealed file"),
        choosing=False,
    )


class PassphrasePage(Page[bool]):
    """Opens the vault with a passphrase; True when it is open, False when that was cancelled.

    With `asked` the passphrase serves something else: True when that is done.
    """

    PAGE = "passphrase"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = "PassphrasePage Input { margin: 0 1; } PassphrasePage .gap { margin-top: 1; }"

    def __init__(self, problem: Problem | None = None, asked: Asked | None = None) -> None:
        super().__init__()
        self.problem = problem or Problem("", "")
        self.asked = asked or _to_open(self.problem)
        self.creating = self.asked.choosing

    def page_title(self) -> str:
        """What this page is about."""
        return t("The vault")

    def body(self) -> Iterable[Widget]:
        """One field to open, two to create."""
        yield Question(self.asked.question)
        # What was found out stands close to the question, what follows from it apart.
        for number, words in enumerate(self.asked.words):
            gap = "gap" if number or not self.creating or len(self.asked.words) == 1 else None
            yield Prose(words, classes=gap)
        if self.creating:
            label = t("The passphrase, at least {count} characters", count=SHORTEST)
            yield Prose(label, classes="gap")
        yield self._field("first")
        if self.creating:
            yield Prose(id="strength")
            yield Prose(t("The same once more"))
            yield self._field("second")
        yield Waiting(id="waiting")

    def _field(self, name: str) -> Input:
        field = Input(password=True, id=name, max_length=1024)
        field.cursor_blink = False
        return field

    def opened(self) -> None:
        """Wait for the passphrase."""
        self.query_one("#first", Input).focus()
        if self.problem.code == "vault.wrong_passphrase":
            self.notice.show_problem(self.problem)

    @on(Input.Changed, "#first")
    def changed(self, event: Input.Changed) -> None:
        """Say how good it is."""
        if self.creating:
            self.query_one("#strength", Prose).say(strength(event.value))

    @on(Input.Submitted)
    def submitted(self, event: Input.Submitted) -> None:
        """Enter in the first of two fields goes to the second."""
        event.stop()
        if self.creating and event.input.id == "first" and len(event.value) >= SHORTEST:
            self.query_one("#second", Input).focus()
        else:
            self.action_open()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A passphrase that is chosen opens nothing yet."""
        wanted = {"open": not self.creating, "choose": self.creating}
        return wanted.get(action, True)

    def action_choose(self) -> None:
        """Take the new passphrase."""
        self.action_open()

    def action_open(self) -> None:
        """Open the vault with what was typed."""
        first = self.query_one("#first", Input).value
        if self.creating:
            again = self.query_one("#second", Input).value
            if len(first) < SHORTEST:
                self.query_one("#first", Input).focus()  # what was typed stays, to be added to
                self.notice.say(t("A passphrase has at least {count} characters.", count=SHORTEST))
                return
            if first != again:
                self._say_again(t("The two are not the same. Type both once more."))
                return
        if first:
            self._clear()
            self.work(self._open(Secret(first)))

    def _say_again(self, words: str) -> None:
        self._clear()
        self.notice.say(words)

    def _clear(self) -> None:
        for field in self.query(Input):
            field.value = ""
        self.query_one("#first", Input).focus()

    async def _open(self, passphrase: Secret) -> None:
        self.notice.say("")
        with self.query_one(Waiting).during(self.asked.waiting):
            await (self.asked.take or self.session.vault)(passphrase)
        self.dismiss(True)

    def action_back(self) -> None:
        """Leave the vault closed."""
        self.dismiss(False)
