"""Files that are something else."""

from __future__ import annotations

import json

from tests.unit.clientfile.cases.made import CLIENT_ID, GOOD, SECRET, TOKEN, Cases, key

AIZA = "AIza" + "x" * 35

CASES: Cases = {
    "CS040": (
        [
            b"ValueError: Client secrets must be for a web or installed app.",
            b'{"error": "invalid_client", "error_description": "The OAuth client was not found."}',
            b'"Error 400: redirect_uri_mismatch"',
        ],
        [GOOD, b"hello there", b"Here is my file, redirect_uri_mismatch: " + GOOD, b'{"a": 1}'],
    ),
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
    "CS113": (
        [
            f"{AIZA}\n".encode(),
            f'"{AIZA}"'.encode(),
            f"export GOOGLE_API_KEY='{AIZA}'".encode(),
            f"# a comment\nDEBUG=1\nKEY={AIZA}".encode(),
            json.dumps({"apiKey": AIZA, "authDomain": "x"}).encode(),
            json.dumps({"google": {"key": AIZA}}).encode(),
        ],
        [GOOD, b'"AIzaX"', f"client_secret={SECRET}\nKEY={AIZA}".encode(), AIZA.encode() + b"!?"],
    ),
    "CS115": (
        [
            CLIENT_ID.encode(),
            SECRET.encode(),
            f"CLIENT_ID={CLIENT_ID}\nCLIENT_SECRET={SECRET}\n".encode(),
            b"[drive]\ntype = drive\n",
            b"-----BEGIN PRIVATE KEY-----\nMIIE\n",
            b"1//0abcdefghijkl",
        ],
        [GOOD, b"hello there", b"client_id=5", b"ERROR invalid_client"],
    ),
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
