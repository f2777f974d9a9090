"""chattui vault rotate: a new key for the sealed file."""

from __future__ import annotations

import argparse
import asyncio
from typing import TYPE_CHECKING

from chattui.cli import ask, output
from chattui.cli.vault_slots import agent_socket, slot_words
from chattui.cli.vault_state import slot_as_json
from chattui.cli.work import session_of
from chattui.problem import Exit, ProblemError
from chattui.words import t

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chattui.context import Context
    from chattui.secret import Secret
    from chattui.vault import Vault
    from chattui.vault.rotation import Planned, Rotation
    from chattui.vault.slots import SlotInfo


async def rotate(args: argparse.Namespace, context: Context) -> int:
    """Seal the file with a new key; what cannot be made anew is named before it is dropped."""
    from chattui.vault.rotation import plan_rotation, warning
    from chattui.vault.rotation import rotate as rotate_file

    async with session_of(context) as session:
        vault = await ask.open_vault(session)
        plan = await asyncio.to_thread(lambda: plan_rotation(vault, agent=agent_socket()))
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
        if words := warning(plan, passphrases):
            output.say("! " + words)
        question = t("Give the file a new key?")
        if not ask.confirm(context.surroundings, question, yes=args.yes, needed=True):
            output.say(t("Nothing was changed."))
            return Exit.FAILED
        secrets = tuple(passphrases.values())
        done = await asyncio.to_thread(lambda: rotate_file(vault, secrets, agent=agent_socket()))
    output.done(t("The file has a new key."))
    for slot in done.dropped:
        output.say(t("{slot} opens the file no more.", slot=slot_words(slot)))
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
            t("Passphrase of slot {number} (Enter alone drops the slot): ", number=slot.number)
        )
        if not secret or await asyncio.to_thread(_opens, vault, slot, secret):
            return secret or None
        output.say(t("That is not the passphrase of slot {number}.", number=slot.number))
    raise ask.no_passphrase()


def _opens(vault: Vault, slot: SlotInfo, secret: Secret) -> bool:
    from chattui.vault.rotation import refuse_wrong

    try:
        refuse_wrong(vault, slot.number, secret)
    except ProblemError as error:
        if error.problem.code != "vault.wrong_passphrase":
            raise
        return False
    return True


def _planned(one: Planned, *, given: bool | None = None) -> str:
    """What becomes of a slot; `given` tells whether its passphrase was, once that is known."""
    if one.fate == "kept" or given:
        return t("{slot}: kept.", slot=slot_words(one.slot))
    if one.fate == "passphrase" and given is None:
        return t("{slot}: kept where its passphrase is given.", slot=slot_words(one.slot))
    if one.fate == "passphrase":
        return t("{slot}: dropped, since its passphrase was not given.", slot=slot_words(one.slot))
    return t("{slot}: dropped. {why}", slot=slot_words(one.slot), why=one.why)


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
