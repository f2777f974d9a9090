"""Taking over a sign-in that another program made with a client of the user's own.

Google is asked before anything is kept: one refresh shows that the token serves, and for what;
the ID token that comes with it, or the tokeninfo endpoint, says whose it is. Where the account is
here already with a sign-in that serves, nothing is replaced unless that is asked for.
"""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from chattui.log import note
from chattui.oauth import import_problems as problems
from chattui.oauth.answer_fields import scopes_in, seconds_in, text_in
from chattui.oauth.answers import bad_answer, client_problem, error_of
from chattui.oauth.endings import ENDED_CODES
from chattui.oauth.exchange import DEFAULT_LIFETIME
from chattui.oauth.foreign_clients import client_of
from chattui.oauth.identity import Identity, TokenInfo, address_in, from_id_token, from_tokeninfo
from chattui.oauth.keeping import keep_grant, load_client, store_client
from chattui.oauth.refresh import ask_google, fresh_token
from chattui.problem import ProblemError
from chattui.secret import Secret
from chattui.vault.grant import Grant
from chattui.vault.problems import UNREADABLE

if TYPE_CHECKING:
    from chattui.clientfile import OAuthClient
    from chattui.context import Context
    from chattui.endpoints import Endpoints
    from chattui.oauth.foreign_files import ForeignGrant
    from chattui.vault import AccountEntry, Vault

_REFUSED_CLIENT = frozenset({"invalid_client", "unauthorized_client"})


@dataclass(frozen=True, slots=True)
class _Proved:
    """A refresh that Google answered: with which client, and what came of it."""

    client: OAuthClient
    identity: Identity
    grant: Grant
    ends_at: float | None


def import_grant(
    context: Context,
    vault: Vault,
    foreign: ForeignGrant,
    email: str = "",
    *,
    replace_working: bool = False,
) -> AccountEntry:
    """Refresh once, learn whose grant it is, and keep client and account. Blocking.

    `email` is who it belongs to where Google does not say; where Google does, both must agree.
    An account that is here already keeps its refresh token while that one serves, unless
    `replace_working`. Nothing is kept where this raises ProblemError: ``import.*`` (exit 2),
    ``import.already_here`` (exit 1), ``import.grant_ended`` and ``oauth.reauth_needed`` (exit 3),
    the client's and the network's.
    """
    if foreign.problem:
        raise ProblemError(foreign.problem)
    proved = _prove(context, vault, foreign, email)
    before = _account_of(vault, proved)
    ended = Secret("")
    if before and not replace_working:
        kept = _refresh_token(vault, before)
        if kept and kept != proved.grant.refresh_token:
            if _serves(context, vault, before):
                raise ProblemError(problems.already_here(before))
            ended = kept
    note("import", kind=foreign.kind, scopes=len(proved.grant.scopes), again=bool(before))
    return _keep(vault, proved, ended, replace_working=replace_working)


def _prove(context: Context, vault: Vault, foreign: ForeignGrant, email: str) -> _Proved:
    """Let Google refresh the token, with the vault's own client where it has that one."""
    endpoints = context.endpoints
    client = _ours(vault, foreign.client_id) or client_of(foreign)
    started = time.time()
    status, body, _ = ask_google(client, foreign.refresh_token, endpoints)
    if error_of(body)[0] in _REFUSED_CLIENT and client.client_secret != foreign.client_secret:
        # Google lets a client have two secrets while one takes the other's place.
        client = replace(client, client_secret=foreign.client_secret)
        status, body, _ = ask_google(client, foreign.refresh_token, endpoints)
    error, description, subtype = error_of(body)
    if error == "invalid_grant":
        raise ProblemError(problems.grant_ended(foreign, description, subtype))
    if status != 200 or error:
        raise ProblemError(client_problem(status, body))
    access = Secret(text_in(body, "access_token"))
    if not access:
        raise ProblemError(bad_answer())
    identity, scopes = _whose(body, client, access, endpoints)
    lifetime = seconds_in(body, "refresh_token_expires_in")
    grant = Grant(
        # Google normally sends no new refresh token: the old one goes on.
        refresh_token=Secret(text_in(body, "refresh_token")) or foreign.refresh_token,
        access_token=access,
        access_expires_at=started + (seconds_in(body, "expires_in") or DEFAULT_LIFETIME),
        scopes=scopes,
    )
    identity = _agreed(identity, email, foreign)
    return _Proved(client, identity, grant, started + lifetime if lifetime else None)


