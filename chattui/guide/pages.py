"""Every page of the guide, by its id."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from chattui.guide import pages_consent, pages_here, pages_more, pages_project
from chattui.guide.facts import Facts
from chattui.guide.model import Page
from chattui.guide.pages_clients import client_page, clients, recommended_client
from chattui.guide.places import client_kinds
from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t

__all__ = ["STEP_PAGES", "page", "page_ids", "pages", "recommended_client"]

Make = Callable[[Facts], Page]

STEP_PAGES: Final[dict[str, Make]] = {
    "workspace-account": pages_project.workspace_account,
    "project": pages_project.project,
    "chat-api": pages_project.chat_api,
    "chat-app": pages_project.chat_app,
    "consent": pages_consent.consent,
    "audience": pages_consent.audience,
    "scopes": pages_consent.scopes,
    "client": pages_consent.client,
    "file": pages_here.file,
    "import": pages_here.importing,
    "sign-in": pages_here.sign_in,
    "first-space": pages_here.first_space,
}
"""Those of the steps, in the order in which one rests on another, and in which they are shown."""


def _others() -> dict[str, Make]:
    kinds: dict[str, Make] = {kind.id: partial(client_page, kind) for kind in client_kinds()}
    return {
        "clients": clients,
        **kinds,
        "delegation": pages_more.delegation,
        "admin": pages_more.admin,
        "attribution": pages_more.attribution,
        "testing": pages_more.testing,
    }


def page_ids() -> tuple[str, ...]:
    """The ids of all pages that are no step."""
    return tuple(_others())


def pages(facts: Facts | None = None) -> tuple[Page, ...]:
    """The pages that are no step, with their links in the project of `facts`."""
    return tuple(make(facts or Facts()) for make in _others().values())


def page(page_id: str, facts: Facts | None = None) -> Page:
    """One page, of a step too. Raises ProblemError ``guide.unknown_page`` (exit 2)."""
    known = {**STEP_PAGES, **_others()}
    if page_id in known:
        return known[page_id](facts or Facts())
    import difflib

    near = difflib.get_close_matches(page_id, known, 1)
    raise ProblemError(
        Problem(
            "guide.unknown_page",
            t("The guide has no page {name}.", name=safe_text(page_id, limit=40) or "''"),
            t("The nearest is {name}.", name=near[0]) if near else "",
            t("Its pages are: {names}.", names=", ".join(known)),
            exit=Exit.USAGE,
        )
    )
