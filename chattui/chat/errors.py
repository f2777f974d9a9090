"""What an error answer of the Chat API means to a person, and what to do about it.

The answers are those of section 7.4 of the reference: matched by HTTP status, ``status`` and
``reason`` first, by the message's own words only where nothing else tells two apart.
"""

from __future__ import annotations

from chattui.chat import error_words as words
from chattui.chat import methods
from chattui.chat.envelope import Envelope, read_envelope
from chattui.net import Reply
from chattui.problem import Exit, Problem, ProblemError
from chattui.words import t


class Refused(ProblemError):
    """A request was answered, but not with what was asked for; `reply` is the whole answer.

    Its status is 200 where the answer could not be understood: what was asked for may be done.
    """

    def __init__(self, problem: Problem, reply: Reply) -> None:
        super().__init__(problem)
        self.reply = reply


def problem_from(reply: Reply, method: str, *, admin: bool = False) -> Problem:
    """The problem that `reply` to `method` (such as ``chat.spaces.setup``) tells; `admin` says
    that it was sent with administrator access.

    Never raises; a reply that is no error of Google's Chat API gives ``chat.not_google``,
    ``chat.bad_answer`` or ``chat.failed``.
    """
    found = read_envelope(reply)
    if reply.status < 300:
        return words.bad_answer()
    if reply.status == 401:
        return words.sign_in_ended()
    if reply.status >= 500 or reply.status == 408:
        return words.unavailable(found)
    if reply.status == 429 or found.status == "RESOURCE_EXHAUSTED":
        return words.quota(method)
    if not found.is_json:
        return words.not_google(found)
    if reply.status == 403:
        return _of_403(found, method, admin)
    by_status = {400: _of_400, 404: _of_404, 409: _of_409}
    return by_status.get(reply.status, words.failed)(found, method)


def _of_403(found: Envelope, method: str, admin: bool) -> Problem:
    if "ACCESS_TOKEN_SCOPE_INSUFFICIENT" in found.reasons or found.says(
        "insufficient authentication scopes"
    ):
        return scope_missing(method, admin=admin)
    if "SERVICE_DISABLED" in found.reasons or found.says("it is disabled. Enable it"):
        return words.api_disabled(found)
    if found.says("support app authentication"):
        return words.app_auth_unsupported()
    if found.says("administrator must grant the app"):
        return words.approval_needed()
    if found.says("the requested action on the specified resource"):
        return words.not_allowed_as_admin() if admin else words.not_allowed_or_absent()
    return words.not_admin(found) if admin else words.refused(found)


def _of_400(found: Envelope, method: str) -> Problem:
    if found.says("Missing or malformed user resource name"):
        return unknown_person()
    if found.says("Google Chat is turned off"):
        return words.turned_off()
    return words.invalid(found)


def _of_404(found: Envelope, method: str) -> Problem:
    if found.says("Google Chat app not found"):
        return words.app_not_configured()
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


def scope_missing(method: str, *, admin: bool = False) -> Problem:
    """This sign-in does not allow `method`, or not with administrator access: what to grant, by
    its short name."""
    from chattui.oauth.scopes import short_name

    known = methods.METHODS.get(method)
    if known is None:
        remedy = t("Sign in again with `chattui login`, and allow all that it asks for.")
    else:
        remedy = t(
            "Allow it: `chattui login --add --scope {scope}` asks for that alone, and what was"
            " allowed before stays.",
            scope=short_name(known.needs(admin=admin)),
        )
    return Problem(
        "chat.scope_missing",
        t("This sign-in does not allow that."),
        t("A scope that Google wants for it was not asked for, or not ticked on Google's page."),
        remedy,
        exit=Exit.NOT_SIGNED_IN,
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
        t("Check the spelling, above all what stands after the “@”.")
        if email
        else t(
            "Check the spelling of each, above all what stands after the “@”. A group chat or a"
            " direct message is made with all of its people, or not at all."
        ),
    )
