"""A client file from a saved token, which holds the id and the secret of the client."""

from __future__ import annotations

import os

from chattui.clientfile.client import OAuthClient, client_to_json
from chattui.clientfile.diagnosis import examine
from chattui.clientfile.mending import Mending
from chattui.clientfile.model import Diagnosis, Document, Kind
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


def rebuild(diagnosis: Diagnosis) -> Mending | None:
    """A client file beside the saved token, None where the token has no sound client in it."""
    from chattui.clientfile.mending.course import changes_in_words

    document = diagnosis.document
    client = _client(document)
    if client is None:
        return None
    data = _pretty(client)
    custody = document.custody
    narrow = any(finding.code == "CS502" for finding in diagnosis.findings)
    mended = examine(
        data,
        name_beside(document.path),
        custody=custody._replace(mode=0o600) if custody is not None else None,
    )
    if not mended.usable:
        return None
    return Mending(
        diagnosis=diagnosis,
        mended=mended,
        data=data,
        changes=changes_in_words(["rebuilt", "mode"] if narrow else ["rebuilt"]),
        dropped=(),
        rebuilt=True,
    )


def name_beside(path: str, number: int = 1) -> str:
    """Where the client file of a token at `path` goes; `number` is for names that are taken."""
    folder, name = os.path.split(path)
    stem = os.path.splitext(name)[0].strip(".-")[:200]
    parts = ["client_secret", stem] if stem else ["client_secret"]
    again = f"-{number}" if number > 1 else ""
    return os.path.join(folder, "_".join(parts) + again + ".json")


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
