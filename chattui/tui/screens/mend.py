"""What mending would change in a file: shown first, and done only when it is wanted."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget

from chattui.tui.findings import verdict
from chattui.tui.page import Page, page_bindings
from chattui.tui.text import plain, styled
from chattui.tui.widgets.diff_view import DiffView
from chattui.tui.widgets.prose import Labelled, Prose, Question
from chattui.tui.widgets.subject_line import shown_name
from chattui.tui.widgets.waiting import Waiting
from chattui.words import t, tn

if TYPE_CHECKING:
    from chattui.clientfile import Diagnosis
    from chattui.clientfile.mending import DiffLine, Mending

MOST_CHANGES = 100
MOST_NAMES = 12
"""Of these, so many are shown at most."""
LABEL = 10
"""Cells of the words in front of where it is written, and what is left."""


class Plan(NamedTuple):
    """What can be mended, and what that would look like."""

    mending: Mending
    diff: list[DiffLine]
    target: str
    """Where it would be written; empty where nothing would be, since the text was pasted."""


class Mended(NamedTuple):
    """What was mended, and what to say about it."""

    diagnosis: Diagnosis
    path: Path | None
    """What was written; the diagnosis is of what was wanted, not of what lies there now."""
    words: str


def plan(diagnosis: Diagnosis, *, drop: bool = True) -> Plan | None:
    """What can be mended in a file; None where nothing can without a person. Blocking.

    Without `drop`, top-level members that do not belong there stay.
    """
    from chattui.clientfile.mending import diff, mend
    from chattui.clientfile.mending.writing import target_of

    mending = mend(diagnosis, drop=drop)
    if mending is None:
        return None
    in_memory = diagnosis.path in ("", "-")
    target = "" if in_memory else target_of(mending, diagnosis.path)
    return Plan(mending, diff(mending), target)


class MendPage(Page[Mended]):
    """The changes in words, the difference, and where it is written; enter does it."""

    PAGE = "mend"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = """
    MendPage Question { margin: 0; }
    MendPage #changes { height: auto; max-height: 25vh; scrollbar-size-vertical: 1; }
    MendPage #changes:focus { background: $boost; }
    MendPage #diff { height: 1fr; border: round $panel-lighten-2; }
    MendPage #diff:focus { border: round $accent; }
    MendPage.no-diff #diff { display: none; }
    MendPage.no-diff #changes { height: 1fr; max-height: 100%; }
    MendPage #plan { height: 1fr; }
    """

    def __init__(self, planned: Plan) -> None:
        super().__init__()
        self.plan = planned
        self.doing = False

    def page_title(self) -> str:
        """The name of the page."""
        return t("Doctor · Mend")

    def body(self) -> Iterable[Widget]:
        """The plan, and what is being waited for."""
        yield Vertical(*self._parts(), id="plan")
        yield Waiting(id="waiting")

    def _parts(self) -> Iterable[Widget]:
        """What changes, how that looks, where it goes, and what is left then."""
        yield Question(self._question())
        yield VerticalScroll(Prose(self._changes()), id="changes", can_focus=False)
        yield DiffView(self.plan.diff, id="diff")
        yield Labelled(t("Where"), self._where(), width=LABEL)
        yield Labelled(t("After it"), verdict(self.plan.mending.mended), width=LABEL)

    def opened(self) -> None:
        """The difference can be scrolled at once."""
        self.set_class(not self.plan.diff, "no-diff")
        view = self.query_one(DiffView)
        view.border_title = t("The change (secrets are masked)")
        view.focus()
        self.call_after_refresh(self._measure)

    def resized(self) -> None:
        """The changes may have room now, or none any more."""
        super().resized()
        self.call_after_refresh(self._measure)

    def _measure(self) -> None:
        changes = self.query_one("#changes", VerticalScroll)
        changes.can_focus = changes.max_scroll_y > 0

    def _question(self) -> str:
        mending = self.plan.mending
        path = os.path.basename(mending.diagnosis.path) if self.plan.target else ""
        name = shown_name(path, 60)
        if mending.rebuilt:
            return t("A client file can be made from {name}. This is how:", name=name)
        return tn(
            "{count} thing can be mended in {name} without changing what it means:",
            "{count} things can be mended in {name} without changing what it means:",
            len(mending.changes),
            name=name,
        )

    def _changes(self) -> Content:
        changes = self.plan.mending.changes
        lines = [
            Content.assemble(styled(change.code, "bold"), "  ", plain(change.words))
            for change in changes[:MOST_CHANGES]
        ]
        if (more := len(changes) - MOST_CHANGES) > 0:
            lines.append(plain(tn("And {count} more.", "And {count} more.", more)))
        return Content("\n").join(lines)

    def _where(self) -> str:
        mending, target = self.plan.mending, self.plan.target
        if not target:
            return t("Nothing is written: the text was pasted. What is mended stays here.")
        path = shown_name(target)
        if mending.rebuilt:
            return t("A new file, {path}. The one that you opened keeps its content.", path=path)
        if mending.only_mode:
            return t("{path}. Its content stays as it is.", path=path)
        return t(
            "{path}. The file as it is now is kept beside it with .bak behind its name.", path=path
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What has begun is not begun again, and not left half done."""
        return not (self.doing and action in {"do", "back"})

    def action_do(self) -> None:
        """Do it, after asking for what is left out by name."""
        self.doing = True
        self.work(self._do())

    async def _do(self) -> None:
        self.notice.say("")
        try:
            if self.plan.mending.dropped and not await self._may_drop():
                await self._without_dropping()
                return
            mended = await self._mended()
        finally:
            self.doing = False
        self.dismiss(mended)

    async def _without_dropping(self) -> None:
        """Show what can be mended where nothing is left out."""
        planned = await asyncio.to_thread(plan, self.plan.mending.diagnosis, drop=False)
        if planned is None:
            self.notice.say(t("Nothing was changed. esc goes back."))
            return
        self.plan = planned
        parts = self.query_one("#plan")
        await parts.remove_children()
        await parts.mount(*self._parts())
        self.opened()
        self.notice.say(
            t("Nothing was changed so far. This is what can be mended with those members kept.")
        )

    async def _mended(self) -> Mended:
        from chattui.clientfile.mending.writing import write_mending

        mending = self.plan.mending
        if not self.plan.target:
            return Mended(mending.mended, None, self._in_memory())
        with self.query_one(Waiting).during(t("Writing the file")):
            written = await asyncio.to_thread(write_mending, mending, mending.diagnosis.path)
        path = shown_name(written.path)
        if mending.rebuilt:
            words = t("{path} is new. The file that you opened keeps its content.", path=path)
        elif written.backup:
            backup = shown_name(written.backup)
            words = t("Mended. The file as it was is kept as {backup}.", backup=backup)
        else:
            words = t("Mended. Only its owner can read {path} now.", path=path)
        return Mended(mending.mended, Path(written.path), words)

    async def _may_drop(self) -> bool:
        from chattui.tui.screens.confirm import confirm

        dropped = self.plan.mending.dropped
        names = ", ".join(dropped[:MOST_NAMES]) + (", …" if len(dropped) > MOST_NAMES else "")
        question = tn(
            "Leave {count} member out that is not part of a client file?",
            "Leave {count} members out that are not part of a client file?",
            len(dropped),
        )
        return await confirm(self.app, question, names)

    def _in_memory(self) -> str:
        if self.plan.mending.mended.usable:
            return t("This is the mended text. Nothing was written; enter uses it.")
        return t("This is the mended text. Nothing was written; what is left needs you.")
