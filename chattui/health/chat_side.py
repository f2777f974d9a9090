"""What the Chat API's answers say: that it is enabled, that the app is configured, and who may.

Two requests tell the first two. A list of one space only reads. An empty ``spaces:setup`` makes
nothing: the discovery document requires its space and the space's type, so that it is refused as
INVALID_ARGUMENT, but first as "Google Chat app not found" where the project's Chat app is not
configured (writes answer that, reads mostly do not: reference section 7.4).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from chattui.chat import methods
from chattui.chat.errors import problem_from, scope_missing
from chattui.health.checks import Outcome, failed, not_reached, passed, uncertain
from chattui.oauth.scope_names import CHAT_CREATES, CHAT_READS, PREFIX
from chattui.oauth.scopes import satisfied
from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t

if TYPE_CHECKING:
    from chattui.net import Client, TokenSource

ADMIN_SCOPE: Final = PREFIX + "chat.admin.spaces.readonly"
SEARCH: Final = "chat.spaces.search"
ALL_SPACES: Final = 'customer = "customers/my_customer" AND space_type = "SPACE"'
"""The query that a search with administrator access must have (reference section 7.6)."""

NAMED_LINKS: Final = frozenset({"chat.api_disabled", "chat.app_not_configured"})
"""Problems whose console page can be opened in the client's own project."""

_ALIVE: Final = frozenset(
    {
        "chat.invalid_argument",
        "chat.app_not_configured",
        "chat.quota",
        "chat.not_allowed_or_absent",
    }
)
"""Answers that only an enabled API gives."""

_SCOPE: Final = "chat.scope_missing"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one request: `problem` is None where it succeeded; not `asked`, not sent."""

    problem: Problem | None = None
    asked: bool = True

    @property
    def code(self) -> str:
        """The problem's code, "" where there is none."""
        return self.problem.code if self.problem else ""


async def ask_list(http: Client, token: TokenSource, granted: tuple[str, ...]) -> Answer:
    """List one space. Without a scope for it, only where nothing else can be asked."""
    if not satisfied(CHAT_READS, granted) and satisfied(CHAT_CREATES, granted):
        return Answer(asked=False)
    url = f"{http.endpoints.chat}/v1/spaces"
    return await _asked(http, "GET", url, methods.SPACES_LIST.id, token, params=[("pageSize", "1")])


async def ask_setup(http: Client, token: TokenSource, granted: tuple[str, ...]) -> Answer:
    """Ask for a space without saying which; only where it is allowed to ask."""
    if not satisfied(CHAT_CREATES, granted):
        return Answer(scope_missing(methods.SPACES_SETUP.id), asked=False)
    url = f"{http.endpoints.chat}/v1/spaces:setup"
    return await _asked(http, "POST", url, methods.SPACES_SETUP.id, token, body={})


async def ask_admin(http: Client, token: TokenSource, granted: tuple[str, ...]) -> Answer:
    """Search one space of the organisation with administrator privileges."""
    if not satisfied(ADMIN_SCOPE, granted):
        return Answer(_admin_scope_missing(), asked=False)
    url = f"{http.endpoints.chat}/v1/spaces:search"
    params = [("useAdminAccess", "true"), ("query", ALL_SPACES), ("pageSize", "1")]
    return await _asked(http, "GET", url, SEARCH, token, params=params)


async def _asked(
    http: Client,
    verb: str,
    url: str,
    method: str,
    token: TokenSource,
    *,
    params: list[tuple[str, str]] | None = None,
    body: dict[str, object] | None = None,
) -> Answer:
    try:
        reply = await http.send(verb, url, params=params, body=body, tokens=token)
    except ProblemError as error:
        return Answer(error.problem)
    return Answer(None if reply.status == 200 else problem_from(reply, method))


