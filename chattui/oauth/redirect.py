"""The address that the browser ended on: pasted by a person, or asked for by a browser.

After consent Google sends the browser to
``http://127.0.0.1:PORT/oauth2/callback?state=…&iss=https://accounts.google.com&code=4/0A…&scope=…``
(order and further parameters vary). Only an answer to this very request counts: exactly one
state, equal to ours, and exactly one code.
"""

from __future__ import annotations

from urllib.parse import parse_qs, parse_qsl, urlsplit

from chattui.endpoints import ISSUER
from chattui.oauth.cleaning import RAW_LIMIT, clean, looks_like_code, starts_as_address
from chattui.oauth.consent import STATE_LENGTH, Consent
from chattui.oauth.elsewhere import foreign, of_another_client, paste_problem, wrong_place
from chattui.oauth.pasted_error import pasted_error
from chattui.problem import Exit, Problem, ProblemError
from chattui.redaction import redact
from chattui.safe_text import safe_text
from chattui.secret import Secret
from chattui.words import t

LIMIT = 4096
"""Characters of a redirect; Google's code has 256 at most, and the scopes about 2,500."""

CODE_LIMIT = 2048
MAX_PARAMETERS = 64

ENDING_CODES = frozenset({"oauth.denied", "oauth.refused", "oauth.refused_by_policy"})
"""Answers to our request that say no: with them the sign-in is over."""

_ANSWERS = ENDING_CODES | {
    "oauth.redirect_empty",
    "oauth.redirect_state",
    "oauth.redirect_issuer",
    "oauth.redirect_no_code",
}
"""What is wrong with something that is a redirect, or with nothing."""


def read_redirect(text: str, consent: Consent) -> Secret:
    """The authorization code in a pasted redirect: the full address, or its query alone.

    It may be wrapped over lines and quoted by a chat program. Raises ProblemError with a code of
    its own for each way in which it is not the answer to `consent`; those in `ENDING_CODES` are
    Google's own "no" to it. Where the text of Google's error page was pasted instead,
    ``oauth.redirect_error_page`` tells what that means.
    """
    try:
        return _read_address(text, consent)
    except ProblemError as error:
        page = None if error.problem.code in _ANSWERS else pasted_error(text)
        if page is None:
            raise
        raise ProblemError(page) from None


def _read_address(text: str, consent: Consent) -> Secret:
    if len(text) > RAW_LIMIT:
        raise _too_long()
    cleaned = clean(text, prefix=_without_scheme(consent.redirect_uri))
    if not cleaned:
        raise paste_problem(
            "oauth.redirect_empty",
            t("Nothing was pasted."),
            t("Copy the whole address that the browser ended on, and paste it here."),
        )
    if len(cleaned) > LIMIT:
        raise _too_long()
    if not (cleaned.isascii() and cleaned.isprintable()):
        raise paste_problem(
            "oauth.redirect_unreadable",
            t("What was pasted holds characters that no such address has."),
            t("Copy the address from the browser's address bar again, and paste it here."),
        )
    query = _query_of(cleaned, consent)
    named = _parameters(query).get("client_id", [])
    if any(client_id != consent.client.client_id for client_id in named):
        raise of_another_client(consent)
    return read_query(query, consent)


def read_query(query: str, consent: Consent) -> Secret:
    """The authorization code in the query of a redirect, checked against `consent`.

    The state is checked before anything else is believed, also before an ``error``
    (CVE-2026-42073); ``iss`` only where it is present (RFC 9207).
    """
    parameters = _parameters(query)
    _check_state(parameters.get("state", []), consent, has_code="code" in parameters)
    issuers = parameters.get("iss", [])
    if issuers and issuers != [ISSUER]:
        raise paste_problem(
            "oauth.redirect_issuer",
            t("This answer does not come from Google."),
            t("Sign in again, from the address that chattui shows."),
            t("It names another issuer than {issuer}.", issuer=ISSUER),
        )
    if "error" in parameters:
        raise ProblemError(_refusal(parameters["error"][0]))
    codes = parameters.get("code", [])
    code = codes[0] if codes else ""
    if len(codes) != 1 or not code or len(code) > CODE_LIMIT or not _is_plain(code):
        raise paste_problem(
            "oauth.redirect_no_code",
            t("There is not exactly one authorization code in this address."),
            t("Copy the whole address that the browser ended on, and paste it here."),
        )
    return Secret(code)


def is_complete_redirect(text: str) -> bool:
    """Whether the lines read so far are a redirect in full, so that no more have to be read.

    A value is known to be whole when another parameter follows it, the state also by its length;
    a code at the very end may go on in the next line, unless that is empty. Nothing is checked
    here: that is `read_redirect`'s.
    """
    if len(text) > RAW_LIMIT or (text.strip() and text.endswith(("\n\n", "\n\r\n"))):
        return True
    values, last = _values(text)
    if last in {"code", "error"}:
        return could_be_redirect(text) and values[last] == "access_denied"
    return could_be_redirect(text)


