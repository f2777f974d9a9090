"""The pages of the checklist in Google Auth platform: consent, audience, scopes and client."""

from __future__ import annotations

from collections.abc import Iterable

from chattui.guide.facts import Facts
from chattui.guide.model import Copyable, Fact, Page, Paragraph, Part, Pitfall, Worked
from chattui.guide.pages_project import APP_NAME
from chattui.guide.places import limit, place
from chattui.oauth.scopes import DEFAULT_SCOPES, EMAIL, KNOWN_SCOPES, OPENID, PURPOSES
from chattui.safe_text import safe_text
from chattui.words import t


def consent(facts: Facts) -> Page:
    """Branding: what people see when they allow something."""
    mail = [Copyable(t("User support email"), address) for address in addresses(facts)[:1]]
    return Page(
        "consent",
        t("The consent screen: Branding"),
        (
            Paragraph(
                t(
                    "It is what people see when they let chattui act for them. Google makes no"
                    " client before it is there."
                )
            ),
            place("branding", facts.project),
            Fact(t("Get Started › App Information"), t("A name, and an address for questions.")),
            Copyable(t("App name"), APP_NAME),
            *mail,
            Fact(t("Audience"), t("Internal, if it can be chosen; else External.")),
            Fact(
                t("Contact Information"),
                t("Your own address. Agree to the policy, Continue, Create."),
            ),
            Worked(
                t("The menu at the left now lists Branding, Audience, Clients and Data Access.")
            ),
            Pitfall(
                t("A text sends you to “OAuth consent screen”."),
                t("That was its name until 2025. Today it is Google Auth platform."),
            ),
            Pitfall(
                t("The app's name is refused."),
                t("It must not look like a product of Google's, such as “Google” or “Gmail”."),
            ),
        ),
    )


def addresses(facts: Facts) -> list[str]:
    """The addresses of those who signed in, safe to show, the default one first."""
    return list(dict.fromkeys(safe_text(a.email, limit=100) for a in facts.accounts))


def audience(facts: Facts) -> Page:
    """Who gets in, and for how long."""
    known = addresses(facts)
    users = [Copyable(t("Test users"), "\n".join(known))] if known else []
    return Page(
        "audience",
        t("The consent screen: Audience"),
        (
            Paragraph(t("It says who can sign in, and how long a sign-in lasts.")),
            place("audience", facts.project),
            *_audiences(),
            Fact(
                t("Test users › Add users"),
                t("For External in Testing: the addresses of all who will sign in. Save."),
            ),
            *users,
            Worked(t("The page says Internal, or In production, or lists the test users.")),
            Pitfall(
                t("Internal cannot be chosen."),
                t(
                    "The project is in no organisation. Move it, make a new one in your"
                    " organisation, or stay with External."
                ),
            ),
            Pitfall(
                "“Access blocked: … has not completed the Google verification process”",
                t("The account is not among the test users: add it here, and sign in again."),
            ),
            Pitfall(
                "“Access blocked: … can only be used within its organization”",
                t(
                    "The app is Internal, and the account is not of the project's organisation:"
                    " sign in with one that is."
                ),
            ),
            Pitfall(
                t("Sign-ins end after seven days."),
                t("The app is External and in Testing: `chattui guide testing` says what to do."),
            ),
        ),
    )


def _audiences() -> tuple[Fact, ...]:
    return (
        Fact(
            t("Internal"),
            t(
                "Everybody of your organisation, and nobody else. No test users, no seven days."
                " Only for a project in the organisation."
            ),
        ),
        Fact(
            t("External, in Testing"),
            t(
                "Up to {users} test users, whose sign-ins end after {days} days.",
                users=limit("test_users"),
                days=limit("testing_days"),
            ),
        ),
        Fact(
            t("External, in production"),
            t(
                "Everybody with a Google account. Without Google's verification they are warned"
                " first, and no more than {users} new people can sign in.",
                users=limit("unverified_users"),
            ),
        ),
    )


