"""Light commands stay light: what a headless command and the first screen import."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

import chattui

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


def test_home_and_its_connection_load_only_what_they_need() -> None:
    program = """
import asyncio, sys
from chattui import endpoints, net
asyncio.run(net.connect(endpoints.emulator("127.0.0.1:1")))
print(*(name for name, module in sys.modules.items() if module))
import chattui.tui.app, chattui.tui.screens.home
print(*sys.modules)
"""
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    connected, drawn = (set(line.split()) for line in ran.stdout.splitlines())
    assert "httpx" in connected
    assert connected & {"click", "pygments", "rich", "httpx._main"} == set()
    assert [name for name in drawn if name.startswith(("chattui.plans", "chattui.cli"))] == []


WAYS_OUT = {
    "http.client": {"certificates", "oauth.rehearsal"},
    "socket": {"oauth.listener", "oauth.loopback", "vault.ssh_agent"},
    "httpx": {"net"},
    "requests": {"net_session"},
}
"""What can connect to somewhere, and who may: besides the factory, one that only looks at a
certificate, one that knows the emulator alone, those that listen, and one for an agent's socket."""

NOT_AT_ALL = {"urllib.request", "urllib3.connectionpool", "ftplib", "smtplib", "aiohttp"}


def imported(path: Path) -> set[str]:
    """The modules that a file names in its imports at run time, wherever in it they stand."""
    names = set()
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_every_request_goes_through_the_one_factory() -> None:
    root = Path(chattui.__file__).parent
    found: dict[str, set[str]] = {}
    for path in root.rglob("*.py"):
        module = ".".join(path.relative_to(root).with_suffix("").parts)
        if module.startswith("emulator."):
            continue
        for name in imported(path) & (WAYS_OUT.keys() | NOT_AT_ALL):
            found.setdefault(name, set()).add(module)
    assert found == WAYS_OUT
