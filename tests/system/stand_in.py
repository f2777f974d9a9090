"""How a program for Apps Script is run: by the stand-in beside this module, in Node.js."""

from __future__ import annotations

import json
import re
from pathlib import Path

import googleapiclient

from chattui.emulator import Emulator

_STAND_IN = Path(__file__).parent / "apps_script" / "stand_in.mjs"
_DOCUMENTS = Path(googleapiclient.__file__).parent / "discovery_cache" / "documents"
_VERSIONS = {"chat": "v1", "calendar": "v3", "sheets": "v4", "gmail": "v1"}


def stand_in(folder: Path, emulator: Emulator) -> list[str]:
    """The command that runs ``Code.gs`` and ``appsscript.json`` in `folder`."""
    options = {
        "folder": str(folder),
        "emulator": emulator.base_url,
        "client": json.loads(emulator.client_file(google=True)),
        "documents": {api: str(_DOCUMENTS / f"{api}.{v}.json") for api, v in _VERSIONS.items()},
        "properties": {"SERVICE_ACCOUNT_KEY": emulator.key_file(google=True)},
    }
    return ["node", str(_STAND_IN), json.dumps(options)]


def manifest_in(text: str) -> str:
    """``appsscript.json`` as it stands in a program's head, for whoever has the program alone."""
    found = re.search(r"^// appsscript\.json:\n//\n((?://   .*\n)+)", text, re.MULTILINE)
    assert found
    return found[1].replace("//   ", "")
