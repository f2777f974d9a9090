"""Delegation: what Google and the administrator may answer to a service account."""

from __future__ import annotations

from tests.outcomes.rows import ADA, Row, Said, fault, settings

AUTHORIZED = settings(delegated_scopes=["chat.spaces", "chat.memberships"])
UNAUTHORIZED = Said(3, "oauth.delegation_unauthorized", "Manage Domain Wide Delegation")


def refused(status: int, error: str, description: str, code: str, words: str, end: int = 1) -> Row:
    """An answer of the token endpoint to each assertion."""
    plan = fault(
        "oauth2.token",
        grant_type="jwt-bearer",
        times=9,
        status=status,
        error=error,
        message=description,
    )
    return Row(description, Said(end, code, words), (AUTHORIZED, plan))


ROWS = (
    Row(
        "all is authorized",
        Said(0, words=f"Acting as {ADA}", kept=True, seen=f"as {ADA} by the service account"),
        (AUTHORIZED,),
    ),
    Row(
        "one scope is not authorized",
        Said(
            4,
            words="Not granted: chat.memberships.",
            kept=True,
            seen="✗ chat.memberships: not authorized",
        ),
        (settings(delegated_scopes=["chat.spaces"]),),
    ),
    Row("nothing is authorized yet", UNAUTHORIZED),
    Row("another organization", UNAUTHORIZED, (AUTHORIZED,), subject="hedy@partner.example"),
    Row(
        "nobody of that name",
        Said(1, "oauth.subject_unknown", "nobody@example.com"),
        (AUTHORIZED,),
        subject="nobody@example.com",
    ),
    Row(
        "no address",
        Said(2, "oauth.subject_no_address", "whole primary address"),
        (AUTHORIZED,),
        subject="ada",
    ),
    Row(
        "a suspended person",
        Said(1, "oauth.subject_suspended", "suspended"),
        (AUTHORIZED, settings(suspended=[ADA])),
    ),
    Row(
        "a deleted person",
        Said(1, "oauth.subject_deleted", "was deleted"),
        (AUTHORIZED, settings(deleted_people=[ADA])),
    ),
    Row(
        "this machine's clock is ahead",
        Said(1, "oauth.clock", "is 10 minutes ahead of Google's."),
        (AUTHORIZED, settings(clock_skew_seconds=-600)),
    ),
    Row(
        "this machine's clock is behind",
        Said(1, "oauth.clock", "is 90 minutes behind Google's."),
        (AUTHORIZED, settings(clock_skew_seconds=5400)),
    ),
    Row(
        "a deleted service account",
        Said(1, "oauth.delegation_account_not_found", "The service account"),
        (AUTHORIZED, settings(client_status="deleted")),
    ),
    Row(
        "a disabled service account",
        Said(1, "oauth.service_account_disabled", "Enable it in the console"),
        (AUTHORIZED, settings(client_status="disabled")),
    ),
    Row(
        "the wrong type of client",
        Said(2, "client.other_kind", "Name the key's file"),
        (AUTHORIZED,),
        client="installed",
    ),
    refused(400, "invalid_grant", "Invalid JWT Signature.", "oauth.key_rejected", "Make a new key"),
    refused(
        400,
        "invalid_grant",
        "Invalid JWT: No valid verifier found for issuer",
        "oauth.service_account_gone",
        "was deleted",
    ),
    refused(
        400,
        "invalid_grant",
        "Invalid JWT: Failed audience check.",
        "oauth.delegation_audience",
        "proxy",
    ),
    refused(400, "invalid_grant", "Not a valid email", "oauth.subject_no_address", "whole primary"),
    refused(
        400,
        "invalid_request",
        "Invalid impersonation prn email address",
        "oauth.subject_no_address",
        "whole primary",
    ),
    refused(
        400,
        "invalid_scope",
        "Invalid OAuth scope or ID token audience provided.",
        "oauth.delegation_scope_unknown",
        "misspelt",
    ),
    refused(
        401,
        "unauthorized_client",
        "Client is unauthorized to retrieve access tokens using this method.",
        "oauth.delegation_unauthorized",
        "Manage Domain Wide Delegation",
        3,
    ),
    refused(
        403,
        "access_denied",
        "Requested client not authorized",
        "oauth.delegation_unauthorized",
        "Manage Domain Wide Delegation",
        3,
    ),
    refused(503, "", "Google is down", "oauth.google_unavailable", "Wait a minute"),
)
