"""The last pages of the checklist: the file, the import, the sign-in and the first space."""

from __future__ import annotations

from chattui.guide.facts import Facts
from chattui.guide.model import Copyable, Fact, Page, Paragraph, Pitfall, Worked
from chattui.guide.places import limit, place
from chattui.words import t

FILE = "client_secret.json"


def file(facts: Facts) -> Page:
    """The client file, downloaded while it can be."""
    return Page(
        "file",
        t("The client file"),
        (
            Paragraph(
                t(
                    "Download JSON, while Google still shows the secret: afterwards it shows only"
                    " the last four characters, and gives no file with it."
                )
            ),
            place("clients", facts.project),
            Fact(
                t("The file"),
                t(
                    "Google calls it client_secret_….json. Other texts call it"
                    " client_secrets.json or credentials.json; chattui takes any name."
                ),
            ),
            Copyable(t("To look at it"), f"chattui doctor {FILE}"),
            Worked(t("`chattui doctor` says that it is a client file that can be used.")),
            Pitfall(
                t("The file or its secret is lost."),
                t(
                    "On the client's page: Add Secret, then download. A client has {count} secrets"
                    " at most: disable the old one, see that nothing misses it, and delete it.",
                    count=limit("secrets"),
                ),
            ),
            Pitfall(
                t("The file has no client_secret."),
                t(
                    "It is of a client for Android or a Chrome Extension, which have none: make a"
                    " Desktop app. If it is one already, Add Secret gives it a new one."
                ),
            ),
            Pitfall(
                t("The file says “type”: “service_account”."),
                t("That is a key for delegation: `chattui guide delegation`."),
            ),
        ),
    )


def importing(facts: Facts) -> Page:
    """The file brought into the vault."""
    return Page(
        "import",
        t("The client file, imported"),
        (
            Paragraph(
                t(
                    "In the app: Set up, and paste the file's text, pick the file or type its path."
                    " Over ssh, pasting is the shortest way: nothing has to be copied to this"
                    " machine. The client goes into the vault, and is sent nowhere."
                )
            ),
            Copyable(t("On the command line"), f"chattui login --client {FILE}"),
            Worked(t("`chattui clients list` names the client and its project.")),
            Pitfall(
                '“Expected a JSON object with a single property for a "web" or …”',
                t(
                    "Other programs say that of any file that is no client file. `chattui doctor`"
                    " says what yours is, and can often mend it."
                ),
            ),
            Pitfall(
                t("The file stays where it was."),
                t("It holds a secret, and chattui needs it no more: delete it, or lock it away."),
            ),
            place("clients", facts.project),
        ),
    )


def sign_in(facts: Facts) -> Page:
    """Somebody signed in through the client."""
    return Page(
        "sign-in",
        t("Sign in"),
        (
            Paragraph(
                t(
                    "Google asks the person whether chattui may do these things for them, in any"
                    " browser on any machine. Over ssh, the answer comes back through `ssh -L`, or"
                    " by pasting the address that the browser shows at the end."
                )
            ),
            Copyable(t("On the command line"), "chattui login"),
            Worked(
                t(
                    "`chattui accounts list` names the account. Google lists the app among those"
                    " that may use it:"
                )
            ),
            place("connections"),
            *_troubles_of_signing_in(),
            place("api_controls"),
        ),
    )


def _troubles_of_signing_in() -> tuple[Pitfall, ...]:
    return (
        Pitfall(
            t("The browser cannot reach 127.0.0.1."),
            t("That is as it should be over ssh: copy its address bar, and paste it here."),
        ),
        Pitfall(
            t("A text promises a code to copy."),
            t("Google ended that way (oob). Paste the whole address of the browser instead."),
        ),
        Pitfall(
            t("Something was not allowed."),
            t(
                "On Google's page each scope has a box of its own, and one was left empty. Sign"
                " in again and tick them all."
            ),
        ),
        Pitfall(
            t("The browser shows an error page."),
            t(
                'chattui cannot see it. `chattui doctor --explain "redirect_uri_mismatch"`,'
                " with the words of the page, says what to do; in the app e does."
            ),
        ),
        Pitfall(
            "“Error 400: admin_policy_enforced”",
            t(
                "An administrator restricts which apps people may use, and can trust this one"
                " by its client id, under API controls."
            ),
        ),
    )


def first_space(facts: Facts) -> Page:
    """A space made, which shows that all of it works."""
    return Page(
        "first-space",
        t("The first space"),
        (
            Paragraph(
                t(
                    "It needs the API, the Chat app and the scope at once, so that a space that was"
                    " made shows that everything works. In the app: n on the list of spaces."
                )
            ),
            Copyable(t("On the command line"), 'chattui spaces create --name "First space"'),
            Worked(
                t(
                    "The space stands in Google Chat, and the line that says who made it names the"
                    " Chat app."
                )
            ),
            place("chat"),
            Pitfall(
                "“Google Chat app not found.”",
                t("The step of the Chat app is open, or was done in another project."),
            ),
            Pitfall(
                "“Request had insufficient authentication scopes.”",
                t("Spaces were not allowed at the sign-in: `chattui login` asks for them."),
            ),
            Pitfall(
                t("Somebody is missing in the space."),
                t(
                    "Google leaves out whom it may not add, and says nothing. chattui looks after"
                    " each creation, and names who is missing."
                ),
            ),
        ),
    )
