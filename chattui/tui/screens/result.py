"""What came of making a space: its link, and what became of its people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import VerticalScroll
from textual.widget import Widget

from chattui.tui.page import Page, page_bindings
from chattui.tui.space_words import link
from chattui.tui.text import styled
from chattui.tui.widgets.prose import Prose
from chattui.words import t, tn

if TYPE_CHECKING:
    from chattui.chat.creation import Created, MemberResult
    from chattui.chat.models import Space
    from chattui.vault import AccountEntry


class ResultPage(Page[bool]):
    """Gives True where another space is wanted."""

    PAGE = "result"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = """
    ResultPage VerticalScroll { height: 1fr; padding: 1 0; }
    ResultPage .title { margin-top: 1; text-style: bold; }
    ResultPage .detail { padding: 0 1 0 3; }
    """

    def __init__(self, account: AccountEntry, created: Created) -> None:
        super().__init__()
        self.account = account
        self.created = created

    def page_title(self) -> str:
        """What this is."""
        return t("New space · done")

    def body(self) -> Iterable[Widget]:
        """All of it."""
        yield VerticalScroll(*space_words(self.created.space), *people_words(self.created))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A link is copied where there is one."""
        return bool(self.created.space.uri) if action == "copy_link" else True

    def action_copy_link(self) -> None:
        """Copy the link by OSC 52."""
        self.copy(self.created.space.uri)

    def action_open(self) -> None:
        """Show the new space."""
        from chattui.tui.screens.space import SpacePage

        self.app.push_screen(SpacePage(self.account, self.created.space))

    def action_another(self) -> None:
        """Make another one."""
        self.dismiss(True)

    def action_back(self) -> None:
        """Back to Home."""
        self.dismiss(False)


def space_words(space: Space) -> Iterator[Widget]:
    """The new space and its link."""
    yield Prose(styled(t("✓ “{name}” is there.", name=space.label), "bold"))
    yield Prose(space.name, classes="detail")
    unknown = t("Its link is not known: this sign-in may not see spaces.")
    yield Prose(link(space.uri) if space.uri else unknown, classes="detail")


def people_words(created: Created) -> Iterator[Widget]:
    """The people, by what became of them; who was left out comes first."""
    for result, title in _titles(created):
        people = created.having(result)
        if people:
            yield Prose(title, classes="title")
            yield Prose(", ".join(person.email for person in people), classes="detail")
            yield from (Prose(why, classes="detail") for why in _why(people))


def _titles(created: Created) -> tuple[tuple[str, str], ...]:
    count = {r: len(created.having(r)) for r in ("dropped", "unknown", "added", "invited")}
    return (
        (
            "dropped",
            tn(
                "✗ {count} person was not added:",
                "✗ {count} people were not added:",
                count["dropped"],
            ),
        ),
        (
            "unknown",
            tn(
                "? Whether {count} person was added is not known:",
                "? Whether {count} people were added is not known:",
                count["unknown"],
            ),
        ),
        (
            "added",
            tn("✓ {count} person was added:", "✓ {count} people were added:", count["added"]),
        ),
        (
            "invited",
            tn(
                "✓ {count} person was invited, and joins by accepting:",
                "✓ {count} people were invited, and join by accepting:",
                count["invited"],
            ),
        ),
    )


def _why(people: tuple[MemberResult, ...]) -> list[str]:
    """Each reason once: they are mostly the same for all."""
    reasons = [
        " ".join(part for part in (p.problem.cause, p.problem.remedy) if part)
        for p in people
        if p.problem is not None
    ]
    return list(dict.fromkeys(reasons))
