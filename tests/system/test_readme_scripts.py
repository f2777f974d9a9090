"""The three examples for scripts in the README do what is said there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import need
from tests.system.test_command_line import Desk
from tests.unit.core.readme import README

pytestmark = pytest.mark.system

BUILT = 'build("chat", "v1", credentials=credentials)'


def example(name: str) -> str:
    """The block of that name."""
    text = README.read_text(encoding="utf-8")
    found = re.search(rf"<!-- {name}-example -->\n```\w*\n(.*?)```\n<!-- end -->", text, re.DOTALL)
    assert found
    return found[1]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Ada, signed in to an emulator that has her spaces."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")
        made = Desk(tmp_path_factory.mktemp("desk"), "--spaces", "3")
    try:
        assert made.login().returncode == 0
        yield made
    finally:
        made.stop()


def shell(desk: Desk, line: str, environ: dict[str, str]) -> str:
    """What a line prints in the shell of a script; it must end well."""
    done = subprocess.run(
        ["/bin/sh", "-c", line], env=environ, cwd=desk.folder, capture_output=True, text=True,
        timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_curl(desk: Desk) -> None:
    need("curl")
    line = example("curl").replace("https://chat.googleapis.com", desk.base)
    assert line.count(desk.base) == 1
    assert shell(desk, line, desk.environ).count('"name"') >= 3


@pytest.mark.parametrize(
    "rejected",
    [False, pytest.param(True, marks=pytest.mark.exhaustive)],
    ids=["exec", "rejected"],
)
def test_googles_client(desk: Desk, rejected: bool) -> None:
    """As it is written, but for the emulator's address; and where the first token has ended."""
    script = example("python")
    assert script.count(BUILT) == 1
    there = f'{BUILT[:-1]}, client_options={{"api_endpoint": {desk.base!r}}})'
    (desk.folder / "spaces.py").write_text(script.replace(BUILT, there))
    run = "python3 spaces.py"
    if rejected:
        run = f"env GOOGLE_OAUTH_ACCESS_TOKEN=ended {run}"
    printed = shell(desk, f"chattui exec -- {run}", desk.environ)
    assert len(printed.splitlines()) == 3
    assert all(line.startswith("spaces/") for line in printed.splitlines())


def test_cron(desk: Desk) -> None:
    """With the few variables that cron gives, those of the table, and /bin/sh."""
    *settings, job = example("cron").splitlines()
    table = dict(line.split("=", 1) for line in settings)
    assert list(table) == ["PATH", "CHATTUI_PASSPHRASE_FILE"]
    line = re.fullmatch(r"(?:[\d*,/-]+ ){5} (.*)", job)
    assert line
    assert "%" not in line[1], "cron would end the line there"
    environ = {
        "HOME": str(desk.folder),
        "PATH": f"{Path(sys.executable).parent}:{table['PATH']}",
        "CHATTUI_PASSPHRASE_FILE": str(desk.passphrase),
        **{name: desk.environ[name] for name in ("CHATTUI_HOME", "CHATTUI_EMULATOR_HOST")},
    }
    shell(desk, line[1], environ)
    header, *rows = (desk.folder / "spaces.csv").read_text().splitlines()
    assert (header, len(rows)) == ("name,members", 3)
