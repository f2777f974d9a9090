"""chattui login --flow delegation: a service account's key acts for a person."""

from __future__ import annotations

import argparse
import asyncio
from typing import TYPE_CHECKING, Any

from chattui.cli import ask, output
from chattui.cli.asked_scopes import asked_scopes
from chattui.cli.login_client import file_named
from chattui.cli.work import session_of
from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import safe_text, shell_word
from chattui.words import t

if TYPE_CHECKING:
    from pathlib import Path

    from chattui.context import Context
    from chattui.oauth.delegation import Probed
    from chattui.oauth.service_account import ServiceAccountKey
    from chattui.session import Session
    from chattui.vault import AccountEntry, ClientEntry


async def act_for(args: argparse.Namespace, context: Context) -> int:
    """Show what the administrator has to authorize, try each scope, and keep what is allowed.

    Takes ``client``, ``subject``, ``scope`` and ``format`` of `args`.
    """
    from chattui.oauth.delegation import checked_subject
    from chattui.oauth.scopes import DEFAULT_SCOPES

    scopes = asked_scopes(args.scope or DEFAULT_SCOPES)
    async with session_of(context) as session:
        path = file_named(args.client)
        key = await asyncio.to_thread(_read_key, path) if path else None
        stored = None if key else await session.client_entry(args.client, ("service_account",))
        subject = checked_subject(args.subject or _asked_subject(context))
        await ask.open_vault(session)
        if key is None:
            assert stored is not None
            key = await session.key(stored.key)
        _explain(key, subject, scopes)
        probed = await _probe(context, key, subject, scopes)
        entry = stored or await session.import_key(key)
        granted = tuple(p.scope for p in probed if p.authorized)
        if not granted:
            problem = _nothing(entry, probed)
            await _offer_to_delete(context, session, entry, path)
            raise problem
        account = await session.delegate(entry.key, subject, granted)
        await _report(args, session, account, key, probed)
        await _offer_to_delete(context, session, entry, path)
    return Exit.DONE if len(granted) == len(probed) else Exit.PARTLY


def _read_key(path: Path) -> ServiceAccountKey:
    from chattui.clientfile import diagnose_file
    from chattui.oauth.service_account import key_from_diagnosis

    diagnosis = diagnose_file(path)
    key = key_from_diagnosis(diagnosis)
    for finding in diagnosis.findings:
        if finding.code != "CS110":  # it is a key, and that is what is wanted
            output.say(f"! {finding.code} {finding.message}")
    return key


def _asked_subject(context: Context) -> str:
    if not ask.can_ask(context.surroundings):
        raise ProblemError(
            Problem(
                "cli.needs_subject",
                t("A service account acts for one person, and nobody was named."),
                t("Nobody is at the terminal to be asked."),
                t("Name the person with --subject, such as --subject ada@example.com."),
                exit=Exit.USAGE,
            )
        )
    return ask.line(t("For whom should the service account act? E-mail address:"))


def _explain(key: ServiceAccountKey, subject: str, scopes: tuple[str, ...]) -> None:
    """What the administrator needs; the line of scopes by itself, so that it can be copied."""
    from chattui.oauth.delegation import admin_path, scope_line
    from chattui.oauth.delegation_problems import ADMIN_PAGE

    output.say(
        t(
            "{account} is to act for {subject}. An administrator authorizes that in the Admin"
            " console: {path}.",
            account=key.client_email,
            subject=safe_text(subject, limit=80),
            path=admin_path(),
        )
    )
    output.say(ADMIN_PAGE)
    output.say(t("Client ID:"))
    output.say_whole(f"  {key.client_id}")
    output.say(t("OAuth scopes, on one line:"))
    output.say_whole(f"  {scope_line(scopes)}")


async def _probe(
    context: Context, key: ServiceAccountKey, subject: str, scopes: tuple[str, ...]
) -> list[Probed]:
    """Each scope's answer, told as it comes, in the order of `scopes`."""
    from chattui.oauth.delegation import probe
    from chattui.oauth.scopes import short_name

    found: dict[str, Probed] = {}
    async for probed in probe(context, key, subject, scopes):
        found[probed.scope] = probed
        name = short_name(probed.scope)
        if probed.authorized:
            output.done(t("{scope}: authorized", scope=name))
        else:
            output.say("✗ " + t("{scope}: not authorized", scope=name))
    return [found[scope] for scope in scopes]


def _nothing(entry: ClientEntry, probed: list[Probed]) -> ProblemError:
    """Nothing is authorized yet; the key is kept, so that trying again needs no file."""
    name = shell_word(entry.name, limit=80)
    output.say(t("The key is kept in the vault: --client {name} tries again.", name=name))
    problems = {p.problem.code: p.problem for p in probed if p.problem}
    first, *others = problems.values()
    return ProblemError(first, *others)


async def _report(
    args: argparse.Namespace,
    session: Session,
    account: AccountEntry,
    key: ServiceAccountKey,
    probed: list[Probed],
) -> None:
    from chattui.oauth.scopes import short_name

    missing = [p for p in probed if not p.authorized]
    output.done(
        t(
            "Acting as {email} by the service account {account}.",
            email=safe_text(account.email),
            account=key.client_email,
        )
    )
    output.done(t("The key and the token are kept in {where}.", where=account.where))
    if missing:
        names = ", ".join(short_name(p.scope) for p in missing)
        output.say("! " + t("Not granted: {scopes}. What needs them stays off.", scopes=names))
        for problem in {p.problem.code: p.problem for p in missing if p.problem}.values():
            output.warn(problem)
    if args.format == "json":
        output.write_json(await _document(session, account, key, probed))


async def _document(
    session: Session, account: AccountEntry, key: ServiceAccountKey, probed: list[Probed]
) -> dict[str, Any]:
    from chattui.cli.account_list import as_json
    from chattui.oauth.delegation import scope_line

    requested = [p.scope for p in probed]
    return {
        "account": as_json(account, await session.index()),
        "serviceAccount": {"email": key.client_email, "clientId": key.client_id},
        "scopeLine": scope_line(requested),
        "requested": requested,
        "granted": [p.scope for p in probed if p.authorized],
        "missing": [p.scope for p in probed if not p.authorized],
    }


async def _offer_to_delete(
    context: Context, session: Session, entry: ClientEntry, path: Path | None
) -> None:
    """Ask whether the plain file should go; never unasked, since other programs may read it."""
    if path is None:
        return
    from chattui.oauth.service_account import discard_key_file

    shown = safe_text(str(path), limit=300)
    output.say(
        t("The key is also in the plain file {path}; chattui does not need that now.", path=shown)
    )
    if not ask.can_ask(context.surroundings):
        return
    question = t("Delete {path}? Other programs that read this file would miss it.", path=shown)
    if not ask.confirm(context.surroundings, question, yes=False, needed=True):
        return
    kept = await session.key(entry.key)
    try:
        await asyncio.to_thread(discard_key_file, path, kept)
    except ProblemError as error:
        output.warn(error.problem)
    else:
        output.done(t("{path} is deleted.", path=shown))
