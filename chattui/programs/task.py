"""What a plan or a list comes to as a Task: the same requests, put together in tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chattui.programs.model import Grant, Task

if TYPE_CHECKING:
    from chattui.endpoints import Endpoints
    from chattui.plans.model import Plan


def task_of_plan(
    plan: Plan, *, grant: Grant, subject: str, account: str, endpoints: Endpoints
) -> Task:
    """The program's task that does what `plan` does.

    `subject` is whom a service account acts as, `account` what ``chattui token --account`` takes.
    """
    raise NotImplementedError
