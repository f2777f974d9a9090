"""What a person wants a new space to be, checked before anything is sent.

The rules are those of the discovery document for ``spaces.create`` and ``spaces.setup``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from chattui.chat.addresses import why_not_address
from chattui.chat.models import DIRECT_MESSAGE, GROUP_CHAT, SPACE, SPACE_TYPES
from chattui.problem import Exit, Problem
from chattui.safe_text import is_safe, safe_text
from chattui.words import t, tn

NAME_LIMIT: Final = 128
DESCRIPTION_WARNING: Final = 150
"""Characters that older clients of Google's allow."""
DESCRIPTION_LIMIT: Final = 4096
GUIDELINES_LIMIT: Final = 5000
REQUEST_ID_LIMIT: Final = 100
MEMBERS_LIMIT: Final = 49
"""People in one request, beside the one who sends it."""


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
    members: tuple[str, ...] = ()
    """E-mail addresses, without the acting person's."""


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


def is_warning(problem: Problem) -> bool:
    """Whether a problem that `check` found stands in nobody's way."""
    return problem.exit is Exit.DONE


def _wrong(code: str, message: str, cause: str = "", remedy: str = "") -> Problem:
    return Problem(f"creation.{code}", message, cause, remedy, exit=Exit.USAGE)


def _warning(code: str, message: str, cause: str = "") -> Problem:
    return Problem(f"creation.{code}", message, cause, exit=Exit.DONE)


def _check_type(new: NewSpace) -> Iterator[Problem]:
    if new.space_type not in SPACE_TYPES:
        yield _wrong(
            "type_unknown",
            t("“{type}” is no kind of space.", type=safe_text(new.space_type, limit=40)),
            remedy=t("Choose a named space, a group chat or a direct message."),
        )


def _check_texts(new: NewSpace) -> Iterator[Problem]:
    yield from _check_name(new)
    if not _safe_lines(new.description):
        yield _unsafe("description_unsafe", t("The description holds an invisible character."))
    if not _safe_lines(new.guidelines):
        yield _unsafe("guidelines_unsafe", t("The guidelines hold an invisible character."))
    length = len(new.description)
    if length > DESCRIPTION_LIMIT:
        yield _wrong(
            "description_too_long",
            t("The description has {length} characters.", length=length),
            t("Google allows {limit}.", limit=DESCRIPTION_LIMIT),
            t("Shorten it."),
        )
    elif length > DESCRIPTION_WARNING:
        yield _warning(
            "description_long",
            t("The description is longer than {limit} characters.", limit=DESCRIPTION_WARNING),
            t("Google allows it, but some of its own programs only show that much."),
        )
    if len(new.guidelines) > GUIDELINES_LIMIT:
        yield _wrong(
            "guidelines_too_long",
            t("The guidelines have {length} characters.", length=len(new.guidelines)),
            t("Google allows {limit}.", limit=GUIDELINES_LIMIT),
            t("Shorten them."),
        )


def _check_name(new: NewSpace) -> Iterator[Problem]:
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
    if len(name) > NAME_LIMIT:
        yield _wrong(
            "name_too_long",
            t("The name has {length} characters.", length=len(name)),
            t("Google allows {limit}.", limit=NAME_LIMIT),
            t("Shorten it."),
        )
    if not is_safe(name):
        yield _unsafe(
            "name_unsafe",
            t("The name holds an invisible character: {name}", name=safe_text(name, limit=200)),
        )


def _unsafe(code: str, message: str) -> Problem:
    return _wrong(
        code,
        message,
        t("Control, direction and zero-width characters make a text show as something else."),
        t("Type it anew instead of pasting it."),
    )


def _safe_lines(text: str) -> bool:
    lines = text.replace("\r\n", "\n").replace("\t", " ").split("\n")
    return all(is_safe(line) for line in lines)


def _check_settings(new: NewSpace) -> Iterator[Problem]:
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
    yield from _check_number(new.space_type, len(people))


def _check_number(space_type: str, count: int) -> Iterator[Problem]:
    if space_type == DIRECT_MESSAGE and count != 1:
        yield _wrong(
            "direct_message_members",
            t("A direct message is with exactly one other person."),
            tn("{count} is named.", "{count} are named.", count),
            t("Name one person, or make a group chat."),
        )
    if space_type == GROUP_CHAT and count < 2:
        yield _wrong(
            "group_chat_members",
            t("A group chat needs at least two other people."),
            tn("{count} is named.", "{count} are named.", count),
            t("Name more, or make a direct message."),
        )
    if count > MEMBERS_LIMIT:
        yield _wrong(
            "too_many_members",
            t("A new space takes at most {limit} people at once.", limit=MEMBERS_LIMIT),
            tn("{count} is named.", "{count} are named.", count),
            t("Make it with some of them, and add the others in Google Chat afterwards."),
        )
