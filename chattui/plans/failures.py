"""What a refused or lost request means for its row, and for the whole plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from chattui.chat.errors import Refused, unknown_person
from chattui.chat.models import part_of
from chattui.chat.retry import AGAIN_CODES, AGAIN_STATUSES
from chattui.plans.follow_rows import kept_of, logged_before
from chattui.plans.model import Action, Outcome, Result, Row, State
from chattui.plans.report import NOT_KNOWN
from chattui.problem import Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t

_OF_EVERY_ROW: Final = frozenset(
    {
        "chat.scope_missing",
        "chat.sign_in_ended",
        "chat.api_disabled",
        "chat.app_not_configured",
        "chat.turned_off",
        "chat.app_auth_unsupported",
        "chat.approval_needed",
        "chat.not_admin",
    }
)
_UNCLEAR: Final = frozenset(
    {
        "net.lost_answer",
        "net.too_big",
        "chat.bad_answer",
        "chat.unavailable",
        "chat.not_google",  # an answer that was cut short, a refusal too, is no JSON any more
        "calendar.unavailable",
        "sheets.unavailable",
        "gmail.unavailable",
        NOT_KNOWN,
    }
)
_OF_FOLLOW_UPS: Final = frozenset({"calendar", "sheets", "gmail", "net"})
"""The first parts of the codes of problems with which a follow-up fails by itself."""


def stops(error: ProblemError) -> bool:
    """Whether the problem would meet every row alike, so that the plan stops with it.

    All that does not come from Google Chat's own answers is of that kind: the sign-in, the
    vault, the disk, a network that is not there.
    """
    code = error.problem.code
    return code in _OF_EVERY_ROW or not (code.startswith("chat.") or passes(error))


def fails_alone(error: ProblemError) -> bool:
    """Whether a follow-up that meets the problem fails by itself: another API than Chat's, which
    may be turned off, not granted or not reached while Chat is."""
    return error.problem.code.partition(".")[0] in _OF_FOLLOW_UPS


def passes(error: ProblemError) -> bool:
    """Whether it may pass by itself, so that the same is tried again."""
    if isinstance(error, Refused):
        return error.reply.status in AGAIN_STATUSES or is_quota(error) or may_be_done(error)
    return error.problem.code in AGAIN_CODES


def may_be_done(error: ProblemError) -> bool:
    """Whether what was asked for may have been carried out all the same."""
    return is_unclear(error.problem)


def is_unclear(problem: Problem) -> bool:
    """Whether what failed with `problem` may have been carried out all the same."""
    return problem.code in _UNCLEAR


def begun_again(outcomes: Mapping[int, Outcome], left: set[int]) -> dict[int, Outcome]:
    """What is to be noted of rows where those in `left` wait once more: which of them may have been
    carried out, and of logs what they hold already."""
    found: dict[int, Outcome] = {}
    for number, outcome in outcomes.items():
        logged = logged_before(outcome.answer).get("open", ())
        if number in left or not left.isdisjoint(logged):
            unclear = outcome.problem is not None and is_unclear(outcome.problem)
            state = State.SENT if unclear else State.WAITING
            kept = kept_of(outcome)
            if unclear or kept:
                found[number] = replace(
                    outcome, state=state, result=None, problem=None, answer=kept
                )
    return found


def is_quota(error: ProblemError) -> bool:
    """Whether Google asked to slow down, and did nothing else."""
    return error.problem.code.endswith(".quota")


def stopping(error: ProblemError) -> ProblemError:
    """`error` as what stops a plan: what may have been carried out is looked at by the plan itself
    when it is taken up again, and by nobody before."""
    if not may_be_done(error):
        return error
    remedy = t("Go on with the plan once it works again: chattui looks first at what is there.")
    return ProblemError(replace(error.problem, remedy=remedy))


def not_done(row: Row) -> str:
    """In words that a row's change was not made, naming the person and the space."""
    who, space = _safe(row.who_label or row.who), _safe(row.space_label or row.space)
    match row.action:
        case Action.CREATE_SPACE:
            return t("{space} was not created.", space=space)
        case Action.EDIT_SPACE:
            return t("{space} was not changed.", space=space)
        case Action.DELETE_SPACE:
            return t("{space} was not deleted.", space=space)
        case Action.ADD_MEMBER:
            return t("{who} was not added to {space}.", who=who, space=space)
        case Action.SET_ROLE:
            return t("The role of {who} in {space} was not changed.", who=who, space=space)
        case Action.REMOVE_MEMBER:
            return t("{who} was not removed from {space}.", who=who, space=space)
        case Action.ADD_EVENT:
            return t("No event was made for {space}.", space=space)
        case Action.LOG_ROWS:
            return t("Nothing was written in the log {sheet}.", sheet=_safe(row.who_label))
        case Action.SEND_MAIL:
            return t("No mail was sent about {space}.", space=space)
        case _:
            return t("No message was posted in {space}.", space=space)