def scopes(facts: Facts) -> Page:
    """Data Access: the lines to paste, for every day and for each purpose."""
    return Page(
        "scopes",
        t("The consent screen: Data Access"),
        (
            Paragraph(
                t(
                    "Here stands what the app may ask people for. Add or Remove Scopes › Manually"
                    " add scopes: paste the lines, Add to Table, Update, Save. Only an app for"
                    " people outside the organisation has to list them: an Internal one works"
                    " without."
                )
            ),
            place("data_access", facts.project),
            Copyable(t("For every day: spaces and members"), lines_of((*DEFAULT_SCOPES, EMAIL))),
            Fact(
                OPENID,
                t("chattui asks for it and for the address at every sign-in, to know whose it is."),
            ),
            Worked(
                t("After Save, the page lists them: spaces and members stand under “sensitive”.")
            ),
            *_troubles_of_scopes(),
            Paragraph(t("Only for what you want to do; the broader one includes the narrower.")),
            *(Copyable(p.label, lines_of(p.scopes)) for p in PURPOSES),
            Copyable(t("All that chattui can ask for"), lines_of(sorted(KNOWN_SCOPES - {OPENID}))),
        ),
    )


def lines_of(scopes: Iterable[str]) -> str:
    """Scopes in full, one a line, as the field takes them."""
    return "\n".join(dict.fromkeys(scopes))


def _troubles_of_scopes() -> tuple[Part, ...]:
    return (
        Pitfall(
            t("A scope is not in the table."),
            t(
                "The table lists scopes of enabled APIs alone. The field takes any, or enable the"
                " API first."
            ),
        ),
        Pitfall(
            t("The scopes are gone when you come back."),
            t("Add to Table and Update keep nothing yet: Save, at the end of the page, does."),
        ),
        Pitfall(
            "“Some requested scopes were invalid.”",
            t(
                "A letter is wrong, or a line was cut. chat.bot, and all that begins with chat.app,"
                " are for apps on their own behalf, never for people."
            ),
        ),
        Pitfall(
            t("A sign-in ends when its person changes the password."),
            t("That is so with a scope of Gmail. Ask for it only where mail is sent."),
        ),
    )


def client(facts: Facts) -> Page:
    """The client itself."""
    return Page(
        "client",
        t("The OAuth client"),
        (
            Paragraph(
                t(
                    "It is what chattui signs in with. Take the type Desktop app: it needs no"
                    " registered address, serves every way to sign in to Chat, and its file has a"
                    " secret. `chattui guide clients` compares the types."
                )
            ),
            place("clients", facts.project),
            Fact(t("Create Client › Application type"), "Desktop app"),
            Copyable(t("Name"), APP_NAME),
            Worked(
                t(
                    "After Create, Google shows the client id, which ends in"
                    " .apps.googleusercontent.com, and the secret. Leave that open: the next step"
                    " downloads the file, and this is the one time."
                )
            ),
            *_troubles_of_a_client(),
            place("deleted_clients", facts.project),
        ),
    )


def _troubles_of_a_client() -> tuple[Pitfall, ...]:
    return (
        Pitfall(
            "“Error 400: redirect_uri_mismatch”",
            t(
                "The client is a Web application, which may only use addresses that are"
                " registered for it. Make a Desktop app."
            ),
        ),
        Pitfall(
            "“Only clients of type 'TVs and Limited Input devices' can use …”",
            t(
                "A device code was asked for. It cannot be had for Chat, with any client:"
                " `chattui login` offers the ways that can."
            ),
        ),
        Pitfall(
            t("Google wants something registered first."),
            t("The consent screen is missing: go back to that step."),
        ),
        Pitfall(
            "“Error 401: deleted_client”",
            t(
                "Google deletes clients that were not used for {months} months. They can be"
                " restored for {days} days.",
                months=limit("unused_months"),
                days=limit("restore_days"),
            ),
        ),
    )
