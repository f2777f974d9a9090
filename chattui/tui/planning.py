"""What pages that plan for many spaces take beside what is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chattui.words import t

if TYPE_CHECKING:
    from chattui.tui.account_page import AccountPage
    from chattui.tui.plan_flow import Say


async def reads(page: AccountPage[Any], say: Say) -> dict[str, Any]:
    """How the present state is read, at Google's pace; `say` hears how far that is."""
    from chattui.plans.directory import reads_of

    def tell(event: object) -> None:
        if words := looked_words(event):
            say(words)

    desk = page.session.plans()
    found = await reads_of(page.session, page.account, pace=desk.pace, tell=tell)
    return {"now": page.session.clock(), "reads": found}


def looked_words(event: object) -> str:
    """How many spaces have been looked at, or why it waits; "" for another event."""
    from chattui.plans.people import Looked
    from chattui.tui.event_words import event_words

    if not isinstance(event, Looked):
        return event_words(event)
    if event.of is None:
        return t("{count} spaces looked at so far", count=format(event.number, ","))
    return t(
        "{count} of {total} looked at",
        count=format(event.number, ","),
        total=format(event.of, ","),
    )
