"""A client file from a saved token, which holds the id and the secret of the client."""

from __future__ import annotations

from chattui.clientfile.client import OAuthClient, client_to_json
from chattui.clientfile.mending.naming import beside_token
from chattui.clientfile.model import Document, Kind
from chattui.clientfile.tree import Node
from chattui.secret import Secret

TOKENS = frozenset(
    {
        *(Kind.AUTHORIZED_USER, Kind.GOOGLE_AUTH_TOKEN, Kind.GO_TOKEN, Kind.NODE_TOKEN),
        *(Kind.OAUTH2CLIENT_TOKEN, Kind.TOKEN_RESPONSE),
    }
)
TOOLS = frozenset(
    {
        "764086051850-6qr4p6gpi6hn506pt8ejuq83di341hur.apps.googleusercontent.com",  # gcloud, ADC
        "32555940559.apps.googleusercontent.com",  # gcloud itself
    }
)
"""Clients that belong to programs of others, so that signing in with them is not for chattui."""

REDIRECTS = ("http://localhost",)


def rebuilt(document: Document) -> tuple[str, bytes] | None:
    """The path and content of a client file, None where the token has no client of the user's."""
    client = _client(document)
    return None if client is None else (beside_token(document.path), _pretty(client))


def _client(document: Document) -> OAuthClient | None:
    root = document.root
    if document.kind not in TOKENS or not document.sound or root is None:
        return None
    universe = _text(root, "universe_domain")
    client_id, secret = _text(root, "client_id"), _text(root, "client_secret")
    if client_id in TOOLS or not client_id or not secret or universe not in ("", "googleapis.com"):
        return None
    project = _text(root, "project_id")
    return OAuthClient("installed", client_id, Secret(secret), project, REDIRECTS)


def _text(root: Node, name: str) -> str:
    node = root.find(name)
    return node.text if node is not None else ""


def _pretty(client: OAuthClient) -> bytes:
    import json

    document = json.loads(client_to_json(client).reveal())
    return json.dumps(document, indent=2).encode() + b"\n"
