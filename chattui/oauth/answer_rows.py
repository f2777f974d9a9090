"""What the token endpoint answers where it gives no token (reference section 3.3)."""

from __future__ import annotations

from chattui.oauth.error_row import ErrorPage, Row
from chattui.oauth.page_rows import CLIENTS_PAGE
from chattui.words import t

AUDIENCE_PAGE = "https://console.cloud.google.com/auth/audience"
CONNECTIONS_PAGE = "https://myaccount.google.com/connections"


def _again() -> str:
    return t("Sign in again with `chattui login`.")


def _add_secret() -> str:
    return t(
        "Choose “Add secret” in Google Auth platform › Clients, download the file and import it:"
        " the console shows a secret only once."
    )


def _row(
    code: str,
    number: int,
    words: str,
    *sentences: str,
    link: str = "",
    marks: tuple[str, ...] | None = None,
    hints: tuple[str, ...] = (),
) -> Row:
    """A row known by `marks`, else by Google's `words`; `sentences`: title, cause and remedy."""
    title, cause, remedy = sentences
    page = ErrorPage(code, number, title, words, cause, remedy, link, browser=False)
    return Row(page, (words.lower().rstrip("."),) if marks is None else marks, hints)


ANSWER_ROWS: tuple[Row, ...] = (
    _row(
        "invalid_grant",
        400,
        "Bad Request",
        t("The code or the refresh token does not work any more"),
        t("A code works once, for a few minutes; a refresh token until it is revoked or ends."),
        _again(),
        marks=(),
        hints=("bad request",),
    ),
    _row(
        "invalid_grant",
        400,
        "Malformed auth code.",
        t("The code is damaged"),
        t("A part of it was lost when it was copied, or its percent signs were not decoded."),
        t("Sign in again, and paste the whole address that the browser ends on."),
    ),
    _row(
        "invalid_grant",
        400,
        "Missing code verifier.",
        t("The proof key of the sign-in was not sent"),
        t("The sign-in was begun with a proof key (PKCE), and the code came without it."),
        t("Begin the sign-in again, and paste the address into the program that began it."),
    ),
    _row(
        "invalid_grant",
        400,
        "Invalid code verifier.",
        t("The code belongs to another sign-in"),
        t("Each attempt has a proof key of its own (PKCE), and this one's is another."),
        t("Begin the sign-in again, and paste the address into the program that began it."),
    ),
    _row(
        "invalid_grant",
        400,
        "Token has been expired or revoked.",
        t("The sign-in has ended"),
        t(
            "It was revoked, or not used for six months, or the app is External and in Testing,"
            " where Google ends sign-ins after seven days."
        ),
        _again(),
        link=AUDIENCE_PAGE,
    ),
    _row(
        "invalid_rapt",
        400,
        "reauth related error (invalid_rapt)",
        t("The organisation asks to sign in again"),
        t("Its session control ends the access of such apps after some hours."),
        _again(),
        marks=("invalid_rapt", "rapt_required"),
    ),
    _row(
        "invalid_grant",
        400,
        "The account has been deleted",
        t("The Google account was deleted"),
        t("Its administrator or its owner deleted it."),
        t("Sign in with another account, or ask the administrator to restore this one."),
        marks=("account has been deleted", "account was deleted"),
    ),
    _row(
        "invalid_request",
        400,
        "client_secret is missing.",
        t("The client's secret is missing"),
        t("The client file came without client_secret, which Google wants for desktop apps too."),
        _add_secret(),
        link=CLIENTS_PAGE,
    ),
    _row(
        "invalid_client",
        401,
        "The provided client secret is invalid.",
        t("The client's secret is wrong"),
        t("It was disabled or replaced in the console, cut, or belongs to another client."),
        _add_secret(),
        link=CLIENTS_PAGE,
        hints=("unauthorized",),
    ),
    _row(
        "unsupported_grant_type",
        400,
        "unsupported_grant_type",
        t("Google does not know this kind of request for tokens"),
        t("A program for another provider was used, or its request was changed on the way."),
        t("Sign in with `chattui login`, which uses the kinds that Google has."),
    ),
    _row(
        "invalid_dpop_proof",
        400,
        "invalid_dpop_proof",
        t("Google expected another proof of possession"),
        t("The program bound its tokens to a key (DPoP), and the proof did not fit."),
        t("Sign in with `chattui login`, which does not bind tokens."),
    ),
    _row(
        "use_dpop_nonce",
        400,
        "use_dpop_nonce",
        t("Google expected another proof of possession"),
        t("The program bound its tokens to a key (DPoP), and Google asked for a fresh proof."),
        t("Sign in with `chattui login`, which does not bind tokens."),
    ),
)
