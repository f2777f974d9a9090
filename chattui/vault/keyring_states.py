"""What can be wrong with a keyring: one table of states, and what each means to a person.

The same state is told otherwise where the tokens are kept in that keyring, where nothing is kept
yet, and where config.toml names it: the first has to be mended, the second leaves a choice, the
third is an instruction that is not quietly passed over.

Codes: ``vault.keyring_locked``, ``vault.keyring_prompt``, ``vault.keyring_silent``,
``vault.keyring_gone``, ``vault.keyring_denied``, ``vault.keyring_too_big``,
``vault.keyring_broken``, ``vault.keyring_keeps_nothing``, ``vault.keyring_not_chosen``,
``vault.keyring_not_waited``, ``vault.keyring_chosen``, ``vault.no_keyring``,
``vault.new_passphrase_needed``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from chattui.problem import Exit, Problem
from chattui.vault.keyring_words import SAID, State
from chattui.vault.where import keeps_plain_text
from chattui.words import t

UNANSWERED = frozenset({State.PROMPT, State.STOPPED, State.TIMEOUT, State.GIVEN_UP})
"""States that come of waiting: to ask again would be to wait again."""

SOMEBODY_S = frozenset({State.LOCKED, State.DENIED}) | UNANSWERED
"""States of a keyring that is there and a person's own: none is taken in its place."""


class KeyringFault(Exception):
    """A call of a keyring did not do what it should; `cause` is a sentence for a person."""

    def __init__(self, state: State, cause: str = "") -> None:
        self.state = state
        self.cause = cause or SAID[state]().cause
        super().__init__(state, self.cause)


def keyring_problem(fault: KeyringFault, where: str) -> Problem:
    """What a fault of the keyring that holds the tokens means."""
    said = SAID[fault.state]()
    return Problem(said.code, _KEPT[said.code](where), fault.cause, said.kept)


def unusable_problem(fault: KeyringFault, chosen: str) -> Problem:
    """What a fault means where nothing is kept yet, and config.toml names `chosen`, or none."""
    return chosen_problem(fault, chosen) if chosen else new_problem(fault)


def new_problem(fault: KeyringFault) -> Problem:
    """What a fault means where nothing is kept yet: a sealed file, if the person wants one."""
    file = t(
        "For a sealed file, choose a passphrase, or name a file that holds it with"
        " --passphrase-file or CHATTUI_PASSPHRASE_FILE."
    )
    keyring = SAID[fault.state]().new
    if fault.state in SOMEBODY_S:
        message = t("The keyring cannot be used now; a sealed file could keep the tokens instead.")
        steps = (keyring, file)
    else:
        message = t("No keyring can keep the tokens here, so they need a sealed file.")
        steps = (file, keyring)
    return Problem(
        "vault.new_passphrase_needed",
        message,
        fault.cause,
        " ".join(steps),
        exit=Exit.USAGE,
    )


def chosen_problem(fault: KeyringFault, name: str) -> Problem:
    """What a fault means for the keyring that config.toml names; no other is tried."""
    return Problem(
        "vault.keyring_chosen",
        t("The keyring {name}, which config.toml names, cannot be used.", name=name),
        fault.cause,
        SAID[fault.state]().new
        + " "
        + t("Or take the line keyring out of config.toml, for chattui to choose."),
        exit=Exit.USAGE,
    )


def no_keyring_problem(fault: KeyringFault, chosen: str) -> Problem:
    """What a fault means where a keyring is wanted besides the sealed file that is there, or in
    its place; config.toml names `chosen`, or none."""
    if chosen:
        return chosen_problem(fault, chosen)
    return Problem(
        "vault.no_keyring",
        t("No keyring of this login can be used; everything stays in the sealed file."),
        fault.cause,
        SAID[fault.state]().new,
    )


def keyring_notices(name: str, chosen: str) -> tuple[Problem, ...]:
    """What is shown while the tokens are in the keyring `name`, and config.toml names `chosen`."""
    found = (foreign_notice(name), other_choice_notice(name, chosen))
    return tuple(notice for notice in found if notice)


def foreign_notice(name: str) -> Problem | None:
    """What is shown while a keyring is used that is not native; None for one that is."""
    if "." not in name:
        return None
    if keeps_plain_text(name):
        return Problem(
            "vault.keyring_plain_text",
            t("The tokens are kept unencrypted, by {name}.", name=name),
            t("config.toml names it. Whoever reads its file has the accounts."),
            t("Run `chattui vault move file`, and take the line keyring out of config.toml."),
        )
    return Problem(
        "vault.keyring_foreign",
        t("The tokens are kept by {name}, which is no keyring of this system.", name=name),
        t("config.toml names it. How well it keeps them is not known to chattui."),
        t("Run `chattui vault move file` for a sealed file, if that is not intended."),
    )


def other_choice_notice(recorded: str, chosen: str) -> Problem | None:
    """What is shown where config.toml names another keyring than the one that holds the tokens."""
    if not chosen or chosen == recorded:
        return None
    return Problem(
        "vault.keyring_other_choice",
        t(
            "config.toml names the keyring {chosen}; the tokens are kept in {recorded}.",
            chosen=chosen,
            recorded=recorded,
        ),
        t("What is kept already stays where it is, and is used there."),
        t("Run `chattui vault move keyring` to move it, or take the line out of config.toml."),
    )


_KEPT: Mapping[str, Callable[[str], str]] = {
    "vault.keyring_locked": lambda where: t(
        "The tokens are kept in {where}, and it is locked.", where=where
    ),
    "vault.keyring_prompt": lambda where: t(
        "The tokens are kept in {where}, and it waits for its password.", where=where
    ),
    "vault.keyring_silent": lambda where: t(
        "The tokens are kept in {where}, and it does not answer.", where=where
    ),
    "vault.keyring_gone": lambda where: t(
        "The tokens are kept in {where}, and it cannot be reached.", where=where
    ),
    "vault.keyring_denied": lambda where: t(
        "The tokens are kept in {where}, and it refused.", where=where
    ),
    "vault.keyring_too_big": lambda where: t(
        "The tokens are kept in {where}, which takes only small items.", where=where
    ),
    "vault.keyring_broken": lambda where: t(
        "The tokens are kept in {where}, and it does not work.", where=where
    ),
    "vault.keyring_keeps_nothing": lambda where: t(
        "The tokens should be kept in {where}, and it keeps nothing.", where=where
    ),
    "vault.keyring_not_chosen": lambda where: t(
        "The tokens are kept in {where}, which is not used unasked.", where=where
    ),
    "vault.keyring_not_waited": lambda where: t(
        "The tokens are kept in {where}, and it was not waited for.", where=where
    ),
}
