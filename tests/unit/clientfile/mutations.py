"""Single edits of good files, from a seed: what a slip of the hand or a broken copy leaves."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.unit.clientfile.cases import FIELDS, TOKEN, key

SECRET = str(FIELDS["client_secret"])
ACCESS = "ya29.a0AfH6SMBx7k2Lq9Zc4Vt1Rn8Wd5Ys0Hf3GpQmKjUe"
REFRESH = "1//0gTz5Jd0Xg9Mk4Ue6Ca1Bn8VhwQpLrNsXyWbFd"
_RANDOM = random.Random(20)
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
PEM_LINES = ["".join(_RANDOM.choices(_LETTERS, k=64)) for _ in range(8)]
PEM = "\n".join(["-----BEGIN PRIVATE KEY-----", *PEM_LINES, "-----END PRIVATE KEY-----", ""])
SAVED = TOKEN | {"token": ACCESS, "refresh_token": REFRESH, "client_secret": SECRET}
WEB = {
    "web": FIELDS
    | {
        "redirect_uris": ["http://localhost:8080/", "https://demo.example.com/done"],
        "javascript_origins": ["https://demo.example.com"],
    }
}
SECRETS = [SECRET.removeprefix("GOCSPX-"), ACCESS[5:], REFRESH[3:], *PEM_LINES]

FILES = {
    "installed": json.dumps({"installed": FIELDS}, indent=2),
    "installed, one line": json.dumps({"installed": FIELDS}, separators=(",", ":")),
    "web": json.dumps(WEB, indent=4) + "\n",
    "service account": json.dumps(json.loads(key(private_key=PEM)), indent=2) + "\n",
    "token": json.dumps(SAVED, indent=2),
    "token, one line": json.dumps(SAVED),
}
_INSERTED = [*"\"'{}[],:\\ \n\t/#x7-_=.;\u201c\u200b\x00\uff1a", '""', "{}", "null"]
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|\s+|[^\s"\[\]{},:]+')
_LINE = re.compile(r"[^\n]*\n|[^\n]+$")


@dataclass(frozen=True, slots=True)
class Edit:
    """An edited text, what was done, and the half-open range of characters that it touched."""

    file: str
    what: str
    text: str
    start: int
    end: int

    @property
    def is_json(self) -> bool:
        """Whether strict JSON readers still take the text."""

        def refuse(name: str) -> object:
            raise ValueError(name)

        try:
            json.loads(self.text, parse_constant=refuse)
        except ValueError:
            return False
        return True


def edits(count: int, seed: int) -> Iterator[Edit]:
    """`count` edits of the `FILES`, each of one kind at one place."""
    chance = random.Random(seed)
    names = list(FILES)
    for _ in range(count):
        name = chance.choice(names)
        yield _edit(name, FILES[name], chance)


def _edit(name: str, text: str, chance: random.Random) -> Edit:
    unit = chance.choice(("character", "token", "line"))
    action = chance.choice(("delete", "insert", "swap", "duplicate", "cut"))
    if unit == "character":
        spans = [(at, at + 1) for at in range(len(text))]
    else:
        pattern = _TOKEN if unit == "token" else _LINE
        spans = [match.span() for match in pattern.finditer(text)]
    index = chance.randrange(len(spans))
    left, right = spans[index]
    before, here, after = text[:left], text[left:right], text[right:]
    new = here
    if action == "delete":
        new = ""
    elif action == "insert":
        other = chance.choice(spans)
        new = chance.choice(_INSERTED) if unit == "character" else text[slice(*other)]
        before, after, new = text[:left], text[left:], new
    elif action == "swap" and index + 1 < len(spans):
        following = spans[index + 1]
        new = text[slice(*following)] + here
        after = text[following[1] :]
    elif action == "duplicate":
        new = here + here
    elif action == "cut":
        kind = chance.choice(("end", "start", "middle"))
        action = f"cut {kind}"
        new = ""
        if kind == "end":
            after = ""
        elif kind == "start":
            before = ""
            after = text[left:]
        else:
            after = text[spans[min(len(spans) - 1, index + chance.randrange(1, 12))][1] :]
    return Edit(
        name, f"{action} {unit}", before + new + after, left * bool(before), len(before + new)
    )


def larger_edits(count: int, seed: int) -> Iterator[Edit]:
    """Files of which a stretch was cut out, doubled or moved, or that have three slips at once."""
    chance = random.Random(seed)
    names = list(FILES)
    for _ in range(count):
        name = chance.choice(names)
        text = FILES[name]
        start = chance.randrange(len(text))
        end = min(len(text), start + int(2 ** chance.uniform(0, 10)))
        what = chance.choice(("cut", "double", "move", "slips"))
        if what == "double":
            text = text[:end] + text[start:]
        elif what == "slips":
            for _ in range(3):
                at = chance.randrange(len(text))
                text = text[:at] + chance.choice(_INSERTED) + text[at + chance.randrange(2) :]
        else:
            stretch, text = text[start:end], text[:start] + text[end:]
            at = chance.randrange(len(text) + 1)
            text = text[:at] + (stretch if what == "move" else "") + text[at:]
        yield Edit(name, f"{what} stretch", text, 0, len(text))
