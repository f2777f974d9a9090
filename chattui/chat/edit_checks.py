"""Whether Google takes an edit of a space, and why not: all that is wrong, and then warnings."""

from __future__ import annotations

from collections.abc import Iterator

from chattui.chat.audiences import DISCOVER, JOIN, check_audience, who_may
from chattui.chat.models import GROUP_CHAT, SPACE, Space
from chattui.chat.permissions import EVERYONE, VIEW_MEMBERS, check_permissions
from chattui.chat.space_edit import SpaceEdit
from chattui.chat.texts import (
    check_description,
    check_guidelines,
    check_name,
    is_warning,
    wrong,
)
from chattui.problem import Problem
from chattui.words import t


def check_edit(edit: SpaceEdit, space: Space, *, admin: bool = False) -> tuple[Problem, ...]:
    """All that is wrong with `edit` for `space`, and then all warnings (`is_warning`)."""
    found = [
        *_texts(edit),
        *_kind(edit, space),
        *_access(edit, space),
        *_as_admin(edit, admin=admin),
    ]
    return tuple(sorted(found, key=is_warning))


def external_problem() -> Problem:
    """Why the setting for people from outside cannot be changed."""
    return wrong(
        "edit.external_is_fixed",
        t("Whether people from outside may come in cannot be changed any more."),
        t("Google lets that be chosen only when a space is made."),
        t("Make a new space that allows it, or does not, and add the members there."),
    )


def _texts(edit: SpaceEdit) -> Iterator[Problem]:
    for name in (edit.display_name, edit.to_space):
        if name is None:
            continue
        if not name.strip():
            yield wrong(
                "edit.name_missing", t("A named space needs a name."), "", t("Give it one.")
            )
        yield from check_name(name, "edit")
    yield from check_description(edit.description or "", "edit")
    yield from check_guidelines(edit.guidelines or "", "edit")


def _kind(edit: SpaceEdit, space: Space) -> Iterator[Problem]:
    if edit.to_space is not None:
        if space.space_type != GROUP_CHAT:
            yield wrong(
                "edit.not_a_group_chat",
                t("Only a group chat can be turned into a named space."),
                t("This is another kind of conversation."),
                t("Make a new space instead."),
            )
        if edit.display_name is not None:
            yield wrong(
                "edit.two_names",
                t("Two names are given for the space."),
                t("Turning a group chat into a space gives it its name already."),
                t("Leave one of them out."),
            )
    elif space.space_type != SPACE and _needs_named(edit):
        yield wrong(
            "edit.not_a_named_space",
            t("Only named spaces have a name, details, access and permissions that can change."),
            t("This is a group chat or a direct message."),
            t("A group chat can be turned into a named space first."),
        )


def _needs_named(edit: SpaceEdit) -> bool:
    texts = (edit.display_name, edit.description, edit.guidelines)
    access = (edit.audience, edit.discover, edit.join, edit.view)
    return any(value is not None for value in (*texts, *access)) or bool(edit.permissions)


def _access(edit: SpaceEdit, space: Space) -> Iterator[Problem]:
    for name in dict.fromkeys((edit.audience, edit.discover, edit.join, edit.view)):
        yield from check_audience(name or "", "edit")
    yield from check_permissions(edit.permissions, "edit")
    if _joined_unfound(edit, space):
        yield wrong(
            "edit.join_without_discover",
            t("Nobody can join a space without being able to find it."),
            t("Google wants whoever may join to be among those who may find it."),
            t("Let the same audience find it."),
        )
    if edit.audience is not None and (edit.discover, edit.join) != (None, None):
        yield wrong(
            "edit.access_twice",
            t("The audience of the space is given in two ways."),
            t("One audience sets at once who may find the space and who may join."),
            t("Give the audience, or who may find it and who may join."),
        )
    if edit.view and edit.permissions.get(VIEW_MEMBERS, EVERYONE) != EVERYONE:
        yield wrong(
            "edit.view_needs_everyone",
            t("An audience can only see the members where all members can."),
            t("Google wants both settings to say the same."),
            t("Let everyone see the members, or no audience."),
        )


def _joined_unfound(edit: SpaceEdit, space: Space) -> bool:
    """Whether somebody could join afterwards, and nobody find it."""
    if edit.discover is edit.join is None or edit.audience is not None:
        return False
    after = [
        who_may(space.raw, setting) if wanted is None else wanted
        for setting, wanted in ((DISCOVER, edit.discover), (JOIN, edit.join))
    ]
    return bool(after[1] and not after[0])


def _as_admin(edit: SpaceEdit, *, admin: bool) -> Iterator[Problem]:
    if not admin:
        return
    barred = {
        t("the kind of space"): edit.to_space is not None,
        t("the history"): edit.history is not None,
        t("who may find, join and see it"): not (
            edit.audience is edit.discover is edit.join is edit.view is None
            and VIEW_MEMBERS not in edit.permissions
        ),
    }
    named = [words for words, asked in barred.items() if asked]
    if named:
        yield wrong(
            "edit.not_as_admin",
            t("With administrator access this cannot be changed: {what}.", what="; ".join(named)),
            t("Google keeps it to the owners and managers of the space."),
            t("Turn administrator access off and act as an owner, or leave it out."),
        )