def not_known(row: Row) -> Problem:
    """A mail of which no answer tells whether it was sent; it is never sent again by itself."""
    return Problem(
        NOT_KNOWN,
        t(
            "It is not known whether the mail about {space} was sent.",
            space=_safe(row.space_label),
        ),
        t("Gmail gave no answer, or none that tells; and a mail that is sent twice is no help."),
        t(
            "Look into “Sent” in Gmail. If it is not there, send another one: this row is left"
            " alone also when what failed is tried again."
        ),
    )


def failed(row: Row, problem: Problem) -> Problem:
    """`problem` as the reason why `row` failed: its own code and remedy, but where Google says the
    same of two reasons, and the plan has seen that one of them cannot be."""
    if problem.code == "chat.not_allowed_or_absent" and _was_seen(row):
        if row.action is Action.ADD_MEMBER:
            problem = _not_let_in(row)
        elif not problem.link:  # administrators are told of other reasons, and of their roles
            problem = _not_yours(row)
    if problem.code == "chat.unknown_person" and (address := _only_address(row)):
        problem = unknown_person(_safe(address))
    cause = " ".join(part for part in (problem.message, problem.cause) if part)
    return replace(problem, message=not_done(row), cause=cause)


def _only_address(row: Row) -> str:
    """The address that a row is about, or of the only one who comes with a conversation; "" where
    there are several, or none."""
    people = (part_of(each, "member") for each in row.body.get("memberships", ()))
    names = (row.who, *(str(person.get("name", "")) for person in people))
    found = [name.partition("/")[2] for name in names if "@" in name]
    return found[0] if len(found) == 1 else ""


def _was_seen(row: Row) -> bool:
    """Whether the plan knows that the space is there: it made it, or saw who is in it."""
    edits = row.action is Action.EDIT_SPACE and bool(row.before)
    return row.space.startswith("row:") or "state" in row.before or edits


def _not_let_in(row: Row) -> Problem:
    kind = row.who.partition("/")[0]
    if kind == "groups":
        why = t("most likely you may add no groups there, or may not see this one.")
    elif row.who == "users/app":
        why = t("most likely you may add no apps there, or may not see this one.")
    else:
        why = t(
            "most likely this person blocks you, is from outside where nobody from outside may"
            " come in, or you may add nobody there."
        )
    return Problem(
        "chat.not_let_in",
        "",
        t("Google gives no reason, but the space is there: {why}", why=why),
        t("See who may add people there, or ask an owner."),
    )


def _not_yours(row: Row) -> Problem:
    if row.action is Action.EDIT_SPACE:
        why = t("Most likely your role there does not allow it: many settings are the owners'.")
    else:
        why = t("Most likely you are no owner, or your role there does not allow it.")
    return Problem(
        "chat.not_yours_to_change",
        "",
        t("Google gives no reason. The space was there when the plan was made. {why}", why=why),
        t("Ask an owner of the space, or do it with administrator access."),
    )


def space_gone(row: Row) -> Problem:
    """Google shows the space of `row` no more, which was found out by a look at it."""
    return Problem(
        "plans.space_gone",
        not_done(row),
        t(
            "Google Chat shows {space} no more: it was deleted, or you are no member of it any"
            " more. So nothing else is sent about it.",
            space=_safe(row.space_label or row.space),
        ),
        t("Where you were taken out, get in again and try what failed once more."),
    )


def not_added_yet(email: str) -> Problem:
    """Somebody who is to be added to a new space after it, when the plan goes on."""
    return Problem(
        "plans.not_added_yet",
        t("{who} is not added yet.", who=_safe(email)),
        t("The space is there, and its people are added to it one by one."),
        t("Go on with the plan."),
    )


def member_word(outcome: Outcome) -> str:
    """What became of somebody who was to be in a new space, in the words of a creation: added,
    invited, dropped or unknown."""
    if outcome.state is State.DONE:
        return "invited" if outcome.result is Result.INVITED else "added"
    problem = outcome.problem
    if problem is None or problem.code == "chat.unknown_person" or is_unclear(problem):
        return "unknown"
    return "dropped"


def skipped(row: Row, needed: Row | None) -> Problem:
    """Why `row` was not tried: `needed` failed, or was not tried itself; None for rows that wait
    for each other."""
    if needed is None:
        return Problem(
            "plans.never_ready",
            not_done(row),
            t("It waits for a row that waits for it in turn, or that there is not."),
            t("That is a mistake of chattui in making the plan; make it anew."),
        )
    return Problem(
        "plans.skipped",
        not_done(row),
        t(
            "It was not tried: row {number} has to be done first. {what}",
            number=needed.number,
            what=not_done(needed),
        ),
        t("See to that row, then try the rest again."),
    )


def _safe(text: str) -> str:
    return safe_text(text, limit=200)
