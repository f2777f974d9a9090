"""What stands against a change of the ways into a sealed file, in words for a person."""

from __future__ import annotations

from collections.abc import Container, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from chattui.disk import shown
from chattui.problem import Exit, Problem
from chattui.safe_text import safe_text
from chattui.words import t

if TYPE_CHECKING:
    from chattui.vault.slots import SlotInfo


def not_a_file(where: str) -> Problem:
    """The vault is no sealed file, or one that is not made yet."""
    return Problem(
        "vault.not_a_file",
        t("There is no sealed file whose ways to open it could be changed."),
        t("Tokens are kept in {where}, or nothing is kept yet.", where=where),
        t("`chattui vault status` shows where they are; `chattui vault move file` moves them."),
        exit=Exit.USAGE,
    )


def no_passphrase_left(slots: Sequence[SlotInfo], gone: Container[int]) -> str:
    """What it means that no passphrase opens the file once the slots numbered `gone` are gone;
    "" where one still does, or none did before."""
    kinds = {slot.kind for slot in slots if slot.number not in gone}
    if "passphrase" in kinds or all(slot.kind != "passphrase" for slot in slots):
        return ""
    if kinds == {"ssh-agent"}:
        return t(
            "Then no passphrase opens the file, only an ssh-agent with that key: not a cron job,"
            " and nobody once the key is lost."
        )
    if kinds == {"keyring"}:
        return t(
            "Then no passphrase opens the file, only the keyring of that login: mostly not over"
            " ssh, and nobody once the keyring is lost."
        )
    return t(
        "Then no passphrase opens the file, only the ways that are left, and nobody once those"
        " are lost."
    )


def last_slot(path: Path) -> Problem:
    """The only way in is not removed."""
    return Problem(
        "vault.last_slot",
        t("That is the only way to open {path}.", path=shown(path)),
        t("Without it, nobody could read the tokens again. Nothing was changed."),
        t("Add another way first: `chattui vault add-slot passphrase`."),
        exit=Exit.USAGE,
    )


def none_kept(path: Path) -> Problem:
    """A rotation would leave no way in."""
    return Problem(
        "vault.last_slot",
        t("No way to open {path} could be kept with a new key.", path=shown(path)),
        t(
            "A passphrase is kept where it is given, a keyring where it answers, an ssh key where"
            " its agent is there. Nothing was changed."
        ),
        t("Give the passphrase, then try again."),
        exit=Exit.USAGE,
    )


def no_such_slot(number: int, count: int, kind: str) -> Problem:
    """No slot has that number, or it is of another kind."""
    if kind and 0 < number <= count:
        message = t("Slot {number} is not a {kind}.", number=number, kind=kind)
    else:
        message = t("There is no slot {number}.", number=number)
    return Problem(
        "vault.no_such_slot",
        message,
        t("The sealed file has the slots 1 to {count}.", count=count),
        t("`chattui vault status` lists them with their numbers."),
        exit=Exit.USAGE,
    )


def which_passphrase(numbers: Sequence[int]) -> Problem:
    """Several passphrases open the file, and it was opened in another way."""
    return Problem(
        "vault.which_passphrase",
        t("Several passphrases open the file, and it is not known which one is to change."),
        t("They are the slots {numbers}.", numbers=", ".join(map(str, numbers))),
        t(
            "Open the file with the one that is to change, or add the new one with"
            " `chattui vault add-slot passphrase` and remove the old one."
        ),
        exit=Exit.USAGE,
    )


def too_many_slots(most: int) -> Problem:
    """No more slots of a kind."""
    return Problem(
        "vault.too_many_slots",
        t("The file has {most} slots of this kind already, which is the most.", most=most),
        t("Each one more would make every attempt to open the file slower."),
        t("Remove one with `chattui vault remove-slot` first."),
        exit=Exit.USAGE,
    )


def slow_slots() -> Problem:
    """The passphrase slots would together cost more than is ever tried."""
    return Problem(
        "vault.slow_slots",
        t("With it, the passphrases of the file would cost too much to try."),
        t("One of its slots is of another program, and costs far more than chattui's."),
        t("Remove one with `chattui vault remove-slot` first."),
        exit=Exit.USAGE,
    )


def slot_there(name: str) -> Problem:
    """That key or keyring opens the file already."""
    return Problem(
        "vault.slot_there",
        t("{name} opens the file already.", name=safe_text(name, limit=200)),
        t("One slot for it is enough. Nothing was changed."),
        t("`chattui vault status` lists the slots."),
        exit=Exit.USAGE,
    )


def keyring_slot(name: str, cause: str) -> Problem:
    """A keyring did not take a key of the file."""
    return Problem(
        "vault.keyring_slot",
        t(
            "The keyring {name} cannot keep a key of the sealed file.",
            name=safe_text(name, limit=200),
        ),
        cause,
        t("Mend the keyring and try again; the other ways to open the file are unchanged."),
    )


def slots_changed(path: Path) -> Problem:
    """Another process changed the slots in the meantime."""
    return Problem(
        "vault.slots_changed",
        t("The ways to open {path} were changed in the meantime.", path=shown(path)),
        t("Another chattui did so while this one worked. Nothing was changed here."),
        t("Look at them with `chattui vault status`, then try again."),
    )
