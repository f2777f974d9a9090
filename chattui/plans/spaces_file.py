"""Spaces to be made, from a table: ``chattui spaces create --file spaces.csv``.

Its columns are `COLUMNS`, in any order; lists of people in a cell are of any shape. What a row
leaves open may come from a template.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from chattui.chat.audiences import audience_name
from chattui.chat.models import DIRECT_MESSAGE, GROUP_CHAT, SPACE
from chattui.chat.new_space import check
from chattui.chat.roles import MANAGER, OWNER
from chattui.chat.texts import is_warning
from chattui.plans.bad_rows import bad_row_problems
from chattui.plans.creating import SpaceWanted
from chattui.plans.people_input import read_people
from chattui.plans.table import Table, TableRow, Wish, read_table
from chattui.plans.table_rows import BadRow
from chattui.plans.wanted import PERSON, Wanted
from chattui.problem import Problem
from chattui.safe_text import safe_text
from chattui.words import t

COLUMNS: Final = (
    "name",
    "type",
    "description",
    "guidelines",
    "history",
    "external",
    "announcement",
    "audience",
    "members",
    "owners",
    "managers",
    "message",
)

_TYPES: Final = {
    "": SPACE,
    "space": SPACE,
    "announcement": SPACE,
    "group": GROUP_CHAT,
    "group chat": GROUP_CHAT,
    "group_chat": GROUP_CHAT,
    "dm": DIRECT_MESSAGE,
    "direct message": DIRECT_MESSAGE,
    "direct_message": DIRECT_MESSAGE,
    "app": DIRECT_MESSAGE,
}
_PLAIN: Final = SpaceWanted()
_YES: Final = frozenset(("yes", "y", "true", "on", "1", "x", "history_on"))
_NO: Final = frozenset(("no", "n", "false", "off", "0", "history_off"))
_OTHER_HEADINGS: Final = {
    "name": ("displayname", "spacename", "space"),
    "type": ("spacetype", "kind"),
    "members": ("member", "people"),
    "owners": ("owner",),
    "managers": ("manager",),
    "message": ("firstmessage",),
}
_WISHES: Final = tuple(
    Wish(name, frozenset((name, *_OTHER_HEADINGS.get(name, ()))), needed=name in {"name"})
    for name in COLUMNS
)


@dataclass(frozen=True, slots=True)
class SpacesInput:
    """What a table says."""

    spaces: tuple[SpaceWanted, ...] = ()
    bad: tuple[BadRow, ...] = ()
    shape: str = ""
    """How it was read, in words."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with it, by line; exit status 2."""
        return bad_row_problems(self.bad)


def read_spaces(data: bytes | str, like: SpaceWanted = _PLAIN) -> SpacesInput:
    """The spaces of a table; each is as `like` where its row says nothing, with the people of
    both. Raises ProblemError (exit status 2) where it is none, or has no column with names."""
    table = read_table(data, _WISHES)
    spaces: list[SpaceWanted] = []
    bad = [*table.bad, *_unknown_columns(table)]
    for row in table.rows:
        found = _Row(row, like).read()
        if isinstance(found, SpaceWanted):
            spaces.append(found)
        else:
            bad += found
    shape = " ".join((*table.words, _columns_words(table)))
    return SpacesInput(tuple(spaces), tuple(sorted(bad, key=lambda each: each.line)), shape)


def _columns_words(table: Table) -> str:
    return t("Its columns: {names}.", names=", ".join(column.name for column in table.columns))


def _unknown_columns(table: Table) -> Iterator[BadRow]:
    """A column that is not known is most likely one that was misspelt."""
    for column in table.unused:
        reason = t("There is no such column; they are: {names}.", names=", ".join(COLUMNS))
        yield BadRow(table.header_line, column.heading or str(column.number), reason)


class _Row:
    """One row, and what is wrong with it."""

    def __init__(self, row: TableRow, like: SpaceWanted) -> None:
        self._row = row
        self._like = like
        self._cells: Mapping[str, str] = row.cells
        self._reasons: list[str] = []

    def read(self) -> SpaceWanted | list[BadRow]:
        """The space, or everything that is wrong."""
        kind = self._cell("type").casefold()
        if kind not in _TYPES:
            text = safe_text(self._cell("type"), limit=40)
            self._reasons.append(t("“{text}” is no kind of space.", text=text))
        new = replace(self._like.new, display_name=self._cell("name"), **self._settings(kind))
        people = self._people()
        wanted = SpaceWanted(new, tuple(people), self._row.line)
        self._reasons += _mistakes(wanted)
        if not self._reasons:
            return wanted
        reasons = dict.fromkeys(self._reasons)
        return [BadRow(self._row.line, self._row.shown, reason) for reason in reasons]

    def _settings(self, kind: str) -> dict[str, Any]:
        """What the row says of the space, by the fields of `NewSpace`."""
        said: dict[str, Any] = {
            name: self._cell(name)
            for name in ("description", "guidelines", "message")
            if self._cell(name)
        }
        switches = {name: self._switch(name) for name in ("history", "external", "announcement")}
        said |= {name: value for name, value in switches.items() if value is not None}
        if self._cell("audience"):
            said["audience"] = audience_name(self._cell("audience"))
        if kind:
            said |= {"space_type": _TYPES.get(kind, SPACE), "with_app": kind == "app"}
        if kind == "announcement":
            said["announcement"] = True
        return said

    def _cell(self, name: str) -> str:
        return self._cells.get(name, "")

    def _switch(self, name: str) -> bool | None:
        text = self._cell(name).casefold()
        if text and text not in _YES | _NO:
            self._reasons.append(t("{column} is yes or no, or empty.", column=name))
        return text in _YES if text else None

    def _people(self) -> Iterator[Wanted]:
        """Everybody, each once, with the highest role that a column names."""
        seen: dict[str, Wanted] = {}
        for column, role in (("owners", OWNER), ("managers", MANAGER), ("members", "")):
            found = read_people(self._cell(column))
            self._reasons += [f"{bad.text}: {bad.reason}" for bad in found.bad]
            for each in found.wanted:
                named = replace(each, role=role, line=self._row.line)
                if role and each.kind != PERSON:
                    self._reasons.append(t("{name} cannot have a role.", name=each.label))
                seen.setdefault(each.key, named)
        for each in self._like.people:
            seen.setdefault(each.key, replace(each, line=self._row.line))
        return iter(seen.values())


def _mistakes(wanted: SpaceWanted) -> list[str]:
    """What is wrong with the settings, and with the number of people."""
    people = [w.address for w in wanted.people if w.kind == PERSON]
    found = check(replace(wanted.new, members=tuple(people)))
    return [
        f"{problem.message} {problem.cause}".strip() for problem in found if not is_warning(problem)
    ]
