"""The one table of rules, and how they are run.

A rule is a generator over `Mark`s whose docstring is its documentation::

    @rule("CS001", Severity.WARNING)
    def byte_order_mark(document: Document) -> Iterator[Mark]:
        \"\"\"The file starts with a byte order mark, which strict JSON readers refuse.\"\"\"

`needs` names what must be there for it to be asked (`NEEDS`), and `after` the codes that, where one
of them was found, make it silent, so that one cause brings one finding. Adding a rule means one
function, and one bad and one good case in ``tests/unit/clientfile/cases``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import NamedTuple

from chattui.clientfile.faults import Fault
from chattui.clientfile.model import Document, Finding
from chattui.clientfile.tree import Node
from chattui.words import tn

NEEDS: dict[str, Callable[[Document], bool]] = {
    "bytes": lambda document: True,
    "sound": lambda document: document.sound,
    "client": lambda document: document.sound and document.is_client,
    "fields": lambda document: document.sound and document.fields is not None,
}
"""What a rule can ask for: any file, a tree that can be trusted, a client's fields, any fields."""


class Mark(NamedTuple):
    """What a rule found; the registry makes a `Finding` of it."""

    message: str
    remedy: str
    span: tuple[int, int] | None = None
    path: tuple[str, ...] = ()
    """The names that lead to the value, as the file spells them."""


Check = Callable[[Document], Iterator[Mark]]


class Rule(NamedTuple):
    """One rule of the registry."""

    code: str
    severity: str
    needs: str
    after: frozenset[str]
    check: Check

    @property
    def title(self) -> str:
        """The first sentence of its documentation."""
        return (self.check.__doc__ or "").partition("\n")[0].strip()


RULES: dict[str, Rule] = {}
MOST = 20
"""How many findings one rule makes of one file."""


def rule(
    code: str, severity: str, *, needs: str = "bytes", after: tuple[str, ...] = ()
) -> Callable[[Check], Check]:
    """Register a rule. A code that is taken is a mistake of ours and fails at once."""

    def register(check: Check) -> Check:
        if code in RULES:
            raise ValueError(f"{code} is taken")
        RULES[code] = Rule(code, severity, needs, frozenset(after), check)
        return check

    return register


def run_rules(document: Document) -> tuple[Finding, ...]:
    """The findings of all rules: first about bytes and syntax, each in the order of the text."""
    met = {name for name, holds in NEEDS.items() if holds(document)}
    found: list[Finding] = []
    codes: set[str] = set()
    for asked in in_order():
        if asked.needs in met and not asked.after & codes:
            for mark in islice(asked.check(document), MOST):
                found.append(_finding(asked, mark, document))
                codes.add(asked.code)
    return tuple(sorted(found, key=_place))


def in_order() -> list[Rule]:
    """The rules as they are asked: each behind those that can silence it, and then by code."""
    if len(_ORDER) != len(RULES):
        depths: dict[str, int] = {}
        _ORDER[:] = sorted(RULES.values(), key=lambda asked: (_depth(asked, depths), asked.code))
    return _ORDER


_ORDER: list[Rule] = []


def _depth(asked: Rule, depths: dict[str, int]) -> int:
    """How many rules one behind the other can silence a rule."""
    if asked.code not in depths:
        before = (_depth(RULES[code], depths) for code in asked.after)
        depths[asked.code] = 1 + max(before, default=-1)
    return depths[asked.code]


def _place(finding: Finding) -> tuple[bool, bool, int, str]:
    """What is no JSON comes first, since nothing else is certain before it is put right."""
    start = finding.span[0] if finding.span else 0
    return finding.code >= "CS040", finding.span is None, start, finding.code


def _finding(asked: Rule, mark: Mark, document: Document) -> Finding:
    line, column = document.lines.locate(mark.span[0]) if mark.span else (1, 1)
    return Finding(
        code=asked.code,
        severity=asked.severity,
        message=mark.message,
        remedy=mark.remedy,
        line=line,
        column=column,
        pointer=_pointer(mark.path),
        span=mark.span,
    )


_PLACE = re.compile("[0-9]{1,6}").fullmatch


def _pointer(path: tuple[str, ...]) -> str:
    """The JSON Pointer of `path` (RFC 6901), with names that may be secrets masked."""
    if not path:
        return ""
    from chattui.clientfile.masking import shown_name

    # A place in a list stands behind a name; a number that is a name may be a secret.
    names = (
        name if number and path[number - 1].endswith("s") and _PLACE(name) else shown_name(name)
        for number, name in enumerate(path)
    )
    return "".join("/" + name.replace("~", "~0").replace("/", "~1") for name in names)


def span_of(node: Node) -> tuple[int, int]:
    """The range of characters of a value, its quotes with it; of a bracket, its first character."""
    if node.items or node.members:
        return node.start, node.start + 1
    return node.start, max(node.end, node.start + 1)


def path_of(document: Document, *names: str) -> tuple[str, ...]:
    """The path to a field below the wrapper, where there is one."""
    return (document.wrapper, *names) if document.wrapper else names


def mark_of_fault(fault: Fault, message: str, remedy: str) -> Mark:
    """A mark where the reader noted a fault, with how often the same was met."""
    if fault.count > 1:
        more = tn(
            "The same is so in {count} more place.",
            "The same is so in {count} more places.",
            count=fault.count - 1,
        )
        message = f"{message} {more}"
    return Mark(message, remedy, (fault.start, max(fault.end, fault.start + 1)))


def catalogue() -> list[tuple[str, str, str, bool]]:
    """Code, severity, title and whether it may be mended, of every rule by its code."""
    from chattui.clientfile.mending import MENDABLE

    return [
        (code, entry.severity, entry.title, code in MENDABLE)
        for code, entry in sorted(RULES.items())
    ]


def explain(code: str) -> str:
    """The page of a rule: its code, severity and documentation; empty for an unknown code."""
    asked = RULES.get(code.strip().upper())
    if asked is None:
        return ""
    from inspect import cleandoc

    return f"{asked.code} ({asked.severity})\n\n{cleandoc(asked.check.__doc__ or '')}\n"