def could_be_redirect(text: str) -> bool:
    """Whether the lines read so far would do, if no more came: state and code or error are there.

    For readers that can wait a moment and see whether the input goes on.
    """
    values, _ = _values(text)
    return bool(values.get("code") or values.get("error")) and (
        len(values.get("state", "")) >= STATE_LENGTH
    )


def _values(text: str) -> tuple[dict[str, str], str]:
    """The parameters by name, and the name of the last one."""
    cleaned = clean(text[:RAW_LIMIT])
    _, mark, query = cleaned.partition("?")
    pairs = parse_qsl(query if mark else cleaned, keep_blank_values=True)
    return dict(pairs), pairs[-1][0] if pairs else ""


def _parameters(query: str) -> dict[str, list[str]]:
    try:
        return parse_qs(query, keep_blank_values=True, max_num_fields=MAX_PARAMETERS)
    except ValueError:
        raise paste_problem(
            "oauth.redirect_unreadable",
            t("This is not the address that a browser ends on after consent."),
            t("Copy the address from the browser's address bar again, and paste it here."),
        ) from None


def _check_state(states: list[str], consent: Consent, *, has_code: bool) -> None:
    if not states and has_code:
        raise _bare_code(
            t("The code came without the state that ties it to this sign-in."),
        )
    if not states:
        raise paste_problem(
            "oauth.redirect_unreadable",
            t("This is not the address that a browser ends on after consent."),
            t(
                "Finish the consent in the browser. It then shows an address that begins with"
                " {prefix}; copy all of it, even if the page could not be opened.",
                prefix=consent.redirect_uri,
            ),
        )
    if len(states) != 1 or Secret(states[0]) != consent.state:
        raise paste_problem(
            "oauth.redirect_state",
            t("This address belongs to another sign-in."),
            t("Open the consent page from the address shown now, and paste what that one ends on."),
            t("Its state is not the one of this attempt; an earlier attempt's address does that."),
        )


def _query_of(cleaned: str, consent: Consent) -> str:
    if "=" not in cleaned and looks_like_code(cleaned):
        raise _bare_code(
            t("A code alone could come from anybody's sign-in: the state beside it proves whose.")
        )
    if not starts_as_address(cleaned):
        head, mark, query = cleaned.partition("?")
        return (query if mark and "=" not in head else cleaned).partition("#")[0]
    try:
        address = urlsplit(cleaned)
        host, port = address.hostname or "", address.port
    except ValueError:
        raise foreign(consent) from None
    ours = urlsplit(consent.redirect_uri)
    # A browser that was told to use https everywhere shows that, after it failed to connect.
    same_place = address.scheme in {"http", "https"} and address.netloc == ours.netloc
    if same_place and (address.path or "/") == (ours.path or "/") and address.query:
        return address.query
    raise wrong_place(address, host, port, consent)


def _refusal(error: str) -> Problem:
    if error == "access_denied":
        return Problem(
            "oauth.denied",
            t("Access was not allowed."),
            t("Somebody chose Cancel on the consent page; nothing was changed."),
            t("Sign in again and choose Allow, if that was not meant."),
            exit=Exit.NOT_SIGNED_IN,
        )
    if error in {"admin_policy_enforced", "org_internal"}:
        return policy_problem(error)
    return Problem(
        "oauth.refused",
        t("Google refused the sign-in ({error}).", error=safe_text(redact(error), limit=80)),
        t("The consent page ended with this error instead of a code."),
        t("Sign in again; if it comes back, check the client and its scopes in the console."),
        exit=Exit.NOT_SIGNED_IN,
    )


def policy_problem(error: str) -> Problem:
    """An organisation's rules keep the client out: ``org_internal``, ``admin_policy_enforced``."""
    outside = error == "org_internal"
    return Problem(
        "oauth.refused_by_policy",
        t("The rules of an organisation do not let this account use this client."),
        t("The client is internal to another organisation than the account's.")
        if outside
        else t("An administrator restricts which apps and scopes people may allow."),
        t("Sign in with an account of that organisation, or use a client of your own.")
        if outside
        else t("Ask an administrator to trust this client in the Admin console, API controls."),
        "" if outside else "https://admin.google.com/ac/owl",
        Exit.NOT_SIGNED_IN,
    )


def _bare_code(cause: str) -> ProblemError:
    return paste_problem(
        "oauth.redirect_bare_code",
        t("A bare code is not enough."),
        t("Paste the whole address that the browser ended on, from http:// to its end."),
        cause,
    )


def _too_long() -> ProblemError:
    return paste_problem(
        "oauth.redirect_too_long",
        t("What was pasted is longer than {limit} characters.", limit=format(LIMIT, ",")),
        t("Copy only the address that the browser ended on, and paste it here."),
    )


def _is_plain(code: str) -> bool:
    return code.isascii() and code.isprintable() and " " not in code


def _without_scheme(address: str) -> str:
    return address.partition("://")[2]
