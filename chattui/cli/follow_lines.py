"""What follows a space, as the command line shows it: what will be sent, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from chattui.cli import output
from chattui.words import t, tn

if TYPE_CHECKING:
    import argparse

    from chattui.plans.model import Row
    from chattui.plans.preview import Preview
    from chattui.plans.report import Report
    from chattui.problem import ProblemError


def sends_mail(row: Row) -> bool:
    """Whether a row sends mail to people, which nobody can take back."""
    from chattui.plans.model import Action

    if row.action is Action.SEND_MAIL:
        return True
    return row.action is Action.ADD_EVENT and row.body.get("sendUpdates", "none") != "none"


def show_what_follows(shown: Preview) -> None:
    """The event and the mail as their readers will see them: the first of each."""
    from chattui.plans.follow_ups import preview_of
    from chattui.plans.model import Action

    for action in (Action.ADD_EVENT, Action.SEND_MAIL):
        rows = [row for row in shown.plan.rows if row.action is action]
        for row in rows[:1]:
            output.say("")
            for line in preview_of(row).rstrip().split("\n"):
                output.say(f"  │ {line}".rstrip())
            if len(rows) > 1:
                output.say("  " + _others(action, len(rows) - 1))
    warn_of_gmail(shown.missing)


def _others(action: str, count: int) -> str:
    if action == "add_event":
        return tn(
            "{count} other event is like it, of its own space.",
            "{count} other events are like it, each of its own space.",
            count,
        )
    return tn(
        "{count} other mail is like it, about its own space.",
        "{count} other mails are like it, each about its own space.",
        count,
    )


def warn_of_gmail(scopes: Iterable[str]) -> None:
    """What to weigh before a scope of Gmail is granted; nothing where none is among `scopes`."""
    from chattui.oauth.purposes import purpose

    if set(purpose("gmail").scopes) & set(scopes):
        output.say("! " + purpose("gmail").warning)


def write_followed(args: argparse.Namespace, report: Report, stopped: ProblemError | None) -> None:
    """The rows on standard output, as of every plan, and the link of the event."""
    from chattui.cli.plan_result import write_result

    write_result(args, report, stopped)
    for row in report.plan.rows:
        _say_link(report, row)


def say_follow_ups(report: Report) -> None:
    """What came of each of them."""
    from chattui.plans.follow_rows import is_follow_up
    from chattui.plans.words import action_words, state_words

    for row in filter(is_follow_up, report.plan.rows):
        outcome = report.outcome(row)
        words = t("{result}: {action}", result=state_words(outcome), action=action_words(row))
        output.say(f"  {words}")
        _say_link(report, row)


def _say_link(report: Report, row: Row) -> None:
    """The address of the event that a row made."""
    from chattui.workspace.calendar import event_link

    if link := event_link(report.outcome(row).answer.get("htmlLink")):
        output.say(f"    {link}")


def request_of(row: Row) -> dict[str, Any]:
    """What is sent for a row that follows up: the method, and what its query and its body hold;
    the link of a space that is not made yet has its place named."""
    from chattui.plans.follow_rows import event_of
    from chattui.plans.follow_ups import preview_of
    from chattui.plans.follow_words import link_place
    from chattui.plans.model import Action
    from chattui.plans.steps import Step

    query: dict[str, Any] = {}
    body: dict[str, Any] = {}
    if row.action is Action.ADD_EVENT:
        query = {"sendUpdates": row.body["sendUpdates"]}
        body = event_of(row, link=str(row.body.get("link", "")) or link_place())
    method = Step(row, row.space).method
    return {"method": method, "query": query, "body": body, "preview": preview_of(row)}
