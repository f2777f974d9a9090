"""What a form of a new space takes from files: a template that fills it in, a table of many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chattui.chat.roles import MEMBER, plain_role
from chattui.problem import ProblemError
from chattui.tui.people_words import rows_words
from chattui.tui.screens.name_file import NameFilePage
from chattui.words import t, tn

if TYPE_CHECKING:
    from chattui.chat.templates import Template
    from chattui.tui.screens.new_space import NewSpacePage


def from_template(form: NewSpacePage) -> None:
    """Ask for a template, and fill in `form` from it."""
    from chattui.chat.templates import read_template

    async def take(page: NameFilePage, data: bytes) -> None:
        template = read_template(data.decode("utf-8", "replace"))
        page.dismiss()
        form.fill_in(template)

    hint = t("t on a space's page saves its settings and people as such a file.")
    question = t("Which template is the space to be made from?")
    form.app.push_screen(NameFilePage(t("From a template"), question, hint, take))


def many(form: NewSpacePage) -> None:
    """Ask for a table of spaces, and show the plan that makes all of them."""
    from chattui.plans.spaces_file import COLUMNS, read_spaces

    async def take(page: NameFilePage, data: bytes) -> None:
        from chattui.plans.creating import SpaceWanted
        from chattui.tui.screens.confirm import confirm

        like = form.pattern()
        found = read_spaces(data, like)
        if not found.spaces:
            raise ProblemError(*found.problems)
        count = len(found.spaces)
        question = tn(
            "Make {count} space of this file?", "Make {count} spaces of this file?", count
        )
        words = [found.shape]
        if found.bad:
            left = len(found.bad)
            words.append(
                tn(
                    "{count} row cannot be understood and is left out:",
                    "{count} rows cannot be understood and are left out:",
                    left,
                )
            )
            words.append(rows_words(found.bad))
        if like != SpaceWanted():
            words.append(t("What a row leaves open is as it stands in the form."))
        words.append(t("The plan is shown before anything is sent."))
        if await confirm(page.app, question, "\n".join(words)):
            page.dismiss()
            form.make(list(found.spaces))

    hint = t(
        "A table (CSV, TSV, with ; or tabs) with a header. Its columns, in any order, of which"
        " only name is needed: {columns}. What a row leaves open is as it stands in the form, which"
        " a template can fill in.",
        columns=", ".join(COLUMNS),
    )
    question = t("Which file names the spaces, one a row?")
    form.app.push_screen(NameFilePage(t("Many spaces"), question, hint, take))


def people_table(template: Template) -> str:
    """The people of a template as a table that can be read, and changed, in a box."""
    if not template.people:
        return ""
    lines = ["email,role,kind"]
    lines += [
        f"{person.address},{plain_role(person.role) if person.role != MEMBER else ''},{person.kind}"
        for person in template.people
    ]
    return "\n".join(lines) + "\n"
