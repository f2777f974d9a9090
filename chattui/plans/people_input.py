"""Lists of people from a person: typed, pasted, or a table in a file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from chattui.chat.addresses import why_not_address
from chattui.chat.people import entries
from chattui.chat.roles import role_from_words
from chattui.plans.bad_rows import bad_row_problems
from chattui.plans.decoding import Decoded, decode
from chattui.plans.people_columns import ADDRESS, KIND, KINDS, MEMBER, ROLE, WISHES
from chattui.plans.people_shape import is_table, shape_words
from chattui.plans.table import TableRow, arrange, fit
from chattui.plans.table_rows import SHOWN_LIMIT, BadRow, read_rows
from chattui.plans.wanted import APP, GROUP, PERSON, Wanted
from chattui.problem import Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t

__all__ = ["BadRow", "PeopleInput", "read_people"]

_GROUP_ENTRY: Final = re.compile(
    r"(?<![\w.@:/-])groups?:[ \t]{0,9}(?:[^<>\",;@\r\n]{0,100}<)?"
    r"(?P<address>[^\s<>,;@\"]{1,64}@[^\s<>,;@\"]{1,255})>?",
    re.IGNORECASE,
)
"""``group:eng@example.com``, ``Group: Engineers <eng@example.com>``."""
_RESOURCE: Final = re.compile(r"(?P<kind>users|groups)/(?P<id>[A-Za-z0-9_-]{1,128})")
_MEMBERSHIP: Final = re.compile(r"spaces/[A-Za-z0-9_-]{1,128}/members/(?P<id>[A-Za-z0-9_-]{1,128})")
_ESCAPED: Final = re.compile(r"'(?=[=+@\t\r-])")
"""How a spreadsheet is told that a cell is no formula; `chattui` prints cells so."""
_TEXT_FORMULA: Final = re.compile(r'="(?P<text>[^"]*)"')


@dataclass(frozen=True, slots=True)
class PeopleInput:
    """What an input says."""

    wanted: tuple[Wanted, ...] = ()
    """Each once, in the order of the input."""
    bad: tuple[BadRow, ...] = ()
    repeated: tuple[str, ...] = ()
    """Who came more than once; each is in `wanted` once."""
    shape: str = ""
    """How it was read, in words: "CSV with “;”, with headings. Addresses are in column 3 …"."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with it, one for each bad row; exit status 2."""
        return bad_row_problems(self.bad)

    def required(self) -> tuple[Wanted, ...]:
        """`wanted`. Raises ProblemError with all `problems`, if there are any."""
        if problems := self.problems:
            raise ProblemError(*problems)
        return self.wanted

    def sample(self, count: int = 3) -> tuple[Sequence[Wanted], Sequence[Wanted]]:
        """The first and the last `count` of `wanted`, to be shown; no one is in both."""
        return self.wanted[:count], self.wanted[max(count, len(self.wanted) - count) :]


def read_people(data: bytes | str, *, role: str = "") -> PeopleInput:
    """The people that `data` names: a list as mail programs give it, or a table.

    ``group:eng@example.com`` or a column with kinds means a Google group, ``app`` the app itself.
    `role` (ROLE_*) is for the people beside whom none stands. Raises ProblemError (exit status 2)
    where `data` is no text; what is wrong inside it is in `bad`.
    """
    decoded = decode(data)
    raw = read_rows(decoded.text, lambda each: fit(each, WISHES))
    gathered = _Gathered(role)
    if not is_table(raw):
        gathered.take_list(decoded.text)
        return gathered.result(_list_shape(decoded))
    table = arrange(raw, decoded, WISHES)
    gathered.bad += table.bad
    for row in table.rows:
        gathered.take_row(row)
    return gathered.result(shape_words(table))


def _list_shape(decoded: Decoded) -> str:
    if decoded.encoding in {"", "UTF-8"}:
        return t("A list of addresses.")
    return t("A list of addresses in {encoding}.", encoding=decoded.encoding)


