"""What client libraries and tools in Python say to a wrong client file.

The words are those of the sources (reference, section 6.3) and of reports by their users.
"""

from __future__ import annotations

from chattui.clientfile.messages import Explanation, Message
from chattui.words import t

_PYTHON = "google-auth-oauthlib"
_OLD = "oauth2client"
_AUTH = "google-auth"


def examine() -> str:
    """The remedy that lets the doctor look at the file."""
    return t(
        "Look at the file itself, by `chattui doctor FILE` or with o in the app: that tells what "
        "the file is and what to change."
    )


def _desktop() -> str:
    return t(
        "Give the JSON file of a client of the type Desktop app, from Google Auth platform › "
        "Clients."
    )


def _wrong_file() -> str:
    return t(
        "The file is another one than it is taken for: a service account's key, a saved token, or "
        "the inside of a client file without its outer braces."
    )


def no_wrapper(origin: str) -> Explanation:
    """That the top of the file is not what a client file's is."""
    return Explanation(
        origin,
        t('The file has no member "installed" or "web" at its top.'),
        _wrong_file(),
        examine(),
        "CS102",
    )


def user_file(origin: str) -> Explanation:
    """That a saved sign-in is wanted."""
    return Explanation(
        origin,
        t("The program wants a saved sign-in here, and the file is none."),
        t(
            "Client file and saved token were mixed up: the program reads token.json, and the "
            "client file was given or saved under that name."
        ),
        t("Delete or rename the token's file, and sign in again with the client file."),
        "CS214",
    )


def account_file(origin: str) -> Explanation:
    """That a service account's key is wanted."""
    return Explanation(
        origin,
        t("The program wants a service account's key here, and the file is none, or not whole."),
        t(
            "A client file for signing in was given instead, or fields of the key were lost when "
            "it was copied."
        ),
        t(
            "Give the key that IAM › Service accounts › Keys offered, or use a program that signs "
            "people in with a client file."
        ),
        "CS220",
    )


TABLE: tuple[Message, ...] = (
    Message(
        ("client secrets must be for a web or installed app",),
        no_wrapper(_PYTHON),
    ),
    Message(
        ("client secrets is not in the correct format",),
        Explanation(
            _PYTHON,
            t("The client in the file lacks client_id, auth_uri or token_uri."),
            t("The file was made by hand or by a program, and not every field was taken over."),
            examine(),
            "CS302",
        ),
    ),
    Message(
        ("keyerror: 'client_secret'", 'keyerror: "client_secret"'),
        Explanation(
            _PYTHON,
            t("The file holds no client_secret, which shows only after the consent was given."),
            t(
                "The client is of the type Android, Chrome extension or UWP, or the file was "
                "downloaded when the console no longer showed the secret."
            ),
            t(
                "Choose Add secret in Google Auth platform › Clients, or make a client of the type "
                "Desktop app."
            ),
            "CS211",
        ),
    ),
    Message(
        ("keyerror: 'installed'", "keyerror: 'web'", 'keyerror: "installed"', 'keyerror: "web"'),
        Explanation(
            t("a program in Python"),
            t("The program looks for one of the two kinds of client, and the file has the other."),
            t(
                "The client is a web application where a desktop app is wanted, or the reverse, or "
                "the file is no client file at all."
            ),
            examine(),
            "CS102",
        ),
    ),
    Message(
        ("keyerror: 'client_id'", "keyerror: 'auth_uri'", "keyerror: 'token_uri'"),
        Explanation(
            t("a program in Python"),
            t("A field that every client file has is not where the program looks for it."),
            t("The file is the inside of a client file, or a field was left out."),
            examine(),
            "CS201",
        ),
    ),
    Message(
        ("keyerror: '_module'", "keyerror: '_class'"),
        Explanation(
            _OLD,
            t("oauth2client wants its own saved token here, and the file is another."),
            t("The client file was given as the place for tokens, or a newer library wrote it."),
            t("Delete the token's file, and sign in again with the client file."),
            "CS214",
        ),
    ),
    Message(
        ("only client ids of type 'installed' are allowed",),
        Explanation(
            "gcloud",
            t('The file has a web application\'s client, and gcloud takes "installed" only.'),
            t("The client was made with the type Web application."),
            _desktop(),
            "CS401",
        ),
    ),
    Message(
        (
            "expected a json object with a single property",
            "invalid file format. see https://developers.google.com/api-client-library",
        ),
        Explanation(
            _OLD,
            t('The file is not an object with "installed" or "web" and nothing beside it.'),
            t(
                "A program saved its tokens into the client file, or the file is another one: a "
                "service account's key, a saved token."
            ),
            examine(),
            "CS105",
        ),
    ),
    Message(("unknown client type",), no_wrapper(_OLD)),
    Message(
        ('missing property "*in a client type of', "missing property '*in a client type of"),
        Explanation(
            _OLD,
            t("A field that oauth2client wants is missing in the client file."),
            t(
                "It wants client_id, client_secret, redirect_uris, auth_uri and token_uri, and a "
                "newer file need not have all of them."
            ),
            examine(),
            "CS211",
        ),
    ),
    Message(
        ('property "*is not configured', "property '*is not configured"),
        Explanation(
            _OLD,
            t("A field of the client file is a placeholder in double square brackets."),
            t("The file is the template of a sample, and was not filled in."),
            _desktop(),
            "CS203",
        ),
    ),
    Message(
        ("'error opening file'", "unable to read client secret file"),
        Explanation(
            t("a sample program"),
            t("The client file is not where the program looks for it."),
            t("It has another name, or lies in another folder than the one you are in."),
            t("Rename the file as the message has it, or go to its folder first."),
        ),
    ),
    Message(("invalidclientsecretserror",), no_wrapper(_OLD)),
    Message(
        ("'nonetype' object has no attribute 'keys'",),
        Explanation(
            _PYTHON,
            t('"installed" or "web" is there, but with null in place of the client\'s fields.'),
            t("The inside was deleted, or a program wrote the file before it had the values."),
            _desktop(),
            "CS107",
        ),
    ),
    Message(
        ("argument of type 'nonetype' is not iterable",),
        Explanation(
            _PYTHON,
            t("The file holds the word null and nothing else."),
            t("A program wrote it before it had anything to write."),
            _desktop(),
            "CS101",
        ),
    ),
)
