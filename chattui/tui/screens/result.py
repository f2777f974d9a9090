"""What came of making a space: its link, and what became of its people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget

from chattui.tui.page import Page, page_bindings
from chattui.tui.space_words import link
from chattui.tui.text import plain, styled
from chattui.tui.widgets.prose import Prose
from chattui.words import t, tn

if TYPE_CHECKING:
    from chattui.chat.creation import Created, MemberResult
    from chattui.vault import AccountEntry


class ResultPage(Page[bool]):
    """Gives True where another space is wanted."""

    PAGE = "result"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = "ResultPage VerticalScroll { height: 1fr; padding: 1 0; }"

    def __init__(self, account: AccountEntry, created: Created) -> None:
        super().__init__()
        self.account = account
        self.created = created

    def page_title(self) -> str:
        """What this is."""
        return t("New space · done")

    def body(self) -> Iterable[Widget]:
        """All of it."""
        yield VerticalScroll(Prose(result_words(self.created)))

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


def result_words(created: Created) -> Content:
    """The space and its people, by what became of them; bad news is not at the end."""
    space = created.space
    lines = [styled(t("✓ “{name}” is there.", name=space.label), "bold"), plain(space.name)]
    if space.uri:
        lines.append(link(space.uri))
    else:
        lines.append(plain(t("Its link is not known: this sign-in may not see spaces.")))
    for part in (
        _left_out(created),
        _people(created, "added", t("✓ Added")),
        _people(created, "invited", t("✓ Invited; they join once they accept")),
        _unknown(created),
    ):
        if part.plain:
            lines += [Content(""), part]
    return Content("\n").join(lines)


def _left_out(created: Created) -> Content:
    dropped = created.having("dropped")
    if not dropped:
        return Content("")
    first = tn("✗ {count} person was not added", "✗ {count} people were not added", len(dropped))
    return Content("\n").join(
        (styled(first, "bold $text-error"), *_addresses(dropped), *_why(dropped))
    )


def _unknown(created: Created) -> Content:
    unknown = created.having("unknown")
    if not unknown:
        return Content("")
    first = tn(
        "? Whether {count} person was added is not known",
        "? Whether {count} people were added is not known",
        len(unknown),
    )
    return Content("\n").join(
        (styled(first, "bold $text-warning"), *_addresses(unknown), *_why(unknown))
    )


def _people(created: Created, result: str, title: str) -> Content:
    people = created.having(result)
    if not people:
        return Content("")
    counted = t("{title}: {count}", title=title, count=len(people))
    return Content("\n").join((styled(counted, "bold"), *_addresses(people)))


def _addresses(people: tuple[MemberResult, ...]) -> list[Content]:
    return [plain("  " + ", ".join(person.email for person in people))]


def _why(people: tuple[MemberResult, ...]) -> list[Content]:
    """Each reason once: they are mostly the same for all."""
    seen: dict[str, None] = {}
    for person in people:
        problem = person.problem
        if problem is not None:
            seen[" ".join(part for part in (problem.cause, problem.remedy) if part)] = None
    return [plain(f"  {why}") for why in seen]
