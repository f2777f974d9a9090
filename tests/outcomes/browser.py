"""Ways through a browser: what may come of consent, and of the exchange of the code."""

from __future__ import annotations

from tests.outcomes.rows import ADA, HEDY, Row, Said, fault, settings

SIGNED_IN = Said(0, words=f"Signed in as {ADA}.", kept=True, seen=f"You are signed in as {ADA}.")
TESTING = {"publishing_status": "testing"}

CONSENTS = (
    Row("everything is granted", SIGNED_IN),
    Row(
        "some scopes are granted",
        Said(
            4,
            words="Not granted: chat.memberships.",
            kept=True,
            seen="Members cannot be seen or changed",
            offers="m Grant it now",
        ),
        (settings(grant=["chat.spaces"]),),
    ),
    Row(
        "identity alone is granted",
        Said(
            4,
            words="Not granted: chat.spaces, chat.memberships.",
            kept=True,
            seen="only to tell who you are",
            offers="m Grant it now",
        ),
        (settings(grant=[]),),
    ),
    Row("a test user", SIGNED_IN, (settings(**TESTING, test_users=[ADA]),)),
    Row("a web client with a loopback redirect", SIGNED_IN, client="web"),
    Row(
        "an account that is not a Workspace one",
        Said(
            0,
            words="Signed in as somebody@gmail.com.",
            kept=True,
            seen="You are signed in as somebody@gmail.com.",
        ),
        (settings(auto_consent="somebody@gmail.com"),),
    ),
    Row(
        "the person refuses",
        Said(3, "oauth.denied", "Access was not allowed."),
        (settings(refuse_consent=True),),
    ),
    Row(
        "the code is too old",
        Said(1, "oauth.code_used", "too old"),
        meanwhile=(("clock", {"advance_seconds": 601}),),
    ),
    Row(
        "the client is deleted meanwhile",
        Said(1, "oauth.client_deleted", "Restore it in the console within 30 days"),
        meanwhile=(settings(client_status="deleted"),),
    ),
    Row(
        "the client is disabled meanwhile",
        Said(1, "oauth.client_disabled", "Enable it in the console"),
        meanwhile=(settings(client_status="disabled"),),
    ),
    Row(
        "this machine's clock is ahead",
        Said(1, "oauth.clock", "Set the clock"),
        (settings(clock_skew_seconds=-7200),),
    ),
    Row("this machine's clock is behind", SIGNED_IN, (settings(clock_skew_seconds=7200),)),
)


def page(name: str, error: str, client: str = "", **changes: object) -> Row:
    """Google shows a page and sends no redirect, so that the person gives up."""
    before = (settings(**changes),) if changes else ()
    return Row(name, Said(0, page=f"Error {error}"), before, client=client)


PAGES = (
    page("not a test user", "403: access_denied", **TESTING, test_users=[]),
    page("another organization", "403: org_internal", audience="internal", auto_consent=HEDY),
    page("a restricted scope", "400: admin_policy_enforced", restricted_scopes=["chat.spaces"]),
    page("a suspended account", "403: access_denied", suspended=[ADA]),
    page("a deleted client", "401: deleted_client", client_status="deleted"),
    page("a disabled client", "401: disabled_client", client_status="disabled"),
    page("the wrong type of client", "400: redirect_uri_mismatch", "tv"),
)


def refused(status: int, error: str, description: str, code: str, words: str, end: int = 1) -> Row:
    """An answer of the token endpoint to the code."""
    plan = fault("oauth2.token", status=status, error=error, message=description)
    return Row(f"{error} {description}".strip(), Said(end, code, words), (plan,))


def broken(name: str, code: str, words: str, **plan: object) -> Row:
    """A token endpoint that does not answer as it should, however often it is asked."""
    return Row(name, Said(1, code, words), (fault("oauth2.token", times=9, **plan),))


ENDPOINT = (
    refused(
        401,
        "invalid_client",
        "The OAuth client was not found.",
        "oauth.client_not_found",
        "client_id",
    ),
    refused(
        401,
        "invalid_client",
        "The provided client secret is invalid.",
        "oauth.client_secret_wrong",
        "Add a new secret",
    ),
    refused(401, "invalid_client", "Unauthorized", "oauth.client_secret_wrong", "Add a new secret"),
    refused(
        400,
        "invalid_request",
        "client_secret is missing.",
        "oauth.client_secret_missing",
        "Add a secret",
    ),
    refused(401, "unauthorized_client", "Unauthorized", "oauth.client_type_wrong", "Desktop app"),
    refused(400, "invalid_scope", "Bad Request", "oauth.invalid_scope", "fewer scopes"),
    refused(400, "admin_policy_enforced", "", "oauth.refused_by_policy", "administrator", 3),
    refused(403, "org_internal", "", "oauth.refused_by_policy", "that organisation", 3),
    refused(400, "unsupported_grant_type", "", "oauth.grant_type_refused", "changed on the way"),
    broken("too many requests", "oauth.google_unavailable", "Wait a minute", status=429),
    broken("Google is down", "oauth.google_unavailable", "Wait a minute", status=503),
    broken("a page of a proxy", "oauth.google_unavailable", "(status 502)", status=502, body="<p>"),
)
CODES = (
    refused(400, "invalid_grant", "Malformed auth code.", "oauth.code_damaged", "copy the whole"),
    refused(400, "invalid_grant", "Bad Request", "oauth.code_used", "used before"),
    refused(
        400,
        "invalid_grant",
        "Missing code verifier.",
        "oauth.code_verifier_missing",
        "did not get the proof key",
    ),
    refused(
        400, "invalid_grant", "Invalid code verifier.", "oauth.code_of_another_attempt", "proof key"
    ),
    refused(
        400, "redirect_uri_mismatch", "Bad Request", "oauth.redirect_uri_mismatch", "Desktop app"
    ),
    broken("a connection that ends", "net.lost_answer", "Sign in again.", reset=True),
    broken("an answer that is lost", "net.lost_answer", "Sign in again.", lost_answer=True),
)
