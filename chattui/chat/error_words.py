"""What error answers of the Chat API mean to a person, one function for each kind."""

from __future__ import annotations

from typing import Final

from chattui.chat import methods
from chattui.chat.envelope import Envelope
from chattui.problem import Exit, Problem
from chattui.words import t

CONFIGURE_APP_LINK: Final = (
    "https://console.cloud.google.com/apis/api/chat.googleapis.com/hangouts-chat"
)
ENABLE_API_LINK: Final = "https://console.cloud.google.com/apis/library/chat.googleapis.com"
QUOTA_LINK: Final = "https://console.cloud.google.com/apis/api/chat.googleapis.com/quotas"
ADMIN_CHAT_LINK: Final = "https://support.google.com/a/answer/9071576"
APP_APPROVAL_LINK: Final = "https://support.google.com/a?p=chat-app-auth"
ADMIN_ROLES_LINK: Final = "https://admin.google.com/ac/roles"
"""The Admin console's page of roles; the privilege is described in Google's answer 13369245."""
STATUS_LINK: Final = "https://www.google.com/appsstatus/dashboard/"


def app_not_configured() -> Problem:
    """The project has no configured Chat app, so that writes are refused."""
    return Problem(
        "chat.app_not_configured",
        t("The client's project has no configured Chat app."),
        t(
            "Google lets a project write to Chat only when the page “Configuration” of its Chat"
            " API has been filled in, even where no bot is meant."
        ),
        t(
            "Open the page in the project of this client, give the app a name, an avatar address"
            " and a description, turn off its interactive features, and save. It takes effect"
            " within minutes."
        ),
        CONFIGURE_APP_LINK,
    )


def api_disabled(found: Envelope) -> Problem:
    """The project has not turned on the Chat API."""
    project = found.about("consumer").removeprefix("projects/")
    numbered = project.isascii() and project.isdecimal() and len(project) <= 20
    return Problem(
        "chat.api_disabled",
        t("The Google Chat API is not turned on in the project {number}.", number=project)
        if numbered
        else t("The Google Chat API is not turned on in the client's project."),
        t("Every project has to turn on each API once before it can call it."),
        t("Open the page, choose Enable, wait some minutes, and try again."),
        f"{ENABLE_API_LINK}?project={project}" if numbered else ENABLE_API_LINK,
    )


def quota(method: str) -> Problem:
    """A quota of `method` is used up for now."""
    if method.startswith("chat.spaces.messages."):
        cause = t("Google allows 3,000 messages a minute for a project.")
    elif method.startswith("chat.spaces.members."):
        cause = t("Google allows 300 changes of members a minute for a project.")
    else:
        cause = t("Google allows 60 changes of spaces a minute for a project.")
    known = methods.METHODS.get(method)
    if known is not None and not known.writes:
        cause = t("Google allows 3,000 look-ups a minute for a project.")
    return Problem(
        "chat.quota",
        t("Google asks to slow down: the quota is used up for now."),
        cause,
        t("Wait a minute and try again. The console shows who uses the quota, and can raise it."),
        QUOTA_LINK,
    )


def not_allowed_or_absent() -> Problem:
    """Google's one answer to “not allowed” and “not there”."""
    return Problem(
        "chat.not_allowed_or_absent",
        t("You may not do that there, or there is no such space."),
        t("Google gives the same answer to both, so as not to tell which spaces exist."),
        t(
            "Check the name and the account; you have to be in a space, and for some changes to"
            " own it."
        ),
    )


def not_admin(found: Envelope) -> Problem:
    """The account may not use administrator access."""
    return Problem(
        "chat.not_admin",
        t("Google does not let this account act as an administrator."),
        googles_words(found),
        t(
            "It needs an administrator role with the privilege “Manage Chat and Spaces"
            " conversations”: a super administrator gives it on the Admin console's page of roles."
            " Without it, turn administrator access off and act as yourself."
        ),
        ADMIN_ROLES_LINK,
    )


