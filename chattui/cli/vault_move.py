"""chattui vault move, restore, rebuild and destroy: where the vault is, and whether it is."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from chattui.cli import ask, output
from chattui.cli.progress import ProgressLine
from chattui.cli.work import session_of
from chattui.disk import shown
from chattui.problem import Exit, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t, tn

if TYPE_CHECKING:
    from chattui.context import Context
    from chattui.secret import Secret
    from chattui.vault.destroying import Destroyed
    from chattui.vault.moving import Moved, Step
    from chattui.vault.rebuilding import Rebuilt


async def move(args: argparse.Namespace, context: Context) -> int:
    """Move everything into the keyring, or into a sealed file."""
    from chattui.vault import moving, read_index, vault_status

    index = await asyncio.to_thread(read_index, context)
    kept = await asyncio.to_thread(vault_status, context)
    moving.check_movable(index, args.to, kept.where)
    if args.dry_run:
        output.say(_would_move(args.to, len(index.items)))
        return _moved(args, len(index.items), "")
    question = (
        t("Move everything into the keyring of this login?")
        if args.to == "keyring"
        else t("Move everything out of the keyring, into a sealed file?")
    )
    if not ask.agreed(args, context, question, t("Nothing was moved.")):
        return Exit.FAILED
    async with session_of(context) as session:
        vault = await ask.open_vault(session)
        new = None
        if args.to == "file" and vault.kind != "file":
            new = ask.new_passphrase(args.new_passphrase_file)
        with _progress() as tell:
            done: Moved = await asyncio.to_thread(
                moving.move, context, vault, args.to, passphrase=new, tell=tell
            )
        session.forget_vault()
    output.done(t("Everything is in {where} now.", where=done.where))
    if not done.emptied:
        output.say(
            t(
                "What was left behind could not be removed now. The next change tries again;"
                " `chattui vault status` tells whether it is gone."
            )
        )
    return _moved(args, done.items, done.where, emptied=done.emptied)


def _would_move(to: str, count: int) -> str:
    if to == "keyring":
        return tn(
            "{count} secret would be moved into the keyring of this login.",
            "{count} secrets would be moved into the keyring of this login.",
            count,
        )
    return tn(
        "{count} secret would be moved into a sealed file, under a new passphrase.",
        "{count} secrets would be moved into a sealed file, under a new passphrase.",
        count,
    )


def _moved(args: argparse.Namespace, items: int, where: str, *, emptied: bool = True) -> int:
    if args.format == "json":
        output.write_json(
            {
                "to": args.to,
                "items": items,
                "where": where or None,
                "emptied": emptied,
                "dryRun": args.dry_run,
            }
        )
    return Exit.DONE if emptied else Exit.PARTLY


@contextlib.contextmanager
def _progress() -> Iterator[Any]:
    """What hears of every step, and draws it where a person watches."""
    if not sys.stderr.isatty():
        yield None
        return
    line = ProgressLine()

    def tell(step: Step) -> None:
        line.draw(t("Moved {done} of {total} secrets.", done=step.done, total=step.total))

    try:
        yield tell
    finally:
        line.clear()


async def restore(args: argparse.Namespace, context: Context) -> int:
    """Put back the generation before of the sealed file."""
    from chattui.vault import vault_status
    from chattui.vault.backup import no_backup, restore_backup

    document: dict[str, Any] = {"generation": None, "aside": None, "dryRun": args.dry_run}
    status = await asyncio.to_thread(vault_status, context)
    if status.backup is None:
        raise ProblemError(no_backup(context.paths.sealed_file, t("There is no copy of it.")))
    if args.dry_run:
        output.say(t("{path} would be put back.", path=shown(status.backup)))
    else:
        question = t("Put the sealed file back as it was before the last change?")
        if not ask.agreed(args, context, question, t("Nothing was changed.")):
            return Exit.FAILED
        done = await asyncio.to_thread(restore_backup, context)
        document |= {"generation": done.generation, "aside": done.aside and str(done.aside)}
        output.done(t("The sealed file is generation {number} again.", number=str(done.generation)))
        if done.aside:
            output.say(t("The file that was there is kept: {path}", path=shown(done.aside)))
    if args.format == "json":
        output.write_json(document)
    return Exit.DONE


async def rebuild(args: argparse.Namespace, context: Context) -> int:
    """Make the list of accounts anew from what the store says."""
    passphrase, found = await _planned(args, context)
    output.say(t("Found in {where}:", where=found.where))
    for name in (*found.accounts, *found.clients):
        output.say(f"  {safe_text(name)}")
    if found.unknown:
        output.say(
            tn(
                "{count} secret does not say whose it is, and stays where it is.",
                "{count} secrets do not say whose they are, and stay where they are.",
                found.unknown,
            )
        )
    if args.dry_run:
        return _rebuilt(args, found)
    question = t("Make the list of accounts from this?")
    if not ask.agreed(args, context, question, t("Nothing was changed.")):
        return Exit.FAILED
    done = await _rebuild(args, context, passphrase, dry_run=False)
    output.done(
        tn(
            "The list of accounts has {count} account again.",
            "The list of accounts has {count} accounts again.",
            len(done.accounts),
        )
    )
    if done.aside:
        output.say(t("The damaged list is kept: {path}", path=shown(done.aside)))
    return _rebuilt(args, done)


async def _planned(args: argparse.Namespace, context: Context) -> tuple[Secret | None, Rebuilt]:
    """What a rebuild would find, and the passphrase by which."""
    try:
        return None, await _rebuild(args, context, None, dry_run=True)
    except ProblemError as error:
        asked = error.problem.code == "vault.passphrase_needed"
        if not asked or not ask.terminal_for_passphrase():
            raise
    passphrase = ask.passphrase(t("Passphrase of the vault: "))
    return passphrase, await _rebuild(args, context, passphrase, dry_run=True)


async def _rebuild(
    args: argparse.Namespace, context: Context, passphrase: Secret | None, *, dry_run: bool
) -> Rebuilt:
    from chattui.vault import rebuilding

    return await asyncio.to_thread(
        rebuilding.rebuild, context, passphrase, vault_id=args.vault_id, dry_run=dry_run
    )


def _rebuilt(args: argparse.Namespace, found: Rebuilt) -> int:
    if args.format == "json":
        output.write_json(
            {
                "accounts": list(found.accounts),
                "clients": list(found.clients),
                "unknown": found.unknown,
                "aside": str(found.aside) if found.aside else None,
                "dryRun": args.dry_run,
            }
        )
    return Exit.DONE


async def destroy(args: argparse.Namespace, context: Context) -> int:
    """Remove everything that is kept on this machine; exit status 4 where something is left."""
    from chattui.vault import destroying

    plan = await asyncio.to_thread(destroying.plan_destroy, context)
    if not plan.removed:
        output.say(t("Nothing is kept here."))
        return _destroyed(args, plan)
    output.say(t("This would be removed:") if args.dry_run else t("This will be removed:"))
    for words in plan.removed:
        output.say(f"  {words}")
    for words in plan.kept:  # before the question: afterwards no sign-in is left to revoke
        output.say(words)
    if args.dry_run:
        return _destroyed(args, plan)
    question = t("Remove all of it? It cannot be undone.")
    if not ask.agreed(args, context, question, t("Nothing was removed.")):
        return Exit.FAILED
    done = await asyncio.to_thread(destroying.destroy, context)
    if done.left:
        output.say(t("This could not be removed; run `chattui vault destroy` again later:"))
        for words in done.left:
            output.say(f"  {words}")
    else:
        output.done(t("Nothing of chattui's secrets is left on this machine."))
    return _destroyed(args, done)


def _destroyed(args: argparse.Namespace, done: Destroyed) -> int:
    if args.format == "json":
        output.write_json(
            {
                "removed": list(done.removed),
                "left": list(done.left),
                "kept": list(done.kept),
                "dryRun": args.dry_run,
            }
        )
    return Exit.PARTLY if done.left else Exit.DONE
