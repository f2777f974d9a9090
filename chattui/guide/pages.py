"""Every page of the guide, by its id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chattui.guide.facts import Facts
from chattui.guide.model import Page
from chattui.guide.places import client_kinds

if TYPE_CHECKING:
    from chattui.surroundings import Surroundings

PAGE_IDS = ("clients", "delegation", "admin", "attribution", "testing")
"""The pages beside the steps and the kinds of client; ``clients`` compares the kinds."""


def page_ids() -> tuple[str, ...]:
    """The ids of all pages that are no step."""
    return ("clients", *(kind.id for kind in client_kinds()), *PAGE_IDS[1:])


def pages(facts: Facts | None = None) -> tuple[Page, ...]:
    """The pages that are no step, with their links in the project of `facts`."""
    return tuple(Page(page_id, page_id, ()) for page_id in page_ids())


def page(page_id: str, facts: Facts | None = None) -> Page:
    """One page, of a step too. Raises ProblemError ``guide.unknown_page`` (exit 2)."""
    return Page(page_id, page_id, ())


def recommended_client(surroundings: Surroundings) -> tuple[str, str]:
    """The id of the page of the kind of client to make here, and why, in a sentence or two."""
    return "client-desktop", ""
