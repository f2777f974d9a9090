"""The client that a foreign sign-in was made with: found beside it, and checked."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from chattui.clientfile.bounded import read_some
from chattui.clientfile.client import OAuthClient
from chattui.clientfile.model import Kind
from chattui.clientfile.publicclients import owner_of
from chattui.clientfile.values import CLIENT_ID, is_placeholder
from chattui.oauth import foreign_problems as problems
from chattui.secret import Secret

if TYPE_CHECKING:
    from chattui.oauth.foreign_files import ForeignGrant

_SECRET = re.compile(r"[\x21-\x7e]{8,512}")
_CLIENT_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
"""gog's names of clients, as far as they can be in the name of a file."""


def complete(found: ForeignGrant) -> ForeignGrant:
    """`found` with its client, from a file beside where it names none itself; checked. Blocking."""
    if found.problem:
        return found
    for client in _beside(found):
        if not found.client_id or client.client_id == found.client_id:
            return _checked(_of_client(found, client))
    return _checked(found)


def with_client(found: ForeignGrant, client: OAuthClient) -> ForeignGrant:
    """`found` with the client that a person names for it."""
    if found.problem and found.problem.code != "import.no_client":
        return found
    if found.client_id and found.client_id != client.client_id:
        problem = problems.other_client(client.client_id, found.client_id)
        return replace(found, problem=problem)
    return _checked(_of_client(replace(found, problem=None), client))


def client_of(found: ForeignGrant) -> OAuthClient:
    """The client of a sign-in that can be imported."""
    if found.client is not None:
        return found.client
    return OAuthClient("installed", found.client_id, found.client_secret)


def _of_client(found: ForeignGrant, client: OAuthClient) -> ForeignGrant:
    # The secret beside the token is the one that it was made with.
    secret = found.client_secret or client.client_secret
    whole = replace(client, client_secret=secret)
    return replace(found, client_id=client.client_id, client_secret=secret, client=whole)


def _checked(found: ForeignGrant) -> ForeignGrant:
    secret = found.client_secret.reveal()
    if not found.client_id or not secret:
        return replace(found, problem=problems.no_client())
    if owner := owner_of(found.client_id):
        return replace(found, problem=problems.public_client(owner))
    sound = CLIENT_ID.fullmatch(found.client_id) and _SECRET.fullmatch(secret)
    if not sound or is_placeholder(found.client_id) or is_placeholder(secret):
        return replace(found, problem=problems.bad_client(found.client_id))
    return found


def _beside(found: ForeignGrant) -> list[OAuthClient]:
    """The clients in the files that belong to the place, as far as there are any."""
    clients = []
    for path in found.place.clients:
        if os.path.isdir(path):  # gog's, with a file for each client
            name = found.client_name.strip().lower() or "default"
            if not _CLIENT_NAME.fullmatch(name):
                continue
            file = "credentials.json" if name == "default" else f"credentials-{name}.json"
            path = os.path.join(path, file)
        if (client := _in_file(path)) is not None:
            clients.append(client)
    return clients


def _in_file(path: str) -> OAuthClient | None:
    """The client in a file: Google's own layout, or gog's, which is the inside of it alone."""
    from chattui.clientfile.diagnosis import LIMIT, examine

    data = read_some(path, LIMIT)
    if not data:
        return None
    document = examine(data, path).document
    if document.kind not in (Kind.INSTALLED, Kind.WEB, Kind.INNER_CLIENT) or not document.sound:
        return None
    client_id, secret = (document.text_of(name) or "" for name in ("client_id", "client_secret"))
    kind: Literal["installed", "web"] = "web" if document.kind == Kind.WEB else "installed"
    redirects = document.field("redirect_uris")
    addresses = tuple(i.text for i in redirects.items if i.text) if redirects is not None else ()
    project = document.text_of("project_id") or ""
    return OAuthClient(kind, client_id.strip(), Secret(secret.strip()), project, addresses)
