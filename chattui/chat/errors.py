"""What an error answer of the Chat API means to a person, and what to do about it.

The answers are those of section 7.4 of the reference: matched by HTTP status, ``status`` and
``reason`` first, by the message's own words only where nothing else tells two apart.
"""

from __future__ import annotations

from typing import Final

from chattui.chat import methods
from chattui.chat.envelope import Envelope, read_envelope
from chattui.net import Reply
from chattui.problem import Exit, Problem
from chattui.words import t

CONFIGURE_APP_LINK: Final = (
    "https://console.cloud.google.com/apis/api/chat.googleapis.com/hangouts-chat"
)
ENABLE_API_LINK: Final = "https://console.cloud.google.com/apis/library/chat.googleapis.com"
QUOTA_LINK: Final = "https://console.cloud.google.com/apis/api/chat.googleapis.com/quotas"
ADMIN_CHAT_LINK: Final = "https://support.google.com/a/answer/9071576"
APP_APPROVAL_LINK: Final = "https://support.google.com/a?p=chat-app-auth"
STATUS_LINK: Final = "https://www.google.com/appsstatus/dashboard/"


def problem_from(reply: Reply, method: str) -> Problem:
    """The problem that `reply` to `method` (such as ``chat.spaces.setup``) tells.

    Never raises; a reply that is no error of Google's Chat API gives ``chat.not_google``,
    ``chat.bad_answer`` or ``chat.failed``.
    """
    found = read_envelope(reply)
    if reply.status < 300:
        return _bad_answer()
    if reply.status == 401:
        return _sign_in_ended()
    if reply.status >= 500 or reply.status == 408:
        return _unavailable(found)
    if reply.status == 429 or found.status == "RESOURCE_EXHAUSTED":
        return _quota(method)
    if not found.is_json:
        return _not_google(found)
    by_status = {400: _of_400, 403: _of_403, 404: _of_404, 409: _of_409}
    return by_status.get(reply.status, _failed)(found, method)


def _of_403(found: Envelope, method: str) -> Problem:
    if "ACCESS_TOKEN_SCOPE_INSUFFICIENT" in found.reasons or found.says(
        "insufficient authentication scopes"
    ):
        return scope_missing(method)
    if "SERVICE_DISABLED" in found.reasons or found.says("it is disabled. Enable it"):
        return _api_disabled(found)
    if found.says("support app authentication"):
        return _app_auth_unsupported()
    if found.says("administrator must grant the app"):
        return _approval_needed()
    if found.says("the requested action on the specified resource"):
        return _not_allowed_or_absent()
    return _refused(found)


def _of_400(found: Envelope, method: str) -> Problem:
    if found.says("Missing or malformed user resource name"):
        return unknown_person()
    if found.says("Google Chat is turned off"):
        return _turned_off()
    return _invalid(found)


def _of_404(found: Envelope, method: str) -> Problem:
    if found.says("Google Chat app not found"):
        return _app_not_configured()
    return Problem(
        "chat.not_found",
        t("Google Chat found nothing of that name."),
        t("It may have been deleted, or never existed."),
        t("Check the name; `chattui spaces list` shows the spaces of this account."),
    )


def _of_409(found: Envelope, method: str) -> Problem:
    if method == methods.MEMBERS_CREATE.id:
        return Problem(
            "chat.already_member",
            t("This person is already a member of the space."),
            t("Google refused to add them a second time; nothing has changed."),
            t("Nothing needs to be done."),
        )
    return Problem(
        "chat.duplicate_name",
        t("The organisation already has a space of this name."),
        t("Google wants names of spaces to differ, even from those that you cannot see."),
        t("Choose another name."),
    )


def scope_missing(method: str) -> Problem:
    """This sign-in does not allow `method`: what to grant, by its short name."""
    from chattui.oauth.scopes import short_name

    known = methods.METHODS.get(method)
    if known is None:
        remedy = t("Sign in again with `chattui login`, and allow all that it asks for.")
    else:
        remedy = t(
            "Allow it: `chattui login --add --scope {scope}` asks for that alone, and what was"
            " allowed before stays.",
            scope=short_name(known.scope),
        )
    return Problem(
        "chat.scope_missing",
        t("This sign-in does not allow that."),
        t("A scope that Google wants for it was not asked for, or not ticked on Google's page."),
        remedy,
        exit=Exit.NOT_SIGNED_IN,
    )


