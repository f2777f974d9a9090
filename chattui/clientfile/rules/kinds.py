"""CS110 to CS115, CS040 and CS214: files that are something else than a client file."""

from __future__ import annotations

from collections.abc import Iterator

from chattui.clientfile.kinds import LONGEST_MESSAGE, TOKENS
from chattui.clientfile.model import Document, Kind, Severity
from chattui.clientfile.rules.registry import Mark, rule, span_of
from chattui.words import t

_OTHER_CREDENTIALS = frozenset(
    {Kind.EXTERNAL_ACCOUNT, Kind.IMPERSONATED_SERVICE_ACCOUNT, Kind.SERVICE_ACCOUNT}
)
_MOBILE = frozenset({Kind.FIREBASE_ANDROID, Kind.FIREBASE_IOS_PLIST, Kind.IOS_PLIST})


def _first_name(document: Document) -> tuple[int, int] | None:
    keys = document.top_names()
    return span_of(keys[0]) if keys else (0, 1) if document.text else None


@rule("CS040", Severity.ERROR)
def error_message(document: Document) -> Iterator[Mark]:
    """This is an error message of a program or of Google, and not a file.

    Somebody pasted what a library printed, or saved what a command wrote in place of its output.
    The message is explained here: what it means, why it comes, and what to do. The same is said by
    `chattui doctor --explain` with the message as its argument. Give the file itself to have it
    examined.
    """
    if document.kind not in (Kind.NOT_JSON, Kind.OTHER_JSON):
        return
    if len(document.text) > LONGEST_MESSAGE:
        return
    if document.kind == Kind.OTHER_JSON and not _may_be_an_answer(document):
        return
    from chattui.clientfile.messages import explain_message

    if found := explain_message(document.text):
        yield Mark(
            t(
                "This is an error message and no file. {meaning} {cause}",
                meaning=found.meaning,
                cause=found.cause,
            ),
            found.remedy,
            (0, 1),
        )


def _may_be_an_answer(document: Document) -> bool:
    """Whether JSON may be Google's answer to a request, or a message in quotes."""
    root = document.root
    return root is not None and (root.find("error") is not None or bool(root.text))


@rule("CS110", Severity.ERROR, after=("CS111",))
def service_account_key(document: Document) -> Iterator[Mark]:
    """This is the key of a service account, not a client file.

    A service account acts for people where an administrator of the Workspace allowed it
    (domain-wide delegation). Libraries that want a client file say "Client secrets must be for a
    web or installed app" to it. `chattui login --flow delegation` acts for a person with it. For
    signing in as oneself a client of the type Desktop app is needed.
    """
    if document.kind == Kind.SERVICE_ACCOUNT:
        yield Mark(
            t("This is the key of a service account, not a client file."),
            t(
                "To sign in as yourself, make a client of the type Desktop app in Google Auth "
                "platform › Clients. To act for a person, where an administrator allows that: "
                "`chattui login --flow delegation`."
            ),
            _first_name(document),
        )


@rule("CS111", Severity.ERROR)
def other_credentials(document: Document) -> Iterator[Mark]:
    """These are credentials of another sort: workload identity, impersonation and the like.

    They are for Google Cloud's libraries on a server, which find them by
    GOOGLE_APPLICATION_CREDENTIALS. They cannot ask a person for consent, and cannot act for people
    of a Workspace. Make a client of the type Desktop app, or a service account's key where an
    administrator allowed delegation.
    """
    if document.kind in _OTHER_CREDENTIALS:
        from chattui.clientfile.impostors import about_other_credentials, create_client

        if message := about_other_credentials(document):
            yield Mark(message, create_client(), _first_name(document))


@rule("CS112", Severity.ERROR)
def mobile_file(document: Document) -> Iterator[Mark]:
    """This is the configuration of a mobile app: google-services.json or a property list.

    Such clients have no secret, and Google sends their answers to the app on the telephone only.
    The console offers this file for clients of the types iOS and Android, and Firebase for its
    apps. Make a client of the type Desktop app beside them, in the same project.
    """
    if document.kind in _MOBILE:
        from chattui.clientfile.impostors import about_mobile, create_client

        yield Mark(about_mobile(document), create_client(), _first_name(document))


@rule("CS113", Severity.ERROR)
def api_key(document: Document) -> Iterator[Mark]:
    """This is an API key, which names a project and no person.

    Google Chat takes no API keys, since everything in it belongs to somebody. Keys are made on the
    console's page APIs & Services › Credentials, clients on Google Auth platform › Clients. Where a
    key lies about in a file, restrict it or delete it in the console.
    """
    if document.kind == Kind.API_KEY:
        from chattui.clientfile.impostors import create_client

        yield Mark(
            t("This is an API key, and Google Chat takes none."),
            create_client(),
            _first_name(document),
        )


@rule("CS114", Severity.ERROR)
def html_page(document: Document) -> Iterator[Mark]:
    """This is a web page, saved in place of the file.

    `curl` or `wget` on an address of the console gets its sign-in page, since they are not signed
    in. On GitHub the address of a page is not that of the file in it. Download the file in a
    browser that is signed in.
    """
    if document.kind == Kind.HTML:
        from chattui.clientfile.impostors import about_page

        message, remedy = about_page(document.text)
        yield Mark(message, remedy, _first_name(document))


@rule("CS115", Severity.ERROR, after=("CS040",))
def bare_values(document: Document) -> Iterator[Mark]:
    """These are the values of a client or a token, or settings with them, but not in a JSON file.

    A client id and a secret alone, a `.env` file, `rclone.conf` and the like are read by the
    programs that made them. chattui reads the file in the form that Google's console gives: the
    remedy shows it. Clear the screen and the shell's history where a secret was pasted.
    """
    if document.kind != Kind.NOT_JSON or document.decoded.trouble:
        return
    from chattui.clientfile.pasted import about_text

    if found := about_text(document.text):
        yield Mark(*found, (0, 1))


@rule("CS214", Severity.ERROR)
def saved_token(document: Document) -> Iterator[Mark]:
    """This is what a program saves after a sign-in, not the client file that sign-in needs.

    google-auth (`token.json`), oauth2client, Google's libraries for Node, Go and Java and gcloud
    each have a form of their own. Whoever has the file can act as the person who signed in, so keep
    it as you would a password. Where it holds the id and the secret of a client of yours, chattui
    can make the client file from it.
    """
    if document.kind in TOKENS:
        from chattui.clientfile.impostors import about_token

        yield Mark(*about_token(document), _first_name(document))
