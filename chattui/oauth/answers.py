"""What the token endpoint answers, and what its errors mean to a person.

Errors are those of Google's pages and of real traffic: reference section 3.3, RFC 6749 section 5.2.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from chattui.oauth.redirect import policy_problem
from chattui.problem import Exit, Problem
from chattui.redaction import redact
from chattui.safe_text import safe_text
from chattui.words import t

CLIENTS_PAGE = "https://console.cloud.google.com/auth/clients"
WORDS_LIMIT = 2000
DELETED_PAGE = "https://console.cloud.google.com/apis/credentials/deleted"


def error_of(body: object) -> tuple[str, str, str]:
    """``error``, ``error_description`` and ``error_subtype`` of an answer, empty where missing.

    What looks like a secret is taken out: an answer may quote the request.
    """
    fields = body if isinstance(body, Mapping) else {}
    values = (fields.get(name) for name in ("error", "error_description", "error_subtype"))
    error, description, subtype = (
        redact(value[:WORDS_LIMIT]) if isinstance(value, str) else "" for value in values
    )
    return error, description, subtype


def exchange_problem(status: int, body: object) -> Problem:
    """Why a code was not exchanged for tokens."""
    error, description, subtype = error_of(body)
    if error == "invalid_grant":
        return _bad_code(description.lower(), subtype)
    return client_problem(status, body)


def _bad_code(description: str, subtype: str) -> Problem:
    if "malformed" in description:
        return Problem(
            "oauth.code_damaged",
            t("Google does not recognise the code in this address."),
            t("A part of it was lost or changed on the way."),
            t("Sign in again, and copy the whole address that the browser ends on."),
        )
    if "missing code verifier" in description:
        return Problem(
            "oauth.code_verifier_missing",
            t("Google did not get the proof key of this sign-in."),
            t("Something between this machine and Google may have changed the request."),
            t("Sign in again; if it comes back, look at the proxy, or try another network."),
        )
    if "deleted" in description:
        return Problem(
            "oauth.account_deleted",
            t("The Google account was deleted."),
            t("Its owner or an administrator deleted it."),
            t("Sign in with another account, or ask the administrator to restore this one."),
            exit=Exit.NOT_SIGNED_IN,
        )
    if "rapt" in subtype or "rapt" in description:
        return Problem(
            "oauth.reauth_needed",
            t("Google wants the person to sign in anew before access is given."),
            t("The organisation's session control asks for that every few hours."),
            t("Sign in again with `chattui login`."),
            exit=Exit.NOT_SIGNED_IN,
        )
    if "verifier" in description:
        return Problem(
            "oauth.code_of_another_attempt",
            t("The code belongs to another sign-in."),
            t("Each attempt has a proof key of its own, and Google found that this one differs."),
            t("Sign in again, from the address that chattui shows then."),
        )
    return Problem(
        "oauth.code_used",
        t("The code was used before, or is too old."),
        t("A code works once, and for a few minutes."),
        t("Sign in again, and do not wait long before pasting the address."),
    )


def client_problem(status: int, body: object) -> Problem:
    """What an error of the token endpoint that is not about the grant means."""
    error, description, _ = error_of(body)
    made = _BY_ERROR.get(error)
    if made:
        return made(description)
    if error in {"admin_policy_enforced", "org_internal"}:
        return policy_problem(error)
    if status >= 500 or status == 429 or error in {"server_error", "temporarily_unavailable"}:
        return Problem(
            "oauth.google_unavailable",
            t(
                "Google's sign-in service does not answer properly (status {status}).",
                status=status,
            ),
            t("It is overloaded or down at the moment."),
            t("Wait a minute and try again."),
        )
    if not error:
        return bad_answer()
    return Problem(
        "oauth.token_refused",
        t("Google refused the request for tokens ({error}).", error=safe_text(error, limit=80)),
        safe_text(description, limit=300),
        t("Check the client with `chattui doctor`, then sign in again."),
    )


def bad_answer() -> Problem:
    """The token endpoint's answer is not one."""
    return Problem(
        "oauth.bad_answer",
        t("The token endpoint gave an answer that cannot be understood."),
        t("Something between this machine and Google may have answered in its place."),
        t("Check the network and its proxy, then sign in again."),
    )


