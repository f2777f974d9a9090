"""What is done with the vault from its page; each step that can wait runs on a thread."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from chattui.disk import shown
from chattui.problem import Problem, ProblemError
from chattui.secret import Secret
from chattui.tui.flow import open_vault
from chattui.tui.screens.confirm import confirm, confirm_by_word
from chattui.tui.screens.passphrase import Asked, PassphrasePage
from chattui.tui.vault_words import (
    destroyed_lines,
    few,
    kind_words,
    move_words,
    rotation_lines,
)
from chattui.vault.status import time_words
from chattui.words import t, tn

if TYPE_CHECKING:
    from chattui.tui.page import Page
    from chattui.vault import Vault
    from chattui.vault.moving import Moved, Step, To
    from chattui.vault.slots import SlotInfo
    from chattui.vault.status import VaultStatus

NOBODY_LOSES_IT = "destroy"
"""The word that is typed before everything is deleted; it is no name, and stays as it is."""


def agent_socket() -> str:
    """The socket of this login's ssh-agent, "" where there is none."""
    return os.environ.get("SSH_AUTH_SOCK", "")


async def lock(page: Page[Any]) -> str:
    """Close the vault here, and let the kernel forget its key; words for what came of it."""
    from chattui.vault.keeping import forget_key

    page.session.forget_vault()
    await asyncio.to_thread(forget_key, page.session.context)
    return t("✓ The vault is locked. Other running chattui keep it open until they end.")


async def change_passphrase(page: Page[Any], slot: SlotInfo | None) -> str:
    """Choose another passphrase in place of the one of `slot`; "" where that was cancelled."""
    from chattui.vault.keys import change_passphrase

    if not await open_vault(page.chattui):
        return ""
    vault = await page.session.vault()
    number = slot.number if slot is not None and slot.kind == "passphrase" else None

    async def take(passphrase: Secret) -> None:
        await asyncio.to_thread(change_passphrase, vault, passphrase, number=number)

    asked = Asked(
        t("Choose another passphrase for your vault."),
        (
            t(
                "The one before no longer opens the file. A copy of the file that somebody made"
                " still opens with it: n on the page before makes a new key as well."
            ),
        ),
        t("Sealing the key with it"),
        choosing=True,
        take=take,
    )
    if not await page.app.push_screen_wait(PassphrasePage(asked=asked)):
        return ""
    return t("✓ The passphrase is changed.")


async def remove_way(page: Page[Any], slot: SlotInfo) -> str:
    """Let `slot` no longer open the file; "" where it stays."""
    from chattui.vault import vault_status
    from chattui.vault.keys import remove_slot
    from chattui.vault.slot_problems import no_passphrase_left

    what = kind_words(slot.kind)
    question = t(
        "Let {what} no longer open the file? Type {word} to say so.", what=what, word=slot.kind
    )
    details = t(
        "Number {number}: {detail}. The other ways stay. A copy of the file that somebody made"
        " still opens with it: n on the page before makes a new key as well.",
        number=slot.number,
        detail=slot.detail or what,
    )
    status = await asyncio.to_thread(vault_status, page.session.context)
    if words := no_passphrase_left(status.slots, {slot.number}):
        details = f"! {words}\n{details}"
    if not await confirm_by_word(page.app, question, details, slot.kind):
        return ""
    if not await open_vault(page.chattui):
        return ""
    vault = await page.session.vault()
    await asyncio.to_thread(remove_slot, vault, slot.number, expected=slot)
    return t("✓ That way is removed.")


async def new_key(page: Page[Any]) -> str:
    """Seal everything with a new key; "" where that was cancelled."""
    from chattui.vault.rotation import plan_rotation, rotate

    if not await open_vault(page.chattui):
        return ""
    vault = await page.session.vault()
    plan = await asyncio.to_thread(plan_rotation, vault, agent=agent_socket())
    given: dict[int, Secret] = {}
    for planned in plan:
        number = planned.slot.number
        if planned.fate == "passphrase":
            asked = _keeping(vault, number, given)
            if not await page.app.push_screen_wait(PassphrasePage(asked=asked)):
                return ""
    question = t("Seal everything with a new key?")
    if not await confirm(page.app, question, "\n".join(rotation_lines(plan, given))):
        return ""
    secrets = tuple(given.values())
    rotation = await asyncio.to_thread(rotate, vault, secrets, agent=agent_socket())
    if not rotation.dropped:
        return t("✓ Everything is sealed with a new key.")
    return tn(
        "✓ Everything is sealed with a new key. {count} way to open it was dropped.",
        "✓ Everything is sealed with a new key. {count} ways to open it were dropped.",
        len(rotation.dropped),
    )


