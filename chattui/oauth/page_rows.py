"""Google's error pages, which a browser shows and nothing else hears of (reference section 3.2)."""

from __future__ import annotations

from chattui.oauth.error_row import ErrorPage, Row
from chattui.words import t

CLIENTS_PAGE = "https://console.cloud.google.com/auth/clients"
AUDIENCE_PAGE = "https://console.cloud.google.com/auth/audience"
DATA_ACCESS_PAGE = "https://console.cloud.google.com/auth/scopes"
DELETED_PAGE = "https://console.cloud.google.com/apis/credentials/deleted"
DASHBOARD_PAGE = "https://console.cloud.google.com/home/dashboard"
ADMIN_PAGE = "https://admin.google.com/ac/owl"

PAGE_ROWS: tuple[Row, ...] = (
    Row(
        ErrorPage(
            "redirect_uri_mismatch",
            400,
            t("The redirect address is not registered for the client"),
            "Error 400: redirect_uri_mismatch",
            t(
                "The client is of the type Web application: it may only use the addresses that are"
                " registered for it, letter by letter. A desktop app needs none."
            ),
            t(
                "Use a client of the type Desktop app, or add the redirect address that the page"
                " names in Google Auth platform › Clients."
            ),
            CLIENTS_PAGE,
        ),
        ("does not match the ones authorized for the oauth client",),
    ),
    Row(
        ErrorPage(
            "invalid_request",
            400,
            t("Google does not take the request as it is"),
            "Error 400: invalid_request",
            t(
                "Something is missing in the address of the consent page, often because it was cut"
                " at the end of a line when it was copied; or the client asks in a way that Google"
                " has blocked."
            ),
            t(
                "Copy the whole address again, or let chattui open it. If it comes back, use a"
                " client of the type Desktop app."
            ),
            CLIENTS_PAGE,
        ),
        (
            "missing required parameter: re",
            "missing required parameter: scope",
            "'s request is invalid",
            "sent an invalid request",
        ),
    ),
    Row(
        ErrorPage(
            "invalid_request",
            400,
            t("Showing a code to copy was ended by Google"),
            "Error 400: invalid_request",
            t(
                "The redirect is urn:ietf:wg:oauth:2.0:oob: the program that opened this page, or"
                " its client file, is old."
            ),
            t("Sign in with `chattui login`, which never uses it."),
        ),
        ("out-of-band", "urn:ietf:wg:oauth:2.0:oob", "comply with google's oauth 2.0 policy"),
    ),
    Row(
        ErrorPage(
            "invalid_scope",
            400,
            t("A scope does not exist"),
            "Some requested scopes were invalid. {valid=[…], invalid=[…]}",
            t("The page lists the wrong ones behind “invalid”: most often one is mistyped."),
            t(
                "Sign in again with scopes from Google's list; `chattui login` checks each before"
                " it asks."
            ),
            DATA_ACCESS_PAGE,
        ),
        ("some requested scopes were invalid",),
    ),
    Row(
        ErrorPage(
            "invalid_scope",
            400,
            t("A scope cannot be granted by a person"),
            "Some requested scopes cannot be shown: […]",
            t("The page lists it: it is for Chat apps or administrators, or it is mistyped."),
            t("Sign in again without it."),
            DATA_ACCESS_PAGE,
        ),
        ("some requested scopes cannot be shown",),
    ),
    Row(
        ErrorPage(
            "admin_policy_enforced",
            400,
            t("An administrator does not allow this app or these scopes"),
            "Error 400: admin_policy_enforced",
            t("The administrator of the Workspace restricts which apps people may give access to."),
            t(
                "Give the client_id to an administrator, who can trust it in the Admin console:"
                " Security › Access and data control › API controls."
            ),
            ADMIN_PAGE,
        ),
    ),
    Row(
        ErrorPage(
            "invalid_client",
            401,
            t("Google does not know the client"),
            "The OAuth client was not found.",
            t("Its client_id is mistyped or a placeholder, or it was deleted long ago."),
            t(
                "Run `chattui doctor` on the client file, and compare its client_id with Google"
                " Auth platform › Clients."
            ),
            CLIENTS_PAGE,
        ),
        ("the oauth client was not found",),
    ),
    Row(
        ErrorPage(
            "deleted_client",
            401,
            t("The client was deleted"),
            "The OAuth client was deleted.",
            t("Somebody deleted it, or Google did because it was not used for six months."),
            t("Restore it within 30 days, or create another one and import its file."),
            DELETED_PAGE,
        ),
        ("the oauth client was deleted",),
    ),
    Row(
        ErrorPage(
            "disabled_client",
            401,
            t("The client is disabled"),
            "The OAuth client was disabled.",
            t("Somebody disabled it or its project, or the project is suspended."),
            t("Look at the project in the console, or import the file of another client."),
            DASHBOARD_PAGE,
        ),
        ("the oauth client was disabled",),
    ),
    Row(
        ErrorPage(
            "access_denied",
            403,
            t("The account is none of the app's test users"),
            "Access blocked: … has not completed the Google verification process",
            t("The app is External and its publishing status is Testing: only test users get in."),
            t(
                "Add the account in Google Auth platform › Audience › Test users, or make the app"
                " Internal if it is for your organisation."
            ),
            AUDIENCE_PAGE,
        ),
        (
            "not completed the google verification process",
            "app is currently being tested",
        ),
    ),
    Row(
        ErrorPage(
            "org_internal",
            403,
            t("The app is for another organisation only"),
            "Access blocked: … can only be used within its organization",
            t("Its audience is Internal, and this account is not of that organisation."),
            t(
                "Sign in with an account of the organisation that owns the project, or set"
                " Google Auth platform › Audience to External."
            ),
            AUDIENCE_PAGE,
        ),
        ("can only be used within its organi",),
    ),
    Row(
        ErrorPage(
            "disallowed_useragent",
            403,
            t("The page was opened inside of another program"),
            "Error 403: disallowed_useragent",
            t("Google does not sign people in inside the window of another app."),
            t("Open the address in a real browser: Chrome, Firefox, Safari or Edge."),
        ),
    ),
    Row(
        ErrorPage(
            "access_denied",
            0,
            t("Access was not allowed on the consent page"),
            "error=access_denied",
            t("Somebody chose Cancel: the browser is then sent back with this instead of a code."),
            t("Sign in again and choose Allow, if that was not meant."),
        ),
        ("error=access_denied",),
    ),
)
