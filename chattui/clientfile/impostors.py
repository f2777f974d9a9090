"""What a file that is no client file is for, and what to do instead.

Imported only where a file is something else than a client file.
"""

from __future__ import annotations

from chattui.clientfile import values
from chattui.clientfile.kinds import CLIENT_FIELDS, WRAPPERS
from chattui.clientfile.model import Document, Kind
from chattui.clientfile.pasted import client_within
from chattui.clientfile.publicclients import owner_of
from chattui.clientfile.tree import OBJECT, STRING, Node
from chattui.words import t


def create_client() -> str:
    """Where the right file comes from."""
    return t(
        "Sign-in needs the JSON file of a client of the type Desktop app: Google Auth platform › "
        "Clients › Create client."
    )


def about_token(document: Document) -> tuple[str, str]:
    """The message and the remedy for what a program saved after a sign-in."""
    return _token_in_words(document), _token_remedy(document)


def _token_in_words(document: Document) -> str:
    names = {key.text for key in document.top_names()}
    match document.kind:
        case Kind.GOOGLE_AUTH_TOKEN:
            return t(
                "This is what google-auth saves after a sign-in, often as token.json; GAM's "
                "oauth2.txt and gspread's authorized_user.json are the same. It is no client file."
            )
        case Kind.OAUTH2CLIENT_TOKEN if "file_version" in names:
            return t(
                "This is oauth2client's store for the sign-ins of several accounts, as old gcloud "
                "had it. It is no client file."
            )
        case Kind.OAUTH2CLIENT_TOKEN:
            return t("This is what oauth2client saves after a sign-in. It is no client file.")
        case Kind.NODE_TOKEN if names & {"oauth2ClientSettings", "isLocalCreds"}:
            return t("This is what clasp saves after a sign-in. It is no client file.")
        case Kind.NODE_TOKEN:
            return t(
                "This is what Google's library for Node saves after a sign-in, often as "
                "token.json. It is no client file."
            )
        case Kind.GO_TOKEN:
            return t(
                "This is what Google's library for Go saves after a sign-in, and rclone in its "
                "settings. It is no client file."
            )
        case Kind.JAVA_STORED_CREDENTIAL:
            return t(
                "This is what Google's library for Java saves after a sign-in, as "
                "StoredCredential. It is no client file."
            )
        case Kind.TOKEN_RESPONSE:
            return _response_in_words(names)
    return _user_in_words(document, names)


def _response_in_words(names: set[str]) -> str:
    if "created" in names:
        return t(
            "This is what Google's library for PHP saves after a sign-in. It is no client file."
        )
    if names & {"Issued", "IssuedUtc"}:
        return t(
            "This is what Google's library for .NET saves after a sign-in. It is no client file."
        )
    if "expiration_time_millis" in names:
        return t(
            "This is what Google's library for Ruby saves after a sign-in. It is no client file."
        )
    return t("This is an answer of Google's token endpoint: tokens, and no client file.")


def _user_in_words(document: Document, names: set[str]) -> str:
    if "type" not in names:
        return t("This is a saved sign-in with a refresh token. It is no client file.")
    if owner_of(_client_of(document)[0]) == "gcloud":
        return t(
            "These are gcloud's application default credentials: a saved sign-in for Google's "
            "libraries on this machine, and no client file."
        )
    return t(
        "This is a saved sign-in of the type authorized_user, as Google's samples for Node write "
        "it to token.json. It is no client file."
    )


def _client_of(document: Document) -> tuple[str, str]:
    """The id and the secret of the client at the top of a saved sign-in."""
    found = [document.root.find(name) if document.root else None for name in _ID_AND_SECRET]
    client_id, secret = (node.text if node is not None else "" for node in found)
    return client_id, secret


_ID_AND_SECRET = ("client_id", "client_secret")


def _token_remedy(document: Document) -> str:
    client_id, secret = _client_of(document)
    if owner := owner_of(client_id):
        return t(
            "The client in it belongs to {owner} and not to you. Make one of your own: Google "
            "Auth platform › Clients › Create client, of the type Desktop app.",
            owner=owner,
        )
    if holds_client(client_id, secret):
        return t(
            "It holds the id and the secret of its client: `chattui doctor --fix`, or f in the "
            "app, makes a client file of them beside this one, which stays as it is."
        )
    return create_client()


def holds_client(client_id: str, secret: str) -> bool:
    """Whether an id and a secret are such that a client file can be made of them."""
    return (
        values.CLIENT_ID.fullmatch(client_id) is not None
        and values.SECRET.fullmatch(secret) is not None
        and not values.is_placeholder(client_id)
        and not values.is_placeholder(secret)
    )


