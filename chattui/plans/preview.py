"""What a plan will do, shown before anything is sent: how much, how long, and what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chattui.chat import methods
from chattui.oauth.scopes import least, missing, satisfied, short_name
from chattui.plans.creation_words import creation_words
from chattui.plans.follow_words import follow_up_sentence
from chattui.plans.limits import Rates
from chattui.plans.making import names
from chattui.plans.model import Action, Plan, Row
from chattui.plans.steps import Step
from chattui.plans.words import clock_words
from chattui.problem import Exit, Problem
from chattui.words import t, tn
from chattui.workspace import methods as workspace


@dataclass(frozen=True, slots=True)
class Preview:
    """A plan in numbers and sentences."""

    plan: Plan
    counts: Mapping[Action, int]
    """How many rows do what, in the order of `Action`."""
    requests: Mapping[str, int]
    """How many requests of which method, such as ``chat.spaces.members.create``."""
    seconds: float
    """How long that takes by Google's limits alone; the first burst is free."""
    needs: tuple[str, ...]
    """Scopes without which Google refuses the requests."""
    missing: tuple[str, ...]
    """Those of `needs` that were not granted."""
    sentences: tuple[str, ...]
    """What will happen, in words."""

    @property
    def problem(self) -> Problem | None:
        """What to grant, where something is missing; exit status 3."""
        return scopes_missing(self.missing) if self.missing else None

    def as_json(self) -> dict[str, Any]:
        """The form that ``--dry-run --format json`` prints."""
        return {
            "counts": {action.value: count for action, count in self.counts.items()},
            "requests": dict(self.requests),
            "seconds": round(self.seconds, 1),
            "needs": list(self.needs),
            "missing": list(self.missing),
            "sentences": list(self.sentences),
        }


def preview(plan: Plan, scopes: Iterable[str], *, rates: Rates | None = None) -> Preview:
    """What `plan` will do for an account that granted `scopes`."""
    granted = tuple(scopes)
    counted = Counter(row.action for row in plan.rows)
    sent = [(Step(row, row.space).method, row) for row in plan.rows]
    seconds = (rates or Rates()).seconds_for((method, row.space) for method, row in sent)
    needs = least(_needs(plan, sent, granted))
    return Preview(
        plan=plan,
        counts={action: counted[action] for action in Action if counted[action]},
        requests=dict(sorted(Counter(method for method, _ in sent).items())),
        seconds=seconds,
        needs=needs,
        missing=missing(needs, granted),
        sentences=tuple(_sentences(plan, seconds, granted)),
    )


def _needs(plan: Plan, sent: Sequence[tuple[str, Row]], granted: tuple[str, ...]) -> Iterator[str]:
    """The least scope for each method; the app itself needs less than people."""
    people = methods.MEMBERS_CREATE.needs(admin=plan.admin)
    pairs = dict.fromkeys((method, row.who == "users/app") for method, row in sent)
    for method, about_app in pairs:
        known = methods.METHODS.get(method) or workspace.METHODS[method]
        scope = known.needs(admin=plan.admin)
        enough = scope == people and about_app and not satisfied(people, granted)
        yield methods.APP_MEMBERSHIP_SCOPE if enough else scope


def scopes_missing(scopes: Sequence[str]) -> Problem:
    """A plan needs scopes that were not granted; exit status 3."""
    short = [short_name(scope) for scope in scopes]
    return Problem(
        "plans.scopes_missing",
        t("This sign-in does not allow all of it."),
        tn(
            "{names} is not granted.",
            "{names} are not granted.",
            len(short),
            names=", ".join(short),
        ),
        t(
            "Allow it: `chattui login --add --scope {scopes}` asks for that alone, and what was"
            " allowed before stays.",
            scopes=" --scope ".join(short),
        ),
        exit=Exit.NOT_SIGNED_IN,
    )


def _sentences(plan: Plan, seconds: float, granted: tuple[str, ...]) -> Iterator[str]:
    if not plan.rows:
        yield t("There is nothing to change.")
        return
    for action in Action:
        rows = [row for row in plan.rows if row.action is action]
        if action is Action.CREATE_SPACE and len(rows) == 1:
            yield from creation_words(plan, rows[0], granted)
        elif rows:
            yield _sentence(action, rows)
    if any(row.action is Action.SET_ROLE and row.after for row in plan.rows):
        yield t("Roles are given in requests of their own: Google takes none while adding.")
    if plan.admin:
        yield t(
            "It is done with administrator access: Chat shows “your organisation's administrator”"
            " instead of your name."
        )
    yield _time(len(plan.rows), seconds)


def _time(requests: int, seconds: float) -> str:
    if seconds < 1:
        return tn(
            "{count} request, which Google's limits let through at once.",
            "{count} requests, which Google's limits let through at once.",
            requests,
        )
    return tn(
        "{count} request, which takes at least {time} by Google's limits.",
        "{count} requests, which take at least {time} by Google's limits.",
        requests,
        time=clock_words(seconds),
    )


def _sentence(action: Action, rows: Sequence[Row]) -> str:
    """What the rows of one action do."""
    count = len(rows)
    people = names(dict.fromkeys(row.who_label for row in rows))
    spaces = names(dict.fromkeys(row.space_label for row in rows))
    match action:
        case Action.CREATE_SPACE:
            inside = sum(len(row.body.get("memberships", ())) for row in rows)
            return _made(count, inside, spaces)
        case Action.EDIT_SPACE:
            return tn(
                "{count} change of: {names}.", "{count} changes of: {names}.", count, names=spaces
            )
        case Action.DELETE_SPACE:
            return tn(
                "Delete {count} space with all that is in it: {names}.",
                "Delete {count} spaces with all that is in them: {names}.",
                count,
                names=spaces,
            )
        case Action.ADD_MEMBER:
            return tn(
                "Add {count} member: {names}.", "Add {count} members: {names}.", count, names=people
            )
        case Action.SET_ROLE:
            return tn(
                "Give {count} role: {names}.", "Give {count} roles: {names}.", count, names=people
            )
        case Action.REMOVE_MEMBER:
            return tn(
                "Remove {count} member: {names}.",
                "Remove {count} members: {names}.",
                count,
                names=people,
            )
        case Action.ADD_EVENT | Action.LOG_ROWS | Action.SEND_MAIL:
            return follow_up_sentence(action, rows)
        case _:
            return tn("Post {count} message.", "Post {count} messages.", count)


def _made(count: int, inside: int, spaces: str) -> str:
    if not inside:
        return tn(
            "Make {count} space: {names}.", "Make {count} spaces: {names}.", count, names=spaces
        )
    return tn(
        "Make {count} space, with {people} of its people in the same request: {names}.",
        "Make {count} spaces, with {people} of their people in the same requests: {names}.",
        count,
        people=format(inside, ","),
        names=spaces,
    )
