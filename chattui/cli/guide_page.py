"""The guide's checklist and pages as text and as JSON."""

from __future__ import annotations

import sys
import textwrap
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from chattui.cli import output
from chattui.cli.qr_lines import draw_qr
from chattui.guide.checklist import MARKS, STEP_IDS, next_step
from chattui.guide.model import (
    Copyable,
    Fact,
    Page,
    Paragraph,
    Part,
    Pitfall,
    Place,
    Standing,
    Step,
    Worked,
)
from chattui.guide.pages import page_ids, pages, recommended_client
from chattui.guide.places import checked
from chattui.safe_text import cells
from chattui.words import t

if TYPE_CHECKING:
    from chattui.context import Context
    from chattui.guide.checklist import Facts
    from chattui.surroundings import Surroundings

SCHEMA = "chattui.guide/1"
NARROWEST, WIDEST = 40, 100
COLORS = {Standing.DONE: "32", Standing.TICKED: "32", Standing.TROUBLE: "31"}


def write_checklist(
    facts: Facts, found: tuple[Step, ...], context: Context, elsewhere: str = ""
) -> None:
    """Each step with its name and how it is known to stand, what is next, and the other pages.

    `elsewhere` is the project of whoever is signed in, where it is not the one of the facts.
    """
    around = context.surroundings
    head = t("From a Google account to a working Chat app")
    project = t("project {project}", project=facts.project) if facts.project else t("no project")
    output.write_line(f"{head} · {project}")
    if host := context.endpoints.emulator:
        told = t("Of the emulator {host}; the links lead to Google all the same.", host=host)
        output.write_line(told)
    if elsewhere:
        told = t(
            "Your sign-in is of {project}: `chattui guide --project {project}` looks at that one.",
            project=elsewhere,
        )
        for line in _wrapped(told, ""):
            output.write_line(line)
    output.write_line("")
    wide = max(cells(step.id) for step in found)
    indent = " " * (wide + 4)
    for step in found:
        mark = colored(MARKS[step.standing], step.standing, around)
        output.write_line(f"{mark} {step.id:<{wide}}  {step.page.title}")
        for line in _wrapped(step.told_by, indent):
            output.write_line(line)
    output.write_line("")
    for words in _afterwards(found, around):
        for line in _wrapped(words, ""):
            output.write_line(line)


def _afterwards(found: tuple[Step, ...], around: Surroundings) -> tuple[str, ...]:
    step = next_step(found)
    names = ", ".join(page_ids())
    said = (
        t("Next: `chattui guide {step}` says how.", step=step.id)
        if step
        else t("Every step is done.")
    )
    has_client = any(each.id == "client" and each.standing is Standing.DONE for each in found)
    why = () if has_client else (recommended_client(around)[1],)
    return said, *why, t("More pages: {names}.", names=names)


def colored(mark: str, standing: Standing, around: Surroundings) -> str:
    """The mark of a standing, in its colour where there are colours."""
    code = COLORS.get(standing)
    plain = code is None or not (around.terminal_out and around.color)
    return mark if plain else f"\x1b[{code}m{mark}\x1b[0m"


def write_page(page: Page, found: tuple[Step, ...], around: Surroundings) -> None:
    """One page as text; what is to be pasted stands on lines of its own, whole."""
    place = f"{STEP_IDS.index(page.id) + 1}/{len(STEP_IDS)} · " if page.id in STEP_IDS else ""
    output.write_line(f"{place}{page.title}")
    step = next((each for each in found if each.id == page.id), None)
    if step is not None and step.told_by:
        mark = colored(MARKS[step.standing], step.standing, around)
        for number, line in enumerate(_wrapped(step.told_by, "  ", "  ")):
            output.write_line(line if number else f"{mark}{line[1:]}")
    for part in page.parts:
        output.write_line("")
        for line in lines_of(part, links=around.terminal_out):
            output.write_line(line)
    output.write_line("")
    if step is not None:
        for line in _wrapped(_commands(step), ""):
            output.write_line(line)
    output.write_line(_as_of())


def _commands(step: Step) -> str:
    if step.standing is Standing.TICKED:
        return t("`chattui guide --open {step}` takes the tick away.", step=step.id)
    return t(
        "`chattui guide --done {step}` ticks it; `chattui guide --check` asks Google.", step=step.id
    )


def _as_of() -> str:
    return t("Links and names are those of Google's documentation of {day}.", day=checked())


def lines_of(part: Part, *, links: bool = False) -> list[str]:
    """A part of a page, at most as wide as the terminal but for what is copied."""
    match part:
        case Paragraph(text):
            return _wrapped(text, "")
        case Place(url, menu, before):
            old = [t("before: {menu}", menu=before)] if before else []
            below = (line for words in (menu, *old) for line in _wrapped(words, "  "))
            return [_linked(url) if links else url, *below]
        case Copyable(label, text):
            return [*_wrapped(label, ""), *(f"    {line}" for line in text.split("\n"))]
        case Worked(text):
            return _wrapped(text, "  ", "✓ ")
        case Pitfall(symptom, remedy):
            return [*_wrapped(symptom, "  ", "! "), *_wrapped(remedy, "  ")]
        case Fact(name, words):
            return [*_wrapped(name, "", ""), *_wrapped(words, "    ")]


def _linked(url: str) -> str:
    """A link (OSC 8), which stays whole where a terminal breaks the line."""
    return f"\x1b]8;;{url}\x1b\\{url}\x1b]8;;\x1b\\"


def _wrapped(words: str, indent: str, first: str | None = None) -> list[str]:
    width = max(NARROWEST, min(output.width_of(sys.stdout), WIDEST))
    return textwrap.wrap(
        words,
        width,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def draw_link(page: Page, around: Surroundings) -> None:
    """The page's first link as a QR code on standard error, where it fits."""
    for part in page.parts:
        if isinstance(part, Place):
            draw_qr(part.url, color=around.color, asked=True)
            return


def as_json(facts: Facts, found: tuple[Step, ...], around: Surroundings) -> dict[str, Any]:
    """The checklist as ``--format json`` prints it."""
    kind, why = recommended_client(around)
    step = next_step(found)
    return {
        "schema": SCHEMA,
        "checked": checked(),
        "project": facts.project or None,
        "next": step.id if step else None,
        "recommendedClient": {"page": kind, "why": why},
        "steps": [_step_as_json(each) for each in found],
        "pages": [{"id": page.id, "title": page.title} for page in pages(facts)],
    }


def _step_as_json(step: Step) -> dict[str, Any]:
    return {
        "id": step.id,
        "title": step.page.title,
        "standing": step.standing.value,
        "toldBy": step.told_by,
        "optional": step.is_optional,
        "links": [part.url for part in step.page.parts if isinstance(part, Place)],
    }


def page_as_json(page: Page, step: Step | None) -> dict[str, Any]:
    """A page as ``--format json`` prints it, with its standing where it is a step's."""
    parts = [{"kind": type(part).__name__.casefold(), **asdict(part)} for part in page.parts]
    document = {
        "schema": SCHEMA,
        "checked": checked(),
        "page": {"id": page.id, "title": page.title, "parts": parts},
    }
    return document | ({"step": _step_as_json(step)} if step else {})
