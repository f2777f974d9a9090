"""Tables from files and the clipboard: which column holds what, by its heading or its content.

A heading in any language will do where the content tells: the column most of whose cells are
addresses is the one with addresses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from chattui.plans.decoding import Decoded, decode
from chattui.plans.table_rows import BadRow, RawRow, RawTable, read_rows
from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t, tn

__all__ = ["BadRow", "Column", "Table", "TableRow", "Wish", "arrange", "is_heading", "read_table"]


@dataclass(frozen=True, slots=True)
class Wish:
    """A column that is looked for."""

    name: str
    headings: frozenset[str]
    """As `plain` makes them."""
    looks: Callable[[str], bool] | None = None
    """Whether a cell may be one of this column; None: it is found by its heading only."""
    all_cells: bool = False
    """Whether it is found by its content only where that holds for every cell."""
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column that was found."""

    name: str
    """As its wish calls it."""
    number: int
    """Counts from 1."""
    heading: str = ""
    """As the table calls it, safe to show."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: its cells by the names of the wishes; "" where it has none."""

    line: int
    cells: Mapping[str, str]
    whole: RawRow = field(repr=False)

    @property
    def shown(self) -> str:
        """The row as it stands in the table, safe to show."""
        return self.whole.shown


@dataclass(frozen=True, slots=True)
class Table:
    """A table, and how it was read."""

    columns: tuple[Column, ...] = ()
    unused: tuple[Column, ...] = ()
    """Columns that nobody wished for."""
    delimiter: str = ""
    encoding: str = ""
    has_header: bool = False
    header_line: int = 0
    """The line of the headings; 0 for none."""
    rows: tuple[TableRow, ...] = field(default=(), repr=False)
    bad: tuple[BadRow, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """How it was read, in sentences without those about columns."""
        said = [_kind_words(self.delimiter, self.has_header)]
        if self.encoding and self.encoding != "UTF-8":
            said.append(t("It is in {encoding}.", encoding=self.encoding))
        return tuple(said)

    @property
    def unused_words(self) -> str:
        """Which columns are not used; "" for none."""
        if not self.unused:
            return ""
        names = [each.heading or str(each.number) for each in self.unused[:_UNUSED_NAMED]]
        names += ["…"] if len(self.unused) > _UNUSED_NAMED else []
        return tn(
            "{count} column is not used: {names}.",
            "{count} columns are not used: {names}.",
            len(self.unused),
            names=", ".join(names),
        )


def _kind_words(delimiter: str, has_header: bool) -> str:
    if not delimiter:
        return t("One column with a heading.") if has_header else t("One column.")
    if delimiter == "\t":
        return t("A table with tabs, with headings.") if has_header else t("A table with tabs.")
    if has_header:
        return t("CSV with “{delimiter}”, with headings.", delimiter=delimiter)
    return t("CSV with “{delimiter}”, without headings.", delimiter=delimiter)


COLUMNS_LOOKED_AT: Final = 300
"""So many columns from the left are looked at: a table of a million commas is no list of people."""
_UNUSED_NAMED: Final = 10


def plain(heading: str) -> str:
    """A heading's letters and digits alone, in small letters: ``E-Mail Address`` is
    ``emailaddress``."""
    return "".join(filter(str.isalnum, heading.casefold()))


def is_heading(cell: str, wishes: Sequence[Wish]) -> bool:
    """Whether `cell` is a known heading of one of `wishes`."""
    words = plain(cell)
    return any(words in wish.headings for wish in wishes)


def read_table(data: bytes | str, wishes: Sequence[Wish]) -> Table:
    """The table in `data`, with the columns of `wishes` that it has.

    Raises ProblemError (exit status 2): as `decode`, and ``table.no_column`` where a needed one is
    missing.
    """
    decoded = decode(data)
    return arrange(read_rows(decoded.text, lambda raw: fit(raw, wishes)), decoded, wishes)


def fit(raw: RawTable, wishes: Sequence[Wish]) -> tuple[int, ...]:
    """How well a delimiter fits: known headings, cells of the needed columns, even rows."""
    rows = raw.sample
    if not rows:
        return (0,)
    headings = sum(is_heading(cell, wishes) for cell in rows[0].cells)
    hits = [
        max((_hits(rows, at, wish) for at in _places(raw)), default=0)
        for wish in wishes
        if wish.looks
    ]
    even = sum(len(row.cells) == raw.width for row in rows) if raw.width > 1 else 0
    return (headings, sum(hits[:1]), even, raw.width)


def _places(raw: RawTable) -> range:
    return range(min(raw.width, COLUMNS_LOOKED_AT))


def _cell(row: RawRow, at: int) -> str:
    return row.cells[at] if at < len(row.cells) else ""


def _hits(rows: Sequence[RawRow], at: int, wish: Wish) -> int:
    looks = wish.looks
    return sum(bool(looks and (cell := _cell(row, at)) and looks(cell)) for row in rows)


def arrange(raw: RawTable, decoded: Decoded, wishes: Sequence[Wish]) -> Table:
    """`raw` with its columns found. Raises ProblemError ``table.no_column``."""
    found = _columns(raw, wishes)
    has_header = _has_header(raw, wishes, found)
    headings = raw.rows[0].cells if has_header else ()
    for wish in wishes:
        if wish.needed and wish.name not in found:
            raise ProblemError(_no_column(wish, raw))

    def column(name: str, at: int) -> Column:
        heading = headings[at] if at < len(headings) else ""
        return Column(name, at + 1, safe_text(heading, limit=60))

    rows, bad = _rows(raw, found, has_header)
    unused = [at for at in range(raw.width) if at not in found.values()]
    return Table(
        columns=tuple(column(name, at) for name, at in found.items()),
        unused=tuple(column("", at) for at in unused),
        delimiter=raw.delimiter,
        encoding=decoded.encoding,
        has_header=has_header,
        header_line=raw.rows[0].line if has_header else 0,
        rows=tuple(rows),
        bad=tuple(sorted((*raw.bad, *bad), key=lambda row: row.line)),
    )


def _columns(raw: RawTable, wishes: Sequence[Wish]) -> dict[str, int]:
    """The place of each wish's column."""
    found: dict[str, int] = {}
    for wish in wishes:
        places = [at for at in _places(raw) if at not in found.values()]
        ranked = [(rank, -at) for at in places if (rank := _rank(raw, at, wish))]
        if ranked:
            found[wish.name] = -max(ranked)[1]
    return found


def _rank(raw: RawTable, at: int, wish: Wish) -> tuple[bool, bool, int] | None:
    """How well a column fits a wish: by its content, its heading, and how much of it; None where
    it does not."""
    rows = raw.sample
    named = bool(rows) and plain(_cell(rows[0], at)) in wish.headings
    if wish.looks is None:
        return (True, True, 0) if named else None
    body = rows[1:] if named else rows
    filled = sum(bool(_cell(row, at)) for row in body)
    hits = _hits(body, at, wish)
    if named:
        # A heading alone does not make it one: "Role" may be a profession.
        return (bool(hits), True, hits) if hits or not filled or wish.needed else None
    enough = hits == filled if wish.all_cells else hits * 2 >= filled
    return (True, False, hits) if hits and enough else None


def _has_header(raw: RawTable, wishes: Sequence[Wish], found: Mapping[str, int]) -> bool:
    """Whether the first row names the columns: by a known heading, or because the cell that should
    be an address is something else."""
    if not raw.rows:
        return False
    first = raw.rows[0]
    for wish in wishes:
        at = found.get(wish.name)
        if at is not None and plain(_cell(first, at)) in wish.headings:
            return True
    for wish in wishes:
        at = found.get(wish.name)
        if wish.needed and wish.looks and at is not None and len(raw.rows) > 1:
            cell = _cell(first, at)
            return bool(cell) and "@" not in cell and not wish.looks(cell)
    return False


def _rows(
    raw: RawTable, found: Mapping[str, int], has_header: bool
) -> tuple[list[TableRow], list[BadRow]]:
    rows, bad = [], []
    width = len(raw.rows[0].cells) if has_header else raw.width
    for row in raw.rows[1:] if has_header else raw.rows:
        cells = row.cells
        if len(cells) > width and any(cells[width:]):
            bad.append(BadRow(row.line, row.shown, _too_many(len(cells), width, has_header)))
            continue
        named = {name: cells[at] if at < len(cells) else "" for name, at in found.items()}
        rows.append(TableRow(row.line, named, row))
    return rows, bad


def _too_many(count: int, width: int, has_header: bool) -> str:
    if has_header:
        return t("It has {count} cells, and the headings are {width}.", count=count, width=width)
    return t("It has {count} cells, and other rows have {width}.", count=count, width=width)


def _no_column(wish: Wish, raw: RawTable) -> Problem:
    first = raw.rows[0].shown if raw.rows else ""
    return Problem(
        "table.no_column",
        t("The table has no column “{name}”.", name=wish.name),
        t("Its first row is: {row}", row=first) if first else t("It is empty."),
        t("Name the column in the first row, and check what stands between the columns."),
        exit=Exit.USAGE,
    )
