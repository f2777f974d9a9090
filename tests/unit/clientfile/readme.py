"""python -m tests.unit.clientfile.readme: write the doctor's tables in the README anew.

The table of peers needs the corpora, and stays as it is where CHATTUI_CORPORA is not set.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

from chattui.clientfile import Diagnosis, diagnose_bytes
from chattui.clientfile.mending import MENDABLE
from chattui.clientfile.rules import RULES

README = Path(__file__).parents[3] / "README.md"
CORPORA = os.environ.get("CHATTUI_CORPORA", "")

PEERS = ("GAM7", "gcloud", "google-oauthlib-tool", "oauth2l", "gws", "gog")
"""Who was measured in November 2026: the first four were run, the last two read."""

SOUND = frozenset({"01", "02"})
"""The files with nothing wrong in them."""

LETTERS: dict[str, tuple[str, str]] = {
    "01": ("sound, desktop app", ""),
    "02": ("sound, web client with a localhost redirect", "G N A A G A"),
    "03": ("web client without a loopback redirect", "G N A A G A"),
    "04": ("service-account key", "G G T G G G"),
    "05": ("saved sign-in of gcloud", "G G T a G G"),
    "06": ("empty", "N J T G G P"),
    "07": ("HTML sign-in page", "P J T P G P"),
    "08": ("cut off", "P J T P G P"),
    "09": ("UTF-8 with a byte order mark", "a J T P G P"),
    "10": ("UTF-16", "P T T P G P"),
    "11": ("inner object only", "G G T G G G"),
    "12": ("both `installed` and `web`", "A G A A A A"),
    "13": ("no `client_secret`", "N A A A G G"),
    "14": ("no `auth_uri`, no `token_uri`", "a T T A G a"),
    "15": ("no `redirect_uris`", "a a a G a a"),
    "16": ("`YOUR_CLIENT_ID`", "A A A A A A"),
    "17": ("trailing comma", "P J T P G P"),
    "18": ("inside a list", "G L T P G P"),
    "19": ("smart quotes", "P J T P G P"),
    "20": ("white space in id and secret", "A A A A A A"),
    "21": ("somebody else's `auth_uri`", "a A A A a a"),
    "22": ("saved token", "G G T G G G"),
    "23": ("`client_id` is a number", "A A A G G P"),
    "24": ("id and secret swapped", "A A A A A A"),
}
"""By the number of the file: what is the matter with it, and what each peer does."""

LEGEND = (
    'A: accepts it in silence. a: the same, without harm. N: names the cause. J: "not valid'
    " JSON\". P: the JSON parser's words. G: something general or misleading. T: a traceback."
    " L: prints the secret. †: can be used all the same."
)


def rules_table() -> str:
    """Every rule, from the registry."""
    rows = ["| code | | what it finds | `--fix` |", "|---|---|---|---|"]
    for code in sorted(RULES):
        title = RULES[code].title.strip().replace("|", "\\|")
        mends = "●" if code in MENDABLE else ""
        rows.append(f"| {code} | {RULES[code].severity} | {title} | {mends} |")
    return "\n".join(rows) + "\n"


def peers_table(folder: Path) -> str:
    """The numbered files of the corpora, with what the peers and the doctor make of them."""
    rows = [
        "| file | " + " | ".join(PEERS) + " | chattui |",
        "|---" * (len(PEERS) + 2) + "|",
    ]
    taken = [0] * (len(PEERS) + 1)
    for number, (what, letters) in LETTERS.items():
        (path,) = folder.glob(f"{number}_*")
        found = diagnose_bytes(path.read_bytes(), path.name)
        cells = [*(letters.split() or [""] * len(PEERS)), letter_of(found)]
        if number not in SOUND:
            taken = [n + (c in ("A", "a")) for n, c in zip(taken, cells, strict=True)]
        rows.append(f"| {number} {what} | " + " | ".join(cells) + " |")
    wrong = len(LETTERS) - len(SOUND)
    counts = " | ".join(map(str, taken))
    rows.append(f"| accepted in silence, of the {wrong} that are not sound | {counts} |")
    return "\n".join(rows) + f"\n\n{LEGEND}\n"


def letter_of(found: Diagnosis) -> str:
    """What the doctor does with a file, in the same letters."""
    if not found.findings:
        return "A"
    wanted = [f.code for f in found.findings if found.usable or f.severity == "error"]
    codes = ", ".join(dict.fromkeys(wanted))
    return f"N {codes}" + (" †" if found.usable else "")


def generated(text: str) -> str:
    """The README with the doctor's tables made anew."""
    text = _replaced(text, "rules", rules_table)
    if CORPORA:
        text = _replaced(text, "peers", lambda: peers_table(Path(CORPORA, "client_files")))
    return text


def _replaced(text: str, name: str, make: Callable[[], str]) -> str:
    part = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
    found, count = part.subn(lambda match: match[1] + make() + match[2], text)
    if count != 1:
        raise ValueError(f"the README has {count} tables of {name}")
    return found


if __name__ == "__main__":
    README.write_text(generated(README.read_text(encoding="utf-8")), encoding="utf-8")