def api_outcome(listed: Answer, made: Answer, project: str) -> Outcome:
    """Whether the Chat API is enabled; `project` is the number of the client's, or empty."""
    asked = [answer for answer in (listed, made) if answer.asked]
    for code in ("chat.api_disabled", "chat.turned_off"):
        if problem := _with_code(asked, code):
            return failed(in_project(problem, project))
    if any(answer.problem is None or answer.code in _ALIVE for answer in asked):
        return passed(
            t("It is turned on in the project {project}.", project=project)
            if project
            else t("It is turned on in the client's project.")
        )
    for answer in asked:
        if answer.problem and answer.code != _SCOPE:
            return failed(answer.problem)
    return uncertain(
        t("It cannot be told, because this sign-in allows nothing that could be asked."),
        scope_missing(methods.SPACES_LIST.id),
    )


def app_outcome(listed: Answer, made: Answer, project: str) -> Outcome:
    """Whether the project's Chat app is configured."""
    if problem := _with_code((listed, made), "chat.app_not_configured"):
        return failed(in_project(problem, project))
    if standing := _standing_in_the_way((listed, made)):
        return standing
    if made.code == "chat.invalid_argument":
        return passed(t("It is configured: an empty request is refused for being empty alone."))
    if not made.asked or made.code == _SCOPE:
        return uncertain(
            t("It cannot be told, because this sign-in may not create spaces."),
            made.problem or scope_missing(methods.SPACES_SETUP.id),
        )
    return uncertain(t("It cannot be told from Google's answer."), made.problem)


def admin_outcome(found: Answer, listed: Answer, made: Answer, email: str) -> Outcome:
    """Whether the account may use administrator privileges in Chat."""
    shown = safe_text(email, limit=80)
    if found.problem is None:
        return passed(t("{email} may use administrator privileges in Chat.", email=shown))
    if standing := _standing_in_the_way((found, listed, made)):
        return standing
    if found.code == "chat.app_not_configured":
        return not_reached(t("Not reached, because the Chat app is not configured."))
    if found.code in {"chat.refused", "chat.not_allowed_or_absent"}:
        return failed(_not_administrator(shown, found.problem))
    if found.code == _SCOPE:
        return failed(_admin_scope_missing())
    if found.code == "chat.invalid_argument":
        return uncertain(t("It cannot be told from Google's answer."), found.problem)
    return failed(found.problem)


def in_project(problem: Problem, project: str) -> Problem:
    """`problem` with a link that opens its console page in the project of that number."""
    if problem.code not in NAMED_LINKS or not project or "?" in problem.link:
        return problem
    return replace(problem, link=f"{problem.link}?project={project}")


def project_number(client_id: str) -> str:
    """The project's number, which client ids begin with (reference section 6.1), or empty.

    The id of a service account is a number of its own, with nothing behind it.
    """
    found = re.match(r"([0-9]{1,20})[-.]", client_id)
    return found[1] if found else ""


def _with_code(answers: Iterable[Answer], code: str) -> Problem | None:
    return next((answer.problem for answer in answers if answer.code == code), None)


def _standing_in_the_way(answers: Iterable[Answer]) -> Outcome | None:
    codes = {answer.code for answer in answers}
    if "chat.api_disabled" in codes:
        return not_reached(t("Not reached, because the Chat API is not turned on."))
    if "chat.turned_off" in codes:
        return not_reached(t("Not reached, because Google Chat is turned off for this account."))
    return None


def _admin_scope_missing() -> Problem:
    scope = ADMIN_SCOPE.removeprefix(PREFIX)
    return Problem(
        "health.admin_scope_missing",
        t("This sign-in may not act as an administrator."),
        t(
            "Administrator privileges in Chat have scopes of their own: {scope} is one.",
            scope=scope,
        ),
        t(
            "Allow it: `chattui login --add --scope {scope}` asks for that alone, and what was"
            " allowed before stays.",
            scope=scope,
        ),
        exit=Exit.NOT_SIGNED_IN,
    )


def _not_administrator(email: str, refused: Problem) -> Problem:
    return Problem(
        "health.not_administrator",
        t("Google does not let {email} use administrator privileges in Chat.", email=email),
        refused.cause,
        t("Ask an administrator of the organisation for a role that manages Chat."),
    )