def _keeping(vault: Vault, number: int, given: dict[int, Secret]) -> Asked:
    """Asks for the passphrase of slot `number`, and notes it in `given` once it opened that: one
    mistyped would drop the way that it should keep."""
    from chattui.vault.rotation import refuse_wrong

    async def take(passphrase: Secret) -> None:
        await asyncio.to_thread(refuse_wrong, vault, number, passphrase)
        given[number] = passphrase

    return Asked(
        t("Which passphrase opens the file by way {number}?", number=number),
        (
            t(
                "A new key needs it once more, for it to stay a way to open the file."
                " Where nobody knows it any more, remove that way first: x on the page before."
            ),
        ),
        t("Trying it"),
        choosing=False,
        take=take,
    )


async def restore(page: Page[Any]) -> str:
    """Go back to the file as it was before the last save; "" where it stays."""
    from chattui.vault.backup import restore_backup

    question = t("Go back to the sealed file before the last save?")
    details = t(
        "What was saved last is lost: for example the newest sign-in. The file that is there now"
        " is kept beside it."
    )
    if not await confirm(page.app, question, details):
        return ""
    restored = await asyncio.to_thread(restore_backup, page.session.context)
    page.session.forget_vault()
    if restored.aside is None:
        return t("✓ The file before the last save is back.")
    aside = shown(restored.aside)
    return t("✓ The file before the last save is back. The newer one is {path}.", path=aside)


async def destroy(page: Page[Any]) -> list[str]:
    """Delete all that chattui keeps here; lines for what came of it, none where it stays."""
    from chattui.vault.destroying import destroy, plan_destroy

    context = page.session.context
    plan = await asyncio.to_thread(plan_destroy, context)
    question = t("Delete all that chattui keeps here? Type {word} to say so.", word=NOBODY_LOSES_IT)
    details = "\n".join([t("This goes: {names}.", names=few(plan.removed)), *plan.kept])
    if not await confirm_by_word(page.app, question, details, NOBODY_LOSES_IT, t("Delete it all")):
        return []
    page.session.forget_vault()
    done = await asyncio.to_thread(destroy, context)
    return destroyed_lines(done)


def other_place(status: VaultStatus) -> To:
    """The kind of store that a move goes to."""
    return "keyring" if status.kind == "file" else "file"


async def agree_to_move(page: Page[Any], status: VaultStatus) -> tuple[bool, Secret | None]:
    """Whether to move, and the passphrase for the new file where one is needed."""
    if not await confirm(page.app, *move_words(status)) or not await open_vault(page.chattui):
        return False, None
    if other_place(status) == "keyring":
        return True, None
    chosen: list[Secret] = []

    async def take(passphrase: Secret) -> None:
        chosen.append(passphrase)

    asked = Asked(
        t("Choose a passphrase for the sealed file."),
        (t("Nobody can recover it: if it is lost, you sign in again."),),
        t("Making the sealed file"),
        choosing=True,
        take=take,
    )
    agreed = await page.app.push_screen_wait(PassphrasePage(asked=asked))
    return bool(agreed), chosen[0] if chosen else None


class Moving:
    """A move at work, which can be stopped between two secrets."""

    def __init__(self, page: Page[Any], tell: Callable[[str], None]) -> None:
        self.page = page
        self.tell = tell
        self.stopped = False
        self._began = time.monotonic()

    async def run(self, vault: Vault, to: To, passphrase: Secret | None) -> Moved:
        """Move; raises ProblemError ``vault.move_stopped`` where it was stopped."""
        from chattui.vault.moving import move

        loop = asyncio.get_running_loop()

        def step(step: Step) -> None:
            if self.stopped and step.done < step.total:
                raise ProblemError(move_stopped(step, vault.where))
            loop.call_soon_threadsafe(self.tell, self.words(step))

        context = self.page.session.context
        return await asyncio.to_thread(move, context, vault, to, passphrase=passphrase, tell=step)

    def words(self, step: Step) -> str:
        """How far it is, and how fast."""
        spent = max(0.1, time.monotonic() - self._began)
        rate = step.done / spent
        if step.done < step.total and spent > 1 and rate > 0:
            return t(
                "Moving: {done} of {total} secrets, {rate} a second, {left} left; esc stops",
                done=step.done,
                total=step.total,
                rate=format(rate, ".1f"),
                left=time_words((step.total - step.done) / rate),
            )
        return t("Moving: {done} of {total} secrets; esc stops", done=step.done, total=step.total)


def move_stopped(step: Step, where: str) -> Problem:
    """A move that its person stopped."""
    return Problem(
        "vault.move_stopped",
        t("The move was stopped; everything is still in {where}.", where=where),
        t("{done} of {total} secrets had been copied.", done=step.done, total=step.total),
        t("The next save deletes the copies. m begins again."),
    )
