"""CS110 to CS114, and CS214: files that are something else than a client file, each known."""

from __future__ import annotations

from collections.abc import Iterator

from chattui.clientfile.model import Document, Kind, Severity
from chattui.clientfile.rules.registry import Mark, rule, span_of
from chattui.words import t


def _first_name(document: Document) -> tuple[int, int] | None:
    keys = document.top_names()
    return span_of(keys[0]) if keys else (0, 1) if document.text else None


def _create_client() -> str:
    return t(
        "Sign-in needs the JSON file of a client of the type Desktop app: Google Auth platform › "
        "Clients › Create client."
    )


@rule("CS110", Severity.ERROR)
def service_account_key(document: Document) -> Iterator[Mark]:
    """This is the key of a service account, not a client file.

    A service account acts for people where an administrator of the Workspace allowed it
    (domain-wide delegation). For signing in as oneself a client of the type Desktop app is needed.
    """
    if document.kind == Kind.SERVICE_ACCOUNT:
        yield Mark(
            t("This is the key of a service account, not a client file."),
            t(
                "Use it with `chattui login --flow delegation`, where an administrator allowed "
                "that. To sign in as yourself, make a client of the type Desktop app."
            ),
            _first_name(document),
        )


@rule("CS111", Severity.ERROR)
def other_credentials(document: Document) -> Iterator[Mark]:
    """These are credentials of another sort: workload identity or impersonation.

    They are for Google Cloud's libraries on a server, which find them by
    GOOGLE_APPLICATION_CREDENTIALS. They cannot ask a person for consent.
    """
    messages = {
        Kind.EXTERNAL_ACCOUNT: t(
            "This configures workload identity, for programs outside of Google Cloud."
        ),
        Kind.IMPERSONATED_SERVICE_ACCOUNT: t(
            "These are gcloud's credentials for acting as a service account."
        ),
    }
    if message := messages.get(document.kind):
        yield Mark(message, _create_client(), _first_name(document))


@rule("CS112", Severity.ERROR)
def mobile_file(document: Document) -> Iterator[Mark]:
    """This is the configuration of a mobile app: google-services.json or a property list.

    Such clients have no secret, and Google sends their answers to the app on the telephone only.
    """
    messages = {
        Kind.FIREBASE_ANDROID: t("This is google-services.json, for an Android app with Firebase."),
        Kind.FIREBASE_IOS_PLIST: t(
            "This is GoogleService-Info.plist, for an app on iOS with Firebase."
        ),
        Kind.IOS_PLIST: t("This is the property list of a client for iOS."),
    }
    if message := messages.get(document.kind):
        yield Mark(message, _create_client(), _first_name(document))


@rule("CS113", Severity.ERROR)
def api_key(document: Document) -> Iterator[Mark]:
    """This is an API key, which names a project and no person.

    Google Chat takes no API keys. Where it lies about in a file, restrict it or delete it in the
    console.
    """
    if document.kind == Kind.API_KEY:
        yield Mark(
            t("This is an API key, and Google Chat takes none."),
            _create_client(),
            _first_name(document),
        )


@rule("CS114", Severity.ERROR)
def html_page(document: Document) -> Iterator[Mark]:
    """This is a web page, saved in place of the file.

    `curl` or `wget` on an address of the console gets its sign-in page. Download the file in a
    browser that is signed in.
    """
    if document.kind == Kind.HTML:
        yield Mark(
            t("This is a web page, perhaps a sign-in page that was saved in place of the file."),
            t("Download the file in the browser: Google Auth platform › Clients."),
            _first_name(document),
        )


@rule("CS214", Severity.ERROR)
def saved_token(document: Document) -> Iterator[Mark]:
    """This is what a program saves after a sign-in, not the client file that sign-in needs.

    google-auth (`token.json`), oauth2client, Google's libraries for Node, Go and Java and gcloud
    each have a form of their own. Whoever has the file can act as the person who signed in.
    """
    messages = {
        Kind.GOOGLE_AUTH_TOKEN: t("This is what google-auth saves after a sign-in."),
        Kind.OAUTH2CLIENT_TOKEN: t("This is what oauth2client saves after a sign-in."),
        Kind.NODE_TOKEN: t("This is what Google's library for Node saves after a sign-in."),
        Kind.GO_TOKEN: t("This is what Google's library for Go saves after a sign-in."),
        Kind.TOKEN_RESPONSE: t("This is an answer of Google's token endpoint."),
        Kind.JAVA_STORED_CREDENTIAL: t("This is what Google's library for Java saves."),
        Kind.AUTHORIZED_USER: t(
            "This is a saved sign-in, as gcloud makes it for application default credentials."
        ),
    }
    message = messages.get(document.kind)
    if message is None:
        return
    remedy = t(
        'Sign-in needs the client file instead: a JSON object with the single member "installed" '
        'or "web".'
    )
    names = {key.text for key in document.top_names()}
    if {"client_id", "client_secret"} <= names:
        remedy = t(
            "Sign-in needs the client file instead: a JSON object with the single member "
            '"installed" or "web". The id and secret of the client in this file are what it needs.'
        )
    yield Mark(message, remedy, _first_name(document))
