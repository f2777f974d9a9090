"""One person across the spaces: where they are, in more of them, out of them, what they own."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from chattui.chat.models import SPACE
from chattui.plans.people import Found, Looked, NotLooked
from chattui.plans.wanted import Target
from chattui.problem import Exit, Problem
from chattui.safe_text import safe_text
from chattui.tui import space_rights
from chattui.tui.form_page import row
from chattui.tui.naming import known_people
from chattui.tui.page import page_bindings
from chattui.tui.person_changes import OWNER, PersonChanges
from chattui.tui.planning import looked_words, reads
from chattui.tui.widgets.fields import TextField
from chattui.tui.widgets.rows import Column, RowList
from chattui.tui.widgets.state_line import StateLine
from chattui.tui.widgets.title_line import TitleLine
from chattui.words import t, tn

if TYPE_CHECKING:
    from chattui.vault import AccountEntry


class PeoplePage(PersonChanges):
    """A field for an address, and the spaces where that person is, as they are found."""

    PAGE = "people"
    ADMINISTERS = True
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = """
    PeoplePage .row { height: auto; padding: 0 1; }
    PeoplePage .row > Label.name { width: 8; color: $text-muted; }
    PeoplePage Input { width: 1fr; padding: 0 1 !important; }
    PeoplePage Input:focus { background: $primary-background; }
    """

    def __init__(self, account: AccountEntry, who: str = "") -> None:
        super().__init__(account)
        self.who = who
        self.found: list[Found] = []
        self.selected: set[str] = set()
        self.range_start = 0
        self.looking = False
        self.stopped = False
        self.unread = 0
        self.names: dict[str, str] = {}

    def page_title(self) -> str:
        """Where one is."""
        return t("People")

    def body(self) -> Iterable[Widget]:
        """Who, and where they are."""
        placeholder = t("The address of the person to look for; enter looks")
        yield row(t("Who"), TextField(id="who", placeholder=placeholder))
        columns = (Column(t("Space"), 0), Column(t("Role"), 8), Column(t("State"), 12))
        yield TitleLine(t("Where they are"), id="title")
        yield RowList(columns, self._cells, id="list")
        yield StateLine(id="state")

    def opened(self) -> None:
        """The address comes first."""
        self.rows.jump = self.session.context.surroundings.ssh
        self.rows.selected = lambda place: self.found[place].target.space in self.selected
        self.rows.say_empty(self._hint())
        self.query_one(Input).value = self.who
        self.query_one(Input).focus()

    def _hint(self) -> str:
        if self.chattui.admin:
            return t("As administrator all named spaces of your organisation are looked through.")
        return t(
            "Your own spaces are looked through. A switches to administrator access, with which all"
            " spaces of the organisation are."
        )

    def admin_changed(self) -> None:
        """Other spaces would be looked through."""
        self.rows.say_empty(self._hint())

    @property
    def rows(self) -> RowList:
        """The spaces."""
        return self.query_one("#list", RowList)

    @property
    def state(self) -> StateLine:
        """The line below the list."""
        return self.query_one("#state", StateLine)

    def _cells(self, place: int) -> Sequence[str]:
        found = self.found[place]
        return self.label(found.target), found.membership.role_words, found.membership.state_words

    def label(self, target: Target) -> str:
        """What to call a space: by its people where it has no name."""
        known = "" if target.space_type == SPACE else self.names.get(target.space)
        return known or target.label

    def off_reason(self, action: str) -> str:
        """Why something was not granted."""
        needs = {"to_list": "members", "hand_over": "role"}.get(action, action)
        return space_rights.off_reason(self, needs)

    def lacking(self) -> tuple[str, ...]:
        """What looking and changing would need."""
        return space_rights.lacking(self, ["members", "see", "add"])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys are shown and work where they mean something."""
        if not self.is_mounted:
            return True
        if action == "stop":
            return self.looking
        if action == "back":
            return not self.looking
        if action == "to_list":
            return self.typing
        if action == "grant_now":
            return bool(self.lacking())
        if action == "select_none":
            return bool(self.selected) and not self.typing
        if action == "add":
            return bool(self.who) and not self.typing
        if action == "who":
            return not self.typing
        if action in {"open", "remove", "hand_over", "select", "select_range"}:
            return bool(self.found) and not self.typing
        return True

    @on(Input.Submitted)
    def action_to_list(self) -> None:
        """Look for the person who was typed."""
        from chattui.chat.addresses import why_not_address

        who = self.query_one(Input).value.strip()
        reason = "" if who.startswith("users/") else why_not_address(who)
        if self.is_off("to_list"):
            return
        if reason:
            self.notice.show_problem(_no_address(who, reason))
            return
        self.who = who
        self.rows.focus()
        self.look_again()

    def look_again(self) -> None:
        self.notice.say("")
        self.found, self.selected, self.unread = [], set(), 0
        self.rows.show_rows(0)
        self.rows.say_empty("")
        self.work(self._look(), group="look", failed=self._failed)

    async def _look(self) -> None:
        from chattui.plans.people import find_person
        from chattui.tui.flow import open_vault

        if not await open_vault(self.chattui):
            self.state.rest(t("The vault stays closed."))
            return
        began, ended = time.monotonic(), False
        self.looking = True
        self.state.wait(t("Asking Google"))
        self.refresh_keys()
        self.names = await known_people(self)
        chat, acting = await space_rights.chat_of(self), space_rights.acting(self)
        more = await reads(self, lambda words: None)
        stream = find_person(chat, acting, self.who, reads=more["reads"])
        try:
            async with aclosing(stream) as events:
                async for event in events:
                    self._take(event, time.monotonic() - began)
            ended = True
        finally:
            if self.is_attached:
                self.looking, self.stopped = False, not ended
                self._rest(ended)

    def _take(self, event: object, seconds: float) -> None:
        if isinstance(event, Found):
            self.found.append(event)
            self._show()
        elif isinstance(event, NotLooked):
            self.unread += 1
            self.notice.show_problem(event.problem)
        elif words := looked_words(event):
            if isinstance(event, Looked):
                rate = format(round(event.number / max(0.1, seconds)), ",")
                words = t("{words}, {rate} a second", words=words, rate=rate)
            self.state.wait(words)

    def _show(self) -> None:
        self.rows.show_rows(len(self.found))
        owned = sum(1 for found in self.found if found.membership.role == OWNER)
        words = tn("{count} space", "{count} spaces", len(self.found))
        parts = [t("✓ {count} selected", count=len(self.selected))] if self.selected else []
        parts += [words] if self.found else []
        parts += [t("owner of {count}", count=owned)] if owned else []
        self.query_one("#title", TitleLine).say(" · ".join(parts))
        self.refresh_keys()

    def _rest(self, ended: bool) -> None:
        if not ended:
            words = t("Stopped; what was found stays.")
        elif self.unread:
            words = tn(
                "{count} space could not be looked at.",
                "{count} spaces could not be looked at.",
                self.unread,
            )
        else:
            words = t("Every space was looked at.")
        self.state.rest(words)
        # They came as Google answered, which is never the same twice.
        self.found.sort(key=lambda found: (self.label(found.target).casefold(), found.target.space))
        who = safe_text(self.who, limit=60)
        self.rows.say_empty(t("{who} is in none of them. n adds them to some.", who=who))
        self._show()

    def _failed(self, problem: Problem) -> None:
        self.notice.show_problem(problem)
        self.refresh_keys()

    def action_stop(self) -> None:
        """Stop looking; what was found stays."""
        self.workers.cancel_group(self, "look")

    def action_who(self) -> None:
        """Type another address."""
        self.query_one(Input).focus()

    def _mark(self, spaces: set[str]) -> None:
        self.selected, self.range_start = spaces, self.rows.cursor
        self.rows.show_marks()
        self._show()

    def action_select(self) -> None:
        """Select the space under the cursor, or no longer."""
        self._mark(self.selected ^ {self.found[self.rows.cursor].target.space})

    def action_select_range(self) -> None:
        """Select all from the last selected one up to the cursor."""
        first, last = sorted((self.range_start, self.rows.cursor))
        self._mark(self.selected | {f.target.space for f in self.found[first : last + 1]})

    def action_select_none(self) -> None:
        """Select none."""
        self._mark(set())

    @property
    def unknown(self) -> str:
        """Why nobody can say which spaces all of them are, where none is selected."""
        if self.selected or not (self.looking or self.stopped):
            return ""
        if self.looking:
            return t("Some spaces are not looked at yet. Wait, or select those that you mean.")
        return t(
            "Not every space was looked at. Select those that you mean, or look again with / and"
            " enter."
        )

    @property
    def chosen(self) -> list[Found]:
        """The selected spaces, else all of them."""
        return [f for f in self.found if not self.selected or f.target.space in self.selected]

    @on(RowList.Chosen)
    def action_open(self) -> None:
        """Show the space under the cursor."""
        self.work(self._open(self.found[self.rows.cursor].target), group="open")

    async def _open(self, target: Target) -> None:
        from chattui.tui.screens.space import SpacePage

        chat = await space_rights.chat_of(self)
        space = await chat.get_space(target.space)
        self.app.push_screen(SpacePage(self.account, space))


def _no_address(text: str, reason: str) -> Problem:
    return Problem(
        "people.no_address",
        t("{text} is no address.", text=safe_text(text, limit=60) or "–"),
        reason,
        t("Type it as in ada@example.com."),
        exit=Exit.USAGE,
    )
