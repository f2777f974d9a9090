"""Queries of ``spaces.search``: what is looked for, whether Google takes it, and its text.

The grammar is that of the discovery document: AND between fields, OR between the words of one;
at most 1,000 characters. Only named spaces are searched.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from chattui.chat.texts import warning, wrong
from chattui.problem import Problem
from chattui.words import t

QUERY_LIMIT: Final = 1000
_NAMED: Final = 'space_type = "SPACE"'
_ORGANISATION: Final = 'customer = "customers/my_customer"'

ADMIN_ORDERS: Final = {
    "members": "membership_count.joined_direct_human_user_count",
    "active": "last_active_time",
    "created": "create_time",
}
"""What a search with administrator access can be ordered by; without it only by ``created``,
the newest first."""


def order_by(column: str = "", *, descending: bool = True, admin: bool = False) -> str:
    """Google's ``orderBy`` for one of `ADMIN_ORDERS`; "" where it cannot order by that."""
    if column not in ADMIN_ORDERS or (not admin and (column != "created" or not descending)):
        return ""
    return f"{ADMIN_ORDERS[column]} {'DESC' if descending else 'ASC'}"


@dataclass(frozen=True, slots=True)
class UserQuery:
    """What a person looks for among the spaces that they can find."""

    names: tuple[str, ...] = ()
    """Beginnings of words of the name; each text is one alternative. Google finds nothing
    without one."""
    external: bool | None = None

    def text(self) -> str:
        """The query as Google reads it."""
        return _joined([*_names(self.names), *_external(self.external), _NAMED])

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with it."""
        if not any(map(_words, self.names)):
            return (
                wrong(
                    "search.name_missing",
                    t("There is no word of a name to look for."),
                    t("Without administrator access Google finds spaces by their names alone."),
                    t("Write the beginning of a word of the name."),
                ),
                *_too_long(self.text()),
            )
        return _too_long(self.text())


@dataclass(frozen=True, slots=True)
class AdminQuery:
    """What an administrator looks for among all named spaces of the organisation. Times have a
    time zone; a bound that is None is none."""

    names: tuple[str, ...] = ()
    external: bool | None = None
    history: bool | None = None
    active_after: datetime | None = None
    active_before: datetime | None = None
    """Idle since then: what has had no message is found as well where Google counts it so."""
    created_after: datetime | None = None
    created_before: datetime | None = None

    def text(self) -> str:
        """The query as Google reads it."""
        history = {None: [], True: ["HISTORY_ON"], False: ["HISTORY_OFF"]}[self.history]
        return _joined(
            [
                _ORGANISATION,
                _NAMED,
                *_names(self.names),
                *_external(self.external),
                *(f'space_history_state = "{state}"' for state in history),
                *_between("last_active_time", self.active_after, self.active_before),
                *_between("create_time", self.created_after, self.created_before),
            ]
        )

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with it."""
        bounds = (
            (self.active_after, self.active_before),
            (self.created_after, self.created_before),
        )
        empty = [
            True for after, before in bounds if after and before and _utc(after) >= _utc(before)
        ]
        found = [
            warning(
                "search.empty_interval",
                t("A time after which comes later than the time before which."),
                t("No space can be in between."),
            )
            for _ in empty[:1]
        ]
        return (*_too_long(self.text()), *found)


def _words(text: str) -> str:
    # Google takes the text apart into words: a quotation mark or backslash is no part of one.
    return " ".join(text.replace('"', " ").replace("\\", " ").split())


def _names(names: tuple[str, ...]) -> Iterator[str]:
    terms = [f'display_name:"{words}"' for words in dict.fromkeys(map(_words, names)) if words]
    if terms:
        yield terms[0] if len(terms) == 1 else f"({' OR '.join(terms)})"


def _external(external: bool | None) -> Iterator[str]:
    if external is not None:
        yield f'external_user_allowed = "{str(external).lower()}"'


def _between(field: str, after: datetime | None, before: datetime | None) -> Iterator[str]:
    terms = [f'{field} > "{_time(after)}"'] if after else []
    terms += [f'{field} < "{_time(before)}"'] if before else []
    if terms:
        yield terms[0] if len(terms) == 1 else f"({' AND '.join(terms)})"


def _utc(when: datetime) -> datetime:
    return when.astimezone(UTC)


def _time(when: datetime) -> str:
    return _utc(when).isoformat(timespec="seconds")


def _joined(terms: list[str]) -> str:
    return " AND ".join(terms)


def _too_long(text: str) -> tuple[Problem, ...]:
    if len(text) <= QUERY_LIMIT:
        return ()
    return (
        wrong(
            "search.too_long",
            t("The query has {length} characters.", length=len(text)),
            t("Google allows {limit}.", limit=QUERY_LIMIT),
            t("Look for fewer names."),
        ),
    )
