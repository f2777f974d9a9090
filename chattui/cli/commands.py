"""The table of commands."""

from __future__ import annotations

from typing import NamedTuple

from chattui.words import t


class Command(NamedTuple):
    """A command: its name, the module that serves it, what it does, and two examples."""

    name: str
    module: str
    summary: str
    examples: tuple[str, str]
    offline: bool = False
    """Needs only the surroundings: no folders, no endpoints, and half the time to start."""


def commands() -> tuple[Command, ...]:
    """Every command, in the order of the help."""
    return (
        Command(
            "demo",
            "demo",
            t("Try everything on an embedded emulator, without a Google account."),
            ("chattui demo", "chattui demo --first-run"),
        ),
        Command(
            "doctor",
            "doctor",
            t("Say what a credential file is, what is wrong with it, and mend it."),
            ("chattui doctor client_secret.json", "chattui doctor --fix client_secret.json"),
            offline=True,
        ),
        Command(
            "guide",
            "guide",
            t("Go from a Google account to a working Chat app, step by step."),
            ("chattui guide", "chattui guide scopes --project my-project-123456"),
        ),
        Command(
            "login",
            "login",
            t("Sign in with an OAuth client file and keep the grant in the vault."),
            (
                "chattui login --client client_secret.json",
                "chattui login --client client_secret.json --flow paste --scope chat.spaces.create",
            ),
        ),
        Command(
            "accounts",
            "accounts",
            t("List the accounts, choose the default, name, export, import or forget one."),
            ("chattui accounts list", "chattui accounts use ada@example.com"),
        ),
        Command(
            "clients",
            "clients",
            t("List the OAuth clients that the vault holds, name or forget one."),
            ("chattui clients list", "chattui clients remove old-project --dry-run"),
        ),
        Command(
            "vault",
            "vault",
            t("Say where the tokens are kept, lock, unlock, move or destroy the vault."),
            ("chattui vault status", "chattui vault unlock"),
        ),
        Command(
            "spaces",
            "spaces",
            t("List, create, show, edit, delete, search and find spaces."),
            (
                "chattui spaces list --format json",
                'chattui spaces create --name "Launch team" --member grace@example.com',
            ),
        ),
        Command(
            "members",
            "members",
            t("List, add and remove the members of a space, give roles, sync with a file."),
            (
                "chattui members list spaces/AAAAtestRoom",
                "chattui members sync AAAAtestRoom --file team.csv --dry-run",
            ),
        ),
        Command(
            "people",
            "people",
            t("Find, add and remove one person across spaces, hand over what one owns."),
            (
                "chattui people find grace@example.com",
                "chattui people remove alan@example.com --dry-run",
            ),
        ),
        Command(
            "plans",
            "plans",
            t("List what was changed, go on with what was stopped, take it back."),
            ("chattui plans list", "chattui plans resume p7k2m9 --yes"),
        ),
        Command(
            "token",
            "token",
            t("Print one access token, refreshed first if it is about to end."),
            ("chattui token", "chattui token --account ada@example.com --scope chat.spaces"),
        ),
        Command(
            "exec",
            "exec",
            t("Run a command with an access token in its environment."),
            (
                "chattui exec -- ./report.sh",
                "chattui exec --account ada@example.com --scope chat.spaces -- python3 report.py",
            ),
        ),
        Command(
            "emulator",
            "emulator",
            t("Serve a local Google to try things out on and to test against."),
            (
                "chattui emulator",
                "chattui emulator --port 8085 --auto-consent ada@example.com",
            ),
        ),
    )
