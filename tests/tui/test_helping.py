"""What helps with a sign-in: codes to scan, all the ways, Google's error pages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot

from chattui.oauth.error_pages import error_pages
from chattui.oauth.ways import Offer, Way
from chattui.qr import half_blocks
from chattui.tui.screens import browser_error
from chattui.tui.screens.browser_error import BrowserErrorPage, matching
from chattui.tui.screens.other_ways import OtherWaysPage
from chattui.tui.screens.scan import Scannable, ScanPage
from chattui.tui.widgets.qr import QRCode
from tests.tui.guide import paste, redirect_of, to_sign_in
from tests.tui.harness import (
    HOSTILE_NAMES,
    Stage,
    check_drawn,
    golden,
    opened,
    screen_text,
    until,
    until_page,
    until_shown,
)

pytestmark = pytest.mark.anyio

SHORT = "http://127.0.0.1:53682/"
SCANNABLES = (
    Scannable("the short address", SHORT, "The short one."),
    Scannable("the long address", "https://accounts.google.com/?" + "x" * 500, "The long one."),
)


async def to_scan(pilot: Pilot[Any], scannables: tuple[Scannable, ...] = SCANNABLES) -> ScanPage:
    """The page with these codes."""
    await until_page(pilot, "setup")
    page = ScanPage(scannables)
    pilot.app.push_screen(page)
    await until_page(pilot, "scan")
    await until(pilot, lambda: page.query_one(QRCode).lines)
    await pilot.pause()
    return page


def colors(pilot: Pilot[Any]) -> set[tuple[str, str]]:
    """The colours in which the code is drawn."""
    found = set()
    for strip in pilot.app.screen._compositor.render_strips(pilot.app.size):
        for segment in strip:
            if "▄" in segment.text and segment.style and segment.style.color:
                background = segment.style.bgcolor
                found.add((segment.style.color.name, background.name if background else ""))
    return found


async def test_a_code_looks_like_this(stage: Stage, size: tuple[int, int]) -> None:
    app = stage.app()
    async with opened(app, size) as pilot:
        await to_scan(pilot)
        golden(app, "scan")
        await pilot.press("o")
        await until_shown(pilot, "The code does not fit.")
        golden(app, "scan_too_large")


async def test_a_code_is_whole_white_on_black_on_every_theme(stage: Stage) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        await to_scan(pilot)
        lines = half_blocks(SHORT)
        for theme in ("textual-dark", "textual-light"):
            app.theme = theme
            await pilot.pause()
            shown = screen_text(app).splitlines()
            assert [line[: len(lines[0])] for line in shown[2 : 2 + len(lines)]] == list(lines)
            assert colors(pilot) == {("#ffffff", "#000000")}


async def test_without_colour_it_can_be_turned_around(stage: Stage) -> None:
    stage.surroundings["color"] = False
    app = stage.app()
    async with opened(app) as pilot:
        page = await to_scan(pilot)
        lines = half_blocks(SHORT)
        assert lines[0] in screen_text(app)
        assert colors(pilot) <= {("default", "default"), ("default", "")}
        await pilot.press("i")
        await until(pilot, lambda: lines[0] not in screen_text(app))
        turned = dict(zip(" ▀▄█", "█▄▀ ", strict=True))
        third = "".join(turned[c] for c in lines[3])
        assert third.rstrip() in screen_text(app)
        assert page.query_one(QRCode).inverted


async def test_a_code_appears_once_the_terminal_is_large_enough(stage: Stage) -> None:
    app = stage.app()
    async with opened(app, (80, 24)) as pilot:
        page = await to_scan(pilot, SCANNABLES[1:])
        assert "o The other" not in screen_text(app)
        words = screen_text(app)
        code = page.query_one(QRCode)
        columns, lines = (80 + code.lacking[0], 24 + code.lacking[1])
        flat = " ".join(words.split())
        assert f"a terminal of {columns} columns and {lines} lines; this one has 80 and 24" in flat
        await pilot.resize_terminal(columns, lines)
        await until(pilot, lambda: code.fits)
        await until_shown(pilot, code.lines[3])
        await pilot.resize_terminal(columns, lines - 1)
        await until_shown(pilot, "The code does not fit.")


async def test_o_shows_the_addresses_while_the_sign_in_waits(stage: Stage) -> None:
    stage.surroundings["ssh_connection"] = "192.0.2.7 50000 192.0.2.1 22"
    app = stage.app()
    async with opened(app) as pilot:
        sign_in = await to_sign_in(pilot, stage)
        await pilot.press("o")
        await until_page(pilot, "scan")
        await until_shown(pilot, half_blocks(sign_in.short_url)[3])
        await pilot.press("o")
        await until_shown(pilot, "The long address")
        await pilot.press("escape")
        await until_page(pilot, "sign_in")
        await pilot.press("o")
        await until_page(pilot, "scan")
        await pilot.press("question_mark")
        await until_page(pilot, "key_list")
        # The browser answers while two pages lie on top of the one that waits.
        await sign_in.paste(await redirect_of(sign_in))
        await until_page(pilot, "done")
        below = {getattr(page, "PAGE", "") for page in app.screen_stack}
        assert not below & {"sign_in", "scan", "key_list"}


OFFERS = (
    Offer(Way.PASTE, True, "It works over ssh."),
    Offer(Way.LOOPBACK, False, "None of its addresses leads here."),
    Offer(Way.DEVICE, False, "Google gives none for this."),
    Offer(Way.DELEGATION, False, "It needs a key."),
)


async def test_all_the_ways_look_like_this(stage: Stage, size: tuple[int, int]) -> None:
    chosen: list[Way | None] = []
    app = stage.app()
    async with opened(app, size) as pilot:
        await until_page(pilot, "setup")
        app.push_screen(OtherWaysPage(OFFERS), chosen.append)
        await until_page(pilot, "other_ways")
        golden(app, "other_ways")
        await pilot.press("2")
        await until(pilot, lambda: screen_text(app).count("None of its addresses leads here.") == 2)
        assert chosen == []
        await pilot.press("3")
        await until(pilot, lambda: chosen == [Way.DEVICE])
        app.push_screen(OtherWaysPage(OFFERS), chosen.append)
        await until_page(pilot, "other_ways")
        await pilot.press("enter")
        await until(pilot, lambda: chosen[1:] == [Way.PASTE])


async def test_w_takes_each_way_from_the_sign_in(stage: Stage) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        await to_sign_in(pilot, stage)
        await pilot.press("w")
        await until_page(pilot, "other_ways")
        await pilot.press("1")
        await until_shown(pilot, "esc Leave the field")
        await pilot.press("escape", "w")
        await until_page(pilot, "other_ways")
        await pilot.press("3")
        await until_page(pilot, "device")
        await pilot.press("escape")
        await until_page(pilot, "sign_in")
        await pilot.press("k")
        await until_page(pilot, "delegation_key")
        await pilot.press("escape")
        await until_page(pilot, "sign_in")
        assert "waiting · " in screen_text(app)


async def to_errors(pilot: Pilot[Any]) -> BrowserErrorPage:
    """The page with all of Google's errors."""
    await until_page(pilot, "setup")
    page = BrowserErrorPage()
    pilot.app.push_screen(page)
    await until_page(pilot, "browser_error")
    return page


