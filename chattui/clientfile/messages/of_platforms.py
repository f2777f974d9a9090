"""What the libraries of Java, Node, Go, .NET, Ruby and PHP say to a wrong client file."""

from __future__ import annotations

from chattui.clientfile.messages import Explanation, Message
from chattui.clientfile.messages.of_libraries import account_file, examine, no_wrapper, user_file
from chattui.words import t

_JAVA = "google-api-java-client"
_NODE = "google-auth-library for Node"
_GO = "golang.org/x/oauth2"

TABLE: tuple[Message, ...] = (
    Message(
        ("expecting top-level field 'web' or 'installed'", "unable to parse clientid. field"),
        no_wrapper("google-auth-library for Java"),
    ),
    Message(
        ("googleclientsecrets.getdetails",),
        Explanation(
            _JAVA,
            t('The file has neither "installed" nor "web", or has both.'),
            t(
                "It is a service account's key or a saved token, or two client files were put "
                "together."
            ),
            examine(),
            "CS102",
        ),
    ),
    Message(
        ("error reading user credential from json",), user_file("google-auth-library for Java")
    ),
    Message(
        ("error reading service account credential from json",),
        account_file("google-auth-library for Java"),
    ),
    Message(
        ("error reading credentials from stream, 'type' field not specified",),
        Explanation(
            "google-auth-library for Java",
            t("A client file was given where credentials are wanted."),
            t("Credentials have a member type; a client file only serves to ask for consent."),
            t("Use GoogleClientSecrets.load for a client file, or give a service account's key."),
        ),
    ),
    Message(
        (
            "cannot read properties of undefined (reading 'client_secret')",
            "cannot read properties of undefined (reading 'client_id')",
            "cannot read properties of undefined (reading 'redirect_uris')",
            "cannot read property 'client_secret' of undefined",
            "cannot read property 'client_id' of undefined",
            "cannot read property 'redirect_uris' of undefined",
        ),
        Explanation(
            t("a program for Node"),
            t('The program reads "installed" or "web" from the file, and it is not there.'),
            t(
                "The client is of the other type than the program expects, or the file is a "
                "service account's key or a saved token."
            ),
            examine(),
            "CS102",
        ),
    ),
    Message(
        ("the provided keyfile does not define a valid redirect uri",),
        Explanation(
            "@google-cloud/local-auth",
            t("No redirect in the file is one that the library can serve."),
            t("It wants http://localhost with a port, last in the list or alone."),
            t("Make a client of the type Desktop app, or add the redirect in both places."),
            "CS401",
        ),
    ),
    Message(
        (
            "does not contain a client_email field",
            "does not contain a private_key field",
            "json key is missing the client_email field",
        ),
        account_file(_NODE),
    ),
    Message(
        (
            'does not have the "authorized_user" type',
            "does not contain a client_id field",
            "does not contain a client_secret field",
            "does not contain a refresh_token field",
        ),
        user_file(_NODE),
    ),
    Message(
        (
            "no refresh token is set",
            "no access, refresh token",
            "no refresh token or refresh handler",
        ),
        Explanation(
            _NODE,
            t("The saved sign-in has no refresh token, and the access token has ended."),
            t("Google gives it at the first consent only, and with access_type=offline."),
            t("Delete the saved token, and sign in again with prompt=consent."),
        ),
    ),
    Message(("oauth2/google: no credentials found",), no_wrapper(_GO)),
    Message(
        ("missing redirect url in the client_credentials.json",),
        Explanation(
            _GO,
            t("The client file has no redirect_uris."),
            t("It is of a client for Android, a Chrome extension or UWP, or of a bare web client."),
            t("Make a client of the type Desktop app: its file has the redirect and a secret."),
            "CS402",
        ),
    ),
    Message(
        ("google: read jwt from json credentials", "oauth2/google: unknown credential type"),
        account_file(_GO),
    ),
    Message(("unable to parse client secret file to config",), no_wrapper(_GO)),
    Message(
        ("at least one client secrets (installed or web) should be set",),
        no_wrapper("google-api-dotnet-client"),
    ),
    Message(
        ("expected top level property 'installed' or 'web' to be present",),
        no_wrapper("googleauth for Ruby"),
    ),
    Message(("invalid client secret json",), no_wrapper("google-api-php-client")),
)
