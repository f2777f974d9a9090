"""Revoking: Google forgets the grant first, then this machine does.

In this order nothing is lost: where Google cannot be reached, nothing is deleted; killed between
the two, the next try finds the token dead (`invalid_token`), which counts as done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chattui.oauth.answer_fields import json_object
from chattui.oauth.answers import error_of
from chattui.problem import Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t

if TYPE_CHECKING:
    from chattui.endpoints import Endpoints
    from chattui.secret import Secret
    from chattui.vault import AccountEntry, Vault
    from chattui.vault.index import ClientEntry, Index

REQUEST_SECONDS = 10.0
"""Less than the 15 s that others wait for the account's lock, which is held meanwhile."""

DELEGATION = "delegation"
CONNECTIONS_PAGE = "https://myaccount.google.com/connections"


def ended_with(index: Index, account: AccountEntry) -> tuple[AccountEntry, ...]:
    """The other accounts here that revoking `account` ends as well.

    Google takes back all that the person granted to the client's project (reference section 3.5):
    the same person's sign-ins through other clients of that project.
    """
    client = index.client(account.client_key)
    if client is None or account.kind == DELEGATION:
        return ()
    return tuple(
        other
        for other in index.accounts
        if other.key != account.key
        and other.kind != DELEGATION
        and _same_person(account, other)
        and _same_project(client, index.client(other.client_key))
    )


def _same_person(one: AccountEntry, other: AccountEntry) -> bool:
    if one.subject and other.subject:
        return one.subject == other.subject
    return one.email.casefold() == other.email.casefold()


def _same_project(one: ClientEntry, other: ClientEntry | None) -> bool:
    """By the project's number, with which client ids begin, or by its id."""
    if other is None:
        return False
    if one.project_id and one.project_id == other.project_id:
        return True
    number, rest = one.client_id.split(".")[0].partition("-")[::2]
    return bool(rest and number.isdecimal()) and other.client_id.startswith(number + "-")


def revoke(endpoints: Endpoints, vault: Vault, account: AccountEntry) -> None:
    """Take back the grant of `account` at Google, then delete it from the vault. Blocking.

    A refresh or sign-in of the same account in another process is waited for. For an account that
    a service account acts for, Google holds nothing to take back. Raises ProblemError
    ``oauth.not_revoked`` with nothing deleted, or what the vault raises.
    """
    with vault.refresh_lock(account.key):
        if account.kind != DELEGATION:
            grant = vault.grant(account.key)
            token = grant.refresh_token or grant.access_token
            if token:
                _revoke_at_google(endpoints, account, token)
        vault.remove_account(account.key)


def _revoke_at_google(endpoints: Endpoints, account: AccountEntry, token: Secret) -> None:
    """POST the token in the body: an address would be written to logs on the way."""
    from chattui import net

    session = net.requests_session(endpoints)
    try:
        reply = session.post(
            endpoints.revoke, data={"token": token.reveal()}, timeout=REQUEST_SECONDS
        )
        status, data = reply.status_code, reply.content
    except OSError as error:
        problem = net.network_problem(error, endpoints.revoke)
        lost = problem.code == "net.lost_answer"
        raise ProblemError(
            _not_known(account)
            if lost
            else _not_revoked(account, f"{problem.message} {problem.cause}".strip(), problem.remedy)
        ) from None
    finally:
        session.close()
    if status == 200:
        return
    said, description, _ = error_of(json_object(data))
    if said == "invalid_token":
        return  # it is dead already: expired, or revoked before
    raise ProblemError(
        _not_revoked(
            account,
            t(
                "Google answered with status {status}: {words}",
                status=status,
                words=safe_text(description or said or "-", limit=200),
            ),
        )
    )


def _not_known(account: AccountEntry) -> Problem:
    return Problem(
        "oauth.not_revoked",
        t(
            "Whether Google revoked the grant of {email} is not known; nothing was deleted here.",
            email=safe_text(account.email, limit=80),
        ),
        t("The connection ended before Google's answer came."),
        t("Try again: what was revoked already counts as done."),
        CONNECTIONS_PAGE,
    )


def _not_revoked(account: AccountEntry, cause: str, first: str = "") -> Problem:
    """`first` is what to do so that trying again can end otherwise."""
    alone = t(
        "`chattui accounts remove` deletes it on this machine only; Google then keeps the grant"
        " until it is removed on its page of connections."
    )
    return Problem(
        "oauth.not_revoked",
        t(
            "The grant of {email} was not revoked at Google, and nothing was deleted here.",
            email=safe_text(account.email, limit=80),
        ),
        cause,
        f"{first or t('Try again later.')} {alone}",
        CONNECTIONS_PAGE,
    )
