"""What a plan comes to as a Task: the same requests, in tables where they are alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chattui.oauth.scopes import least
from chattui.programs.blocks import Blocks
from chattui.programs.groups import groups_of
from chattui.programs.lists import Listing
from chattui.programs.model import Grant, Task
from chattui.words import t

if TYPE_CHECKING:
    from chattui.endpoints import Endpoints
    from chattui.plans.model import Plan


def task_of_plan(
    plan: Plan, *, grant: Grant, subject: str, account: str, endpoints: Endpoints
) -> Task:
    """The program's task that does what `plan` does, under the same request ids.

    `subject` is whom a service account acts as, `account` what ``chattui token --account`` takes.
    """
    from chattui.plans.model import Action

    blocks = Blocks(plan)
    made = tuple(each for group in groups_of(plan) for each in blocks.of(group))
    actions = {row.action for row in plan.rows}
    notes = []
    if Action.SEND_MAIL in actions:
        notes.append(t("A mail is sent again each time that it runs."))
    if Action.LOG_ROWS in actions:
        notes.append(t("The log gets its rows again each time that it runs."))
    return Task(
        title=plan.title,
        blocks=made,
        scopes=least(blocks.scopes),
        grant=grant,
        subject=subject,
        account=account,
        emulator=_emulator(endpoints),
        note=" ".join(notes),
    )


def task_of_list(
    listing: Listing, *, grant: Grant, subject: str, account: str, endpoints: Endpoints
) -> Task:
    """The program's task that prints what a `Listing` (`chattui.programs.lists`) asks for."""
    return Task(
        title=listing.title,
        blocks=listing.blocks,
        scopes=least(listing.scopes),
        grant=grant,
        subject=subject,
        account=account,
        emulator=_emulator(endpoints),
    )


def _emulator(endpoints: Endpoints) -> str:
    return f"http://{endpoints.emulator}" if endpoints.emulator else ""
