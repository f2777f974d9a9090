"""The vault in words: where it is, whether it is open, what opens it, what that is worth."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from chattui.safe_text import safe_text
from chattui.vault.agent_problems import risk
from chattui.vault.status import time_words
from chattui.words import t, tn

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from chattui.vault.destroying import Destroyed
    from chattui.vault.rotation import Planned
    from chattui.vault.slots import SlotInfo
    from chattui.vault.status import VaultStatus


def told_lines(status: VaultStatus, *, is_open: bool, opened_by: str = "") -> list[str]:
    """What stands above the ways to open it."""
    if not status.kind:
        return [
            t("Nothing is kept yet."),
            t(
                "The first client that you import goes into the keyring of this login, or where"
                " none works into a file that a passphrase seals."
            ),
        ]
    lines = [t("Everything is in {where}.", where=status.where)]
    if status.problem is not None:
        return lines
    if status.kind == "file":
        lines.append(open_words(status, is_open=is_open, opened_by=opened_by))
    else:
        lines.append(t("It opens with that keyring; chattui has no passphrase of its own there."))
    accounts = tn("{count} account", "{count} accounts", status.accounts)
    clients = tn("{count} client", "{count} clients", status.clients)
    if status.kind == "file" and status.size:
        saved = tn("saved {count} time", "saved {count} times", status.generation)
        lines.append(
            t(
                "{accounts} · {clients} · {size} bytes · {saved}",
                accounts=accounts,
                clients=clients,
                size=format(status.size, ","),
                saved=saved,
            )
        )
    else:
        lines.append(t("{accounts} · {clients}", accounts=accounts, clients=clients))
    return lines + _besides(status)


def open_words(status: VaultStatus, *, is_open: bool, opened_by: str) -> str:
    """Whether the sealed file is open, by what, and for how long without a passphrase."""
    left = time_words(status.seconds_left) if status.seconds_left else ""
    if not is_open:
        if status.unlocked and left:
            return t("Not opened yet here; it needs no passphrase for {time} more.", time=left)
        return t("It is locked: u opens it.")
    by = {
        "passphrase": t("It is open: the passphrase was given."),
        "kernel": t("It is open: the kernel still had its key."),
        "keyring": t("It is open: the keyring of this login had its key."),
        "ssh-agent": t("It is open: a key of your ssh-agent opened it."),
        "credentials": t("It is open: the credentials folder holds the passphrase."),
    }.get(opened_by, t("It is open."))
    if status.unlocked and left:
        return t("{open} It needs no passphrase for {time} more.", open=by, time=left)
    return by


def _besides(status: VaultStatus) -> list[str]:
    lines = []
    if status.side is not None and status.side.leaving:
        lines.append(
            t("! A move left something behind in the other store; the next save empties it.")
        )
    elif status.side is not None:
        lines.append(t("! A move did not end. Nothing is lost: m begins it again."))
    if status.kind == "file" and status.no_kernel:
        lines.append(t("Not kept open between runs: {reason}", reason=status.no_kernel))
    return lines


def kind_words(kind: str) -> str:
    """What opens a sealed file, for a column."""
    words = {
        "passphrase": t("a passphrase"),
        "keyring": t("the keyring of a login"),
        "ssh-agent": t("a key of an ssh-agent"),
    }
    return words.get(kind, t("unknown here: {kind}", kind=safe_text(kind, limit=20)))


def added_words(slot: SlotInfo, now: float) -> str:
    """When a way was added; "" where the file does not say."""
    from chattui.chat.when import relative_time

    if slot.added_at is None:
        return ""
    return relative_time(
        datetime.fromtimestamp(slot.added_at, UTC), datetime.fromtimestamp(now, UTC)
    )


def risk_words(kind: str) -> str:
    """What one way to open the file is worth, and against whom."""
    words = {
        "passphrase": t(
            "Whoever knows it opens the file, on any machine. Nobody can recover it: where it is"
            " lost and no other way is there, you sign in again."
        ),
        "keyring": t(
            "While the keyring of that login is unlocked, any program of yours can open the file;"
            " a copied disk alone does not."
        ),
        "ssh-agent": risk(),
    }
    return words.get(kind, t("A newer chattui added it; this version leaves it as it is."))


def move_words(status: VaultStatus) -> tuple[str, str]:
    """The question before a move, and what it does."""
    if status.kind == "file":
        return (
            t("Move everything into the keyring of this login?"),
            t(
                "Every secret is copied there and read back before the sealed file is deleted."
                " Then it opens with your login, and over SSH most often not at all."
            ),
        )
    return (
        t("Move everything into a file that a passphrase seals?"),
        t(
            "Every secret is copied there and read back before it leaves {where}. Then it can"
            " be opened over SSH too. The passphrase is asked next.",
            where=status.where,
        ),
    )


def rotation_lines(plan: tuple[Planned, ...], given: Container[int]) -> list[str]:
    """What becomes of each way to open the file."""
    from chattui.vault.rotation import warning

    lines = [t("A copy of the file that somebody made does not open what is saved from now on.")]
    if words := warning(plan, given):
        lines.append("! " + words)
    for planned in plan:
        what, number = kind_words(planned.slot.kind), planned.slot.number
        if planned.fate == "kept" or number in given:
            lines.append(t("✓ {number} {what} stays.", number=number, what=what))
        elif planned.fate == "passphrase":
            lines.append(
                t("✗ {number} {what} is dropped: it was not given.", number=number, what=what)
            )
        else:
            lines.append(
                t("✗ {number} {what} is dropped: {why}", number=number, what=what, why=planned.why)
            )
    return lines


def few(names: Sequence[str], most: int = 4) -> str:
    """Some names on a line: a question has to leave room for its answer."""
    if not names:
        return t("nothing")
    if len(names) <= most:
        return ", ".join(names)
    return t("{names} and {count} more", names=", ".join(names[:most]), count=len(names) - most)


def destroyed_lines(done: Destroyed) -> list[str]:
    """What was, or would be, removed, and what stays."""
    lines = [t("Removed: {names}.", names=", ".join(done.removed) or t("nothing"))]
    if done.left:
        lines.append(t("! Still there: {names}.", names=", ".join(done.left)))
    return lines + list(done.kept)
