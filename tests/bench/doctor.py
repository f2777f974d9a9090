"""The doctor's own figures: many files, large files, and whether time grows with size alone."""

from __future__ import annotations

import base64
import gc
import json
import time
from collections.abc import Callable
from pathlib import Path

MIB = 1 << 20
FILES = 1_000


def contents(client: str) -> dict[str, Callable[[int], bytes]]:
    """What a large file may hold: each makes about so many bytes of it."""
    fields = json.loads(client)["installed"]
    name = client.replace('"', "'")
    return {
        "a client with a long name": lambda size: client.replace(
            '"bench-123456"', json.dumps("x" * (size - len(client)))
        ).encode(),
        "a client with many fields": lambda size: json.dumps(
            {"installed": fields | {f"field_{n}": n for n in range(size // 25)}}, indent=1
        ).encode(),
        "clients one behind the other": lambda size: (client * (size // len(client))).encode(),
        "numbers": lambda size: ("[" + "12345678," * (size // 9)).encode(),
        "brackets": lambda size: b"[" * size,
        "quotes": lambda size: b'"' * size,
        "backslashes in a text": lambda size: b'"' + b"\\" * (size - 1),
        "single quotes": lambda size: (name * (size // len(name))).encode(),
        "typographic quotes": lambda size: (
            "\u201ca\u201d: \u201cb\u201d, " * (size // 18)
        ).encode(),
        "commas": lambda size: b"{" + b"," * (size - 1),
        "names without values": lambda size: b"{" + b'"a": ' * (size // 5),
        "comments": lambda size: b"{" + b"/* a */ // b\n" * (size // 13),
        "words": lambda size: b"lorem ipsum dolor " * (size // 18),
        "one long word": lambda size: b"GOCSPX-abcdefgh" * (size // 15),
        "base64": lambda size: base64.b64encode(client.encode() * (size * 3 // 4 // len(client))),
        "Latin-1": lambda size: b'{"installed": "' + b"\xe9" * (size - 15),
        "UTF-16": lambda size: (client * (size // 2 // len(client))).encode("utf-16"),
        "empty lines": lambda size: b"\r\n" * (size // 2),
        "markup": lambda size: b"<html>" + b"<p>text</p>" * (size // 11),
    }


def seconds(data: bytes) -> float:
    """Of the processor, for a diagnosis and its report, with the garbage of the command."""
    from chattui.cli.doctor import GARBAGE
    from chattui.clientfile import diagnose_bytes, text_report

    before = gc.get_threshold()
    gc.set_threshold(GARBAGE)
    try:
        start = time.process_time()
        text_report(diagnose_bytes(data, "bench.json"), color=False)
        return time.process_time() - start
    finally:
        gc.set_threshold(*before)


def many_files(folder: Path, client: str) -> list[str]:
    """A thousand files, three of four with something to say about them."""
    variants = [
        client,
        client.replace('"]}', '"],}'),
        client.replace("oauth2.googleapis.com", "oauth2.example.com"),
        json.dumps(json.loads(client), indent=2).replace("GOCSPX-", "YOUR_CLIENT_SECRET"),
    ]
    paths = []
    for number in range(FILES):
        path = folder / f"client_{number}.json"
        path.touch(mode=0o600)
        path.write_text(variants[number % len(variants)])
        paths.append(str(path))
    return paths
