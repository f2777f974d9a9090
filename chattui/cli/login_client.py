"""Which client `chattui login` signs in with, and what goes with it."""

from __future__ import annotations

import argparse
import asyncio
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from chattui.cli import output
from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t

if TYPE_CHECKING:
    from chattui.clientfile import Diagnosis, OAuthClient
    from chattui.session import Session
    from chattui.vault import ClientEntry

KEY = "service_account"


@dataclass(frozen=True, slots=True)
class Named:
    """What ``--client`` names: a file's `client`, or an `entry` of the vault; a key has neither."""

    kind: str
    client: OAuthClient | None = None
    entry: ClientEntry | None = None

    @property
    def is_key(self) -> bool:
        """Whether it is a service account's key, which nobody signs in with."""
        return self.kind == KEY


async def find_client(name: str, session: Session) -> Named:
    """The client file or the client of the vault called `name`; without one, the vault's only one.

    Raises ProblemError where there is none, or more than one.
    """
    named = await asyncio.to_thread(_in_file, name)
    if named:
        return named
    try:
        entry = await session.client_entry(name)
    except ProblemError:
        if not await _is_stored_key(name, session):
            raise
        return Named(KEY)
    return Named(entry.kind, entry=entry)


async def _is_stored_key(name: str, session: Session) -> bool:
    try:
        await session.client_entry(name, (KEY,))
    except ProblemError:
        return False
    # Without a name, a key is meant only where it is all that the vault holds.
    return bool(name) or len((await session.index()).clients) == 1


def file_named(name: str) -> Path | None:
    """The file that ``--client`` names; None where it names none but perhaps what is stored."""
    path = os.path.expanduser(name)
    there = os.path.lexists(path) and not os.path.isdir(path)
    if not name or not (there or os.sep in name or name.endswith(".json")):
        return None
    return Path(path)


def _in_file(name: str) -> Named | None:
    """What the file `name` is; None where that names no file but perhaps a stored client."""
    path = file_named(name)
    if path is None:
        return None
    from chattui.clientfile import diagnose_file

    diagnosis = diagnose_file(path)
    if diagnosis.kind == KEY:
        return Named(KEY)
    if not diagnosis.usable or diagnosis.client is None:
        raise ProblemError(_unusable(name, diagnosis))
    for finding in diagnosis.findings:
        output.say(f"! {finding.code} {finding.message}")
    return Named(diagnosis.client.kind, client=diagnosis.client)


def _unusable(name: str, diagnosis: Diagnosis) -> Problem:
    errors = [finding for finding in diagnosis.findings if finding.severity == "error"]
    remedy = t("`chattui doctor FILE` tells everything about it.")
    return Problem(
        "client.unusable",
        t("This file cannot be used to sign in: {path}.", path=safe_text(name)),
        errors[0].message if errors else "",
        f"{errors[0].remedy} {remedy}" if errors else remedy,
        exit=Exit.USAGE,
    )


def check_options(args: argparse.Namespace) -> None:
    """Refuse options that say nothing to the flow they are given with.

    Raises ProblemError ``cli.usage``.
    """
    without_port = args.flow in {"device", "delegation"}
    listens = args.flow in {"auto", "loopback"}
    if args.port and without_port:
        raise _usage(
            t("--port has no meaning with --flow {flow}: no redirect comes back.", flow=args.flow),
            t("Leave --port out."),
        )
    if args.no_browser and not listens:
        raise _usage(
            t("--no-browser has no meaning with --flow {flow}: none would open.", flow=args.flow),
            t("Leave --no-browser out."),
        )
    if args.qr and args.flow in {"loopback", "delegation"}:
        raise _usage(
            t("--qr has no meaning with --flow {flow}: a phone cannot answer it.", flow=args.flow),
            t("Leave --qr out, or sign in with --flow paste."),
        )
    if args.yes and args.flow != "device":
        raise _usage(
            t("--yes has no meaning with --flow {flow}: it is for device codes.", flow=args.flow),
            t("Leave --yes out."),
        )
    if args.subject and args.flow not in {"auto", "delegation"}:
        raise _subject_without_key()


def check_client(args: argparse.Namespace, named: Named) -> None:
    """Refuse what does not go with the kind of client; raises ProblemError ``cli.usage``."""
    if not named.is_key:
        if args.subject:
            raise _subject_without_key()
        return
    if args.flow != "auto":
        raise _usage(
            t("--client names the key of a service account, with which nobody signs in."),
            t("Leave --flow out, or use --flow delegation and --subject EMAIL."),
        )
    if args.port or args.no_browser or args.qr:
        raise _usage(
            t("--port, --no-browser and --qr have no meaning with the key of a service account."),
            t("Leave them out: the key acts for a person without a browser."),
        )


def _subject_without_key() -> ProblemError:
    return _usage(
        t("--subject goes with the key of a service account only."),
        t("Leave --subject out, or name the key's file with --client."),
    )


def _usage(message: str, remedy: str) -> ProblemError:
    return ProblemError(Problem("cli.usage", message, remedy=remedy, exit=Exit.USAGE))
