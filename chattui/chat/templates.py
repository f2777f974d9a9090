"""Templates as TOML files: written with comments that explain, and read with all that is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from chattui.chat.models import SPACE
from chattui.chat.permissions import permission_words
from chattui.chat.template import Template, TemplatePerson, template_of
from chattui.chat.template_reading import PEOPLE, TYPES, VERSION, read_template
from chattui.words import t

__all__ = [
    "Template",
    "TemplatePerson",
    "read_template",
    "template_of",
    "to_toml",
]

_TYPE_NAMES: Final = {kind: name for name, kind in TYPES.items()}


def to_toml(template: Template) -> str:
    """`template` as a file, which `read_template` reads back as the same."""
    return "\n".join(
        [
            *_comment(t("A template of a space for Google Chat, written by chattui.")),
            *_comment(t("Change what you like; what is taken out is left to Google.")),
            *_comment(*template.left_out),
            _value("template", VERSION),
            "",
            *_settings(template),
            *_permissions(template.new.permissions),
            *_people(template.people),
        ]
    )


def _comment(*sentences: str) -> list[str]:
    return [f"# {sentence}" for sentence in sentences]


def _value(key: str, value: object) -> str:
    import tomli_w

    lines = isinstance(value, str) and "\n" in value
    return tomli_w.dumps({key: value}, multiline_strings=lines).rstrip("\n")


def _settings(template: Template) -> Iterator[str]:
    new = template.new
    yield "[space]"
    yield from _comment(t("One of “space”, “group” (a group chat) and “dm” (a direct message)."))
    yield _value("type", _TYPE_NAMES.get(new.space_type, new.space_type))
    named = {
        "name": (new.display_name, t("At most 128 characters; no other space has the same.")),
        "description": (new.description, t("At most 4,096 characters; some programs show 150.")),
        "guidelines": (new.guidelines, t("At most 5,000 characters.")),
        "audience": (
            new.audience,
            t("Who may find and join it: “default” is the organisation's default audience."),
        ),
        "message": (new.message, t("A first message, posted once the space is made.")),
    }
    for key, (text, about) in named.items():
        if text:
            yield from _comment(about)
            yield _value(key, text)
    if new.history is not None:
        yield from _comment(t("Whether messages are kept for longer than 24 hours."))
        yield _value("history", new.history)
    switches = {
        "external": (
            new.external,
            t("Whether people from outside may be added; it cannot be changed afterwards."),
        ),
        "announcement": (new.announcement, t("Whether only owners and managers post.")),
        "app": (new.with_app, t("Whether the direct message is with the client's own app.")),
    }
    for key, (on, about) in switches.items():
        if on or (new.space_type == SPACE and key != "app"):
            yield from _comment(about)
            yield _value(key, on)
    yield ""


def _permissions(permissions: Sequence[tuple[str, str]]) -> Iterator[str]:
    if not permissions:
        return
    yield "[permissions]"
    yield from _comment(t("Who may: “owners”, “managers” (and owners) or “everyone”."))
    for name, level in permissions:
        yield from _comment(permission_words(name))
        yield _value(name, level)
    yield ""


def _people(people: Sequence[TemplatePerson]) -> Iterator[str]:
    if not people:
        return
    yield "[people]"
    yield from _comment(
        t("E-mail addresses, in the role that Chat's own pages call so."),
        t("Whoever makes the space owns it and need not be named."),
    )
    lists: Mapping[str, list[Any]] = {
        key: [p.address for p in people if (p.role, p.kind) == (role, kind)]
        for key, (role, kind) in PEOPLE.items()
    }
    for key, addresses in lists.items():
        if addresses:
            yield _value(key, addresses)
    yield ""
