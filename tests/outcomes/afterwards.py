"""What may have happened since the sign-in."""

from __future__ import annotations

from tests.outcomes.rows import ADA, Row, Said, fault, settings

DAY = 86400
SHORT = settings(token_lifetime=5)
"""Tokens that are always about to end, so that every command refreshes."""

AUTHORIZED = settings(delegated_scopes=["chat.spaces", "chat.memberships"])
ENDED = "oauth.grant_ended"


def refused(status: int, error: str, description: str, code: str, words: str, end: int = 1) -> Row:
    """An answer of the token endpoint to a refresh."""
    plan = fault(
        "oauth2.token",
        grant_type="refresh_token",
        status=status,
        error=error,
        message=description,
        times=9,
    )
    name = f"{error} {description}".strip() or f"status {status}"
    return Row(name, Said(end, code, words, kept=True), (plan,))


REFRESHES = (
    Row("all is well", Said(0, kept=True)),
    Row("this machine's clock is ahead", Said(0, kept=True), (settings(clock_skew_seconds=-7200),)),
    Row("this machine's clock is behind", Said(0, kept=True), (settings(clock_skew_seconds=7200),)),
    Row("revoked", Said(3, ENDED, "revoked", kept=True), (("revoke", {"email": ADA}),)),
    Row("six months", Said(3, ENDED, kept=True), (("clock", {"advance_seconds": 183 * DAY}),)),
    Row(
        "session control",
        Said(3, "oauth.reauth_needed", "session control", kept=True),
        (settings(rapt_required=True),),
    ),
    Row(
        "a deleted account",
        Said(3, ENDED, "The Google account was deleted.", kept=True),
        (settings(deleted_people=[ADA]),),
    ),
    Row("a suspended account", Said(3, ENDED, kept=True), (settings(suspended=[ADA]),)),
    Row(
        "a restricted scope",
        Said(3, "oauth.refused_by_policy", "administrator", kept=True),
        (settings(restricted_scopes=["chat.spaces"]),),
    ),
    Row(
        "a deleted client",
        Said(1, "oauth.client_deleted", "within 30 days", kept=True),
        (settings(client_status="deleted"),),
    ),
    Row(
        "a disabled client",
        Said(1, "oauth.client_disabled", "Enable it", kept=True),
        (settings(client_status="disabled"),),
    ),
    refused(
        401,
        "invalid_client",
        "The provided client secret is invalid.",
        "oauth.client_secret_wrong",
        "Add a new secret",
    ),
    refused(
        401,
        "invalid_client",
        "The OAuth client was not found.",
        "oauth.client_not_found",
        "client_id",
    ),
    refused(403, "org_internal", "", "oauth.refused_by_policy", "that organisation", 3),
    refused(400, "invalid_grant", "Bad Request", ENDED, "Sign in again", 3),
    refused(503, "", "", "oauth.google_unavailable", "Wait a minute"),
    Row(
        "a page of a proxy",
        Said(1, "oauth.google_unavailable", "(status 502)", kept=True),
        (fault("oauth2.token", status=502, body="<p>", times=9),),
    ),
    Row(
        "a connection that ends",
        Said(1, "net.lost_answer", "asking again is safe", kept=True),
        (fault("oauth2.token", reset=True, times=9),),
    ),
)


DELEGATED = (
    Row("all is well", Said(0, kept=True)),
    Row(
        "the authorization is withdrawn",
        Said(3, "oauth.delegation_unauthorized", "Manage Domain Wide Delegation", kept=True),
        (settings(delegated_scopes=None),),
    ),
    Row(
        "the person is suspended",
        Said(1, "oauth.subject_suspended", "suspended", kept=True),
        (settings(suspended=[ADA]),),
    ),
    Row(
        "the service account is disabled",
        Said(1, "oauth.service_account_disabled", "Enable it", kept=True),
        (settings(client_status="disabled"),),
    ),
    Row(
        "the clock goes wrong",
        Said(1, "oauth.clock", "90 minutes behind", kept=True),
        (settings(clock_skew_seconds=5400),),
    ),
)


LISTING = ("spaces", "list")
MAKING = ("spaces", "create", "--name", "Launch", "--yes")
USES = (
    (
        LISTING,
        Row(
            "the Chat API is disabled",
            Said(1, "chat.api_disabled", "choose Enable", kept=True),
            (settings(chat_api_enabled=False),),
        ),
    ),
    (
        MAKING,
        Row(
            "the Chat app is not configured",
            Said(1, "chat.app_not_configured", "Open the page", kept=True),
            (settings(chat_app_configured=False),),
        ),
    ),
    (
        LISTING,
        Row(
            "Chat is off",
            Said(1, "chat.turned_off", "Ask the administrator", kept=True),
            (settings(chat_turned_on=False),),
        ),
    ),
    (LISTING, Row("revoked", Said(3, ENDED, "revoked", kept=True), (("revoke", {"email": ADA}),))),
    (LISTING, Row("suspended", Said(3, ENDED, kept=True), (settings(suspended=[ADA]),))),
    (
        LISTING,
        Row(
            "not granted",
            Said(
                3,
                "chat.scope_missing",
                "--add --scope chat.spaces",
                kept=True,
                seen="Google was not asked for spaces: this sign-in may not see them.",
                offers="m Allow more",
            ),
            scopes=("chat.memberships",),
        ),
    ),
)


REVOKED = Said(0, seen=f"✓ {ADA} is revoked, and deleted here.", offers="n Add")
REVOCATIONS = (
    Row("all is well", REVOKED),
    Row("revoked before", REVOKED, (("revoke", {"email": ADA}),)),
    Row(
        "Google is down",
        Said(1, "oauth.not_revoked", kept=True),
        (fault("oauth2.revoke", status=503, times=9),),
    ),
    Row(
        "a connection that ends",
        Said(1, "oauth.not_revoked", kept=True),
        (fault("oauth2.revoke", reset=True, times=9),),
    ),
)
