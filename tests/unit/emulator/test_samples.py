"""What the demo shows."""

from __future__ import annotations

import json
from collections import Counter

from chattui.emulator import Emulator
from chattui.emulator.samples import HOSTILE_NAME
from chattui.emulator.scopes import AUTH
from tests.unit.emulator.conftest import Google

ORGANIZATION = 'customer = "customers/my_customer" AND space_type = "SPACE"'


def test_ada_has_about_forty_spaces_of_every_kind() -> None:
    with Emulator(samples=True) as emulator:
        google = Google(emulator.base_url)
        ada = google.user()
        spaces = ada.get("spaces")["spaces"]
        kinds = Counter(space["spaceType"] for space in spaces)
        assert 38 <= len(spaces) <= 44
        assert all(kinds[kind] >= 5 for kind in ("SPACE", "GROUP_CHAT", "DIRECT_MESSAGE"))
        assert any(space.get("externalUserAllowed") for space in spaces)
        assert any(space.get("singleUserBotDm") for space in spaces)
        assert len({space["lastActiveTime"] for space in spaces}) > 30
        assert HOSTILE_NAME in [space.get("displayName") for space in spaces]
        roles = {
            membership["role"]
            for space in spaces[:3]
            for membership in ada.get(f"{space['name']}/members")["memberships"]
            if membership["member"]["email"] == "ada@example.com"
        }
        assert roles == {"ROLE_MANAGER", "ROLE_MEMBER", "ROLE_ASSISTANT_MANAGER"}
        ada.setup(displayName="One more")
        assert len(ada.get("spaces")["spaces"]) == len(spaces) + 1
        # A device code for the sample client, which is a desktop one, and for Chat.
        client = json.loads(emulator.client_file(google=True))["installed"]["client_id"]
        form = {"client_id": client, "scope": f"openid {AUTH}chat.spaces {AUTH}chat.memberships"}
        assert google.http.post("/device/code", data=form).json()["user_code"]
        admin = google.user("ada@example.com", "chat.admin.spaces", "chat.admin.memberships")
        query = f'{ORGANIZATION} AND external_user_allowed = "true"'
        found = admin.get("spaces:search", query=query, useAdminAccess="true")["spaces"]
        names = {one["displayName"]: one["name"] for one in found}
        assert names.keys() == {"Partners", "Vendor invoices", "Night shift"}
        asked = {"filter": 'member.type = "HUMAN"', "useAdminAccess": "true"}
        members = admin.get(f"{names['Night shift']}/members", **asked)["memberships"]
        assert {one["role"] for one in members} == {"ROLE_MEMBER"}
        google.http.close()
