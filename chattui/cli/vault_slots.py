"""chattui vault passphrase, add-slot, remove-slot and rotate: what opens the sealed file."""

from __future__ import annotations

import argparse
import asyncio
import os
from dataclasses import replace
from typing import TYPE_CHECKING

from chattui.cli import ask, output
from chattui.cli.vault_state import slot_as_json
from chattui.cli.work import session_of
from chattui.problem import Exit, Problem, ProblemError
from chattui.words import t

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chattui.context import Context
    from chattui.secret import Secret
    from chattui.vault import Vault
    from chattui.vault.rotation import Planned, Rotation
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

    async with session_of(context) as session:
        vault = await ask.open_vault(session)
        new = ask.new_passphrase(args.new_passphrase_file)
        slot = await asyncio.to_thread(change, vault)
    output.say(
        t(
            "A copy of the file that was made before still opens with the old one:"
            " `chattui vault rotate` gives the file another key too."
        )
    )
    return _told(args, t("The passphrase is changed."), slot)


async def add_slot(args: argparse.Namespace, context: Context) -> int:
    """Add one more way to open the file."""
    ways = {"passphrase": _add_passphrase, "ssh-agent": _add_agent, "keyring": _add_keyring}
    if args.dry_run:
        await _file(context)
        return _told(args, t("A slot of the kind {kind} would be added.", kind=args.kind), None)
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

    held = await asyncio.to_thread(identities, _agent())
    identity = chosen_identity(held, args.identity)
    output.say(risk())
    question = t(
        "Let {kind} {fingerprint} {comment} open the file?",
        kind=identity.kind,
        fingerprint=identity.fingerprint,
        comment=identity.comment,
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
    """Remove a way to open the file, never the last."""
    from chattui.vault.keys import remove_slot as remove

    found = await _file(context)
    slot = next((slot for slot in found.slots if slot.number == args.number), None)
    if args.dry_run and slot is not None:
        return _told(args, t("{slot} would open the file no more.", slot=_words(slot)), slot)
    async with session_of(context) as session:
        vault = await ask.open_vault(session)
        if slot is not None and not ask.confirm(
            context.surroundings,
            t("Remove {slot}?", slot=_words(slot)),
            yes=args.yes,
            needed=True,
        ):
            output.say(t("Nothing was removed."))
            return Exit.FAILED
        removed = await asyncio.to_thread(remove, vault, args.number, expected=slot)
    return _told(args, t("{slot} opens the file no more.", slot=_words(removed)), removed)


async def rotate(args: argparse.Namespace, context: Context) -> int:
    """Seal the file with a new key; what cannot be made anew is named before it is dropped."""
    from chattui.vault.rotation import plan_rotation
    from chattui.vault.rotation import rotate as rotate_file

    async with session_of(context) as session:
        vault = await ask.open_vault(session)
        plan = await asyncio.to_thread(lambda: plan_rotation(vault, agent=_agent()))
        if args.dry_run:
            for one in plan:
                output.say(_planned(one))
            _write_rotation(args, plan, None)
            return Exit.DONE
        passphrases: dict[int, Secret] = {}
        for one in plan:
            if one.fate == "passphrase":
                secret = await _passphrase_of(context, vault, one.slot)
                passphrases |= {one.slot.number: secret} if secret else {}
        for one in plan:
            output.say(_planned(one, given=one.slot.number in passphrases))
        question = t("Give the file a new key?")
        if not ask.confirm(context.surroundings, question, yes=args.yes, needed=True):
            output.say(t("Nothing was changed."))
            return Exit.FAILED
        secrets = tuple(passphrases.values())
        done = await asyncio.to_thread(lambda: rotate_file(vault, secrets, agent=_agent()))
    output.done(t("The file has a new key."))
    for slot in done.dropped:
        output.say(t("{slot} opens the file no more.", slot=_words(slot)))
    _write_rotation(args, plan, done)
    return Exit.DONE


async def _passphrase_of(context: Context, vault: Vault, slot: SlotInfo) -> Secret | None:
    """The passphrase of `slot`, from the file that is named or typed; None where it has none."""
    named = context.surroundings.passphrase_file
    if named:
        from chattui.vault.passphrase import read_passphrase

        secret = read_passphrase(named)
        return secret if await asyncio.to_thread(_opens, vault, slot, secret) else None
    if not ask.terminal_for_passphrase():
        return None
    for _ in range(ask.ATTEMPTS):
        secret = ask.passphrase(
            t("Passphrase of slot {number} (none drops the slot): ", number=slot.number)
        )
        if not secret or await asyncio.to_thread(_opens, vault, slot, secret):
            return secret or None
        output.say(t("That is not the passphrase of slot {number}.", number=slot.number))
    raise ask.no_passphrase()


def _opens(vault: Vault, slot: SlotInfo, secret: Secret) -> bool:
    from chattui.vault.file_store import file_store
    from chattui.vault.passphrase_slot import open_with_passphrase
    from chattui.vault.sealed import SealedError

    found = file_store(vault).current()
    try:
        open_with_passphrase(replace(found, slots=(found.slots[slot.number - 1],)), secret)
    except SealedError:
        return False
    return True


def _planned(one: Planned, *, given: bool | None = None) -> str:
    """What becomes of a slot; `given` tells whether its passphrase was, once that is known."""
    if one.fate == "kept" or given:
        return t("{slot}: made anew.", slot=_words(one.slot))
    if one.fate == "passphrase" and given is None:
        return t("{slot}: made anew where its passphrase is given.", slot=_words(one.slot))
    if one.fate == "passphrase":
        return t("{slot}: dropped, since its passphrase was not given.", slot=_words(one.slot))
    return t("{slot}: dropped. {why}", slot=_words(one.slot), why=one.why)


def _write_rotation(
    args: argparse.Namespace, plan: Sequence[Planned], done: Rotation | None
) -> None:
    if args.format != "json":
        return
    document: dict[str, object] = {"dryRun": done is None}
    if done is None:
        document["slots"] = [{**slot_as_json(p.slot), "fate": p.fate, "why": p.why} for p in plan]
    else:
        document["kept"] = [slot_as_json(slot) for slot in done.kept]
        document["dropped"] = [slot_as_json(slot) for slot in done.dropped]
    output.write_json(document)


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


def _agent() -> str:
    return os.environ.get("SSH_AUTH_SOCK", "")


def _words(slot: SlotInfo) -> str:
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