def not_allowed_as_admin() -> Problem:
    """Google's one answer to “not allowed” and “not there”, with administrator access."""
    return Problem(
        "chat.not_allowed_or_absent",
        t("As an administrator you may not do that there, or there is no such space."),
        t(
            "Google gives one answer to all of these: no such space or member; a space of another"
            " organisation; a group chat or direct message, which administrators do not manage;"
            " an account without the privilege for Chat."
        ),
        t(
            "Check the name; if it is right, look at the role of this account on the Admin"
            " console's page of roles, or turn administrator access off and act as yourself."
        ),
        ADMIN_ROLES_LINK,
    )


def turned_off() -> Problem:
    """The account has no Chat."""
    return Problem(
        "chat.turned_off",
        t("Google Chat is turned off for this account."),
        t("An administrator has turned the service off for it, or it was never turned on."),
        t("Ask the administrator, or use another account."),
        ADMIN_CHAT_LINK,
    )


def sign_in_ended() -> Problem:
    """The token is refused, and so was a fresh one."""
    return Problem(
        "chat.sign_in_ended",
        t("Google no longer accepts this sign-in."),
        t("It has ended or was revoked, and a fresh access token was refused as well."),
        t("Sign in again: `chattui login`."),
        exit=Exit.NOT_SIGNED_IN,
    )


def app_auth_unsupported() -> Problem:
    """A Chat app cannot do it on its own behalf."""
    return Problem(
        "chat.app_auth_unsupported",
        t("That can only be done by a person, not by a Chat app on its own behalf."),
        t("The token belongs to a service account that does not act for anyone."),
        t("Sign in as a person, or let the service account act for one by delegation."),
    )


def approval_needed() -> Problem:
    """A scope of a Chat app waits for an administrator."""
    return Problem(
        "chat.approval_needed",
        t("An administrator has to allow the Chat app to do that."),
        t("It uses a scope of its own that the organisation has not granted yet."),
        t("Ask an administrator to approve it."),
        APP_APPROVAL_LINK,
    )


def refused(found: Envelope) -> Problem:
    """A refusal that has no words of its own here."""
    return Problem(
        "chat.refused",
        t("Google refused the request."),
        googles_words(found),
        t("Check the account and its rights."),
    )


def invalid(found: Envelope) -> Problem:
    """A mistake in the request, in Google's words."""
    return Problem(
        "chat.invalid_argument",
        t("Google did not accept what was asked."),
        googles_words(found),
        t("Change what it names and try again."),
    )


def unavailable(found: Envelope) -> Problem:
    """A fault on Google's side."""
    return Problem(
        "chat.unavailable",
        t("Google Chat does not answer as it should (HTTP {status}).", status=found.http),
        t("This is a fault on Google's side, or of something in between. It mostly passes."),
        t("Try again in some minutes; Google's status page tells of longer faults."),
        STATUS_LINK,
    )


def not_google(found: Envelope) -> Problem:
    """Something in between answered."""
    return Problem(
        "chat.not_google",
        t("Something other than Google Chat answered (HTTP {status}).", status=found.http),
        t("A proxy, a firewall or the sign-in page of a network often answers in Google's place."),
        t("Check the network and HTTPS_PROXY, then try again."),
    )


def bad_answer() -> Problem:
    """An answer that cannot be read."""
    return Problem(
        "chat.bad_answer",
        t("The answer of Google Chat could not be understood."),
        t("It was cut short, or came from something in between."),
        t("Try again; what was asked for may have been carried out."),
    )


def failed(found: Envelope, method: str) -> Problem:
    """A failure that has no words of its own here."""
    return Problem(
        "chat.failed",
        t("The request failed (HTTP {status}).", status=found.http),
        googles_words(found),
        t("Try again, and look at what is there first."),
    )


def googles_words(found: Envelope) -> str:
    """What Google says itself, as a sentence of ours."""
    said = "; ".join([found.message, *found.violations] if found.message else found.violations)
    return t("Google says: {words}", words=said) if said else t("Google does not say why.")
