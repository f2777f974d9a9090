"""Google groups by their address, from the Cloud Identity API (discovery cloudidentity v1)."""

from __future__ import annotations

import re
from typing import Final

from chattui.chat.addresses import why_not_address
from chattui.chat.events import Tell, tell_nobody
from chattui.chat.retry import Patience
from chattui.net import Client, TokenSource
from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t
from chattui.workspace.answers import Api, Caller

GROUPS: Final = Api(
    "groups",
    "Cloud Identity API",
    "cloud-identity.groups.readonly",
    "https://console.cloud.google.com/apis/library/cloudidentity.googleapis.com",
)

_NAME = re.compile(r"groups/[A-Za-z0-9_-]{1,128}")


async def group_id(
    client: Client,
    tokens: TokenSource,
    address: str,
    *,
    patience: Patience | None = None,
    tell: Tell = tell_nobody,
) -> str:
    """``groups/ID`` of the Google group with this address, as the Chat API wants it.

    Raises ProblemError: ``groups.bad_address``, ``groups.unknown``, ``groups.scope_missing``,
    ``groups.api_disabled`` and others.
    """
    if reason := why_not_address(address):
        shown = safe_text(address, limit=120)
        raise ProblemError(
            Problem(
                "groups.bad_address",
                t("“{address}” cannot be the address of a group.", address=shown),
                reason,
                t("Correct it or leave it out."),
                exit=Exit.USAGE,
            )
        )
    reader = Caller(GROUPS, client, tokens, patience or Patience(), tell)
    url = f"{client.endpoints.cloud_identity}/v1/groups:lookup"
    try:
        name = (await reader.get(url, [("groupKey.id", address)])).get("name")
    except ProblemError as error:
        if error.problem.code == "groups.refused":
            raise ProblemError(unknown_group(address, error.problem.cause)) from None
        raise
    if isinstance(name, str) and _NAME.fullmatch(name):
        return name
    raise ProblemError(unknown_group(address))


def unknown_group(address: str, cause: str = "") -> Problem:
    """Google shows this account no group of this address (already checked)."""
    return Problem(
        "groups.unknown",
        t("Google knows no group {address} that this account may see.", address=address),
        cause or t("The address is a person's, or the group is hidden from those outside of it."),
        t("Check the spelling; for a person, leave out that it is a group."),
    )