@dataclass(slots=True)
class _Gathered:
    """The people so far, each once."""

    role: str
    wanted: dict[str, Wanted] = field(default_factory=dict)
    bad: list[BadRow] = field(default_factory=list)
    repeated: dict[str, str] = field(default_factory=dict)

    def result(self, shape: str) -> PeopleInput:
        bad = tuple(sorted(self.bad, key=lambda row: row.line))
        wanted = tuple(self.wanted.values())
        return PeopleInput(wanted, bad, tuple(self.repeated.values()), shape)

    def take_list(self, text: str) -> None:
        marked = _GROUP_ENTRY.sub(r"group:\g<address>", text)
        for line, entry, address in entries(marked):
            found = name_of(address)
            if isinstance(found, str):
                self.refuse(line, entry or "<>", found)
            else:
                self.take(Wanted(found.address, "", found.kind, line), entry)

    def take_row(self, row: TableRow) -> None:
        role, no_role = _role_of(row.cells.get(ROLE, ""))
        kind = KINDS.get(row.cells.get(KIND, "").casefold())
        if no_role is not None:
            remedy = f"{no_role.cause} {no_role.remedy}"
            self.refuse(row.line, row.shown, no_role.message, remedy)
            return
        if kind is None:
            self.refuse(row.line, row.shown, t("Its kind is not known."))
            return
        for found in _named_in(row, kind):
            if isinstance(found, str):
                self.refuse(row.line, row.shown, found)
            elif role and found.kind != PERSON:
                self.refuse(row.line, row.shown, t("Only people have roles."))
            else:
                self.take(Wanted(found.address, role, found.kind, row.line), row.shown)

    def take(self, wanted: Wanted, shown: str) -> None:
        before = self.wanted.get(wanted.key)
        if wanted.kind == PERSON and not wanted.role:
            wanted = Wanted(wanted.address, self.role, PERSON, wanted.line)
        if before is None:
            self.wanted[wanted.key] = wanted
        elif before.role != wanted.role:
            reason = t("Line {line} names them with another role.", line=before.line)
            self.refuse(wanted.line, shown, reason)
        else:
            self.repeated.setdefault(wanted.key, wanted.address)

    def refuse(self, line: int, shown: str, reason: str, remedy: str = "") -> None:
        self.bad.append(BadRow(line, safe_text(shown, limit=SHOWN_LIMIT), reason, remedy))


def name_of(text: str) -> Wanted | str:
    """Whom one word names: an e-mail address, ``group:ADDRESS``, ``app``, ``users/ID``,
    ``groups/ID``; else why it names nobody."""
    folded = text.casefold()
    if folded.startswith("users/") and "@" in text:
        text = text[len("users/") :]
    elif folded in {"app", "users/app"}:
        return Wanted("app", kind=APP)
    elif found := _RESOURCE.fullmatch(text):
        return Wanted(text, kind=GROUP if found["kind"] == "groups" else PERSON)
    elif folded.startswith("group:"):
        address = text[len("group:") :]
        return why_not_address(address) or Wanted(address, kind=GROUP)
    if text.startswith("="):
        return t("It begins with “=”, as a formula does; put the address itself there.")
    return why_not_address(text) or Wanted(text)


def _named_in(row: TableRow, kind: str) -> Iterator[Wanted | str]:
    """Whom a row of a table names, or why it names nobody."""
    cell = _ESCAPED.sub("", row.cells.get(ADDRESS, ""), count=1)
    if formula := _TEXT_FORMULA.fullmatch(cell):
        cell = formula["text"].strip()
    if not cell:
        member = row.cells.get(MEMBER, "")
        cell = _member_name(member, kind) if member else "app" if kind == APP else ""
    if not cell:
        yield t("It has no address.")
        return
    found = name_of(cell)
    words: Iterable[Wanted | str] = (found,)
    if isinstance(found, str) and not cell.startswith("="):
        # "Ada Lovelace <ada@example.com>", or more than one in a cell.
        marked = _GROUP_ENTRY.sub(r"group:\g<address>", cell)
        words = [name_of(address) for _, _, address in entries(marked)] or (found,)
    yield from (_of_kind(each, kind) for each in words)


def _of_kind(found: Wanted | str, kind: str) -> Wanted | str:
    if isinstance(found, str) or kind in {"", found.kind}:
        return found
    if found.kind == PERSON and kind == GROUP and not found.address.startswith("users/"):
        return Wanted(found.address, kind=GROUP)
    if found.kind == PERSON and kind == APP and found.address.startswith("users/"):
        return Wanted(found.address, kind=APP)
    return t("Its kind and its address do not fit together.")


def _member_name(cell: str, kind: str) -> str:
    """``users/ID`` or ``groups/ID`` of a membership, as `chattui members list` prints it."""
    found = _MEMBERSHIP.fullmatch(cell)
    if found is None:
        return cell
    return f"{'groups' if kind == GROUP else 'users'}/{found['id']}"


def _role_of(cell: str) -> tuple[str, Problem | None]:
    """The role that a cell names, and why it names none."""
    if not cell:
        return "", None
    try:
        return role_from_words(cell), None
    except ProblemError as error:
        return "", error.problem
