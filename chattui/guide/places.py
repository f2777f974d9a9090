"""Where the guide leads, as `places.toml` holds it: pages of Google's, kinds of client, limits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from chattui.guide.model import Place
from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t

FILE = "places.toml"
_QUERY = "?project={project}"
_PROJECT = re.compile(r"(?:[a-z0-9][a-z0-9.-]{0,62}:)?[a-z][a-z0-9-]{4,28}[a-z0-9]|[0-9]{1,20}")
"""A project's id, with the organisation's domain before it as old ones have it, or its number."""


@dataclass(frozen=True, slots=True)
class ClientKind:
    """A kind of OAuth client, by Google's names."""

    id: str
    """The page's: ``client-desktop``."""
    type: str
    """What the console calls it."""
    before: str
    """What it was called before; "" for nothing else."""
    asks: tuple[str, ...]
    """The fields that its form asks for, as they are called there."""
    gives: str
    """``json`` or ``plist``; "" where that is not known."""
    wrapper: str
    """The property of the JSON that holds the rest: ``installed`` or ``web``."""
    secret: bool | None
    """Whether the download holds a client secret; None where that is not known."""
    flows: tuple[str, ...]
    """The ways to sign in that it serves, as `chattui login` calls its flows."""


@cache
def _data() -> dict[str, Any]:
    import tomllib
    from importlib.resources import files

    text = files("chattui.guide").joinpath(FILE).read_text(encoding="utf-8")
    return tomllib.loads(text)


def checked() -> str:
    """The day on which links and names were last compared with Google's: ``2026-11-21``."""
    return str(_data()["checked"])


def limit(name: str) -> int:
    """A limit that Google names; KeyError where there is none of that name."""
    return int(_data()["limits"][name])


def forms() -> dict[str, str]:
    """Every form of a link, by the id of its place."""
    return {name: str(row["url"]) for name, row in _data()["places"].items()}


def address(name: str, project: str = "") -> str:
    """The address of a place in `project`, an id or a number that `is_project` takes."""
    form = forms()[name]
    if not project:
        return form.removesuffix(_QUERY)
    from urllib.parse import quote

    return form.replace("{project}", quote(project, safe=""))


def place(name: str, project: str = "") -> Place:
    """The place with its menus; KeyError where there is none of that name."""
    row = _data()["places"][name]
    return Place(address(name, project), str(row["menu"]), str(row.get("before", "")))


def is_project(text: str) -> bool:
    """Whether `text` can be the id or the number of a project, and stand in a link."""
    return _PROJECT.fullmatch(text) is not None


def project_named(text: str) -> str:
    """The project that a person named. Raises ProblemError ``guide.no_project_id`` (exit 2)."""
    named = text.strip()
    if is_project(named):
        return named
    raise ProblemError(
        Problem(
            "guide.no_project_id",
            t("{text} is not the id of a project.", text=safe_text(text, limit=80)),
            t(
                "An id has 6 to 30 small letters, digits and hyphens, such as chattui-471809; a"
                " project's number serves as well. Its name does not."
            ),
            t("The console shows the id on the project's dashboard: {link}", link=_dashboard()),
            exit=Exit.USAGE,
        )
    )


def _dashboard() -> str:
    return address("dashboard")


def client_kinds() -> tuple[ClientKind, ...]:
    """Every kind of client that the console can make, the most useful here first."""
    return tuple(
        ClientKind(
            "client-" + name.replace("_", "-"),
            str(row["type"]),
            str(row.get("before", "")),
            tuple(row["asks"]),
            str(row["gives"]),
            str(row["wrapper"]),
            row.get("secret"),
            tuple(row["flows"]),
        )
        for name, row in _data()["clients"].items()
    )
