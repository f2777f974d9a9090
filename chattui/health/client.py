"""Whether Google accepts a client, asked without changing anything.

The token endpoint is asked to refresh with a refresh token that is none. The server has to
authenticate the client and to validate the refresh token (RFC 6749 section 6), and says which of
the two failed (section 5.2): ``invalid_client`` when it does not know the client or its secret (at
Google also ``deleted_client`` and ``disabled_client``, reference section 3.3), ``invalid_grant``
when the client is right and only the token is not. There is nothing that such a request could
spend, end or make: no code is used up, no token is named that anybody has.

For a service account there is no client and no secret: its key signs the request for a token, so
that whether the key is accepted shows when the grant is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from chattui.health.checks import Outcome, failed, not_reached, passed, uncertain
from chattui.oauth.answers import client_problem, error_of
from chattui.safe_text import short_id
from chattui.words import t

if TYPE_CHECKING:
    from chattui.clientfile import OAuthClient
    from chattui.net import Client
    from chattui.problem import Problem

NO_REFRESH_TOKEN: Final = "chattui-asks-only-about-the-client"  # noqa: S105 it is none
"""Google's begin with ``1//`` (reference section 1)."""

KEY_REFUSED: Final = frozenset(
    {
        "oauth.key_damaged",
        "oauth.key_rejected",
        "oauth.service_account_disabled",
        "oauth.service_account_gone",
    }
)
"""Problems of a delegated token that are the key's."""

KEY_ACCEPTED: Final = frozenset(
    {
        "oauth.delegation_scope_unknown",
        "oauth.delegation_unauthorized",
        "oauth.subject_deleted",
        "oauth.subject_no_address",
        "oauth.subject_suspended",
        "oauth.subject_unknown",
    }
)
"""Problems of what the key asked for: Google looks at that once it knows who asks."""

_PASSING: Final = "oauth.google_unavailable"


async def ask_about_client(http: Client, client: OAuthClient) -> Outcome:
    """What the token endpoint says of `client`. Raises ProblemError where no answer came."""
    reply = await http.send(
        "POST",
        http.endpoints.token,
        form={
            "grant_type": "refresh_token",
            "refresh_token": NO_REFRESH_TOKEN,
            "client_id": client.client_id,
            "client_secret": client.client_secret.reveal(),
        },
    )
    return client_outcome(reply.status, reply.json(), client.client_id)


def client_outcome(status: int, body: object, client_id: str) -> Outcome:
    """What an answer to a refresh with no refresh token says of the client."""
    error, _, _ = error_of(body)
    if error == "invalid_grant":
        return passed(t("Google accepts the client {client}.", client=short_id(client_id)))
    problem = client_problem(status, body)
    if problem.code == _PASSING:
        return uncertain(problem.message, problem)
    return failed(problem)


def key_outcome(problem: Problem | None, account: str) -> Outcome:
    """What the outcome of a delegated token says of the service account's key."""
    if problem is not None and problem.code in KEY_REFUSED:
        return failed(problem)
    if problem is None or problem.code in KEY_ACCEPTED:
        return passed(t("Google accepts the key of {account}.", account=account))
    return not_reached(t("Whether the key is accepted cannot be told from Google's answer."))
