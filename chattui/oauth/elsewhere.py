"""Pasted addresses that are not where this sign-in ends: what each one is, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import SplitResult, parse_qs, urlsplit

from chattui.oauth.pasted_error import error_at, is_error_address
from chattui.oauth.places import LOOPBACK_HOSTS
from chattui.problem import Exit, Problem, ProblemError
from chattui.words import t

if TYPE_CHECKING:
    from chattui.oauth.consent import Consent


def wrong_place(
    address: SplitResult, host: str, port: int | None, consent: Consent
) -> ProblemError:
    """Why this address, which is not the redirect of `consent`, will not do."""
    ours, page = urlsplit(consent.redirect_uri), urlsplit(consent.url)
    query = parse_qs(address.query)
    answers = "state" in query and bool({"code", "error"} & query.keys())
    if (host, port) == (page.hostname, page.port) or host == "accounts.google.com":
        if query.get("client_id", [consent.client.client_id]) != [consent.client.client_id]:
            return of_another_client(consent)
        if is_error_address(address.geturl()):
            return ProblemError(error_at(query))
        return _consent_page(consent)
    if host not in LOOPBACK_HOSTS:
        return _ends_elsewhere(consent) if answers else foreign(consent)
    if answers and (address.path or "/") != (ours.path or "/"):
        return _ends_elsewhere(consent)
    if port != ours.port:
        return paste_problem(
            "oauth.redirect_other_port",
            t("This address belongs to another sign-in."),
            t("Open the consent page from the address shown now, and paste what that one ends on."),
            t("Its port is not {port}, the one of this attempt.", port=ours.port or 80),
        )
    if not address.query:
        return _short_url(consent)
    return foreign(consent)


def of_another_client(consent: Consent) -> ProblemError:
    """An address that names another client than ours by its id."""
    return paste_problem(
        "oauth.redirect_other_client",
        t("This address belongs to another client's sign-in."),
        t(
            "Open the consent page from the address shown now. It ends on an address that begins"
            " with {prefix}; paste that one.",
            prefix=consent.redirect_uri,
        ),
        t("The client id in it is not the one of the client that signs in here."),
    )


def foreign(consent: Consent) -> ProblemError:
    """An address of something else altogether."""
    return paste_problem(
        "oauth.redirect_foreign",
        t("This address is not the one that the browser ends on."),
        t("Paste the address that begins with {prefix}.", prefix=consent.redirect_uri),
    )


def paste_problem(code: str, message: str, remedy: str, cause: str = "") -> ProblemError:
    """What is wrong with a paste; the sign-in goes on, and nothing of the paste is repeated."""
    return ProblemError(Problem(code, message, cause, remedy, exit=Exit.USAGE))


def _ends_elsewhere(consent: Consent) -> ProblemError:
    return paste_problem(
        "oauth.redirect_other_client",
        t("This address is where another client's sign-in ends."),
        t(
            "Open the consent page from the address shown now. It ends on an address that begins"
            " with {prefix}; paste that one.",
            prefix=consent.redirect_uri,
        ),
        t("Google sends the answer for this client to {prefix}.", prefix=consent.redirect_uri),
    )


def _consent_page(consent: Consent) -> ProblemError:
    return paste_problem(
        "oauth.redirect_is_consent_page",
        t("This is the address of the consent page itself."),
        t(
            "Open it in a browser and allow access. The browser then ends on an address that"
            " begins with {prefix}; paste that one.",
            prefix=consent.redirect_uri,
        ),
    )


def _short_url(consent: Consent) -> ProblemError:
    return paste_problem(
        "oauth.redirect_is_short_url",
        t("This is the short address that leads to the consent page."),
        t(
            "Open it in a browser and allow access. The browser then ends on an address that"
            " begins with {prefix}; paste that one.",
            prefix=consent.redirect_uri,
        ),
    )
