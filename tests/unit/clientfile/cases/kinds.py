"""Files that are something else."""

from __future__ import annotations

import json

from tests.unit.clientfile.cases.made import GOOD, TOKEN, Cases, key

CASES: Cases = {
    "CS110": ([key()], [GOOD]),
    "CS111": (
        [b'{"type": "external_account"}', b'{"type": "impersonated_service_account"}'],
        [GOOD, key()],
    ),
    "CS112": (
        [
            b'{"project_info": {}, "client": []}',
            b'<?xml version="1.0"?><plist><dict><key>CLIENT_ID</key></dict></plist>',
            b"<plist><dict><key>GOOGLE_APP_ID</key></dict></plist>",
        ],
        [GOOD, b"<html></html>"],
    ),
    "CS113": ([b"AIza" + b"x" * 35 + b"\n", b'"AIza' + b"x" * 35 + b'"'], [GOOD, b'"AIzaX"']),
    "CS114": ([b"<!DOCTYPE html><html></html>", b"\n <html>"], [GOOD]),
    "CS214": (
        [
            json.dumps(TOKEN).encode(),
            b'{"_module": "oauth2client.client", "_class": "OAuth2Credentials"}',
            b'{"access_token": "ya29", "expiry_date": 1}',
            b'{"access_token": "ya29", "expiry": "2026"}',
            b'{"access_token": "ya29", "expires_in": 1}',
            b'{"access_token": "ya29"}',
            b'{"type": "authorized_user", "refresh_token": "1//x"}',
            b'{"refresh_token": "1//x", "client_id": "x"}',
            b"\xac\xed\x00\x05sr",
        ],
        [GOOD],
    ),
}
