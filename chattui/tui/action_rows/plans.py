"""Actions of the pages of plans: what will happen, what is at work, what came of it."""

from __future__ import annotations

from chattui.tui.action_rows.code import code
from chattui.tui.actions import Action
from chattui.words import t


def rows() -> tuple[Action, ...]:
    """The pages of plans, in the order in which a plan passes through them."""
    return (
        *home_rows(),
        *making_rows(),
        *preview_rows(),
        *work_rows(),
        *report_rows(),
        *list_rows(),
    )


def home_rows() -> tuple[Action, ...]:
    """What Home has for plans."""
    here = ("home",)
    return (
        Action("take_up", "u", t("Take up"), t("Go on with the plan that is not done yet."), here),
        Action(
            "plans", "P", t("Plans"), t("See the plans, and what came of them."), here, spare=True
        ),
    )


def making_rows() -> tuple[Action, ...]:
    """A plan that is being made, and what stands in its way."""
    return (
        Action("back", "escape", t("Stop"), t("Make no plan; nothing was sent."), ("plan_making",)),
        Action("copy", "y", t("Copy"), t("Copy what is wrong as text."), ("plan_problems",)),
        Action("back", "escape", t("Back"), t("Back, to mend it."), ("plan_problems",)),
    )


def preview_rows() -> tuple[Action, ...]:
    """What will happen."""
    here = ("plan_preview",)
    return (
        Action("do", "enter", t("Do it"), t("Carry the plan out."), here),
        Action("grant_now", "m", t("Grant it now"), t("Ask Google for what it needs."), here),
        Action("weigh", "w", t("All warnings"), t("Show all that is to be weighed."), here),
        code(here),
        Action("read", "v", t("As it is read"), t("Show all of the event or the mail."), here),
        Action("log_it", "l", t("Log it"), t("Write what comes of it to the log sheet."), here),
        Action("log_where", "L", t("Which sheet"), t("Name another log sheet."), here),
        Action("log_not", "l", t("Log nothing"), t("Leave the log sheet out."), here),
        Action("back", "escape", t("Change"), t("Back, to change something."), here),
        Action("back", "escape", t("Back"), t("Back to the plan."), ("plan_text",)),
    )


def work_rows() -> tuple[Action, ...]:
    """A plan at work."""
    here = ("plan_work",)
    return (
        Action("report", "enter", t("Report"), t("Show what came of every row."), here),
        Action("pause", "p", t("Pause"), t("Send nothing more for now."), here),
        Action("go_on", "p", t("Go on"), t("Go on with the plan."), here),
        Action("grant_now", "m", t("Grant it now"), t("Ask Google for what it needs."), here),
        Action("sign_in_again", "s", t("Sign in again"), t("Ask Google to sign in again."), here),
        Action(
            "leave",
            "escape",
            t("Leave it running"),
            t("Back to where you were; the plan goes on."),
            here,
        ),
        Action("back", "escape", t("Back"), t("Back to where you were; it waits."), here),
        Action("stop", "x", t("Stop here"), t("Stop; what is done stays done."), here),
    )


def report_rows() -> tuple[Action, ...]:
    """What came of a plan."""
    here = ("plan_report",)
    return (
        Action("open", "enter", t("Show it"), t("Show the new space and its members."), here),
        Action("take_up", "u", t("Take up"), t("Go on with the rows that wait."), here),
        Action("follow_up", "f", t("Follow up"), t("An event, the log sheet, a mail."), here),
        Action("failed_only", "o", t("Failed only"), t("Show only what needs a look."), here),
        Action("all_rows", "o", t("All rows"), t("Show all rows again."), here),
        Action("again", "t", t("Try again"), t("Try the failed rows once more."), here),
        Action("undo", "z", t("Undo"), t("Make a plan that takes this one back."), here),
        Action("restore", "r", t("Add again"), t("Add again who was removed."), here),
        Action("save", "s", t("Save"), t("Save the report as a CSV or JSON file."), here),
        Action("copy", "y", t("Copy"), t("Copy the report, or the new space's link."), here),
        code(here),
        Action("another", "n", t("Another"), t("Make another space."), here),
        Action("back", "escape", t("Back"), t("Back to where you were."), here),
    )


def list_rows() -> tuple[Action, ...]:
    """The list of plans."""
    here = ("plans",)
    return (
        Action("report", "enter", t("Report"), t("Show what came of this plan."), here),
        Action("take_up", "u", t("Take up"), t("Go on with the plan that is not done yet."), here),
        Action("undo", "z", t("Undo"), t("Make a plan that takes this one back."), here),
        code(here),
        Action("forget", "x", t("Forget"), t("Forget this plan; its work stays done."), here),
        Action("back", "escape", t("Back"), t("Back to where you were."), here),
    )
