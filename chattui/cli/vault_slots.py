"""chattui vault passphrase, add-slot and remove-slot: what opens the sealed file."""

from __future__ import annotations

import argparse
import asyncio
import os
from typing import TYPE_CHECKING

from chattui.cli import ask, output
from chattui.cli.vault_state import slot_as_json
from chattui.cli.work import session_of
from chattui.problem import Exit, Problem, ProblemError
from chattui.words import t

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chattui.context import Context
    from chattui.vault import Vault
    from chattui.vault.slots import SlotInfo
    from chattui.vault.ssh_agent import Identity
    from chattui.vault.status import VaultStatus


async def passphrase(args: argparse.Namespace, context: Context) -> int:
    """Change a passphrase; the kernel goes on keeping the key, which is the same."""
    from chattui.vault.keys import change_passphrase

    if args.dry_run:
        await _file(context)
        return _told(args, t("The passphrase would be changed."), None)

    def change(vault: Vault) -> SlotInfo:
        return change_passphrase(vault, new, number=args.slot)

    await _file(context)  # before anything is typed for nothing
    async with session_of(context) as session:
        vault = await ask.open_vault(session)
        new = ask.new_passphrase(args.new_passphrase_file)
        slot = await asyncio.to_thread(change, vault)
    told = _told(args, t("The passphrase is changed."), slot)
    output.say(_old_copies())
    return told


async def add_slot(args: argparse.Namespace, context: Context) -> int:
    """Add one more way to open the file."""
    ways = {"passphrase": _add_passphrase, "ssh-agent": _add_agent, "keyring": _add_keyring}
    if args.dry_run:
        await _file(context)
        return _told(args, t("A slot of the kind {kind} would be added.", kind=args.kind), None)
    await _file(context)  # before anything is typed for nothing
    async with session_of(context) as session:
        vault = await ask.open_vault(session)
        slot = await ways[args.kind](args, context, vault)
    if slot is None:
        output.say(t("Nothing was added."))
        return Exit.FAILED
    return _told(args, t("Slot {number} opens the file too now.", number=slot.number), slot)


async def _add_passphrase(args: argparse.Namespace, context: Context, vault: Vault) -> SlotInfo:
    from chattui.vault.keys import add_passphrase

    return await asyncio.to_thread(
        add_passphrase, vault, ask.new_passphrase(args.new_passphrase_file)
    )


async def _add_agent(args: argparse.Namespace, context: Context, vault: Vault) -> SlotInfo | None:
    from chattui.vault.agent_problems import risk
    from chattui.vault.keys import add_agent
    from chattui.vault.ssh_agent import identities

    held = await asyncio.to_thread(identities, agent_socket())
    identity = chosen_identity(held, args.identity)
    output.say(risk())
    question = t(
        "Let the ssh key {comment} ({kind} {fingerprint}) open the file?",
        comment=identity.comment,
        kind=identity.kind,
        fingerprint=identity.fingerprint,
    )
    if not ask.confirm(context.surroundings, question, yes=args.yes, needed=True):
        return None
    return await asyncio.to_thread(add_agent, vault, identity)


async def _add_keyring(args: argparse.Namespace, context: Context, vault: Vault) -> SlotInfo:
    from chattui.vault.keyring_trial import find_keyring
    from chattui.vault.keys import add_keyring

    name, calls = await asyncio.to_thread(find_keyring, context)
    return await asyncio.to_thread(add_keyring, vault, name, calls)


def chosen_identity(held: Sequence[Identity], wanted: str) -> Identity:
    """The key of an agent that is called `wanted`, or the only one that can be used.

    Raises ProblemError ``vault.which_identity``, or why the one that is wanted cannot be used.
    """
    if wanted:
        found = [one for one in held if wanted in {one.fingerprint, one.comment}]
    else:
        found = [one for one in held if one.usable]
    if len(found) == 1 and found[0].usable:
        return found[0]
    named = found or held
    lines = [
        f"{one.kind} {one.fingerprint} {one.comment}{'' if one.usable else ' — ' + one.why}"
        for one in named
    ]
    raise ProblemError(
        Problem(
            "vault.which_identity",
            t("The ssh-agent holds no single key that this could mean."),
            t("It holds: {keys}.", keys="; ".join(lines)) if lines else t("It holds none."),
            t(
                "Name an ed25519 or RSA key by its comment or fingerprint:"
                " `chattui vault add-slot ssh-agent --identity SHA256:…`."
            ),
            exit=Exit.USAGE,
        )
    )


async def remove_slot(args: argparse.Namespace, context: Context) -> int:
    """Remove a way to open the file, never the last; what it means is said before."""
    from chattui.vault.keys import remove_slot as remove
    from chattui.vault.slot_problems import last_slot, no_passphrase_left, no_such_slot

    found = await _file(context)
    slot = next((slot for slot in found.slots if slot.number == args.number), None)
    if slot is None:
        raise ProblemError(no_such_slot(args.number, len(found.slots), ""))
    if len(found.slots) == 1:
        raise ProblemError(last_slot(context.paths.sealed_file))
    if words := no_passphrase_left(found.slots, {slot.number}):
        output.say("! " + words)
    if args.dry_run:
        return _told(args, t("{slot} would open the file no more.", slot=slot_words(slot)), slot)
    question = t("{slot} is to open the file no more. Remove it?", slot=slot_words(slot))
    async with session_of(context) as session:
        vault = await ask.open_vault(session)
        if not ask.agreed(args, context, question, t("Nothing was removed.")):
            return Exit.FAILED
        removed = await asyncio.to_thread(remove, vault, args.number, expected=slot)
    told = _told(args, t("{slot} opens the file no more.", slot=slot_words(removed)), removed)
    output.say(_old_copies())
    if removed.number < len(found.slots):
        output.say(t("The slots after it are numbered anew: see `chattui vault status`."))
    return told


def _old_copies() -> str:
    """What taking a way into the file away does not end."""
    return t(
        "A copy of the file that was made before still opens as it did, and its key opens later"
        " ones too: `chattui vault rotate` gives the file another key."
    )


async def _file(context: Context) -> VaultStatus:
    """What is told of the sealed file without opening it; raises ProblemError."""
    from chattui.vault import vault_status
    from chattui.vault.slot_problems import not_a_file

    found = await asyncio.to_thread(vault_status, context)
    if found.problem is not None:
        raise ProblemError(found.problem)
    if not found.slots:
        raise ProblemError(not_a_file(found.where))
    return found


def agent_socket() -> str:
    """The socket of this login's ssh-agent, "" where there is none."""
    return os.environ.get("SSH_AUTH_SOCK", "")


def slot_words(slot: SlotInfo) -> str:
    """A slot at the beginning of a sentence."""
    return t(
        "Slot {number} ({kind} {detail})", number=slot.number, kind=slot.kind, detail=slot.detail
    )


def _told(args: argparse.Namespace, words: str, slot: SlotInfo | None) -> int:
    """Say what was done, or would be."""
    (output.say if args.dry_run else output.done)(words)
    if args.format == "json":
        document = {"slot": slot_as_json(slot) if slot else None, "dryRun": args.dry_run}
        output.write_json(document)
    return Exit.DONE
