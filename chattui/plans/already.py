"""What a plan leaves alone because it is so already, and what it leaves behind, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from chattui.chat.models import Membership
from chattui.plans.acting import Acting
from chattui.plans.here import Here
from chattui.plans.making import Maker, names, note
from chattui.problem import Problem
from chattui.words import t, tn


@dataclass(slots=True)
class Already:
    """Names of those about whom nothing is done, by the reason."""

    members: list[str] = field(default_factory=list)
    invited: list[str] = field(default_factory=list)
    higher: list[str] = field(default_factory=list)
    """Members with more rights than asked for, who keep them."""
    strangers: list[str] = field(default_factory=list)
    """Who is no member."""
    so: list[str] = field(default_factory=list)
    """Who has the role already."""

    def adding(self) -> Iterator[Problem]:
        """What to know before people are added."""
        if count := len(set(self.members)):
            yield note(
                "already_members",
                tn(
                    "{count} is a member already: {names}.",
                    "{count} are members already: {names}.",
                    count,
                    names=_each_once(self.members),
                ),
                _by_space(self.members, t("Nothing is sent for them.")),
            )
        yield from self._invited()
        if count := len(set(self.higher)):
            yield note(
                "higher_role",
                tn(
                    "{count} has more rights already, and keeps them: {names}.",
                    "{count} have more rights already, and keep them: {names}.",
                    count,
                    names=_each_once(self.higher),
                ),
                _by_space(
                    self.higher, t("Adding takes nothing away; roles are changed by themselves.")
                ),
            )

    def removing(self) -> Iterator[Problem]:
        """What to know before people are removed."""
        if count := len(set(self.strangers)):
            yield note(
                "no_members",
                tn(
                    "{count} is no member: {names}.",
                    "{count} are no members: {names}.",
                    count,
                    names=_each_once(self.strangers),
                ),
                _by_space(
                    self.strangers,
                    t(
                        "Nothing is sent for them. Members of a Google group in it are in by"
                        " the group."
                    ),
                ),
            )

    def roles(self) -> Iterator[Problem]:
        """What to know before roles are changed."""
        yield from self.removing()
        if count := len(set(self.so)):
            yield note(
                "already_so",
                tn(
                    "{count} has that role already: {names}.",
                    "{count} have that role already: {names}.",
                    count,
                    names=_each_once(self.so),
                ),
                _by_space(self.so, t("Nothing is sent for them.")),
            )
        if count := len(set(self.invited)):
            yield note(
                "role_of_invited",
                tn(
                    "{count} is invited and has not accepted: {names}.",
                    "{count} are invited and have not accepted: {names}.",
                    count,
                    names=_each_once(self.invited),
                ),
                _by_space(
                    self.invited,
                    t("They can have a role once they are in; nothing is sent for them."),
                ),
            )

    def _invited(self) -> Iterator[Problem]:
        if count := len(set(self.invited)):
            yield note(
                "already_invited",
                tn(
                    "{count} is invited already: {names}.",
                    "{count} are invited already: {names}.",
                    count,
                    names=_each_once(self.invited),
                ),
                _by_space(
                    self.invited, t("Nothing is sent for them; they are members once they accept.")
                ),
            )


def _each_once(labels: Sequence[str]) -> str:
    return names(dict.fromkeys(labels))


def _by_space(labels: Sequence[str], words: str) -> str:
    """`words`, and how often they hold where somebody is named for more spaces than one."""
    if len(set(labels)) == len(labels):
        return words
    return t("Counted by space that is so {count} times. {words}", count=len(labels), words=words)


def not_an_owner(acting: Acting, places: Sequence[Here]) -> Iterator[Problem]:
    """Where the acting person is seen to own nothing, and roles would be refused."""
    barred = [
        here.target.label
        for here in places
        if here.owners
        and not acting.admin
        and all(acting.user_id or member.email for member in here.owners)
        and not any(map(acting.is_member, here.owners))
    ]
    if barred:
        yield note(
            "not_an_owner",
            tn(
                "You do not own {count} of them yourself: {names}.",
                "You do not own {count} of them yourself: {names}.",
                len(barred),
                names=names(barred),
            ),
            t("Only an owner gives roles: Google will most likely refuse it."),
        )


def warn_of_owners(
    maker: Maker,
    acting: Acting,
    places: Sequence[Here],
    gone: Mapping[str, Sequence[Membership]],
) -> None:
    """Warn of spaces that lose their last owner, and of those that the acting person leaves;
    `gone` names who is owner or member no more, by the space."""
    orphaned, mine = [], []
    for here in places:
        lost = gone[here.target.space]
        left = {member.name for member in here.owners} - {member.name for member in lost}
        if here.owners and not left:
            orphaned.append(here.target.label)
        if any(acting.is_member(member) for member in lost):
            mine.append(here.target.label)
    if orphaned:
        maker.warn(
            "last_owner",
            tn(
                "{count} space is left without an owner: {names}.",
                "{count} spaces are left without an owner: {names}.",
                len(orphaned),
                names=names(orphaned),
            ),
            t("Then only an administrator can give it one."),
            t("Make somebody else an owner first."),
        )
    if mine:
        maker.warn(
            "yourself",
            tn(
                "You are among them yourself, in {count} space: {names}.",
                "You are among them yourself, in {count} spaces: {names}.",
                len(mine),
                names=names(mine),
            ),
            t("It is done last, since after it you may change nothing there any more."),
        )
