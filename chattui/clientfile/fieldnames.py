"""Names of members that are nearly those of a client file, and which one each is meant to be.

Imported only where a name is met that Google's own files do not have.
"""

from __future__ import annotations

from functools import cache, lru_cache

from chattui.clientfile.tree import Node

MOST = 200
"""How many members of an object are looked at for other names, so that a huge one takes no time."""

FIELDS = (
    "client_id",
    "client_secret",
    "project_id",
    "auth_uri",
    "token_uri",
    "auth_provider_x509_cert_url",
    "redirect_uris",
    "javascript_origins",
)
"""The names in the files that Google's console gives."""

OTHER_FIELDS = frozenset(
    {
        "client_email",
        "client_x509_cert_url",
        "device_authorization_endpoint",
        "login_hint",
        "revoke_uri",
        "scope",
        "scopes",
        "token_info_uri",
        "type",
        "universe_domain",
        "user_agent",
    }
)
"""Names that older files, and programs of their own, have beside them: none is a slip."""

_ALSO = {
    "applicationid": "client_id",
    "appid": "client_id",
    "appsecret": "client_secret",
    "authendpoint": "auth_uri",
    "authorizationendpoint": "auth_uri",
    "authorizationuri": "auth_uri",
    "authorizationurl": "auth_uri",
    "authurl": "auth_uri",
    "certurl": "auth_provider_x509_cert_url",
    "consumerkey": "client_id",
    "consumersecret": "client_secret",
    "googleclientid": "client_id",
    "googleclientsecret": "client_secret",
    "oauthclientid": "client_id",
    "oauthclientsecret": "client_secret",
    "project": "project_id",
    "redirecturi": "redirect_uris",
    "redirecturl": "redirect_uris",
    "redirecturls": "redirect_uris",
    "secret": "client_secret",
    "tokenendpoint": "token_uri",
    "tokenurl": "token_uri",
}
"""What other programs call the same, without the marks between the words."""


def plain(name: str) -> str:
    """`name` in lower case, with neither space nor marks, and letters that look alike replaced."""
    if not name.isascii():
        from chattui.clientfile.lookalikes import in_ascii

        name = in_ascii(name)
    return "".join(char for char in name.lower() if char.isalnum())


_plain_known = cache(plain)
"""`plain` of the few names that every other is compared with."""


@lru_cache(1024)
def meant(name: str) -> str:
    """The field of a client file that `name` is meant to be; empty where it is a name of its own.

    The field itself where `name` is one.
    """
    if name in FIELDS or name in OTHER_FIELDS or len(name) > 40:
        return name if name in FIELDS else ""
    bare = plain(name)
    for field in FIELDS:
        if _plain_known(field) == bare:
            return field
    if bare in _ALSO:
        return _ALSO[bare]
    if len(bare) < 7 or any(_plain_known(field) == bare for field in OTHER_FIELDS):
        return ""
    return next((field for field in FIELDS if _one_slip(bare, _plain_known(field))), "")


def _one_slip(text: str, goal: str) -> bool:
    """Whether one letter too many, too few, changed or swapped with the next leads to `goal`."""
    if abs(len(text) - len(goal)) > 1:
        return False
    start = 0
    while start < min(len(text), len(goal)) and text[start] == goal[start]:
        start += 1
    left, right = text[start:], goal[start:]
    return (
        left[1:] == right[1:]
        or left[1:] == right
        or left == right[1:]
        or (left[:2] == right[1::-1] and left[2:] == right[2:])
    )


def alias_of(fields: Node, field: str) -> Node | None:
    """The name under which `fields` has `field`, where it does not have it under its own."""
    if any(key.text == field for key, _ in fields.members):
        return None
    for key, value in fields.members[:MOST]:
        if (value.value is not None or value.items) and meant(key.text) == field:
            return key
    return None
