"""A page for each kind of OAuth client, and one that compares them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chattui.guide.facts import Facts
from chattui.guide.model import Copyable, Fact, Page, Paragraph, Part, Pitfall
from chattui.guide.pages_project import APP_NAME
from chattui.guide.places import ClientKind, client_kinds, place
from chattui.words import t

if TYPE_CHECKING:
    from chattui.surroundings import Surroundings

REDIRECT = "http://127.0.0.1:8080/oauth2/callback"
"""What a web client may have registered for chattui; any free port serves as well."""

ORIGIN = "https://app.example.com"
KEYTOOL = "keytool -list -v -alias androiddebugkey -keystore ~/.android/debug.keystore"


def recommended_client(surroundings: Surroundings) -> tuple[str, str]:
    """The id of the page of the kind of client to make here, and why, in a sentence or two.

    It is the same kind everywhere; what speaks for it is not.
    """
    if surroundings.ssh:
        why = t(
            "You are on ssh: a Desktop app may send the answer to any port of 127.0.0.1, so that"
            " both an `ssh -L` line and a pasted address work, and nothing has to be registered."
        )
    elif surroundings.browser:
        why = t(
            "There is a browser here: a Desktop app may send the answer to any free port of"
            " 127.0.0.1, and nothing has to be registered."
        )
    else:
        why = t(
            "There is no browser here: with a Desktop app the page opens anywhere, and the address"
            " that it ends at is pasted back. Nothing has to be registered."
        )
    return "client-desktop", why


def clients(facts: Facts) -> Page:
    """The kinds side by side."""
    rows = [Fact(title_of(kind), f"{gives(kind)} {serves(kind)}") for kind in client_kinds()]
    return Page(
        "clients",
        t("Which kind of OAuth client"),
        (
            Paragraph(
                t(
                    "Take a Desktop app. It is the only type that may use any port of 127.0.0.1"
                    " without registering it, and its file is all that chattui needs."
                )
            ),
            *rows,
            Fact(
                t("Service account"),
                t("No OAuth client: a key, with which an administrator lets chattui act."),
            ),
            place("clients", facts.project),
        ),
    )


def client_page(kind: ClientKind, facts: Facts) -> Page:
    """What a kind of client is, asks for, gives and serves."""
    before = (
        (Paragraph(t("The console called it “{before}” before.", before=kind.before)),)
        if kind.before
        else ()
    )
    return Page(
        kind.id,
        title_of(kind),
        (
            Paragraph(about(kind)),
            *before,
            place("clients", facts.project),
            Fact(t("Create Client › Application type"), kind.type),
            *(part for field in kind.asks for part in _asked(kind, field)),
            Fact(t("What it gives"), gives(kind)),
            Fact(t("Signing in"), serves(kind)),
            *_troubles(kind),
        ),
    )


def title_of(kind: ClientKind) -> str:
    """Google's name for it, and which use of it, where there are two."""
    if kind.id == "client-web-server":
        return t("{type}, on a server", type=kind.type)
    if kind.id == "client-web-browser":
        return t("{type}, in the browser", type=kind.type)
    return kind.type


def about(kind: ClientKind) -> str:
    """What it is for, and whether it is for chattui."""
    words = {
        "client-desktop": t(
            "For programs on a person's machine, chattui among them. This is the one to take."
        ),
        "client-web-server": t(
            "For a web application that keeps its secret on a server. chattui can use one that has"
            " an address on 127.0.0.1 registered; a Desktop app is simpler."
        ),
        "client-web-browser": t(
            "For JavaScript in a page, which gets its tokens in the browser and uses no secret."
            " chattui is no such page; with a redirect on 127.0.0.1 registered as well, the same"
            " client serves as one of a server."
        ),
        "client-tv": t(
            "For devices without a keyboard, by a code that is typed on another one. Google gives"
            " such a code for no scope of Chat: here it tells who somebody is, and no more."
        ),
        "client-android": t("For an app on Android, which Google knows by its package and key."),
        "client-ios": t("For an app on iOS, which Google knows by its bundle."),
        "client-chrome-extension": t("For an extension of Chrome, which Google knows by its item."),
        "client-uwp": t("For an app on Windows from the Microsoft Store."),
    }
    return words[kind.id]


