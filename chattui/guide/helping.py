"""Which page of the guide helps with a problem, or with an error page of Google's."""

from __future__ import annotations

_HELPS = {
    "workspace-account": ("chat.turned_off", "health.personal_account"),
    "chat-api": ("chat.api_disabled",),
    "chat-app": ("chat.app_not_configured",),
    "scopes": ("oauth.invalid_scope", "oauth.unknown_scope", "invalid_scope"),
    "audience": ("access_denied", "org_internal"),
    "testing": ("oauth.grant_ended", "chat.sign_in_ended", "invalid_grant"),
    "client": (
        "oauth.client_deleted",
        "oauth.client_disabled",
        "oauth.client_not_found",
        "deleted_client",
        "disabled_client",
        "invalid_client",
    ),
    "client-desktop": (
        "oauth.redirect_uri_mismatch",
        "oauth.web_port",
        "oauth.web_without_loopback",
        "redirect_uri_mismatch",
    ),
    "client-tv": (
        "oauth.device_client_type",
        "oauth.device_scope_refused",
        "oauth.device_scopes",
        "oauth.device_web_client",
    ),
    "file": ("oauth.client_secret_missing", "oauth.client_secret_wrong", "client.unusable"),
    "import": ("client.no_path",),
    "sign-in": ("accounts.none", "admin_policy_enforced", "oauth.refused_by_policy"),
    "delegation": (
        "oauth.delegation_account_not_found",
        "oauth.delegation_nothing",
        "oauth.delegation_refused",
        "oauth.service_account_disabled",
        "oauth.service_account_gone",
    ),
    "admin": (
        "chat.not_admin",
        "health.admin_scope_missing",
        "health.not_administrator",
    ),
}

_PAGES = {code: page for page, codes in _HELPS.items() for code in codes}


def page_for(code: str) -> str:
    """The id of the page that helps with a problem's code, or with the code of an error page of
    Google's; "" where the checklist itself is the help."""
    return _PAGES.get(code, "")
