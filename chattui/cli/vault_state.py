"""chattui vault status, lock and unlock."""

from __future__ import annotations

import argparse
import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from chattui.cli import ask, output
from chattui.cli.work import session_of
from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.vault.status import time_words
from chattui.words import t, tn

if TYPE_CHECKING:
    from chattui.context import Context
    from chattui.vault.slots import SlotInfo
    from chattui.vault.status import VaultStatus

HOUR = 3600


async def status(args: argparse.Namespace, context: Context) -> int:
    """Tell what there is; exit status 1 where something is wrong with it."""
    from chattui.vault import vault_status

    found = await asyncio.to_thread(vault_status, context)
    if args.format == "json":
        output.write_json(as_json(found))
    else:
        for line in _lines(found):
            output.write_line(line)
        write_slots(found.slots)
    if found.problem is not None:
        output.show_problem(found.problem)
        return Exit.FAILED
    return Exit.DONE


def as_json(found: VaultStatus) -> dict[str, Any]:
    """A status, which has nothing secret in it."""
    side = found.side
    return {
        "kind": found.kind or None,
        "where": found.where or None,
        "path": str(found.path) if found.path else None,
        "vaultId": found.vault_id or None,
        "accounts": found.accounts,
        "clients": found.clients,
        "slots": [slot_as_json(slot) for slot in found.slots],
        "generation": found.generation,
        "size": found.size,
        "backup": str(found.backup) if found.backup else None,
        "unlocked": found.unlocked,
        "secondsLeft": None if found.seconds_left is None else round(found.seconds_left),
        "kernelKeyring": not found.no_kernel,
        "moving": None
        if side is None
        else {"kind": side.kind, "backend": side.backend, "leaving": side.leaving},
        "problem": found.problem.as_json() if found.problem else None,
    }


def slot_as_json(slot: SlotInfo) -> dict[str, Any]:
    """One way to open a sealed file."""
    return {
        "number": slot.number,
        "kind": slot.kind,
        "addedAt": None if slot.added_at is None else _date(slot.added_at, "%Y-%m-%dT%H:%M:%SZ"),
        "detail": slot.detail,
    }


def write_slots(slots: tuple[SlotInfo, ...]) -> None:
    """The ways to open a sealed file, for a person."""
    rows = [
        {
            "slot": str(slot.number),
            "kind": slot.kind,
            "added": "" if slot.added_at is None else _date(slot.added_at, "%Y-%m-%d"),
            "detail": slot.detail,
        }
        for slot in slots
    ]
    if rows:
        output.write_line(t("Each slot is a way to open it:"))
        output.write_table(rows, ("slot", "kind", "added", "detail"))


def _date(seconds: float, form: str) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime(form)


def _lines(found: VaultStatus) -> list[str]:
    if not found.kind:
        return [t("Nothing is kept yet.")]
    lines = [
        t("Kept in {where}.", where=found.where),
        t(
            "{accounts} · {clients}",
            accounts=tn("{count} account", "{count} accounts", found.accounts),
            clients=tn("{count} client", "{count} clients", found.clients),
        ),
    ]
    if found.side is not None and found.side.leaving:
        lines.append(t("A move left something in the other store; the next change empties it."))
    elif found.side is not None:
        lines.append(t("A move did not end, and nothing is lost: begin it again."))
    if found.kind == "keyring":
        return [*lines, t("The keyring opens it; chattui has no passphrase of its own there.")]
    if found.generation:
        lines.append(
            tn(
                "Saved {count} time, {size} bytes.",
                "Saved {count} times, {size} bytes.",
                found.generation,
                size=format(found.size, ","),
            )
        )
    if found.backup is not None:
        lines.append(
            t(
                "`chattui vault restore` puts back the file before the last change: {path}",
                path=safe_text(str(found.backup), limit=1024),
            )
        )
    return [*lines, _open_words(found)]


def _open_words(found: VaultStatus) -> str:
    if found.no_kernel:
        return found.no_kernel
    if found.seconds_left is None and (slots := _by_itself(found)):
        return t(
            "Slot {numbers} opens it without a passphrase; else that is asked for.",
            numbers=slots,
        )
    if found.seconds_left is None:
        return t("It is locked: its passphrase is asked for.")
    return t("It opens by itself for {time} more.", time=time_words(found.seconds_left))


