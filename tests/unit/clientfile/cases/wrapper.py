"""The top of the file."""

from __future__ import annotations

import json

from tests.unit.clientfile.cases.made import FIELDS, GOOD, Cases, client, key, web

CASES: Cases = {
    "CS101": ([b"[" + GOOD + b"]", b"null", b'"x"', b"5", b"[]"], [GOOD]),
    "CS102": (
        [
            b"{}",
            client("other"),
            b'{"a": 1}',
            b'{"google": ' + GOOD + b"}",
            b'{"key": ' + key() + b"}",
        ],
        [GOOD, web()],
    ),
    "CS103": ([json.dumps(FIELDS).encode(), b'{"client_id": "x"}'], [GOOD, key()]),
    "CS104": ([GOOD[:-1] + b", " + web()[1:]], [GOOD, web()]),
    "CS105": ([GOOD[:-1] + b', "token": "ya29.x"}'], [GOOD]),
    "CS106": ([client("Installed"), client("WEB")], [GOOD, web()]),
    "CS107": (
        [
            b'{"installed": null}',
            b'{"web": "{}"}',
            b'{"web": []}',
            b'{"web": {}}',
            b'{"web": {"port": 80}}',
        ],
        [GOOD, b'{"web": {"clientId": "x"}}', b'{"installed": 1, "type": "authorized_user"}'],
    ),
}
