"""Pages on questions of their own: delegation, administrators, attribution, Testing."""

from __future__ import annotations

from collections.abc import Iterable

from chattui.guide.facts import Facts
from chattui.guide.model import Copyable, Fact, Page, Paragraph, Part, Pitfall, Worked
from chattui.guide.pages_consent import lines_of
from chattui.guide.pages_project import APP_NAME, project_id
from chattui.guide.places import limit, place
from chattui.oauth.scopes import DEFAULT_SCOPES, PURPOSES
from chattui.safe_text import safe_text
from chattui.words import t


def delegation(facts: Facts) -> Page:
    """A service account that acts for people, by an administrator's word."""
    keys = [c for c in facts.clients if c.kind == "service_account"]
    numbers = [Copyable("Client ID", safe_text(key.client_id, limit=40)) for key in keys]
    return Page(
        "delegation",
        t("Domain-wide delegation"),
        (
            Paragraph(
                t(
                    "A service account acts for people of the organisation without asking each of"
                    " them. No consent screen, no client and no browser: a key, and a super"
                    " administrator who authorizes it once. The API and the Chat app are needed"
                    " all the same."
                )
            ),
            *_the_key(facts),
            place("delegation"),
            Fact(
                t("Add new › Client ID"),
                _which_number(bool(numbers)),
            ),
            *numbers,
            Copyable(t("OAuth scopes: spaces and members"), _on_one_line(DEFAULT_SCOPES)),
            Copyable(
                t("OAuth scopes: all that the app offers"),
                _on_one_line(s for p in PURPOSES for s in p.scopes),
            ),
            Copyable(
                t("On the command line"),
                "chattui login --client key.json --flow delegation --subject ada@example.com",
            ),
            Worked(
                t(
                    "The sign-in tries each scope by itself, and says which are authorized. After a"
                    " change that can take up to {hours} hours.",
                    hours=limit("delegation_hours"),
                )
            ),
            *_troubles_of_delegation(),
        ),
    )


def _which_number(stands_here: bool) -> str:
    if stands_here:
        return t("The number of the service account, not its address. The line below is it.")
    return t(
        "The number of the service account, not its address: client_id in the key file, and Client"
        " ID among its advanced settings in the console. Once chattui has the key, it stands here."
    )


def _the_key(facts: Facts) -> tuple[Part, ...]:
    """The service account and its key."""
    return (
        place("service_accounts", facts.project),
        Fact(t("Create service account"), t("A name is enough: it needs no role.")),
        Fact(t("Keys › Add key › Create new key › JSON"), t("The download is the key file.")),
        Copyable(t("Or both with gcloud"), _gcloud(project_id(facts))),
    )


def _gcloud(project: str) -> str:
    return (
        f"gcloud iam service-accounts create {APP_NAME} --project {project}\n"
        "gcloud iam service-accounts keys create key.json"
        f" --iam-account {APP_NAME}@{_domain(project)}.iam.gserviceaccount.com"
    )


def _domain(project: str) -> str:
    """The project in the address of a service account: an old id's own domain comes behind it."""
    before, _, name = project.rpartition(":")
    return f"{name}.{before}" if before else project


def _on_one_line(scopes: Iterable[str]) -> str:
    from chattui.oauth.delegation import scope_line

    return scope_line(scopes)


def _troubles_of_delegation() -> tuple[Pitfall, ...]:
    return (
        Pitfall(
            "“Client is unauthorized to retrieve access tokens using this method, or …”",
            t(
                "The number or a scope is not exactly as authorized. One scope too many is enough"
                " for Google to refuse all of them."
            ),
        ),
        Pitfall(
            "“Invalid email or User ID”",
            t("Give the primary address of an active person of that organisation."),
        ),
        Pitfall(
            t("Keys cannot be created."),
            t("A policy of the organisation forbids them. Ask for an exception, or sign in."),
        ),
    )