async def lock(args: argparse.Namespace, context: Context) -> int:
    """Make the kernel forget the key, and say what that does not end."""
    from chattui.vault import vault_status
    from chattui.vault.keeping import forget_key

    found = await asyncio.to_thread(vault_status, context)
    if found.kind == "keyring":
        raise ProblemError(_keyring_opens(found.where))
    was_kept = found.unlocked
    if not found.kind:
        output.say(t("Nothing is kept yet, so there is nothing to lock."))
    elif args.dry_run:
        output.say(
            t("The kernel would forget the key.")
            if was_kept
            else t("Nothing would change: the kernel keeps no key.")
        )
    else:
        was_kept = await asyncio.to_thread(forget_key, context)
        output.done(
            t("The vault is locked: the kernel has forgotten its key.")
            if was_kept
            else t("The vault was locked already: the kernel kept no key.")
        )
        for line in _not_ended(found):
            output.say(line)
    if args.format == "json":
        output.write_json({"forgotten": was_kept, "dryRun": args.dry_run})
    return Exit.DONE


def _not_ended(found: VaultStatus) -> list[str]:
    """What locking does not end."""
    lines = [
        t(
            "A chattui that is running now keeps what it has opened until it is closed, and an"
            " access token that was given out works until it ends, within an hour."
        )
    ]
    end = {
        "keyring": t("Locking that keyring ends it."),
        "ssh-agent": t("Ending the forwarding of the agent ends it."),
    }
    for kind, words in end.items():
        if numbers := _by_itself(found, kind):
            still = t("It still opens without a passphrase by slot {numbers}.", numbers=numbers)
            lines.append(f"{still} {words}")
    return lines


def _by_itself(found: VaultStatus, *kinds: str) -> str:
    """The numbers of the slots that open the file without a passphrase, of all kinds or these."""
    wanted = kinds or ("keyring", "ssh-agent")
    return ", ".join(str(slot.number) for slot in found.slots if slot.kind in wanted)


async def unlock(args: argparse.Namespace, context: Context) -> int:
    """Open the sealed file once, and have the kernel keep its key for some hours.

    What is kept already is made to end sooner without a question, and later only with one.
    """
    from chattui.vault import kernel_keyring, vault_status
    from chattui.vault.keeping import keep_key

    found = await asyncio.to_thread(vault_status, context)
    if found.problem is not None:
        raise ProblemError(found.problem)
    seconds = (args.hours or context.unlock_hours) * HOUR
    _check(found, seconds)
    left = found.seconds_left or 0.0
    stays = left > 0 and not args.hours
    seconds = left if stays else seconds
    if args.dry_run:
        output.say(_rehearsed(seconds, stays))
    elif stays:
        output.done(_until(left))
    else:
        async with session_of(context) as session:
            if seconds > left > 0 and not context.surroundings.passphrase_file:
                vault = await ask.open_by_passphrase(session)
            else:
                vault = await ask.open_vault(session)
            if not await asyncio.to_thread(keep_key, context, vault, seconds):
                raise ProblemError(_no_kernel(kernel_keyring.refusal()))
        output.done(_until(seconds))
    if args.format == "json":
        output.write_json({"secondsLeft": round(seconds), "dryRun": args.dry_run})
    return Exit.DONE


def _rehearsed(seconds: float, stays: bool) -> str:
    """What unlocking would come to."""
    time = time_words(seconds)
    if stays:
        return t("Nothing would change: it opens by itself for {time} already.", time=time)
    return t("The sealed file would be opened, and open by itself for {time}.", time=time)


def _until(seconds: float) -> str:
    return t(
        "The sealed file opens by itself for {time}, in every login of yours on this machine.",
        time=time_words(seconds),
    )


def _check(found: VaultStatus, seconds: float) -> None:
    if found.kind == "keyring":
        raise ProblemError(_keyring_opens(found.where))
    if not found.slots:
        raise ProblemError(
            Problem(
                "vault.nothing_kept",
                t("There is no sealed file to unlock."),
                t("Nothing is kept yet."),
                t("`chattui login` signs in, and keeps the first secret."),
            )
        )
    if found.no_kernel:
        raise ProblemError(_no_kernel(found.no_kernel))
    if not seconds:
        raise ProblemError(
            Problem(
                "vault.never_kept",
                t("The settings say that no key is ever kept."),
                t("config.toml has unlock_hours = 0."),
                t("Say for how long: `chattui vault unlock --hours 1`."),
                exit=Exit.USAGE,
            )
        )


def _keyring_opens(where: str) -> Problem:
    return Problem(
        "vault.keyring_opens",
        t("The tokens are kept in {where}, which is locked and unlocked by itself.", where=where),
        t("chattui has no key of its own there, so there is none to keep or to forget."),
        t("Lock or unlock that keyring, as at the end and the beginning of a login."),
    )


def _no_kernel(why: str) -> Problem:
    return Problem(
        "vault.no_kernel_keyring",
        t("The key cannot be kept, so the sealed file asks for its passphrase each time."),
        why,
        t(
            "Name a file with the passphrase with --passphrase-file, or add your ssh-agent:"
            " `chattui vault add-slot ssh-agent`."
        ),
    )