async def test_errors_look_like_this(stage: Stage, size: tuple[int, int]) -> None:
    app = stage.app()
    async with opened(app, size) as pilot:
        await to_errors(pilot)
        golden(app, "browser_error")
        await pilot.press(*"verif")
        await until_shown(pilot, "Error 403: access_denied")
        golden(app, "browser_error_found")


async def test_errors_are_found_while_one_types_and_moved_through(stage: Stage) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        page = await to_errors(pilot)
        assert page.shown == error_pages()
        await pilot.press(*"401")
        await until(pilot, lambda: {p.number for p in page.shown} == {401})
        first = page.here
        await pilot.press("down")
        await until(pilot, lambda: page.here == page.shown[1])
        assert first is not None
        assert page.here is not None
        assert f"Error 401: {page.here.code}" in check_drawn(app)
        await pilot.press("up", "pagedown", "pageup")
        await until(pilot, lambda: page.here == first)
        await pilot.press("ctrl+y")
        await until(pilot, lambda: first is not None and app.clipboard == first.link)
        links = {
            segment.style.link
            for strip in app.screen._compositor.render_strips(app.size)
            for segment in strip
            if segment.style and segment.style.link
        }
        assert links == {first.link}
        await pilot.press(*"zzz")
        await until_shown(pilot, "None of Google's pages is known by these words.")
        assert "^y" not in check_drawn(app)
        await pilot.press("escape")
        await until_page(pilot, "setup")


async def test_a_whole_page_may_be_pasted(stage: Stage) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        page = await to_errors(pilot)
        paste(
            app,
            "Sign in with Google\n\nAccess blocked: Authorization Error\n\nada@example.com\n"
            "The OAuth client was deleted.\nError 401: deleted_client\nRequest details: flowName=x",
        )
        await until(pilot, lambda: page.here is not None and page.here.code == "deleted_client")
        assert "restor" in check_drawn(app).lower()
        for name in HOSTILE_NAMES:
            paste(app, name)
            await pilot.pause()
            check_drawn(app)


async def test_every_error_page_can_be_drawn_and_read_to_its_end(stage: Stage) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        page = await to_errors(pilot)
        for known in error_pages():
            assert page.here == known
            await pilot.press("end", "pagedown", "pagedown")
            text = check_drawn(app)
            assert (known.link or known.remedy.split()[-1]) in text
            await pilot.press("down")


def test_words_find_what_a_list_shows() -> None:
    codes = {page.code for page in matching("access_denied")}
    assert "access_denied" in codes
    assert matching("") == error_pages()
    assert matching("no such words at all") == ()
    assert matching("Error 400: redirect_uri_mismatch")[0].code == "redirect_uri_mismatch"


def test_a_page_without_a_number_or_link_is_told_as_well() -> None:
    page = replace(error_pages()[0], number=0, link="", words="Words of their own")
    text = "\n".join(line.plain for line in browser_error._about(page))
    assert text.startswith(f"{page.code} · {page.title}")
    assert "The page says: “Words of their own”" in text
    assert "http" not in text.splitlines()[-1]