def _app_not_configured() -> Problem:
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


def _api_disabled(found: Envelope) -> Problem:
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


def unknown_person(email: str = "") -> Problem:
    """Google knows no account of this address (`email` already safe), or of one among several."""
    return Problem(
        "chat.unknown_person",
        t("Google knows no such person: {email}.", email=email)
        if email
        else t("Google does not know one of these people."),
        t("No Google account has this address, or it is the address of a group.")
        if email
        else t("No Google account has one of the addresses; Google does not say which one."),
        t("Check the spelling, above all what stands after the “@”."),
    )


def _quota(method: str) -> Problem:
    if method.startswith("chat.spaces.members."):
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


def _not_allowed_or_absent() -> Problem:
    return Problem(
        "chat.not_allowed_or_absent",
        t("You may not do that there, or there is no such space."),
        t("Google gives the same answer to both, so as not to tell which spaces exist."),
        t(
            "Check the name and the account; you have to be in a space, and for some changes to"
            " own it."
        ),
    )


def _turned_off() -> Problem:
    return Problem(
        "chat.turned_off",
        t("Google Chat is turned off for this account."),
        t("An administrator has turned the service off for it, or it was never turned on."),
        t("Ask the administrator, or use another account."),
        ADMIN_CHAT_LINK,
    )


def _sign_in_ended() -> Problem:
    return Problem(
        "chat.sign_in_ended",
        t("Google no longer accepts this sign-in."),
        t("It has ended or was revoked, and a fresh access token was refused as well."),
        t("Sign in again: `chattui login`."),
        exit=Exit.NOT_SIGNED_IN,
    )


def _app_auth_unsupported() -> Problem:
    return Problem(
        "chat.app_auth_unsupported",
        t("That can only be done by a person, not by a Chat app on its own behalf."),
        t("The token belongs to a service account that does not act for anyone."),
        t("Sign in as a person, or let the service account act for one by delegation."),
    )


def _approval_needed() -> Problem:
    return Problem(
        "chat.approval_needed",
        t("An administrator has to allow the Chat app to do that."),
        t("It uses a scope of its own that the organisation has not granted yet."),
        t("Ask an administrator to approve it."),
        APP_APPROVAL_LINK,
    )


def _refused(found: Envelope) -> Problem:
    return Problem(
        "chat.refused",
        t("Google refused the request."),
        _googles_words(found),
        t("Check the account and its rights."),
    )


def _invalid(found: Envelope) -> Problem:
    return Problem(
        "chat.invalid_argument",
        t("Google did not accept what was asked."),
        _googles_words(found),
        t("Change what it names and try again."),
    )


def _unavailable(found: Envelope) -> Problem:
    return Problem(
        "chat.unavailable",
        t("Google Chat does not answer as it should (HTTP {status}).", status=found.http),
        t("This is a fault on Google's side, or of something in between. It mostly passes."),
        t("Try again in some minutes; Google's status page tells of longer faults."),
        STATUS_LINK,
    )


def _not_google(found: Envelope) -> Problem:
    return Problem(
        "chat.not_google",
        t("Something other than Google Chat answered (HTTP {status}).", status=found.http),
        t("A proxy, a firewall or the sign-in page of a network often answers in Google's place."),
        t("Check the network and HTTPS_PROXY, then try again."),
    )


def _bad_answer() -> Problem:
    return Problem(
        "chat.bad_answer",
        t("The answer of Google Chat could not be understood."),
        t("It was cut short, or came from something in between."),
        t("Try again; what was asked for may have been carried out."),
    )


def _failed(found: Envelope, method: str) -> Problem:
    return Problem(
        "chat.failed",
        t("The request failed (HTTP {status}).", status=found.http),
        _googles_words(found),
        t("Try again, and look at what is there first."),
    )


def _googles_words(found: Envelope) -> str:
    said = "; ".join([found.message, *found.violations] if found.message else found.violations)
    return t("Google says: {words}", words=said) if said else t("Google does not say why.")
