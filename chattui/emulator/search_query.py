"""The grammar of spaces.search queries, as the discovery document describes it in words.

Different fields are joined by AND alone. Of one field, ``customer`` and ``space_type`` are there
once, names, history and external access may be joined by OR, and times by OR, or by AND for an
interval. OR binds closer than AND, as in Google's other filters (AIP-160).
"""

from __future__ import annotations

import operator
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from chattui.emulator.bulk import Facts

QUERY_LIMIT = 1000
CUSTOMER, TYPE, NAME = "customer", "space_type", "display_name"
_EXTERNAL, _HISTORY = "external_user_allowed", "space_history_state"
_TIMES: Final = ("create_time", "last_active_time")
_USER_FIELDS: Final = {TYPE, NAME, _EXTERNAL}
_ADMIN_FIELDS: Final = {*_USER_FIELDS, CUSTOMER, _HISTORY, *_TIMES}
_VALUES: Final = {
    CUSTOMER: ("customers/my_customer",),
    TYPE: ("SPACE",),
    _EXTERNAL: ("true", "false"),
    _HISTORY: ("HISTORY_ON", "HISTORY_OFF"),
}
_COMPARE: Final[dict[str, Callable[[float, float], bool]]] = {
    "=": operator.eq,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
_TOKEN: Final = re.compile(
    r'\s*(?:(?P<mark>[()])|(?P<word>AND|OR)(?![A-Za-z_"])'
    r'|(?P<field>[a-z_]+)\s*(?P<sign><=|>=|[:=<>])\s*"(?P<value>(?:[^"\\]|\\.)*)")\s*'
)
_WORDS: Final = re.compile(r"\w+")


class QueryError(ValueError):
    """A query that is not of the grammar."""


@dataclass(frozen=True, slots=True)
class Term:
    """``field sign "value"``; `words` or `moment` is the value as it is compared."""

    field: str
    sign: str
    value: str
    words: tuple[str, ...] = ()
    moment: float = 0.0

    def holds(self, facts: Facts) -> bool:
        """Whether a space with these facts passes."""
        if self.field == NAME:
            own = _WORDS.findall(facts.name.casefold())
            return bool(self.words) and all(
                any(word.startswith(asked) for word in own) for asked in self.words
            )
        if self.field in _TIMES:
            moment = facts.created if self.field == "create_time" else facts.last_active
            return _COMPARE[self.sign](moment, self.moment)
        if self.field == _EXTERNAL:
            return facts.external is (self.value == "true")
        return self.field != _HISTORY or facts.history == self.value


Group = tuple[tuple[Term, ...], ...]
"""Alternatives; all terms of one must hold."""


@dataclass(frozen=True, slots=True)
class Query:
    """All of `groups` must hold, of each group one of the alternatives, of each all terms.

    What every named space of the organization passes is not among them.
    """

    groups: tuple[Group, ...]

    def holds(self, facts: Facts) -> bool:
        """Whether a space with these facts is found."""
        return all(
            any(all(term.holds(facts) for term in terms) for terms in group)
            for group in self.groups
        )

    def names(self, field: str) -> bool:
        """Whether the query says something about `field`."""
        return any(group[0][0].field == field for group in self.groups)


def read_query(text: str, *, admin: bool) -> Query:
    """The query of `text`; raises `QueryError`."""
    if len(text) > QUERY_LIMIT:
        raise QueryError("length")
    reader = _Reader(_tokens(text))
    groups = tuple(reader.conjunction())
    if reader.tokens:
        raise QueryError("end")
    fields = [_field_of(group) for group in groups]
    known = _ADMIN_FIELDS if admin else _USER_FIELDS
    if not set(fields) <= known or TYPE not in fields or (admin and CUSTOMER not in fields):
        raise QueryError("fields")
    telling = [one for one in zip(groups, fields, strict=True) if one[1] not in {CUSTOMER, TYPE}]
    alone = Counter(fields)
    if alone[TYPE] > 1 or alone[CUSTOMER] > 1:
        raise QueryError("twice")
    return Query(_joined(telling))


def _tokens(text: str) -> list[str | Term]:
    tokens: list[str | Term] = []
    place = 0
    while place < len(text.rstrip()):
        match = _TOKEN.match(text, place)
        if match is None:
            raise QueryError(text[place:])
        place = match.end()
        value = re.sub(r"\\(.)", r"\1", match["value"] or "")
        plain = match["mark"] or match["word"]
        tokens.append(plain or _term(match["field"], match["sign"], value))
    return tokens


def _term(field: str, sign: str, value: str) -> Term:
    if field == NAME:
        if sign != ":":
            raise QueryError(field)
        return Term(field, sign, value, words=tuple(_WORDS.findall(value.casefold())))
    if field in _TIMES:
        if sign not in _COMPARE:
            raise QueryError(field)
        return Term(field, sign, value, moment=_moment(value))
    if sign != "=" or value not in _VALUES.get(field, ()):
        raise QueryError(field)
    return Term(field, sign, value)


def _moment(text: str) -> float:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise QueryError(text) from None
    if moment.tzinfo is None or "T" not in text.upper():
        raise QueryError(text)
    return moment.timestamp()


class _Reader:
    """Reads tokens as a conjunction of alternatives of conjunctions of terms."""

    def __init__(self, tokens: list[str | Term]) -> None:
        self.tokens = tokens

    def conjunction(self) -> list[Group]:
        """Groups joined by AND; parentheses around several of them change nothing."""
        groups = self._alternatives()
        while self._take("AND"):
            groups += self._alternatives()
        return groups

    def _alternatives(self) -> list[Group]:
        first = self._factor()
        if self.tokens[:1] != ["OR"]:
            return first
        parts = [first]
        while self._take("OR"):
            parts.append(self._factor())
        group: list[tuple[Term, ...]] = []
        for part in parts:
            if len(part) == 1:
                group += part[0]
            elif all(len(inner) == 1 for inner in part):
                group.append(tuple(term for inner in part for term in inner[0]))
            else:
                raise QueryError("nesting")
        return [tuple(group)]

    def _factor(self) -> list[Group]:
        if self._take("("):
            inner = self.conjunction()
            if not self._take(")"):
                raise QueryError(")")
            return inner
        if not self.tokens or isinstance(self.tokens[0], str):
            raise QueryError("term")
        term = self.tokens.pop(0)
        assert isinstance(term, Term)
        return [((term,),)]

    def _take(self, word: str) -> bool:
        if self.tokens[:1] != [word]:
            return False
        del self.tokens[0]
        return True


def _field_of(group: Group) -> str:
    """The one field that a group is about; raises where there are several, or too many terms."""
    fields = {term.field for terms in group for term in terms}
    field = next(iter(fields))
    if len(fields) != 1 or (field in {CUSTOMER, TYPE} and len(group) > 1):
        raise QueryError("fields of a group")
    for terms in group:
        _check_interval(field, terms)
    return field


def _joined(groups: list[tuple[Group, str]]) -> tuple[Group, ...]:
    """`groups` with what AND joins of one field as one interval; raises for anything else."""
    by_field: dict[str, Group] = {}
    for group, field in groups:
        if field not in by_field:
            by_field[field] = group
            continue
        earlier = by_field[field]
        if len(earlier) > 1 or len(group) > 1:
            raise QueryError(field)
        interval = earlier[0] + group[0]
        _check_interval(field, interval)
        by_field[field] = (interval,)
    return tuple(by_field.values())


def _check_interval(field: str, terms: tuple[Term, ...]) -> None:
    if len(terms) == 1:
        return
    signs = sorted(term.sign[0] for term in terms)
    if field not in _TIMES or signs != ["<", ">"]:
        raise QueryError(field)
