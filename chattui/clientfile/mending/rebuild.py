"""A client file from a saved token, which holds the id and the secret of the client."""

from __future__ import annotations

from chattui.clientfile.client import OAuthClient, client_to_json
from chattui.clientfile.impostors import holds_client
from chattui.clientfile.kinds import TOKENS
from chattui.clientfile.mending.fields import is_plausible
from chattui.clientfile.mending.naming import beside_token
from chattui.clientfile.model import Document
from chattui.clientfile.publicclients import owner_of
from chattui.clientfile.tree import Node
from chattui.secret import Secret

REDIRECTS = ("http://localhost",)


def rebuilt(document: Document) -> tuple[str, bytes] | None:
    """The path and content of a client file, None where the token has no client of the user's."""
    client = _client(document)
    return None if client is None else (beside_token(document.path), _pretty(client))


def _client(document: Document) -> OAuthClient | None:
    root = document.root
    if document.kind not in TOKENS or not document.sound or root is None:
        return None
    client_id, secret = _text(root, "client_id"), _text(root, "client_secret")
    if owner_of(client_id) or not holds_client(client_id, secret):
        return None
    if _text(root, "universe_domain") not in ("", "googleapis.com"):
        return None
    project = _text(root, "project_id")
    if not is_plausible("project_id", project):
        project = ""
    return OAuthClient("installed", client_id, Secret(secret), project, REDIRECTS)


def _text(root: Node, name: str) -> str:
    node = root.find(name)
    return node.text if node is not None else ""


def _pretty(client: OAuthClient) -> bytes:
    import json

    document = json.loads(client_to_json(client).reveal())
    return json.dumps(document, indent=2).encode() + b"\n"