def _whose(
    body: Mapping[str, Any], client: OAuthClient, access: Secret, endpoints: Endpoints
) -> tuple[Identity, tuple[str, ...]]:
    """Who an answer's tokens belong to, as far as Google tells, and what they allow."""
    id_token = text_in(body, "id_token")
    named = from_id_token(id_token, client.client_id, time.time()) if id_token else None
    scopes = scopes_in(body, ())
    told: TokenInfo | None = None
    if named is None or not scopes:
        told = from_tokeninfo(access, endpoints)
        if told and told.client_id != client.client_id:
            raise ProblemError(problems.for_another_client())
    identity = named or Identity(told.email if told else "", told.subject if told else "")
    return identity, scopes or (told.scopes if told else ())


def _agreed(identity: Identity, email: str, foreign: ForeignGrant) -> Identity:
    """Whose grant it is; raises ProblemError where nobody says, or two say different things."""
    wanted = address_in(email)
    if email and not wanted:
        raise ProblemError(problems.no_address(email))
    if not identity.email:
        if not wanted:
            raise ProblemError(problems.address_needed(foreign.email))
        return replace(identity, email=wanted)
    if wanted and wanted.casefold() != identity.email.casefold():
        raise ProblemError(problems.other_account(identity.email, wanted))
    return identity


def _ours(vault: Vault, client_id: str) -> OAuthClient | None:
    """The client as the vault has it, which may know more of it; None where it has none."""
    for entry in vault.clients():
        if entry.client_id == client_id:
            with contextlib.suppress(ProblemError):  # damaged: it is kept anew
                return load_client(vault, entry.key)
    return None


def _account_of(vault: Vault, proved: _Proved) -> AccountEntry | None:
    client_id, email = proved.client.client_id, proved.identity.email.casefold()
    keys = {entry.key for entry in vault.clients() if entry.client_id == client_id}
    found = (a for a in vault.accounts() if a.client_key in keys and a.kind == "user")
    return next((a for a in found if a.email.casefold() == email), None)


def _refresh_token(vault: Vault, account: AccountEntry) -> Secret | None:
    try:
        return vault.grant(account.key).refresh_token
    except ProblemError as error:
        if error.problem.code not in UNREADABLE:
            raise
        return None


def _serves(context: Context, vault: Vault, account: AccountEntry) -> bool:
    """Whether Google still takes the refresh token of an account; raises where it does not say."""
    try:
        fresh_token(context, vault, account.key, min_seconds=math.inf)
    except ProblemError as error:
        if error.problem.code not in ENDED_CODES:
            raise
        return False
    return True


def _keep(vault: Vault, proved: _Proved, ended: Secret, *, replace_working: bool) -> AccountEntry:
    """Keep client and account; `ended` is the refresh token that may be given up for it."""

    def check(before: AccountEntry | None) -> None:
        # Under the vault's lock: somebody may have signed in since Google was asked.
        kept = _refresh_token(vault, before) if before else None
        if replace_working or not before or not kept:
            return
        if kept not in (proved.grant.refresh_token, ended):
            raise ProblemError(problems.already_here(before))

    known = {entry.client_id: entry for entry in vault.clients()}
    entry = known.get(proved.client.client_id)
    if entry is None or _ours(vault, proved.client.client_id) != proved.client:
        entry = store_client(vault, proved.client)
    try:
        return keep_grant(
            vault,
            entry.key,
            proved.identity.email,
            proved.grant,
            how="import",
            subject=proved.identity.subject,
            consented_at=0.0,
            refresh_expires_at=proved.ends_at,
            check=check,
        )
    except BaseException:
        if proved.client.client_id not in known:
            with contextlib.suppress(ProblemError):  # in use by now, or the disk that refuses it
                vault.remove_client(entry.key)
        raise
