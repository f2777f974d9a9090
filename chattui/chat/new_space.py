"""What a person wants a new space to be, checked before anything is sent.

The rules are those of the discovery document for ``spaces.create`` and ``spaces.setup``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from chattui.chat.addresses import why_not_address
from chattui.chat.audiences import check_audience
from chattui.chat.models import DIRECT_MESSAGE, GROUP_CHAT, SPACE, SPACE_TYPES
from chattui.chat.permissions import check_permissions
from chattui.chat.texts import (
    check_description,
    check_guidelines,
    check_message,
    check_name,
    is_warning,
    warning,
    wrong,
)
from chattui.problem import Problem
from chattui.safe_text import safe_text
from chattui.words import t, tn

REQUEST_ID_LIMIT: Final = 100
MEMBERS_LIMIT: Final = 49
"""People in one request, beside the one who sends it; others are added afterwards."""
GROUP_CHAT_LIMIT: Final = 400
"""People in a group chat, with the one who makes it (support.google.com/a/answer/9296435)."""

_GROUP = re.compile(r"groups/[A-Za-z0-9_-]{1,128}")


@dataclass(frozen=True, slots=True)
class NewSpace:
    """A named space, a group chat or a direct message that is to be made."""

    space_type: str = SPACE
    display_name: str = ""
    description: str = ""
    guidelines: str = ""
    history: bool | None = None
    """None leaves it to the organisation."""
    external: bool = False
    announcement: bool = False
    """Only owners and managers post: Google's preset ANNOUNCEMENT_SPACE."""
    members: tuple[str, ...] = ()
    """E-mail addresses, without the acting person's."""
    audience: str = ""
    """``audiences/ID`` of those who may find and join it; "" for nobody but its members."""
    groups: tuple[str, ...] = ()
    """Google groups, as ``groups/ID``: Google takes no address of theirs here."""
    with_app: bool = False
    """Of a direct message: it is with the client's own Chat app, and nobody else."""
    permissions: tuple[tuple[str, str], ...] = ()
    """Names and levels (`chattui.chat.permissions`) that are changed once it is made."""
    message: str = ""
    """A first message, posted once it is made."""


def people_to_add(new: NewSpace, acting: str = "") -> tuple[str, ...]:
    """The members in their order, each once, without the acting person."""
    people = {address.casefold(): address for address in reversed(new.members)}
    people.pop(acting.casefold(), None)
    return tuple(dict.fromkeys(people[k] for m in new.members if (k := m.casefold()) in people))


def is_consumer(email: str) -> bool:
    """Whether the account has no organisation: then Google wants ``externalUserAllowed`` left
    out, and lets anyone in (discovery document)."""
    return email.casefold().endswith(("@gmail.com", "@googlemail.com"))


def check(new: NewSpace, acting: str = "") -> tuple[Problem, ...]:
    """All that is wrong with `new` for the acting person (an address), and then all warnings.

    `is_warning` tells the two apart.
    """
    found = [*_check_type(new), *_check_texts(new), *_check_settings(new)]
    found += _check_people(new, acting)
    return tuple(sorted(found, key=is_warning))


def check_request_id(request_id: str) -> tuple[Problem, ...]:
    """What is wrong with a requestId that somebody chose; a random UUID is Google's advice."""
    plain = request_id.isascii() and request_id.isprintable() and " " not in request_id
    if plain and len(request_id) <= REQUEST_ID_LIMIT:
        return ()
    return (
        _wrong(
            "request_id",
            t("“{id}” cannot be a request ID.", id=safe_text(request_id, limit=80)),
            t("It has at most {limit} plain characters, without spaces.", limit=REQUEST_ID_LIMIT),
            t("Give the one that chattui printed, or leave it out."),
        ),
    )


def _wrong(code: str, message: str, cause: str = "", remedy: str = "") -> Problem:
    return wrong(f"creation.{code}", message, cause, remedy)


def _warning(code: str, message: str, cause: str = "") -> Problem:
    return warning(f"creation.{code}", message, cause)


def _check_type(new: NewSpace) -> Iterator[Problem]:
    if new.space_type not in SPACE_TYPES:
        yield _wrong(
            "type_unknown",
            t("“{type}” is no kind of space.", type=safe_text(new.space_type, limit=40)),
            remedy=t("Choose a named space, a group chat or a direct message."),
        )


def _check_texts(new: NewSpace) -> Iterator[Problem]:
    name = new.display_name
    if new.space_type == SPACE and not name.strip():
        yield _wrong("name_missing", t("A named space needs a name."), remedy=t("Give it one."))
    if new.space_type in {GROUP_CHAT, DIRECT_MESSAGE} and name:
        yield _wrong(
            "name_not_allowed",
            t("Group chats and direct messages have no name."),
            t("Google shows the names of those who are in it."),
            t("Leave the name out, or make a named space."),
        )
    yield from check_name(name, "creation")
    yield from check_description(new.description, "creation")
    yield from check_guidelines(new.guidelines, "creation")
    yield from check_message(new.message, "creation")


