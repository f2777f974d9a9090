"""Target audiences: groups of people that an administrator has defined, who may find a space."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from chattui.chat.models import part_of
from chattui.chat.texts import wrong
from chattui.problem import Problem
from chattui.safe_text import safe_text
from chattui.words import t

DEFAULT: Final = "audiences/default"
"""The organisation's default audience, which mostly is everybody in it."""

_NAME = re.compile(r"audiences/[A-Za-z0-9_.-]{1,128}")


def audience_name(text: str) -> str:
    """``audiences/ID`` from that, from an ID or from ``default``; "" for ``none`` and ``private``.

    Anything else is given back as it is, for `check_audience` to refuse.
    """
    typed = text.strip()
    if typed.casefold() in {"", "none", "private"}:
        return ""
    return typed if "/" in typed else f"audiences/{typed}"


def check_audience(name: str, prefix: str) -> list[Problem]:
    """What is wrong with the name of an audience; "" is none, which is no mistake."""
    if not name or _NAME.fullmatch(name):
        return []
    return [
        wrong(
            f"{prefix}.audience_unknown",
            t("“{name}” is not the name of a target audience.", name=safe_text(name, limit=80)),
            t("It is “default”, or audiences/ID with the ID of one in the Admin console."),
            t("Write default, audiences/ID, or none."),
        )
    ]


def audience_words(name: str) -> str:
    """Who is in an audience, as far as its name tells."""
    if not name:
        return t("only those who were added")
    if name == DEFAULT:
        return t("the organisation's default audience")
    return t("the target audience {name}", name=safe_text(name, limit=140))


def audience_of(space: Mapping[str, Any]) -> str:
    """The target audience of Google's Space; "" for none."""
    name = part_of(space, "accessSettings").get("audience")
    return name if isinstance(name, str) and _NAME.fullmatch(name) else ""


def principals_of(space: Mapping[str, Any], setting: str) -> tuple[str, ...]:
    """The audiences of an access permission setting of Google's Space."""
    access = part_of(part_of(space, "accessSettings"), "accessPermissionSettings")
    entries = part_of(access, setting).get("principals")
    names = [
        part_of(entry, "audience").get("name")
        for entry in (entries if isinstance(entries, list) else [])
        if isinstance(entry, Mapping)
    ]
    return tuple(n for n in names if isinstance(n, str) and _NAME.fullmatch(n))


DISCOVER: Final = "discoverSpaceSetting"
JOIN: Final = "joinSpaceSetting"
VIEW: Final = "viewSpaceMembershipSetting"
"""The access permission settings of the discovery document: who finds, joins, sees the members."""


def who_may(space: Mapping[str, Any], setting: str) -> tuple[str, ...]:
    """The audiences that may find (`DISCOVER`) or join (`JOIN`) Google's Space: those of the two
    settings where one is there, else the one audience of the space, which stands for both."""
    audience = audience_of(space)
    if is_set_apart(space) or not audience:
        return principals_of(space, setting)
    return (audience,)


def is_set_apart(space: Mapping[str, Any]) -> bool:
    """Whether Google's Space says by themselves who may find it and who may join it."""
    access = part_of(part_of(space, "accessSettings"), "accessPermissionSettings")
    return DISCOVER in access or JOIN in access


def setting_for(audience: str) -> dict[str, Any]:
    """Google's AccessPermissionSetting for one audience, or for none."""
    return {"principals": [{"audience": {"name": audience}}]} if audience else {}