def admin(facts: Facts) -> Page:
    """Administrator privileges in Chat."""
    admins = [scope for p in PURPOSES if p.admin for scope in p.scopes]
    return Page(
        "admin",
        t("Administrator privileges"),
        (
            Paragraph(
                t(
                    "With them, all spaces of the organisation can be searched, seen, changed and"
                    " deleted, and their members managed, without being in them. Creating spaces"
                    " and listing one's own always happen as oneself."
                )
            ),
            place("roles"),
            Fact(
                t("Privilege"),
                t(
                    "“Manage Chat and Spaces conversations”, in a role that a super administrator"
                    " gives."
                ),
            ),
            Copyable(t("Scopes"), lines_of(admins)),
            Copyable(
                t("On the command line"),
                "chattui login --add --scope chat.admin.spaces --scope chat.admin.memberships",
            ),
            Worked(t("`chattui doctor --live --admin` says that the account may use them.")),
            Pitfall(
                "“Some requested scopes cannot be shown”",
                t(
                    "The account is of no organisation, or the scope is mistyped: administrators'"
                    " scopes are for accounts of an organisation."
                ),
            ),
            Pitfall(
                t("A group chat or a direct message is not found."),
                t("Administrators manage named spaces alone."),
            ),
            Pitfall(
                t("Nobody knows who made a change."),
                t("Chat says “The organization's administrator”, without your name or the app's."),
            ),
        ),
    )


def attribution(facts: Facts) -> Page:
    """What people in a space see of who did something."""
    return Page(
        "attribution",
        t("What Chat says about who did it"),
        (
            Paragraph(
                t(
                    "People in a space see who made it and who changed its members. What they see"
                    " of you and of the app depends on the kind of grant."
                )
            ),
            Fact(
                t("As yourself"),
                t(
                    "In a new space, the line about who created it has the name of the Chat app,"
                    " as its Configuration page gives it."
                ),
            ),
            Fact(
                t("By delegation"),
                t("“[User] performed [an action] via [app name]”: the person who is acted for."),
            ),
            Fact(
                t("As administrator"),
                t("“The organization's administrator performed [an action]”: no name, no app."),
            ),
            place("chat_app", facts.project),
            Copyable(t("App name"), APP_NAME),
            Worked(t("The name there is one that people in the space will understand.")),
            Pitfall(
                t("The app has a name that tells nobody anything."),
                t("Change “App name” and save: `chattui guide chat-app` has the page's limits."),
            ),
        ),
    )


def testing(facts: Facts) -> Page:
    """What Testing costs, and the ways out."""
    return Page(
        "testing",
        t("Testing, and its seven days"),
        (
            Paragraph(
                t(
                    "An app that is External and in Testing lets in up to {users} test users, and"
                    " each sign-in ends {days} days after the consent, whatever is done with it."
                    " Only sign-ins for name and address alone are spared.",
                    users=limit("test_users"),
                    days=limit("testing_days"),
                )
            ),
            place("audience", facts.project),
            Fact(
                t("Internal"),
                t("The best way out, if all who sign in are of the project's organisation."),
            ),
            Fact(
                t("Publish app"),
                t(
                    "The status becomes In production. Without Google's verification people see a"
                    " warning first, and no more than {users} new ones can sign in.",
                    users=limit("unverified_users"),
                ),
            ),
            Fact(t("Delegation"), t("A service account's grant has no such end.")),
            Copyable(t("Afterwards, once"), "chattui login"),
            Worked(t("`chattui accounts list` shows no end for the new sign-in.")),
            Pitfall(
                t("The app is published, and the sign-in still ends."),
                t("One that began in Testing was seen to keep its end: sign in again."),
            ),
            *_other_ends(),
        ),
    )


def _other_ends() -> tuple[Pitfall, ...]:
    return (
        Pitfall(
            t("A sign-in ends although nothing is in Testing."),
            t(
                "It was revoked, or not used for six months; its person changed the password and it"
                " has a scope of Gmail; or the same person signed in over 100 times with the"
                " client. `chattui doctor --live` names the likeliest cause."
            ),
        ),
        Pitfall(
            "“reauth related error (invalid_rapt)”",
            t("The organisation limits how long sessions last: sign in again."),
        ),
    )