def safe_again(problem: Problem) -> Problem:
    """`problem`, where what was sent may be sent once more although its answer was lost."""
    if problem.code != "net.lost_answer":
        return problem
    return replace(
        problem, cause=t("Nothing is lost: asking again is safe."), remedy=t("Try again.")
    )


def _invalid_request(description: str) -> Problem:
    if "client_secret" in description:
        return _secret_missing()
    lower = description.lower()
    if "missing" in lower or "could not determine client id" in lower:
        return Problem(
            "oauth.request_incomplete",
            t("The request for tokens did not reach Google as a whole."),
            safe_text(description, limit=300),
            t("Something on the way changed it: look at the proxy, or try another network."),
        )
    return Problem(
        "oauth.request_refused",
        t("Google does not take the request for tokens as it is."),
        safe_text(description, limit=300),
        t("Check the client with `chattui doctor`, then sign in again."),
    )


def _unsupported_grant(_: str) -> Problem:
    return Problem(
        "oauth.grant_type_refused",
        t("Google does not know this kind of request for tokens."),
        t("The request was changed on the way, or what answers is not Google."),
        t("Look at the proxy, or try another network, then sign in again."),
    )


def _dpop(_: str) -> Problem:
    return Problem(
        "oauth.dpop",
        t("Google wants these tokens to be bound to a key (DPoP)."),
        t("chattui does not bind tokens: the client or its organisation may ask for it."),
        t("Use another client, or ask the administrator whether it can be turned off."),
        CLIENTS_PAGE,
    )


def _secret_missing() -> Problem:
    return Problem(
        "oauth.client_secret_missing",
        t("Google asks for the client secret, and this client has none."),
        t("The client file came without client_secret; Google needs it also for desktop apps."),
        t("Add a secret to the client in the console, download the file and import it again."),
        CLIENTS_PAGE,
    )


def _invalid_client(description: str) -> Problem:
    if "not found" in description.lower():
        return Problem(
            "oauth.client_not_found",
            t("Google does not know this client."),
            t("Its client_id is mistyped, or the client was deleted long ago."),
            t("Import the client file of a client that is listed in the console."),
            CLIENTS_PAGE,
        )
    return Problem(
        "oauth.client_secret_wrong",
        t("Google does not accept the secret of this client."),
        t("The secret was disabled or replaced in the console, cut, or is of another client."),
        t("Add a new secret in the console, download the file and import it again."),
        CLIENTS_PAGE,
    )


def _deleted_client(_: str) -> Problem:
    return Problem(
        "oauth.client_deleted",
        t("This client was deleted."),
        t("Somebody deleted it, or Google did because it was not used for six months."),
        t("Restore it in the console within 30 days, or create a new one and import its file."),
        DELETED_PAGE,
    )


def _disabled_client(_: str) -> Problem:
    return Problem(
        "oauth.client_disabled",
        t("This client is disabled."),
        t("Somebody disabled it in the console, or its project is suspended."),
        t("Enable it in the console, or import the file of another client."),
        CLIENTS_PAGE,
    )


def _redirect_mismatch(_: str) -> Problem:
    return Problem(
        "oauth.redirect_uri_mismatch",
        t("Google does not let this client use the redirect address."),
        t("A web client may only use the redirect addresses that are registered for it."),
        t("Use a client of the type Desktop app, or register the address in the console."),
        CLIENTS_PAGE,
    )


def _unauthorized_client(_: str) -> Problem:
    return Problem(
        "oauth.client_type_wrong",
        t("This client may not be used for this kind of sign-in."),
        t("It was made for another type of application."),
        t("Create a client of the type Desktop app and import its file."),
        CLIENTS_PAGE,
    )


def _invalid_scope(description: str) -> Problem:
    return Problem(
        "oauth.invalid_scope",
        t("Google does not accept one of the scopes."),
        safe_text(description, limit=300),
        t("Sign in again with fewer scopes."),
    )


_BY_ERROR: dict[str, Callable[[str], Problem]] = {
    "invalid_client": _invalid_client,
    "deleted_client": _deleted_client,
    "disabled_client": _disabled_client,
    "redirect_uri_mismatch": _redirect_mismatch,
    "unauthorized_client": _unauthorized_client,
    "invalid_scope": _invalid_scope,
    "invalid_request": _invalid_request,
    "unsupported_grant_type": _unsupported_grant,
    "invalid_dpop_proof": _dpop,
    "use_dpop_nonce": _dpop,
}