def about_other_credentials(document: Document) -> str:
    """The message for credentials that Google's libraries use on servers; else empty."""
    declared = document.root.find("type") if document.root is not None else None
    match document.kind, declared.text if declared is not None else "":
        case Kind.EXTERNAL_ACCOUNT, "external_account_authorized_user":
            return t(
                "This is a saved sign-in with workforce identity, for people whom another "
                "provider knows. It is no client file."
            )
        case Kind.EXTERNAL_ACCOUNT, _:
            return t(
                "This configures workload identity, for programs outside of Google Cloud. It is "
                "no client file."
            )
        case Kind.IMPERSONATED_SERVICE_ACCOUNT, _:
            return t(
                "These are gcloud's credentials for acting as a service account, no client file."
            )
        case Kind.SERVICE_ACCOUNT, "gdch_service_account":
            return t(
                "This is a service account's key of Google Distributed Cloud, which has no Google "
                "Chat."
            )
    return ""


def about_mobile(document: Document) -> str:
    """The message for the configuration of a mobile app."""
    if document.kind == Kind.FIREBASE_ANDROID:
        return t("This is google-services.json, for an Android app with Firebase.")
    if document.kind == Kind.FIREBASE_IOS_PLIST:
        return t("This is GoogleService-Info.plist, for an app on iOS with Firebase.")
    if "CLIENT_ID" in document.text or b"CLIENT_ID" in document.data:
        return t("This is the property list of a client for iOS, which has no secret.")
    return t("This is a property list of Apple's, and holds no client.")


def about_other_json(root: Node) -> tuple[str, str, Node | None]:
    """The message and the remedy for an object without a wrapper, and the name to point at."""
    give = t(
        "Give the JSON file of a client of the type Desktop app, from Google Auth platform › "
        "Clients."
    )
    if not root.members:
        return t("The object is empty."), give, None
    for key, value in root.members[:50]:
        if value.kind == OBJECT and (found := _inside(key, value)):
            return found[0], found[1] or give, key
        for inner, text in [(key, value), *value.members[:50]]:
            if text.kind == STRING and (found := client_within(text.text)):
                return found[0], found[1], inner
    message = t('The object has neither a member "installed" nor a member "web".')
    return message, give, root.members[0][0]


def _inside(key: Node, value: Node) -> tuple[str, str] | None:
    """What is inside a member of an object without a wrapper; an empty remedy is the usual one."""
    from chattui.clientfile.masking import shown_name

    names = set(value.names())
    if "private_key" in names and "client_email" in names:
        return (
            t("A service account's key is inside the member {name}.", name=shown_name(key.text)),
            t("Put what is inside this member into a file of its own."),
        )
    if any(name in WRAPPERS for name in names):
        return (
            t(
                "The client is one level too deep, inside of {name}.",
                name=shown_name(key.text),
            ),
            t("Put what is inside this member into a file of its own."),
        )
    if "client_id" in names and len(names & CLIENT_FIELDS) >= 2:
        return (
            t('The member with the client\'s fields has to be called "installed" or "web".'),
            t(
                'Call it "installed" where the client is of the type Desktop app, "web" where it '
                "is a web application."
            ),
        )
    return None


def about_page(text: str) -> tuple[str, str]:
    """The message and the remedy for a web page that was saved in place of the file."""
    start = text[:200_000].lower()
    title = start.partition("<title")[2].partition("</title")[0]
    download = t(
        "Download the file in the browser that is signed in: Google Auth platform › Clients. "
        "Where the client was made earlier, choose Add secret there."
    )
    if "github" in title or 'content="github"' in start:
        return (
            t("This is a page of GitHub, not the file that the page shows."),
            t(
                "Use the button Raw to get the file. A client secret that is on a public page has "
                "to be replaced: Google Auth platform › Clients › Add secret."
            ),
        )
    if "accounts.google." in start and ("sign in" in start or "signin" in start):
        return t("This is Google's sign-in page, saved in place of the file."), download
    if any(code in title for code in ("404", "not found")):
        return t("This is a page that says 404: there is no file at the address."), download
    if any(code in title for code in ("403", "401", "forbidden", "unauthorized", "denied")):
        return t("This is a page that refuses access, saved in place of the file."), download
    if "google cloud" in title or "console.cloud.google.com" in start[:5000]:
        return t("This is a page of Google's console itself, not the file it offers."), download
    if "drive.google.com" in start or "google drive" in title:
        return t("This is a page of Google Drive, not the file that is kept there."), download
    if 'type="password"' in start or "log in" in title or "login" in title:
        return t("This is a page to log in, saved in place of the file."), download
    if "<html" not in start and "<!doctype" not in start and "<body" not in start:
        return t("This begins with an angle bracket: it is XML or HTML, and no JSON."), download
    return t("This is a web page, saved in place of the file."), download
