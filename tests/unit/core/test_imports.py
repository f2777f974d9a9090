"""Light commands stay light: what a headless command and the first screen import."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = (
    "textual", "rich", "google", "google_auth_oauthlib", "requests", "httpx", "keyring",
    "cryptography", "asyncio", "starlette", "uvicorn",
)  # fmt: skip

PROGRAM = """
import json, sys
from chattui.cli import main
status = main(sys.argv[1:])
sys.stderr.write(json.dumps({"status": status, "modules": sorted(sys.modules)}))
"""


def modules_after(*arguments: str) -> tuple[int, set[str]]:
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments], capture_output=True, text=True, check=True
    )
    told = json.loads(ran.stderr.splitlines()[-1])
    return told["status"], set(told["modules"])


@pytest.mark.parametrize("heavy", HEAVY)
def test_version_imports_nothing_heavy(heavy: str) -> None:
    status, modules = modules_after("--version")
    assert status == 0
    assert heavy not in modules


def test_version_comes_before_argparse_and_metadata() -> None:
    _, modules = modules_after("--version")
    assert not modules & {"argparse", "importlib.metadata"}


def test_doctor_imports_nothing_heavy(tmp_path: Path) -> None:
    file = tmp_path / "client.json"
    file.write_text("{}")
    file.chmod(0o600)
    status, modules = modules_after("doctor", str(file))
    assert status == 1
    assert not modules & set(HEAVY)


def test_doctor_loads_for_a_sound_file_only_what_that_needs(tmp_path: Path) -> None:
    """Starting is half of its time, and most files are sound."""
    from tests.unit.clientfile.cases import GOOD

    program = PROGRAM.replace("import json, sys", "import sys").replace(
        'json.dumps({"status": status, "modules": sorted(sys.modules)})',
        '"\\n".join([str(status), *sys.modules])',
    )
    file = tmp_path / "client.json"
    file.write_bytes(GOOD)
    file.chmod(0o600)
    ran = subprocess.run(
        [sys.executable, "-c", program, "doctor", str(file)],
        capture_output=True,
        text=True,
        check=True,
    )
    status, *modules = ran.stderr.splitlines()
    assert status == "0"
    rare = {"json", "difflib", "hashlib", "textwrap", "zipfile", "gzip"}
    own = {"cli": ["survey", "mending", "explanation", "progress"]}
    own["clientfile"] = ["masking", "mending", "sarif", "searching", "messages", "lookalikes"]
    rare |= {f"chattui.{part}.{name}" for part, names in own.items() for name in names}
    assert rare & set(modules) == set()
