"""What Google says when a client file, a client or a request of it is wrong.

The words are those of Google's pages and of reports of real traffic (reference, sections 2 to 4 and
7.9). Rows that say more stand in front of those with the code alone.
"""

from __future__ import annotations

from chattui.clientfile.messages import Explanation, Message
from chattui.words import t

_PAGE = "Google"


def _row(patterns: tuple[str, ...], *words: str) -> Message:
    """A row whose words are the meaning, the cause, the remedy and, where there is one, a code."""
    return Message(patterns, Explanation(_PAGE, *words))


def _add_secret() -> str:
    return t(
        "Choose Add secret in Google Auth platform › Clients: the console shows a secret only once."
    )


def _doctor() -> str:
    return t("Run `chattui doctor` on the client file, and compare its client_id with the console.")


TABLE: tuple[Message, ...] = (
    _row(
        ("the oauth client was not found",),
        t("Google does not know the client_id."),
        t("It is a placeholder, has a slip in it, or the client was deleted long ago."),
        _doctor(),
        "CS204",
    ),
    _row(
        ("client_secret is missing",),
        t("The request for tokens came without a client secret."),
        t("The file has none: it is of a client for Android, Chrome or UWP, or it was removed."),
        _add_secret(),
        "CS211",
    ),
    _row(
        ("the provided client secret is invalid",),
        t("The client secret is not that of the client."),
        t("It was masked, cut, disabled in the console, or belongs to another client."),
        _add_secret(),
        "CS215",
    ),
    _row(
        ("only clients of type 'tvs and limited input devices'", "only clients of type &#39;tvs"),
        t("The device flow takes clients for TVs only."),
        t("The client is a desktop app or a web application."),
        t("Sign in with `chattui login --flow paste`: the device flow has no Google Chat anyway."),
    ),
    _row(
        ("invalid device flow scope",),
        t("The device flow does not take this scope."),
        t("Google allows it for a handful of scopes, and none of Google Chat is among them."),
        t("Sign in with `chattui login --flow paste`, which works without a browser here."),
    ),
    _row(
        ("viewing and downloading client secrets is no longer available",),
        t("The console does not show this client's secret again."),
        t("Since 2025 a secret can be seen and downloaded only when it is made."),
        _add_secret(),
        "CS211",
    ),
    _row(
        ("deleted_client", "the oauth client was deleted"),
        t("The client was deleted."),
        t("Somebody deleted it, or Google did after six months without use."),
        t("Restore it within 30 days on the console's page of deleted clients, or make another."),
    ),
    _row(
        ("disabled_client", "the oauth client was disabled"),
        t("The client or its project was disabled."),
        t("Billing, an administrator or Google's own rules turned it off."),
        t("Look at the project in Google's console, and at the mail of its owners."),
    ),
    _row(
        ("out-of-band (oob) flow has been blocked", "redirect_uri*urn:ietf:wg:oauth:2.0:oob"),
        t("The program asked Google to show a code, which Google ended in 2023."),
        t("The program or its client file is old: the redirect is urn:ietf:wg:oauth:2.0:oob."),
        t("Use a newer program, and a client file whose first redirect is http://localhost."),
        "CS403",
    ),
    _row(
        ("redirect_uri_mismatch",),
        t("The redirect of the program is not registered for the client."),
        t(
            "The client is a web application, whose redirects have to be registered letter by "
            "letter; a desktop app needs none."
        ),
        t("Make a client of the type Desktop app, or register the redirect that the page names."),
        "CS401",
    ),
    _row(
        ("disallowed_useragent",),
        t("Google does not sign people in inside of other programs' windows."),
        t("The page was opened in an app's own browser, not in a real one."),
        t("Open the address in Firefox, Chrome or Safari."),
    ),
    _row(
        ("admin_policy_enforced",),
        t("The administrator of the Workspace does not allow this app or these scopes."),
        t("Access of apps is restricted under Security › API controls in the Admin console."),
        t("Give the client_id to an administrator, and ask for the app to be trusted."),
    ),
    _row(
        ("org_internal", "can only be used within its organization"),
        t("The app is for the people of its own organization only."),
        t("Its audience is Internal, and the account belongs to another organization or to none."),
        t("Sign in with an account of it, or change Google Auth platform › Audience."),
    ),
    _row(
        ("has not completed the google verification process", "app is currently being tested"),
        t("The app is being tested, and the account is none of its test users."),
        t("Its audience is External and its publishing status Testing."),
        t("Add the account under Google Auth platform › Audience › Test users."),
    ),
    _row(
        ("error_subtype*rapt", "invalid_rapt", "rapt_required"),
        t("The organization wants people to sign in again after some hours."),
        t("Google's session control ended the sign-in; the tokens themselves are sound."),
        t("Sign in again."),
    ),
    _row(
        ("malformed auth code",),
        t("The authorization code is not whole."),
        t("A piece was lost when it was copied, or its percent signs were not decoded."),
        t("Paste the whole address of the redirect, in place of the code alone."),
    ),
    _row(
        ("missing code verifier", "invalid code verifier"),
        t("The code was exchanged by another program or run than the one that asked for it."),
        t("The proof that belongs to the request (PKCE) is missing or is that of another."),
        t("Begin the sign-in again, and paste the redirect into the same program."),
    ),
    _row(
        ("token has been expired or revoked",),
        t("The saved sign-in has ended."),
        t(
            "Access was taken back, it was unused for six months, or the app is in Testing, where "
            "it ends after seven days."
        ),
        t("Sign in again; publish the app in Google Auth platform › Audience to keep it longer."),
    ),
    _row(
        ("invalid jwt signature", "no valid verifier found for issuer"),
        t("Google does not know the key of the service account."),
        t("The key was deleted in the console, or the private key belongs to another account."),
        t("Make a new key: IAM › Service accounts › Keys › Add key."),
        "CS220",
    ),
    _row(
        ("token must be a short-lived token",),
        t("The clock of this machine is wrong."),
        t("The request carries a time that is too far from Google's."),
        t("Set the clock, or let the machine take its time from the network."),
    ),
    _row(
        ("invalid grant: account not found", "invalid email or user id", "not a valid email"),
        t("The person to act for, or the service account, does not exist."),
        t("The address has a slip in it, or the account was deleted or suspended."),
        t("Look at the address in the Admin console."),
    ),
    _row(
        (
            "client is unauthorized to retrieve access tokens using this method",
            "not authorized for any of the scopes requested",
        ),
        t("The service account may not act for people with these scopes."),
        t("Delegation is not allowed for its number, or one of the scopes is not in the list."),
        t(
            "Add its numeric client id and every scope: Admin console › Security › API controls › "
            "Domain-wide delegation. It can take a day."
        ),
    ),
    _row(
        ("some requested scopes", "invalid_scope", "invalid oauth scope"),
        t("Google does not know a scope that was asked for, or does not give it to this account."),
        t("It has a slip in it, is short where a full address is wanted, or needs Workspace."),
        t("Write scopes in full, as in https://www.googleapis.com/auth/chat.spaces."),
    ),
    _row(
        ("could not determine client id from request", "missing required parameter: client_id"),
        t("The request to Google had no client_id in it."),
        t("The program did not find it in the file."),
        _doctor(),
        "CS201",
    ),
    _row(
        ("missing required parameter",),
        t("The request to Google was not complete."),
        t("The address was cut when it was copied, often at the end of a terminal's line."),
        t("Copy the whole address again, or let the program open it."),
    ),
    _row(
        ("google chat app not found",),
        t("The project has no Chat app configured."),
        t("The Chat API wants a name and an avatar before it creates or changes anything."),
        t("Fill in the page Google Chat API › Configuration in Google's console."),
    ),
    _row(
        ("has not been used in project", "service_disabled"),
        t("The API is not turned on in the client's project."),
        t("Each project turns on the APIs that its clients use."),
        t("Open the address in the message, choose Enable, and wait some minutes."),
    ),
    _row(
        ("insufficient authentication scopes", "access_token_scope_insufficient"),
        t("The sign-in does not include the scope that this request needs."),
        t("It was not asked for, or the person did not tick its box."),
        t("Sign in again with the scope."),
    ),
    _row(
        ("api key not valid", "api keys are not supported by this api"),
        t("An API key was used where a person has to sign in, or the key is wrong."),
        t("Google Chat takes no API keys."),
        t("Sign in with a client file."),
        "CS113",
    ),
    _row(
        ("localhost refused to connect", "127.0.0.1 refused to connect", "err_connection_refused"),
        t("The browser could not reach the program that waits for the redirect."),
        t("The program runs on another machine than the browser, or has ended."),
        t("Copy the address of that page, and paste it into `chattui login --flow paste`."),
    ),
    _row(
        ("unauthorized_client",),
        t("The client may not ask for this sort of sign-in."),
        t("It is of another type than the request needs, or was removed from the organization."),
        t("Make a client of the type Desktop app in Google Auth platform › Clients."),
    ),
    _row(
        ("invalid_client",),
        t("Google does not accept the client: its id or its secret is wrong."),
        t("One of the two is a placeholder, was cut or masked, or they are of different clients."),
        _doctor(),
        "CS204",
    ),
    _row(
        ("invalid_grant",),
        t("Google does not accept the code or the refresh token."),
        t("It was used before, has ended, was taken back, or belongs to another client."),
        t("Sign in again."),
    ),
    _row(
        ("unsupported_grant_type",),
        t("The request for tokens is of a sort that Google does not have."),
        t("A program for another provider was used."),
        t("Use a program for Google, or look at its settings."),
    ),
    _row(
        ("access_denied",),
        t("The person or the organization refused access."),
        t("Cancel was chosen, the account is no test user, or an administrator forbids the app."),
        t("Begin again and allow it, or add the account under Google Auth platform › Audience."),
    ),
    _row(
        (
            "error 400: invalid_request",
            "fehler 400: invalid_request",
            "400: invalid_request",
            "doesn't comply with google's oauth 2.0 policy",
            "'s request is invalid",
        ),
        t("Google refuses the request as it is."),
        t("The redirect is of a form that Google no longer takes, or a parameter is missing."),
        t("Look at the details on Google's page, and use a client of the type Desktop app."),
        "CS403",
    ),
)