def field_words(field: str) -> str:
    """What a field of the form wants, by its name in the console."""
    words = {
        "Authorized redirect URIs": t(
            "Where Google may send the answer, letter by letter: scheme, host, port and path."
        ),
        "Authorized JavaScript origins": t(
            "Where the page comes from: scheme, host and port, without a path."
        ),
        "Package name": t("Of the app, as its manifest has it, such as com.example.app."),
        "SHA-1 certificate fingerprint": t("Of the key that signs the app; keytool prints it."),
        "Bundle ID": t("Of the app, as Xcode has it, such as com.example.app."),
        "App Store ID": t("The number of the app in the App Store; it may be left out."),
        "Team ID": t("The 10 characters of the team at Apple; they may be left out."),
        "Item ID": t("The extension's 32 letters, as its address in the Chrome Web Store has."),
        "Store ID": t("The app's 12 characters in the Microsoft Store."),
    }
    return words[field]


def gives(kind: ClientKind) -> str:
    """What the download holds."""
    if not kind.gives:
        return t("What its file holds is not confirmed: `chattui doctor` says it of yours.")
    if kind.gives == "plist":
        return t("A plist with a client id, and no secret.")
    if kind.secret:
        return t("JSON with “{wrapper}”, and with a secret.", wrapper=kind.wrapper)
    return t("JSON with “{wrapper}”, without a secret.", wrapper=kind.wrapper)


def serves(kind: ClientKind) -> str:
    """Which of the ways to sign in it serves, in a sentence."""
    words = {
        "client-desktop": t("Serves every way to sign in here: a browser, ssh -L, pasting."),
        "client-web-server": t("Serves with a registered address on 127.0.0.1 alone."),
        "client-web-browser": t("Serves no way to sign in here by itself."),
        "client-tv": t("Serves the device code alone, which is no way into Chat."),
    }
    return words.get(kind.id, t("Serves no way to sign in here."))


def _asked(kind: ClientKind, field: str) -> tuple[Part, ...]:
    """What a field of its form wants, and what to type there."""
    if field == "Name":
        return (Copyable(field, APP_NAME),)
    typed: dict[str, Part] = {
        "Authorized redirect URIs": Copyable(t("To paste there"), REDIRECT),
        "Authorized JavaScript origins": Copyable(t("To paste there, with your host"), ORIGIN),
        "SHA-1 certificate fingerprint": Copyable(t("For a debug key, run"), KEYTOOL),
    }
    return (Fact(field, field_words(field)), *([typed[field]] if field in typed else []))


def _troubles(kind: ClientKind) -> tuple[Pitfall, ...]:
    by_kind = {
        "client-desktop": _of_desktop,
        "client-web-server": _of_web_server,
        "client-web-browser": _of_web_browser,
        "client-tv": _of_tv,
    }
    return by_kind.get(kind.id, _of_others)()


def _of_desktop() -> tuple[Pitfall, ...]:
    return (
        Pitfall(
            "“client_secret is missing.”",
            t("Google wants the secret of a Desktop app too, although it calls it optional."),
        ),
    )


def _of_web_server() -> tuple[Pitfall, ...]:
    return (
        Pitfall(
            "“Error 400: redirect_uri_mismatch”",
            t(
                "The address is not registered exactly so: http and https, localhost and 127.0.0.1,"
                " and a slash at the end all differ. Download the file again after a change:"
                " chattui takes the addresses from it."
            ),
        ),
    )


def _of_web_browser() -> tuple[Pitfall, ...]:
    return (
        Pitfall(
            "“origin_mismatch”",
            t("The page comes from elsewhere than is registered, port and scheme included."),
        ),
        Pitfall(
            t("chattui finds no redirect in the file."),
            t("Register {redirect} too, and download the file again.", redirect=REDIRECT),
        ),
    )


def _of_tv() -> tuple[Pitfall, ...]:
    return (
        Pitfall(
            "“Invalid device flow scope: …”",
            t("Google's list for devices has no scope of Chat. Make a Desktop app."),
        ),
        Pitfall(
            t("The file looks like that of a Desktop app."),
            t("It does: only Google can tell them apart, at the sign-in."),
        ),
    )


def _of_others() -> tuple[Pitfall, ...]:
    return (
        Pitfall(
            t("A client of this type is all that you have."),
            t("Make a Desktop app beside it, in the same project: that costs nothing."),
        ),
    )
