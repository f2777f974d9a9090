"""Cloud Identity's groups.lookup: the id of a Google Group by its address."""

from __future__ import annotations

from typing import Final

from chattui.emulator import invented
from chattui.emulator.call import Call, Method
from chattui.emulator.directory import DOMAIN, GROUPS
from chattui.emulator.errors import ApiError, Json, invalid
from chattui.emulator.scopes import AUTH
from chattui.emulator.services import CLOUD_IDENTITY


def lookup(call: Call) -> Json:
    """``{"name": "groups/ID"}``; 404 for the organization's unknown addresses, 403 for others'."""
    address = call.params.get("groupKey.id", "").strip().lower()
    if not address:
        raise invalid(invented.NO_GROUP_KEY)
    if call.params.get("groupKey.namespace"):
        raise ApiError(403, invented.GROUP_DENIED.format(group=address))
    for group_id, email in GROUPS.items():
        if email == address:
            return {"name": f"groups/{group_id}"}
    if address.partition("@")[2] != DOMAIN:
        raise ApiError(403, invented.GROUP_DENIED.format(group=address))
    raise ApiError(404, invented.GROUP_UNKNOWN.format(group=address))


GROUPS_METHODS: Final = (
    Method(
        "cloudidentity.groups.lookup",
        "GET",
        "/v1/groups:lookup",
        "LookupGroupName",
        (
            AUTH + "cloud-identity.groups.readonly",
            AUTH + "cloud-identity.groups",
            AUTH + "cloud-platform",
        ),
        (),
        lookup,
        query=("groupKey.id", "groupKey.namespace"),
        service=CLOUD_IDENTITY,
    ),
)
