"""A saved sign-in in the fields of a JSON file, under the names that each program gives them.

Sources: google-auth's ``Credentials.to_json`` and ``from_authorized_user_info``
(google/oauth2/credentials.py), oauth2client's ``OAuth2Credentials.to_json``, gcloud's
``ToJsonGoogleAuth`` (googlecloudsdk/core/credentials/creds.py), gws's ``handle_login``
(src/auth_commands.rs), gog's ``AuthTokensExportCmd`` (internal/cmd/auth_tokens.go) and GAM's
``writeClientCredentials`` (src/gam), whose ``client_id`` may lack its ending and whose
``decoded_id_token`` names the address. Other programs write the same in camel case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chattui.clientfile.fieldnames import plain
from chattui.clientfile.kinds import TOKENS
from chattui.clientfile.model import Kind
from chattui.clientfile.rules.endpoints import KNOWN
from chattui.clientfile.tree import ARRAY, OBJECT, STRING, Node
from chattui.clientfile.values import ENDING
from chattui.oauth import foreign_problems as problems
from chattui.oauth.answer_fields import scopes_in, text_in
from chattui.oauth.foreign_files import ForeignGrant, Place
from chattui.oauth.identity import address_in
from chattui.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chattui.clientfile.model import Diagnosis
    from chattui.problem import Problem

GAM_TOKEN = "gam_token"  # noqa: S105 a kind, not a token
GOG_EXPORT = "gog_export"

_MOST = 200
"""How many members or items of one object or list are looked at."""
_DEPTH = 3
"""How deep a sign-in lies: oauth2client's store of many accounts has ``data[0].credential``."""
_LOOPBACK = ("http://127.0.0.1:", "http://localhost:")


def read_fields(diagnosis: Diagnosis, place: Place) -> ForeignGrant:
    """The sign-in in a file that the doctor has read, or why there is none that can be used."""
    document = diagnosis.document
    if document.root is None or document.root.kind != OBJECT or not document.sound:
        return ForeignGrant(diagnosis.kind, problem=problems.not_a_sign_in(diagnosis))
    nodes = list(_objects(document.root))
    holders = [node for node in nodes if _text(node, "refresh_token")]
    if not holders:
        return ForeignGrant(diagnosis.kind, problem=problems.not_a_sign_in(diagnosis))
    # What stands inside the shallowest is part of it, as the answer that a token came with.
    inside = {id(node) for node in _objects(holders[0])}
    others = {_text(node, "refresh_token") for node in holders if id(node) not in inside}
    if others - {_text(holders[0], "refresh_token")}:
        return ForeignGrant(diagnosis.kind, problem=problems.several())
    return _read(diagnosis.kind, holders[0], nodes, place)


def _read(kind: str, holder: Node, nodes: list[Node], place: Place) -> ForeignGrant:
    clients = (n for n in (holder, *nodes) if _text(n, "client_id") and _text(n, "client_secret"))
    client = next(clients, holder)
    refresh = text_in({"token": _text(holder, "refresh_token").strip()}, "token")
    problem: Problem | None = None
    if " " in refresh or not refresh:
        problem = problems.damaged_token()
    elif elsewhere := _elsewhere(holder) or _elsewhere(client):
        problem = problems.elsewhere(elsewhere)
    return ForeignGrant(
        _kind(kind, holder),
        _client_id(client),
        Secret(_text(client, "client_secret").strip()),
        Secret(refresh),
        _address(holder),
        _scopes(holder),
        problem,
        place,
        client_name=_text(holder, "client"),
    )


def _kind(kind: str, holder: Node) -> str:
    if _find(holder, "decoded_id_token") is not None or _find(holder, "id_token_jwt") is not None:
        return GAM_TOKEN
    if _text(holder, "email") and not _text(holder, "client_id"):
        return GOG_EXPORT
    return kind if kind in TOKENS else Kind.AUTHORIZED_USER


def _client_id(client: Node) -> str:
    """The id; GAM chops its ending off, "to keep things short for the Auth URL"."""
    text = _text(client, "client_id").strip()
    bare = text.partition("-")[0]
    return text + ENDING if bare.isascii() and bare.isdecimal() and "." not in text else text


def _objects(root: Node) -> Iterator[Node]:
    """The objects of a file, the outer ones first."""
    level = [root]
    for _ in range(_DEPTH + 1):
        yield from (node for node in level if node.kind == OBJECT)
        level = [child for node in level for child in _children(node)][: _MOST * _DEPTH]


def _children(node: Node) -> list[Node]:
    if node.kind == ARRAY:
        return node.items[:_MOST]
    return [value for _, value in node.members[:_MOST]]


def _find(node: Node, name: str) -> Node | None:
    """The member called `name`, in whichever case and with whichever marks; the last one wins."""
    exact = node.find(name)
    if exact is not None:
        return exact
    bare = plain(name)
    for key, value in reversed(node.members[:_MOST]):
        if len(key.text) <= len(name) and plain(key.text) == bare:
            return value
    return None


def _text(node: Node, name: str) -> str:
    found = _find(node, name)
    return found.text if found is not None and found.kind == STRING else ""


def _address(holder: Node) -> str:
    inner = (_find(holder, name) for name in ("decoded_id_token", "id_token"))
    nodes = [holder, *(node for node in inner if node is not None and node.kind == OBJECT)]
    found = (address_in(_text(node, name)) for name in ("email", "account") for node in nodes)
    return next(filter(None, found), "")


def _scopes(holder: Node) -> tuple[str, ...]:
    node = _find(holder, "scopes") or _find(holder, "scope")
    if node is None:
        return ()
    texts = [item.text for item in node.items[:_MOST]] if node.kind == ARRAY else [node.text]
    return scopes_in({"scope": " ".join(texts)}, ())


def _elsewhere(node: Node) -> str:
    """The address or domain that the sign-in belongs to, where that is not Google's own."""
    address = _text(node, "token_uri").strip()
    if address and address not in KNOWN["token_uri"] and not address.startswith(_LOOPBACK):
        from chattui.clientfile.addresses import foreign

        if foreign(address) is not None:
            return address
    universe = _text(node, "universe_domain").strip()
    return universe if universe not in ("", "googleapis.com") else ""
