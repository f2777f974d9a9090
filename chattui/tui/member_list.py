"""MemberList: which of a space's members are shown, in which order, and which ones are selected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from chattui.chat.models import Membership
from chattui.safe_text import safe_text
from chattui.tui.selection import Selection
from chattui.words import t, tn

ORDERS: Final = ("role", "who", "state", "kind")
_RANKS: Final = {"ROLE_MANAGER": 0, "ROLE_ASSISTANT_MANAGER": 1, "ROLE_MEMBER": 2}
_NOTHING: Mapping[str, Any] = {}

Known = Mapping[str, tuple[str, str]]
"""Name and address by ``users/ID``, as far as they were looked up."""


def who(member: Membership, known: Known | None = None) -> str:
    """What a member is called: name and address where they are known, else the ID."""
    name, email = (known or {}).get(member.user_name, ("", ""))
    name, email = member.display_name or name, member.email or email
    if name and email and name != email:
        return safe_text(f"{name}  {email}")
    return safe_text(name or email or member.label)


def address(member: Membership, known: Known | None = None) -> str:
    """The address of a member, "" where it is not known."""
    return member.email or (known or {}).get(member.user_name, ("", ""))[1]


def kind(member: Membership) -> str:
    """What kind of member this is, and whether from outside the organisation."""
    if member.kind == "person" and member.affiliation == "EXTERNAL":
        return t("person, outside")
    if member.kind == "person" and member.affiliation == "MANAGED_EXTERNAL":
        return t("guest")
    return member.kind_words


def lean(member: Membership) -> Membership:
    """`member` without the rest of Google's answer, which takes much room in long lists."""
    return replace(member, raw=_NOTHING) if member.raw else member


class MemberList(Selection[Membership]):
    """The members of one space as its page shows them; ten thousand are no trouble."""

    def __init__(self) -> None:
        super().__init__()
        self.all: list[Membership] = []
        self.people: dict[str, tuple[str, str]] = {}
        self._words: list[str] = []
        self.order = ORDERS[0]
        self._texts: dict[str, str] = {}

    def clear(self) -> None:
        """Nobody is known any more; the filter and the order stay."""
        self.all, self.shown, self._texts = [], [], {}
        self.select_none()

    def add(self, members: Iterable[Membership]) -> None:
        """These are known besides."""
        self.all += [lean(member) for member in members]
        self._arrange()

    def add_below(self, members: Iterable[Membership]) -> None:
        """These are known besides, and stand below the others until all of them are known: to
        sort again for each page would not be linear."""
        more = [lean(member) for member in members]
        self.all += more
        self.shown += [member for member in more if self._matches(member)]

    def learn(self, people: Mapping[str, tuple[str, str]]) -> None:
        """These names and addresses were looked up."""
        self.people.update(people)
        self._texts = {}
        self._arrange()

    @property
    def nameless(self) -> tuple[str, ...]:
        """The people of whom Google gave the ID alone."""
        return tuple(
            member.user_name
            for member in self.all
            if member.kind == "person"
            and not (member.display_name and member.email)
            and member.user_name not in self.people
        )

    def _arrange(self) -> None:
        self.all.sort(key=self._place)
        self.filter(self.wanted)

    def _place(self, member: Membership) -> tuple[int, str, str]:
        first = {"role": _RANKS.get(member.role, 9), "state": int(member.state != "INVITED")}
        second = kind(member) if self.order == "kind" else ""
        return first.get(self.order, 0), second, who(member, self.people).casefold()

    def filter(self, wanted: str) -> None:
        """Show only those in whose name, address, role, state or kind every word occurs."""
        self.wanted = wanted.strip()
        self._words = self.wanted.casefold().split()
        self.shown = [m for m in self.all if self._matches(m)] if self._words else list(self.all)

    def _matches(self, member: Membership) -> bool:
        return not self._words or all(word in self._text(member) for word in self._words)

    def _text(self, member: Membership) -> str:
        text = self._texts.get(member.name)
        if text is None:
            parts = (who(member, self.people), member.role_words, member.state_words, kind(member))
            text = self._texts[member.name] = " ".join((*parts, member.user_name)).casefold()
        return text

    def next_order(self) -> None:
        """Order by the next column."""
        self.order = ORDERS[(ORDERS.index(self.order) + 1) % len(ORDERS)]
        self._arrange()

    def chosen(self, here: Membership | None) -> tuple[Membership, ...]:
        """The selected members, filtered away or not; where there are none, the one `here`."""
        if self.selected:
            return tuple(member for member in self.all if member.name in self.selected)
        return (here,) if here is not None else ()

    def words(self) -> str:
        """How many are shown of how many, which ones, in which order, how many selected."""
        orders = {
            "role": t("by role"),
            "who": t("by name"),
            "state": t("by state"),
            "kind": t("by kind"),
        }
        if not self.all:
            return ""
        count = tn("{count} member", "{count} members", len(self.all))
        if self.wanted:
            count = t(
                "{shown} of {known} · filter “{wanted}”",
                shown=format(len(self.shown), ","),
                known=format(len(self.all), ","),
                wanted=self.wanted,
            )
        words = t("{count} · {order}", count=count, order=orders[self.order])
        if not self.selected:
            return words
        return t("{selected} selected · {words}", selected=len(self.selected), words=words)