def _check_settings(new: NewSpace) -> Iterator[Problem]:
    yield from check_audience(new.audience, "creation")
    yield from check_permissions(dict(new.permissions), "creation")
    if new.space_type != SPACE and (new.audience or new.permissions):
        yield _wrong(
            "settings_not_allowed",
            t("Only a named space has an audience and permissions."),
            remedy=t("Make a named space, or leave them out."),
        )
    if new.with_app and new.space_type != DIRECT_MESSAGE:
        yield _wrong(
            "app_not_allowed",
            t("The app can only be added to a space that is there already."),
            t("Google makes a direct message with the app, and nothing else, in one request."),
            t("Make a direct message, or add the app once the space is made."),
        )
    if new.announcement and new.space_type != SPACE:
        yield _wrong(
            "announcement_not_allowed",
            t("Only a named space can be for announcements."),
            remedy=t("Make a named space, or let everyone post."),
        )
    if new.space_type == DIRECT_MESSAGE and (new.description or new.guidelines):
        yield _wrong(
            "details_not_allowed",
            t("A direct message has no description and no guidelines."),
            remedy=t("Leave them out."),
        )
    if new.space_type == DIRECT_MESSAGE and new.external:
        yield _wrong(
            "external_not_allowed",
            t("A direct message has no setting for external people."),
            t("Whether you may write to someone outside is up to the organisation."),
            t("Leave it out."),
        )


def import_mode_problem() -> Problem:
    """Why a space is not made in import mode."""
    return _wrong(
        "import_mode",
        t("chattui makes no spaces in import mode."),
        t(
            "Import mode is for migrations: it wants the scope chat.import and delegation, nobody"
            " sees such a space before completeImport is called, and Google deletes it if that"
            " does not happen in time."
        ),
        t("Make an ordinary space, or use Google's own guide for migrating to Chat."),
    )


def bad_address(address: str, reason: str = "") -> Problem:
    """Someone who is to be added has no plausible address; `reason` else is found out."""
    shown = safe_text(address, limit=120)
    return _wrong(
        "bad_address",
        t("“{address}” cannot be an e-mail address.", address=shown),
        reason or why_not_address(address),
        t("Correct it or leave it out."),
    )


def _check_people(new: NewSpace, acting: str) -> Iterator[Problem]:
    for address in dict.fromkeys(new.members):
        if reason := why_not_address(address):
            yield bad_address(address, reason)
    folded = [address.casefold() for address in new.members]
    people = people_to_add(new, acting)
    if acting and acting.casefold() in folded:
        yield _warning(
            "acting_person",
            t("{email} is in the space anyway.", email=safe_text(acting)),
            t("Whoever makes a space is its first member."),
        )
    if repeated := len(folded) - len(set(folded)):
        yield _warning(
            "repeated_person",
            tn(
                "{count} address is named more than once.",
                "{count} addresses are named more than once.",
                repeated,
            ),
            t("Each is added once."),
        )
    for name in new.groups:
        if not _GROUP.fullmatch(name):
            yield _wrong(
                "bad_group",
                t("“{name}” does not name a Google group.", name=safe_text(name, limit=80)),
                t("Google Chat wants groups/ID, which is looked up by the group's address."),
                t("Correct it or leave it out."),
            )
    if new.groups and new.space_type != SPACE:
        yield _wrong(
            "groups_not_allowed",
            t("Google groups can only be in named spaces."),
            remedy=t("Make a named space, or leave the groups out."),
        )
    yield from _check_number(new, len(people))


def _check_number(new: NewSpace, count: int) -> Iterator[Problem]:
    if new.space_type == DIRECT_MESSAGE and new.with_app:
        if count:
            yield _wrong(
                "direct_message_members",
                t("A direct message with the app is with nobody else."),
                tn("{count} is named.", "{count} are named.", count),
                t("Leave the people out, or make a group chat."),
            )
    elif new.space_type == DIRECT_MESSAGE and count != 1:
        yield _wrong(
            "direct_message_members",
            t("A direct message is with exactly one other person."),
            tn("{count} is named.", "{count} are named.", count),
            t("Name one person, or make a group chat."),
        )
    if new.space_type == GROUP_CHAT and count < 2:
        yield _wrong(
            "group_chat_members",
            t("A group chat needs at least two other people."),
            tn("{count} is named.", "{count} are named.", count),
            t("Name more, or make a direct message."),
        )
    if new.space_type == GROUP_CHAT and count >= GROUP_CHAT_LIMIT:
        yield _wrong(
            "too_many_members",
            t("A group chat has at most {limit} people.", limit=GROUP_CHAT_LIMIT),
            tn("{count} is named beside you.", "{count} are named beside you.", count),
            t("Make a named space, which takes thousands."),
        )
