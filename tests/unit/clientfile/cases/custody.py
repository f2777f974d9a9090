"""How a file is kept."""

from __future__ import annotations

import json
from typing import Any

from chattui.clientfile.model import Custody
from tests.unit.clientfile.cases.made import CLIENT_ID, GOOD, SECRET, Case, Cases, key

_POOL = {"type": "external_account", "audience": "//iam.googleapis.com/x", "credential_source": {}}
POOL = json.dumps(_POOL).encode()
"""A file of workload identity federation, which holds no secret."""
POOL_WITH_SECRET = json.dumps(
    _POOL | {"type": "external_account_authorized_user", "client_secret": SECRET}
).encode()
TOKEN = json.dumps(
    {"refresh_token": "1//0abc", "client_id": CLIENT_ID, "client_secret": SECRET}
).encode()
KEPT = Custody(0o600)


def _kept(data: bytes = GOOD, **how: Any) -> Case:
    return Case(data, custody=KEPT._replace(**how))


_OPEN: dict[str, Any] = {"git": "open", "work_tree": "/src/app"}
_TRACKED = _OPEN | {"git": "tracked"}
_EXPOSED: dict[str, Any] = {"exposed_folder": "/srv/keys"}

CASES: Cases = {
    "CS501": (
        [_kept(owner="mallory"), _kept(key(), mode=0o644, owner="\x1b[31m")],
        [_kept(), _kept(b"{}", owner="mallory"), GOOD],
    ),
    "CS502": (
        [
            Case(GOOD, 0o644),
            Case(key(), 0o620),
            Case(GOOD, 0o606),
            Case(GOOD, 0o602),
            _kept(mode=0o644, settable=False),
            _kept(mode=0o660, acl=4),
            _kept(mode=0o660, acl=2),
            _kept(mode=0o664, acl=0),
            _kept(POOL_WITH_SECRET, mode=0o644),
        ],
        [
            Case(GOOD, 0o600),
            Case(GOOD, 0o711),
            Case(b"{}", 0o644),
            _kept(mode=0o660, acl=0),
            _kept(mode=0o644, owner="mallory"),
            _kept(POOL, mode=0o644),
        ],
    ),
    "CS503": (
        [_kept(**_OPEN), _kept(**_TRACKED), _kept(key(), **_TRACKED), _kept(TOKEN, **_TRACKED)],
        [_kept(), _kept(work_tree="/src/app"), _kept(b"", **_OPEN)],
    ),
    "CS504": (
        [_kept(synced="Dropbox", synced_folder="/home/ada/Dropbox")],
        [_kept(), _kept(b"<html>", synced="Dropbox", synced_folder="/home/ada/Dropbox")],
    ),
    "CS505": (
        [
            _kept(exposed="everyone", **_EXPOSED),
            _kept(exposed="group", exposed_to="staff", **_EXPOSED),
            _kept(exposed="owner", exposed_to="mallory", **_EXPOSED),
            _kept(exposed="owner", exposed_to="mallory", owner="grace", **_EXPOSED),
            _kept(exposed="web", **_EXPOSED),
        ],
        [
            _kept(),
            _kept(exposed="owner", exposed_to="mallory", owner="mallory", **_EXPOSED),
            _kept(b"\x00\x01\x02", exposed="everyone", **_EXPOSED),
        ],
    ),
    "CS506": (
        [_kept(link="/home/ada/x.json"), _kept(link="/mnt/\n/x", link_leaves_home=True)],
        [_kept(), _kept(b"{}", link="/home/ada/x.json")],
    ),
}
