"""What is not JSON, and names that stand twice."""

from __future__ import annotations

import json

from tests.unit.clientfile.cases.made import GOOD, TEXT, Case, Cases, client

PRETTY = json.dumps(json.loads(GOOD), indent=2)

CASES: Cases = {
    "CS011": ([GOOD[:-1] + b",}", b'{"a": [1,,2]}', b"[1,]"], [GOOD]),
    "CS012": ([b'{"a": 1 "b": 2}', b'{"a": "x"y"}', b"[1 2]"], [GOOD]),
    "CS013": ([TEXT.replace('"', "'").encode()], [GOOD, client(project_id="it's")]),
    "CS014": (
        [TEXT.replace('"', "\u201c").encode(), "{\u00aba\u00bb: 1}".encode()],
        [GOOD],
    ),
    "CS015": ([TEXT.replace('"installed"', "installed").encode(), b"{1: 2}"], [GOOD]),
    "CS016": ([b'{"a": True}', b'{"a": None}'], [b'{"a": true, "b": null}']),
    "CS017": ([b'{"a": NaN}', b'{"a": -Infinity}'], [b'{"a": 1e5}']),
    "CS018": ([b'{} // "', b"# x\n{}", b'{"a": /* b */ 1}', b"{} /* c"], [GOOD]),
    "CS019": (
        [TEXT.replace("GOCSPX-", "GOCSPX-\n").encode(), TEXT.replace("demo", "de\tmo").encode()],
        [GOOD, client(project_id="de\nmo")],
    ),
    "CS020": ([GOOD[:-1], GOOD[:90], b'{"a": ["b', b"["], [GOOD]),
    "CS021": ([b"Here: " + GOOD, GOOD + b" bye", GOOD + GOOD, GOOD + b"}"], [GOOD + b"\n"]),
    "CS022": ([b'{"a": "\\x41"}', b'{"a": "\\u12"}'], [b'{"a": "\\u0041\\n\\/"}']),
    "CS023": ([b'{"a": 01}', b'{"a": +1}', b'{"a": 1.}'], [b'{"a": -0.5e-3}']),
    "CS024": (
        [
            b'{"a": [1}',
            b'[{"a": 1]',
            b'{"a": 1}, "b": 2}',
            b"]",
            PRETTY.replace('"installed": {', '"installed": {\n  "installed": {').encode(),
            PRETTY.replace('  "installed": {\n', "").encode(),
            PRETTY.replace("[", "[[").encode(),
        ],
        [GOOD, PRETTY.encode()],
    ),
    "CS025": ([b'{"a" 1}'], [GOOD]),
    "CS026": ([b'{"a": }', b'{"a":, "b": 1}', b'{"a"}'], [GOOD]),
    "CS027": ([b"[" * 65, b"[" * 100_000], [b"[" * 64 + b"]" * 64]),
    "CS028": ([b'{"a": ;}', b'{"a": "b,\n "c": 1}', b"{:1}"], [GOOD]),
    "CS029": (["{\u00a0}".encode(), "\u200b{}".encode()], [client(project_id="a\u00a0b")]),
    "CS030": (
        [
            TEXT.replace('"project_id"', '"client_secret": "x", "project_id"').encode(),
            b'{"a": 1, "a": true}',
        ],
        [GOOD, b'{"x": {"a": 1, "a": 2}}', b'{"a": [1], "a": [1], "a": [1]}'],
    ),
    "CS031": (
        [TEXT.replace('"project_id"', '"project_id": "demo-project-1", "project_id"').encode()],
        [GOOD],
    ),
    "CS032": (
        [
            TEXT.replace('"GOCSPX', "GOCSPX").encode(),
            TEXT.replace('"client_id"', 'client_id"').encode(),
            TEXT.replace('"https', "https").encode(),
            b'{"a": 12-3", "b": [x"]}',
        ],
        [GOOD, b'{"a": b"c"}', b'{"a": b, "c": 1}'],
    ),
    "CS033": (
        [
            json.dumps(TEXT).encode(),
            json.dumps(json.dumps(TEXT)).encode(),
            json.dumps(TEXT)[1:-1].encode(),
            json.dumps(TEXT)[:200].encode(),
        ],
        [GOOD, b'"text"', b'{\\"a": "b"}'],
    ),
    "CS034": (
        [
            TEXT.replace(":", "\uff1a").encode(),
            TEXT.replace(",", "\uff0c").encode(),
            TEXT.replace("{", "\uff5b").replace("}", "\uff5d").encode(),
            TEXT.replace('"client_secret":', '"client_secret" =').encode(),
            TEXT.replace('"client_secret":', '"client_secret" =>').encode(),
            TEXT.replace('", "', '"; "').encode(),
        ],
        [GOOD, client(project_id="a\uff1ab\uff0c")],
    ),
    "CS035": (
        [
            TEXT[1:].encode(),
            TEXT[1:-1].encode(),
            PRETTY[PRETTY.index("demo-") :].encode(),
        ],
        [GOOD, TEXT[:-1].encode()],
    ),
    "CS036": (
        [Case(b"[" + b"1,," * 6_000), Case(b"{" + b"a:1," * 6_000)],
        [GOOD, Case(b"[" + b"1,," * 4_000 + b"1]")],
    ),
}
