"""Sign-in: every way at once, bad pastes, refusals, cancelling, fewer scopes than asked for."""

from __future__ import annotations

import socket

import httpx
import pytest
from textual.widgets import Input, Static

from chattui.emulator.server import Emulator
from chattui.oauth.remembered import remember_port
from chattui.oauth.scopes import short_name
from chattui.tui.screens.sign_in import SignInPage
from chattui.tui.widgets.redirect_field import RedirectField
from chattui.vault import read_index
from tests.tui.guide import (
    is_free,
    paste,
    redirect_of,
    to_sign_in,
    type_fast,
    until_problem,
    waiting,
)
from tests.tui.harness import (
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

SSH = "192.0.2.7 50000 192.0.2.1 22"


async def test_it_looks_like_this(stage: Stage, size: tuple[int, int]) -> None:
    app = stage.app()
    async with opened(app, size) as pilot:
        await to_sign_in(pilot, stage)
        golden(app, "sign_in")


async def test_over_ssh_it_looks_like_this(stage: Stage, size: tuple[int, int]) -> None:
    stage.surroundings["ssh_connection"] = SSH
    app = stage.app()
    async with opened(app, size) as pilot:
        sign_in = await to_sign_in(pilot, stage)
        assert sign_in.ssh_line in screen_text(app)
        golden(app, "sign_in_ssh")
        paste(app, "http://127.0.0.1:1/oauth2/callback?state=x&code=4/0y")
        await until(pilot, lambda: _page(app).notice.problem)
        golden(app, "sign_in_ssh_bad_paste")


async def test_each_address_is_copied_by_its_own_key(stage: Stage) -> None:
    stage.surroundings["ssh_connection"] = SSH
    app = stage.app()
    async with opened(app) as pilot:
        sign_in = await to_sign_in(pilot, stage)
        for key, text in (
            ("y", sign_in.short_url),
            ("Y", sign_in.ssh_line),
            ("l", sign_in.consent.url),
        ):
            await pilot.press(key)
            await until(pilot, lambda wanted=text: app.clipboard == wanted)  # type: ignore[misc]
        check_drawn(app)


async def test_a_port_of_before_that_is_in_use_is_told(stage: Stage) -> None:
    stage.surroundings["ssh_connection"] = SSH
    with socket.create_server(("127.0.0.1", 0)) as other:
        last = int(other.getsockname()[1])
        remember_port(stage.context.paths, last)
        app = stage.app()
        async with opened(app) as pilot:
            sign_in = await to_sign_in(pilot, stage)
            assert sign_in.port != last
            assert f"Port {last}" in screen_text(app)
            assert f"-L {sign_in.port}:" in screen_text(app)


async def test_the_short_address_is_a_link(stage: Stage) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        sign_in = await to_sign_in(pilot, stage)
        links = {
            segment.style.link
            for strip in app.screen._compositor.render_strips(app.size)
            for segment in strip
            if segment.style and segment.style.link
        }
    assert links == {sign_in.short_url}


async def test_without_ssh_there_is_no_ssh_line_and_without_a_browser_no_browser_key(
    stage: Stage,
) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        await to_sign_in(pilot, stage)
        text = check_drawn(app)
        assert "ssh -L" not in text
        assert "b Browser" not in text
        assert "Y Copy" not in text


@pytest.mark.parametrize(
    "text",
    [
        "4/0AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfGhIjKlMnOpQrStUvWxYz0123",
        "http://127.0.0.1:9/oauth2/callback?state=other&code=4/0A",
        "hello",
        "\x1b]52;c;eA==\x07[/[@click=app.quit()]x[/]",
    ],
)
async def test_a_bad_paste_is_told_in_place_and_the_sign_in_goes_on(
    stage: Stage, text: str
) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        sign_in = await to_sign_in(pilot, stage)
        paste(app, text)
        await until(pilot, lambda: _page(app).notice.problem)
        check_drawn(app)
        assert app.screen.query_one(RedirectField).value == ""
        assert not is_free(sign_in.port)
        paste(app, await redirect_of(sign_in))
        await until_page(pilot, "done")


async def test_a_wrapped_redirect_in_the_field_is_read_whole_and_never_drawn(
    stage: Stage,
) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        sign_in = await to_sign_in(pilot, stage)
        redirect = await redirect_of(sign_in)
        await pilot.press("p")
        await until(pilot, lambda: isinstance(app.focused, Input))
        await until(
            pilot, lambda: "Read it" in screen_text(app) and "Copy short" not in screen_text(app)
        )
        wrapped = "\n".join(redirect[i : i + 60] for i in range(0, len(redirect), 60))
        paste(app, wrapped)
        await until_page(pilot, "done")


async def test_letters_are_text_in_the_field_and_keys_after_escape(stage: Stage) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        await to_sign_in(pilot, stage)
        await pilot.press("p")
        await until(pilot, lambda: isinstance(app.focused, Input))
        type_fast(app, "lyuv")
        field = app.screen.query_one(RedirectField)
        await until(pilot, lambda: field.value == "lyuv")
        assert app.clipboard == ""
        assert "lyuv" not in screen_text(app)
        await pilot.press("escape")
        await until(pilot, lambda: app.focused is None)
        assert field.value == "lyuv"
        await pilot.press("l")
        await until(pilot, lambda: app.clipboard)
        await pilot.press("escape")
        await until_shown(pilot, "What is in the field is lost")
        await pilot.press("n")
        await until_page(pilot, "sign_in")
        assert field.value == "lyuv"


async def test_escape_cancels_and_frees_the_port(stage: Stage) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        sign_in = await to_sign_in(pilot, stage)
        assert not is_free(sign_in.port)
        await pilot.press("escape")
        await until_page(pilot, "choose_scopes")
        await until(pilot, lambda: is_free(sign_in.port), "the port to be free")
    assert read_index(stage.context).accounts == ()


async def test_v_answers_the_emulators_page_as_a_browser_would(stage: Stage) -> None:
    stage.send("POST", "/_emulator/settings", {"auto_consent": ""})
    app = stage.app()
    async with opened(app) as pilot:
        await to_sign_in(pilot, stage)
        await pilot.press("v")
        await until_page(pilot, "done")
        assert "ada@example.com" in check_drawn(app)


async def test_a_refusal_ends_the_sign_in_and_r_begins_another(stage: Stage) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        sign_in = await to_sign_in(pilot, stage)
        redirect = await redirect_of(sign_in)
        state = httpx.URL(redirect).params["state"]
        paste(
            app,
            f"http://127.0.0.1:{sign_in.port}/oauth2/callback?state={state}&error=access_denied",
        )
        await until_problem(pilot, "oauth.denied")
        assert "r Try again" in check_drawn(app)
        await until(pilot, lambda: is_free(sign_in.port), "the port to be free")
        await pilot.press("r")
        other = await waiting(pilot)
        assert other is not sign_in
        paste(app, await redirect_of(other))
        await until_page(pilot, "done")


async def test_a_failed_exchange_is_told_and_can_be_tried_again(stage: Stage) -> None:
    fault = {"method": "oauth2.token", "status": 503, "times": 1}
    stage.send("POST", "/_emulator/faults", fault)
    app = stage.app()
    async with opened(app) as pilot:
        paste(app, await redirect_of(await to_sign_in(pilot, stage)))
        await until(pilot, lambda: _page(app).state == "ended")
        check_drawn(app)
        await pilot.press("r")
        paste(app, await redirect_of(await waiting(pilot)))
        await until_page(pilot, "done")


async def test_fewer_scopes_than_asked_for_are_named(stage: Stage, size: tuple[int, int]) -> None:
    stage.send("POST", "/_emulator/settings", {"grant": ["chat.spaces.create"]})
    app = stage.app()
    async with opened(app, size) as pilot:
        paste(app, await redirect_of(await to_sign_in(pilot, stage)))
        await until_page(pilot, "done")
        text = check_drawn(app)
        assert "Create spaces, with their first members" in text
        assert "Not allowed" in text
        assert "Spaces cannot be listed" in text
        assert "Members cannot be seen or changed" in text
    account = read_index(stage.context).accounts[0]
    assert "chat.memberships" not in [short_name(s) for s in account.scopes]


async def test_where_the_terminal_cannot_be_left_it_says_so(stage: Stage) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        await to_sign_in(pilot, stage)
        await pilot.press("u")
        await until_shown(pilot, "This terminal cannot be left")


async def test_tokens_that_could_not_be_kept_are_not_lost(stage: Stage) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        sign_in = await to_sign_in(pilot, stage)
        index = stage.context.paths.index
        good = index.read_bytes()
        index.write_bytes(b"damaged")
        paste(app, await redirect_of(sign_in))
        await until(pilot, lambda: _page(app).state == "not_kept")
        assert "could not be stored" in check_drawn(app)
        await pilot.press("escape")
        await until_shown(pilot, "The tokens are not stored yet")
        await pilot.press("n")
        await until_page(pilot, "sign_in")
        index.write_bytes(good)
        await pilot.press("r")
        await until_page(pilot, "done")


def _page(app: object) -> SignInPage:
    screen = app.screen  # type: ignore[attr-defined]
    assert isinstance(screen, SignInPage)
    return screen


@pytest.mark.parametrize("emulator", [{"samples": True}], indirect=True)
async def test_in_the_demo_it_works_without_a_browser(stage: Stage, emulator: Emulator) -> None:
    app = stage.app()
    async with opened(app) as pilot:
        await to_sign_in(pilot, stage)
        await pilot.press("v")
        await until_page(pilot, "done")
        await pilot.press("enter")
        await until_page(pilot, "home")


async def test_the_clock_runs_and_rests_below_another_page(stage: Stage) -> None:
    now = [1000.0]
    session = stage.session(clock=lambda: now[0])
    app = stage.app(session)
    async with opened(app) as pilot:
        await to_sign_in(pilot, stage)
        page = _page(app)
        now[0] += 75
        await until_shown(pilot, "waiting · 1:15")
        await pilot.press("question_mark")
        await until(pilot, lambda: app.screen is not page)
        now[0] += 60
        page._tick()
        clock = page.query_one("#clock", Static)
        assert str(clock.content) == "waiting · 1:15"
        await pilot.press("escape")
        await until_shown(pilot, "waiting · 2:15")


async def test_a_web_client_whose_port_is_taken_is_signed_in_by_pasting(stage: Stage) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        stage.send(
            "POST", "/_emulator/settings", {"web_redirect_uris": [f"http://127.0.0.1:{port}/"]}
        )
        app = stage.app()
        async with opened(app) as pilot:
            await until_page(pilot, "setup")
            paste(app, stage.emulator.client_file(google=True, kind="web"))
            await until_page(pilot, "review_client")
            await pilot.press("enter")
            await until_page(pilot, "choose_scopes")
            await pilot.press("enter")
            sign_in = await waiting(pilot)
            assert sign_in.short_url == ""
            await until_shown(pilot, "This client's answer comes back on")
            assert "Copy short" not in screen_text(app)
            check_drawn(app)
            paste(app, await redirect_of(sign_in))
            await until_page(pilot, "done")
