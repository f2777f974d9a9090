"""Which page of the guide helps with a problem."""

from __future__ import annotations

from pathlib import Path

from chattui.guide import helping
from chattui.guide.pages import STEP_PAGES, page_ids
from chattui.oauth.error_pages import error_pages

PACKAGE = Path(helping.__file__).parents[1]


def test_every_page_that_helps_is_there_and_every_code_is_one() -> None:
    assert set(helping._HELPS) <= {*STEP_PAGES, *page_ids()}
    shown = {page.code for page in error_pages()}
    sources = "".join(
        path.read_text(encoding="utf-8")
        for path in PACKAGE.rglob("*.py")
        if path != Path(helping.__file__)
    )
    codes = [code for codes in helping._HELPS.values() for code in codes]
    assert len(codes) == len(set(codes))
    made = [code for code in codes if code not in shown]
    assert [
        c for c in made if f'"{c}"' not in sources and f'"{c.partition(".")[2]}"' not in sources
    ] == []


def test_what_no_page_is_about_opens_the_checklist() -> None:
    assert helping.page_for("chat.api_disabled") == "chat-api"
    assert helping.page_for("redirect_uri_mismatch") == "client-desktop"
    assert helping.page_for("disk.full") == ""
