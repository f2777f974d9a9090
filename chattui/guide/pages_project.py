"""The first pages of the checklist: the account, the project, the API and the Chat app."""

from __future__ import annotations

from chattui.guide.facts import Facts
from chattui.guide.model import Copyable, Fact, Page, Paragraph, Pitfall, Worked
from chattui.guide.places import limit, place
from chattui.words import t

APP_NAME = "chattui"
APP_DESCRIPTION = "Creates spaces and manages members"
AVATAR_URL = "https://developers.google.com/chat/images/quickstart-app-avatar.png"
"""The picture that Google's own quickstart of Chat gives for it."""

CHAT_SERVICE = "chat.googleapis.com"


def project_id(facts: Facts) -> str:
    """The project's id for a command that takes no number, or the word that stands for it."""
    return facts.project if facts.project and not facts.project.isdecimal() else "PROJECT_ID"


def workspace_account(facts: Facts) -> Page:
    """Whose account it has to be."""
    return Page(
        "workspace-account",
        t("A Google Workspace account"),
        (
            Paragraph(
                t(
                    "Google asks for a Business or Enterprise Workspace account that has Google"
                    " Chat. Make everything below with an account of the organisation whose people"
                    " will sign in: then the app can be Internal, without test users and without"
                    " the seven days."
                )
            ),
            place("chat"),
            Worked(
                t(
                    "Google Chat opens, and the account at the top right is the one that will sign"
                    " in."
                )
            ),
            Pitfall(
                t("It is a personal account (gmail.com)."),
                t(
                    "Some calls were seen to work with one, but Google does not promise it. Use an"
                    " account of an organisation."
                ),
            ),
            Pitfall(
                "“Google Chat is turned off.”",
                t(
                    "An administrator of the organisation turns it on for the account: Admin"
                    " console › Apps › Google Workspace › Google Chat › Service Status."
                ),
            ),
            place("chat_service"),
        ),
    )


def project(facts: Facts) -> Page:
    """A cloud project of one's own."""
    wanted = project_id(facts)
    return Page(
        "project",
        t("A Google Cloud project"),
        (
            Paragraph(
                t(
                    "The API, the Chat app, the consent screen and the clients belong to a project."
                    " Make one for this alone: quotas count by project, and who takes back what"
                    " was granted to one of its clients takes it back from all of them."
                )
            ),
            place("project"),
            Copyable(t("Project name"), APP_NAME),
            Copyable(t("Or with gcloud"), f"gcloud projects create {wanted} --name {APP_NAME}"),
            Fact(
                t("Location"),
                t("Your organisation, if it can be chosen: only then can the app be Internal."),
            ),
            Worked(
                t(
                    "The project's dashboard shows its id, such as chattui-471809, and its number."
                    " Tell chattui the id, and the links of all steps open in that project."
                )
            ),
            Copyable(t("On the command line"), f"chattui guide --project {wanted}"),
            Pitfall(
                t("A page of the console shows another project."),
                t(
                    "The console opens the one that was used last. Choose yours in the picker at"
                    " the top, or use links that have the id in them."
                ),
            ),
            Pitfall(
                t("You may not create projects."),
                t("Ask who manages Google Cloud for your organisation to make one and let you in."),
            ),
            place("dashboard", facts.project),
        ),
    )


def chat_api(facts: Facts) -> Page:
    """The API turned on, and those that follow-ups and look-ups use."""
    wanted = facts.project or "PROJECT_ID"
    return Page(
        "chat-api",
        t("The Google Chat API, enabled"),
        (
            Paragraph(t("A project turns on each API once, and Google takes no call before that.")),
            place("chat_api", facts.project),
            Copyable(
                t("Or with gcloud"), f"gcloud services enable {CHAT_SERVICE} --project {wanted}"
            ),
            Worked(
                t(
                    "The page says “Manage” in place of “Enable”. Once somebody is signed in,"
                    " chattui can ask Google itself."
                )
            ),
            Pitfall(
                "“Google Chat API has not been used in project … before or it is disabled.”",
                t(
                    "The number in that message is the client's project: enable the API there."
                    " It takes some minutes to be known everywhere."
                ),
            ),
            Paragraph(
                t(
                    "These are needed only for what is done with them: events, log sheets, mail,"
                    " names of people, groups by their address."
                )
            ),
            place("calendar_api", facts.project),
            place("sheets_api", facts.project),
            place("gmail_api", facts.project),
            place("people_api", facts.project),
            place("cloud_identity_api", facts.project),
        ),
    )


def chat_app(facts: Facts) -> Page:
    """The Configuration page, without which nothing can be written."""
    return Page(
        "chat-app",
        t("The Chat app, configured"),
        (
            Paragraph(
                t(
                    "To create, change or delete anything, the client's project needs a configured"
                    " Chat app, even where no bot is meant. For reading, the API and a client are"
                    " enough."
                )
            ),
            place("chat_app", facts.project),
            Fact(
                t("Build this Chat app as a Google Workspace add-on"),
                t("Untick it first, and confirm with “Disable”. It is ticked for new apps."),
            ),
            Copyable(t("App name"), APP_NAME),
            Copyable(t("Avatar URL"), AVATAR_URL),
            Copyable(t("Description"), APP_DESCRIPTION),
            Fact(
                t("Enable interactive features"),
                t("Turn it off: then the page asks for no triggers and no connection. Save."),
            ),
            Worked(
                t(
                    "The page is saved without a complaint. Once somebody is signed in, chattui can"
                    " ask Google whether it takes the app for configured."
                )
            ),
            *_troubles_of_the_app(),
        ),
    )


def _troubles_of_the_app() -> tuple[Pitfall, ...]:
    return (
        Pitfall(
            "“Google Chat app not found.”",
            t(
                "The page was not saved, or was filled in for another project than the client's:"
                " look at the name at the top of it. Give it some minutes."
            ),
        ),
        Pitfall(
            t("The page asks for a trigger, a URL or a topic."),
            t("The add-on box is still ticked, or the interactive features are still on."),
        ),
        Pitfall(
            t("A field is refused."),
            t(
                "The name has up to {name} letters and digits, the description up to"
                " {description}. The avatar is an https address of a square PNG or JPEG, best with"
                " {pixels} pixels a side or more.",
                name=limit("app_name_characters"),
                description=limit("app_description_characters"),
                pixels=limit("avatar_pixels"),
            ),
        ),
        Pitfall(
            t("The add-on box cannot be changed any more."),
            t(
                "Others report that the first Save settles it. Google's quickstart leaves it as it"
                " is: see whether the check takes the app for configured, else begin with a new"
                " project."
            ),
        ),
        Pitfall(
            t("You see the page and cannot change it."),
            t(
                "It takes the role Chat apps Owner in the project, under IAM. Whoever has only that"
                " comes here by the link, not by the menus."
            ),
        ),
    )
