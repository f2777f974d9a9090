"""What google-auth, oauthlib and the programs around them say to a wrong credential file."""

from __future__ import annotations

from chattui.clientfile.messages import Explanation, Message
from chattui.clientfile.messages.of_libraries import account_file, examine, user_file
from chattui.words import t

_AUTH = "google-auth"

TABLE: tuple[Message, ...] = (
    Message(("authorized user info was not in the expected format",), user_file(_AUTH)),
    Message(
        (
            "service account info was not in the expected format",
            "info was not in the expected format",
        ),
        account_file(_AUTH),
    ),
    Message(
        ("does not have a valid type. type is", "missing 'type' field in credentials"),
        Explanation(
            _AUTH,
            t("A client file was given where credentials are wanted."),
            t(
                "GOOGLE_APPLICATION_CREDENTIALS names credentials with a member type; a client "
                "file has none, since it only serves to ask for consent."
            ),
            t("Unset the variable, or let it name a service account's key."),
        ),
    ),
    Message(
        ("unknown credential type", "'type' value '*not recognized"),
        Explanation(
            t("a library of Google's"),
            t("The file has a member type that the library does not know."),
            t("It is credentials of another sort, or of another provider."),
            examine(),
            "CS111",
        ),
    ),
    Message(
        ("is not a valid json file",),
        Explanation(
            _AUTH,
            t("The file is not JSON, or not in UTF-8."),
            t("An editor, a download or a copy damaged it, or it is another file."),
            examine(),
            "CS010",
        ),
    ),
    Message(
        ("defaultcredentialserror: file *was not found", "defaultcredentialserror('file *was not"),
        Explanation(
            _AUTH,
            t("The file that GOOGLE_APPLICATION_CREDENTIALS names is not there."),
            t("It was moved or deleted, or the path is that of another machine or container."),
            t("Unset the variable, or let it name a service account's key."),
        ),
    ),
    Message(
        ("do not contain the necessary fields need to refresh",),
        Explanation(
            _AUTH,
            t("The saved sign-in has no refresh token, or lacks the client's id or secret."),
            t(
                "A web client gets a refresh token at the first consent only, and with "
                "access_type=offline."
            ),
            t("Sign in again with prompt=consent, and save what comes."),
        ),
    ),
    Message(
        (
            "could not automatically determine credentials",
            "your default credentials were not found",
            "could not load the default credentials",
            "could not find default credentials",
        ),
        Explanation(
            _AUTH,
            t("The library looked for credentials of this machine and found none."),
            t("It does not look for client files: it wants GOOGLE_APPLICATION_CREDENTIALS."),
            t("Sign in with a client file instead, or run gcloud auth application-default login."),
        ),
    ),
    Message(
        ("scope has changed from",),
        Explanation(
            "oauthlib",
            t("Google granted other scopes than were asked for, which the library refuses."),
            t("The person ticked only some boxes, or earlier grants were included."),
            t("Consent to all that is asked for, or set OAUTHLIB_RELAX_TOKEN_SCOPE=1."),
        ),
    ),
    Message(
        ("mismatching_state", "csrf warning"),
        Explanation(
            "oauthlib",
            t("The redirect that came back belongs to another sign-in."),
            t("Two sign-ins ran at once, or an old address was pasted."),
            t("Begin the sign-in again, and use the redirect that it leads to."),
        ),
    ),
    Message(
        ("oauth 2 must utilize https", "insecure_transport"),
        Explanation(
            "oauthlib",
            t("An address of the sign-in begins with http, and oauthlib wants https."),
            t("The auth_uri or token_uri in the file is not encrypted, or the redirect is not."),
            examine(),
            "CS301",
        ),
    ),
    Message(
        (
            "could not deserialize key data",
            "no key could be detected",
            "unable to load pem file",
            "private key should be a pem or plain pkcs1 or pkcs8",
            "error:1e08010c:decoder routines::unsupported",
        ),
        Explanation(
            t("a library of Google's"),
            t("The private key of the service account cannot be read."),
            t("Its line ends were lost or doubled, often in an environment variable."),
            examine(),
            "CS220",
        ),
    ),
    Message(
        ("could not locate runnable browser",),
        Explanation(
            t("a program in Python"),
            t("The program wanted to open a browser, and there is none."),
            t("It runs on a server or over SSH."),
            t("Run `chattui login --flow paste`, which needs no browser on this machine."),
        ),
    ),
    Message(
        ("address already in use",),
        Explanation(
            t("the operating system"),
            t("Another program listens on the port that the redirect should come to."),
            t("An earlier sign-in still waits, or a web server uses the port."),
            t("End the other program, or take another port."),
        ),
    ),
)
