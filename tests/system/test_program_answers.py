"""What Google answers oddly or not at all to a program does nothing twice, and ends no program."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chattui.programs.model import Grant, Language
from chattui.programs.write import write
from tests.conftest import need
from tests.system.local_google import WHO, local_google
from tests.system.node_packages import node_packages
from tests.system.programs import place
from tests.system.test_node_programs import delegated_token
from tests.unit.programs.samples import CREATE

pytestmark = [pytest.mark.system, pytest.mark.exhaustive]

ODD: dict[str, dict[str, Any]] = {
    "reset": {"reset": True},
    "lost": {"lost_answer": True},
    "half": {"truncate": True},
    "a page": {"status": 400, "body": "<html>"},
    "huge wait": {"status": 503, "retry_after": "99999999999999999999", "body": "{}"},
    "401": {"status": 401},
}
ONCE = ("gmail.users.messages.send", "sheets.spreadsheets.values.append", "calendar.events.insert")


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize(
    "language", [each for each in Language if each is not Language.APPS_SCRIPT]
)
def test_nothing_is_done_twice(language: Language, odd: str, tmp_path: Path) -> None:
    need("java", "curl", "jq")
    with local_google() as google:
        folder = place(tmp_path / "here", google.emulator)
        if language is Language.NODE:
            (folder.folder / "node_modules").symlink_to(node_packages())
        grant = Grant.TOKEN if language is Language.CURL else Grant.DELEGATION
        if grant is Grant.TOKEN:
            chattui = folder.folder / "bin" / "chattui"
            chattui.parent.mkdir()
            chattui.write_text(f"#!/bin/sh\necho {delegated_token(google, CREATE)}\n")
            chattui.chmod(0o700)
            folder.environ["PATH"] = f"{chattui.parent}:/usr/bin:/bin"
        for method in ONCE:
            google.post("faults", method=method, times=1, **ODD[odd])
        task = replace(CREATE, emulator=google.base_url, grant=grant, subject=WHO, account=WHO)
        ran = folder.run(write(task, language))
        print(language, odd, ran.code, ran.out, ran.err)
        for sign in ("Traceback", "Exception in thread", "at file:", "parse error"):
            assert sign not in ran.err
        assert ran.code in {0, 1}
        mails, rows = google.get("mails")["mails"], google.log()
        assert len(mails) <= 1
        assert len(google.get("events")["events"]) <= 1
        assert max(Counter(map(json.dumps, rows)).values(), default=0) <= 1
        assert (ran.code == 0) == ("✗" not in ran.err)
        if not mails or not rows:
            assert ran.code == 1
