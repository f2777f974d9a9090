"""The plan of a new space in words, shown before anything is sent."""

from __future__ import annotations

from chattui.chat.models import DIRECT_MESSAGE, GROUP_CHAT
from chattui.chat.new_space import NewSpace, is_consumer
from chattui.safe_text import safe_text
from chattui.words import t, tn

NAMES_SHOWN = 3


def sentences(new: NewSpace, email: str, people: tuple[str, ...], blind: bool) -> list[str]:
    """What making `new` as `email` will do; `blind` where the result cannot be looked at."""
    said = [_what(new, people)]
    if new.history is not None:
        said.append(t("History is on.") if new.history else t("History is off."))
    if new.space_type != DIRECT_MESSAGE:
        said.append(_who_may_come(new.external, is_consumer(email)))
    if people and new.space_type != DIRECT_MESSAGE:
        said.append(
            tn(
                "Add {count} person in the same request: {names}.",
                "Add {count} people in the same request: {names}.",
                len(people),
                names=_names(people),
            )
        )
        said.append(_about_looking(blind))
    if new.space_type in {GROUP_CHAT, DIRECT_MESSAGE} and not new.with_app:
        # spaces.list: "Group chats and DMs aren't listed until the first message is sent."
        said.append(t("Google lists it among the spaces once somebody has written in it."))
    said.append(
        t("If the answer is lost on the way, trying again will not make a second space.")
        if new.space_type != DIRECT_MESSAGE
        else t("If the answer is lost on the way, trying again does no harm.")
    )
    return said


def _what(new: NewSpace, people: tuple[str, ...]) -> str:
    if new.space_type == DIRECT_MESSAGE and new.with_app:
        return t("Open a direct message with the app; one that is there already is used again.")
    if new.space_type == DIRECT_MESSAGE:
        return t(
            "Open a direct message with {email}; one that is there already is used again.",
            email=people[0],
        )
    if new.space_type == GROUP_CHAT:
        return t("Create a group chat.")
    name = safe_text(new.display_name)
    if new.announcement:
        return t("Create the space “{name}”, in which only managers post.", name=name)
    return t("Create the space “{name}”.", name=name)


def _who_may_come(external: bool, consumer: bool) -> str:
    if consumer:
        return t("Anyone with Google Chat can be added.")
    if external:
        return t("People outside of the organisation can be added.")
    return t("Only people of the organisation can be added.")


def _about_looking(blind: bool) -> str:
    if blind:
        return t(
            "chattui cannot look afterwards who was added, because chat.memberships.readonly is"
            " not granted; Google leaves people out silently."
        )
    return t("Then look who was added, because Google leaves people out silently.")


def _names(people: tuple[str, ...]) -> str:
    names = ", ".join(people[:NAMES_SHOWN])
    return t("{names}, …", names=names) if len(people) > NAMES_SHOWN else names
