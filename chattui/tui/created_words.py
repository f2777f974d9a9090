"""What is told about a space that was made: its link, and what became of its people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual.widget import Widget

from chattui.chat.models import Space
from chattui.plans.model import Action
from chattui.tui.space_words import link
from chattui.tui.text import styled
from chattui.tui.widgets.prose import Prose
from chattui.words import t, tn

if TYPE_CHECKING:
    from chattui.chat.outcome import Created, MemberResult
    from chattui.plans.report import Report


def made_spaces(report: Report) -> tuple[Space, ...]:
    """The spaces that a plan made, as far as they are known."""
    outcomes = [
        report.outcomes[row.number]
        for row in report.plan.rows
        if row.action is Action.CREATE_SPACE and row.number in report.outcomes
    ]
    found = (
        Space.from_json(o.answer if o.answer.get("name") else {"name": o.space}) for o in outcomes
    )
    return tuple(space for space in found if space.name)


def space_words(space: Space) -> Iterator[Widget]:
    """The new space and its link."""
    yield Prose(styled(t("✓ “{name}” is there.", name=space.label), "bold"))
    yield Prose(space.name, classes="detail")
    unknown = t("Its link is not known: this sign-in may not see spaces.")
    yield Prose(link(space.uri) if space.uri else unknown, classes="detail")


def people_words(created: Created) -> Iterator[Widget]:
    """The people, by what became of them; who was left out comes first."""
    for people, title in _titles(created):
        if people:
            yield Prose(title, classes="title")
            yield Prose(", ".join(person.email for person in people), classes="detail")
            yield from (Prose(why, classes="detail") for why in _why(people))


def _titles(created: Created) -> tuple[tuple[tuple[MemberResult, ...], str], ...]:
    unsure = created.having("unknown")
    strangers = tuple(filter(_is_stranger, unsure))
    out = (*strangers, *created.having("dropped"))
    unsure = tuple(each for each in unsure if each not in strangers)
    added, invited = created.having("added"), created.having("invited")
    return (
        (
            out,
            tn("✗ {count} person was not added:", "✗ {count} people were not added:", len(out)),
        ),
        (
            unsure,
            tn(
                "? Whether {count} person was added is not known:",
                "? Whether {count} people were added is not known:",
                len(unsure),
            ),
        ),
        (
            added,
            tn("✓ {count} person was added:", "✓ {count} people were added:", len(added)),
        ),
        (
            invited,
            tn(
                "✓ {count} person was invited, and joins by accepting:",
                "✓ {count} people were invited, and join by accepting:",
                len(invited),
            ),
        ),
    )


def _is_stranger(member: MemberResult) -> bool:
    """Whether Google knows nobody of this address."""
    return member.problem is not None and member.problem.code == "chat.unknown_person"


def _why(people: tuple[MemberResult, ...]) -> list[str]:
    """Each reason once: they are mostly the same for all."""
    reasons = [
        " ".join(part for part in (p.problem.cause, p.problem.remedy) if part)
        for p in people
        if p.problem is not None
    ]
    return list(dict.fromkeys(reasons))
