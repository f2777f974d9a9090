"""The vault: where everything is, what opens it, and for how long it is open."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.content import Content
from textual.widget import Widget

from chattui.tui.page import Page, page_bindings
from chattui.tui.text import plain, problem_text
from chattui.tui.vault_words import added_words, kind_words, risk_words, told_lines
from chattui.tui.widgets.prose import Prose
from chattui.tui.widgets.rows import Column, RowList
from chattui.tui.widgets.state_line import StateLine
from chattui.words import t

if TYPE_CHECKING:
    from chattui.tui.vault_work import Moving
    from chattui.vault.slots import SlotInfo
    from chattui.vault.status import VaultStatus

AGAIN_SECONDS = 60.0
"""The time left is drawn anew this often."""

OF_A_FILE = frozenset({"passphrase", "add_way", "new_key"})


class VaultPage(Page[None]):
    """Lock and unlock, change what opens it, move it, destroy it."""

    PAGE = "vault"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = """
    VaultPage #told { margin: 1 0; }
    VaultPage RowList { height: 1fr; min-height: 3; }
    VaultPage #detail { height: auto; max-height: 6; border-top: solid $panel-lighten-2; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.status: VaultStatus | None = None
        self.moving: Moving | None = None

    def page_title(self) -> str:
        """The name of the page."""
        return t("The vault")

    def body(self) -> Iterable[Widget]:
        """What is known of it, the ways to open it, and more about the one under the cursor."""
        columns = (
            Column(t("What opens it"), 24),
            Column(t("Added"), 14),
            Column(t("More about it"), 0),
        )
        yield Prose(id="told")
        yield RowList(columns, self._cells, id="ways")
        yield StateLine(id="state")
        yield Prose(id="detail")

    def opened(self) -> None:
        """Look at once."""
        self.query_one(RowList).focus()
        self.action_read_again()
        self.set_interval(AGAIN_SECONDS, self._time_passed)

    def resumed(self) -> None:
        """Another way may have been added."""
        super().resumed()
        self._time_passed()

    def _time_passed(self) -> None:
        if self.status is not None and self.moving is None and self.app.screen is self:
            self.work(self._read(), group="look")

    def action_read_again(self) -> None:
        """Look again."""
        self.notice.say("")
        self.work(self._read(), group="look")

    async def _read(self) -> None:
        from chattui.vault.status import vault_status

        self.status = await asyncio.to_thread(vault_status, self.session.context)
        if not self.is_attached:
            return
        opened_by = ""
        if self.session.vault_is_open:
            opened_by = (await self.session.vault()).opened_by
        words = told_lines(self.status, is_open=self.session.vault_is_open, opened_by=opened_by)
        parts = [plain(line) for line in words]
        if self.status.problem is not None:
            parts.append(problem_text(self.status.problem))
        self.query_one("#told", Prose).say(Content("\n").join(parts))
        rows = self.query_one(RowList)
        rows.display = bool(self.status.slots)
        rows.show_rows(len(self.status.slots))
        self._show_detail()
        self.refresh_keys()

    def _cells(self, number: int) -> Sequence[str]:
        if self.status is None or number >= len(self.status.slots):
            return "", "", ""
        slot = self.status.slots[number]
        label = t("{number} {what}", number=slot.number, what=kind_words(slot.kind))
        return label, added_words(slot, self.session.clock()), slot.detail

    @property
    def chosen(self) -> SlotInfo | None:
        """The way under the cursor."""
        slots = self.status.slots if self.status is not None else ()
        number = self.query_one(RowList).cursor if self.is_mounted else 0
        return slots[number] if number < len(slots) else None

    def _show_detail(self) -> None:
        detail = self.query_one("#detail", Prose)
        detail.display = self.chosen is not None
        if self.chosen is not None:
            about = (self.chosen.detail, risk_words(self.chosen.kind))
            detail.say(Content("\n").join(plain(words) for words in about if words))

    @on(RowList.Moved)
    def moved(self, event: RowList.Moved) -> None:
        """Tell about the way under the cursor."""
        event.stop()
        self.notice.say("")
        self._show_detail()
        self.refresh_keys()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What can be done with what there is."""
        status = self.status
        if self.moving is not None:
            return action == "back"
        if action in {"back", "read_again", "clients"}:
            return True
        if status is None:
            return False
        sealed = status.kind == "file" and status.problem is None
        applies = {
            "unlock": sealed and not self.session.vault_is_open,
            "lock": sealed and (self.session.vault_is_open or status.unlocked),
            "remove_way": sealed and len(status.slots) > 1 and self.chosen is not None,
            "move": bool(status.kind) and status.problem is None,
            "restore": status.backup is not None,
            "destroy": bool(status.kind) or status.path is not None or status.problem is not None,
        }
        return sealed if action in OF_A_FILE else applies.get(action, True)

    def _do(self, job: Coroutine[Any, Any, str], waiting: str) -> None:
        """Run `job`, and tell its words; then look again."""
        self.work(self._done(job, waiting))

    async def _done(self, job: Coroutine[Any, Any, str], waiting: str) -> None:
        self.notice.say("")
        state = self.query_one(StateLine)
        state.wait(waiting)
        try:
            words = await job
        finally:
            if self.is_attached:
                state.rest("")
                self.work(self._read(), group="look")
        self.notice.say(words)

    def action_unlock(self) -> None:
        """Open the vault."""
        self._do(self._unlock(), t("Opening the vault"))

    async def _unlock(self) -> str:
        from chattui.tui.flow import open_vault

        return t("✓ The vault is open.") if await open_vault(self.chattui) else ""

    def action_lock(self) -> None:
        """Close the vault, and forget its key."""
        from chattui.tui.vault_work import lock

        self._do(lock(self), t("Locking"))

    def action_passphrase(self) -> None:
        """Choose another passphrase."""
        from chattui.tui.vault_work import change_passphrase

        self._do(change_passphrase(self, self.chosen), t("Opening the vault"))

    def action_add_way(self) -> None:
        """Let something else open the file too."""
        self._do(self._add_way(), t("Opening the vault"))

    async def _add_way(self) -> str:
        from chattui.tui.flow import open_vault
        from chattui.tui.screens.add_way import AddWayPage

        if not await open_vault(self.chattui):
            return ""
        return await self.app.push_screen_wait(AddWayPage()) or ""

    def action_remove_way(self) -> None:
        """Let the way under the cursor no longer open the file."""
        from chattui.tui.vault_work import remove_way

        if self.chosen is not None:
            self._do(remove_way(self, self.chosen), t("Removing it"))

    def action_new_key(self) -> None:
        """Seal everything with a new key."""
        from chattui.tui.vault_work import new_key

        self._do(new_key(self), t("Looking at what opens it"))

    def action_restore(self) -> None:
        """Go back to the file before the last save."""
        from chattui.tui.vault_work import restore

        self._do(self._after(restore(self)), t("Bringing it back"))

    async def _after(self, job: Coroutine[Any, Any, str]) -> str:
        """What `job` did may have changed who is signed in."""
        words = await job
        if words:
            current = self.chattui.account
            index = await self.session.index()
            stays = current is not None and index.account(current.key) is not None
            self.chattui.choose_account(index, current.key if current and stays else "")
            self.refresh_standing()
        return words

    def action_move(self) -> None:
        """Move everything to the other kind of place."""
        if self.status is not None:
            self._do(self._after(self._move(self.status)), t("Opening the vault"))

    async def _move(self, status: VaultStatus) -> str:
        from chattui.tui.vault_work import Moving, agree_to_move, other_place

        agreed, passphrase = await agree_to_move(self, status)
        if not agreed:
            return ""
        self.moving = Moving(self, self.query_one(StateLine).wait)
        self.refresh_keys()
        try:
            vault = await self.session.vault()
            moved = await self.moving.run(vault, other_place(status), passphrase)
        finally:
            self.moving = None
            if (await self.session.index()).kind != status.kind:
                self.session.forget_vault()  # it is open on what was left
        if moved.emptied:
            return t("✓ Everything is in {where} now.", where=moved.where)
        return t(
            "✓ Everything is in {where} now. The place before could not be emptied; the next save"
            " tries again.",
            where=moved.where,
        )

    def action_clients(self) -> None:
        """The clients in it."""
        from chattui.tui.screens.clients import ClientsPage

        self.app.push_screen(ClientsPage())

    def action_destroy(self) -> None:
        """Delete all that chattui keeps here."""
        self.work(self._destroy())

    async def _destroy(self) -> None:
        from chattui.tui.screens.vault_notices import NoticesPage
        from chattui.tui.vault_work import destroy

        self.notice.say("")
        lines = await destroy(self)
        if not lines:
            return
        title = t("Everything is deleted")
        await self.app.push_screen_wait(NoticesPage(title, [plain(line) for line in lines]))
        self.chattui.choose_account(await self.session.index())
        self.chattui.show_home()

    def action_back(self) -> None:
        """One step back; a move is stopped first."""
        if self.moving is not None:
            self.moving.stopped = True
            self.query_one(StateLine).wait(t("Stopping after this secret"))
        else:
            self.dismiss()
