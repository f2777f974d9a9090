from __future__ import annotations

import asyncio
import os
import socket
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from chattui.oauth import places
from chattui.oauth.consent import INSECURE_VARIABLE
from chattui.oauth.listener import CONNECTION_SECONDS, MAX_CONNECTIONS
from chattui.oauth.scopes import DEFAULT_SCOPES, PREFIX, same_scope_set
from chattui.oauth.signin import LIMIT_SECONDS, SignedIn, SignIn, keep, load_client, store_client
from chattui.problem import Exit, Problem, ProblemError
from chattui.vault import Vault
from tests.unit.oauth.conftest import STATE, Google, free_port, make_client

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def signing_in(google: Google, **options: object) -> AsyncIterator[SignIn]:
    sign_in = SignIn(google.context, google.client, DEFAULT_SCOPES, **options)  # type: ignore[arg-type]
    async with sign_in:
        yield sign_in


async def allow(google: Google, sign_in: SignIn, *scopes: str) -> str:
    return await asyncio.to_thread(google.allow, sign_in.consent.url, "ada@example.com", *scopes)


async def browse(google: Google, url: str) -> tuple[int, str]:
    return await asyncio.to_thread(google.get, url)


async def problem_of(sign_in: SignIn) -> Problem:
    with pytest.raises(ProblemError) as caught:
        await sign_in.wait()
    return caught.value.problem


def is_listening(port: int) -> bool:
    with socket.socket() as sock:
        return sock.connect_ex(("127.0.0.1", port)) == 0


async def test_a_browser_that_comes_back_signs_in(google: Google) -> None:
    async with signing_in(google) as sign_in:
        assert sign_in.short_url == f"http://127.0.0.1:{sign_in.port}/"
        status, consent_url = await browse(google, sign_in.short_url)
        assert (status, consent_url) == (302, sign_in.consent.url)
        waiting = asyncio.ensure_future(sign_in.wait())
        assert (await browse(google, await allow(google, sign_in)))[0] == 200
        signed_in = await waiting
        assert not is_listening(sign_in.port)
    assert signed_in.email == "ada@example.com"
    assert signed_in.missing == ()
    assert same_scope_set(signed_in.requested, signed_in.granted)
    assert INSECURE_VARIABLE not in os.environ


@pytest.mark.parametrize("incremental", [False, True])
async def test_a_sign_in_may_add_to_what_was_granted(google: Google, incremental: bool) -> None:
    async with signing_in(google, incremental=incremental) as sign_in:
        asked = "include_granted_scopes=true" in sign_in.consent.url
    assert asked is incremental


async def test_a_pasted_address_signs_in(google: Google) -> None:
    async with signing_in(google) as sign_in:
        await sign_in.paste(await allow(google, sign_in))
        assert (await sign_in.wait()).email == "ada@example.com"


async def test_pasting_alone_listens_nowhere(google: Google) -> None:
    async with signing_in(google, listen=False) as sign_in:
        assert sign_in.port == places.PASTE_PORT
        assert not is_listening(sign_in.port)
        assert (sign_in.short_url, sign_in.ssh_line, sign_in.hints) == ("", "", ())
        assert not sign_in.open_browser()
        await sign_in.paste(await allow(google, sign_in))
        assert (await sign_in.wait()).email == "ada@example.com"


async def test_pasting_alone_takes_the_port_that_is_named(google: Google) -> None:
    async with signing_in(google, listen=False, port=50001) as sign_in:
        assert sign_in.consent.redirect_uri.startswith("http://127.0.0.1:50001/")


async def test_a_bad_paste_is_told_and_the_sign_in_goes_on(google: Google) -> None:
    async with signing_in(google) as sign_in:
        for bad in ("", "4/0AVMBsJhK2kq_cR-5yPwXnE7tzGQ", f"?state={STATE}&code=x", "hello"):
            with pytest.raises(ProblemError):
                await sign_in.paste(bad)
        await sign_in.paste(await allow(google, sign_in))
        assert (await sign_in.wait()).email == "ada@example.com"


async def test_whichever_way_answers_first_wins(google: Google) -> None:
    async with signing_in(google) as sign_in:
        address = await allow(google, sign_in)
        await sign_in.paste(address)
        assert (await browse(google, address))[0] == 200
        await sign_in.paste(address)
        assert (await sign_in.wait()).email == "ada@example.com"
    assert len(google.requests("authorization_code")) == 1


@pytest.mark.parametrize("way", ["browser", "paste"])
async def test_a_denial_ends_it(google: Google, way: str) -> None:
    async with signing_in(google) as sign_in:
        state = sign_in.consent.state.reveal()
        address = f"{sign_in.consent.redirect_uri}?state={state}&error=access_denied"
        if way == "browser":
            await browse(google, address)
        else:
            await sign_in.paste(address)
        problem = await problem_of(sign_in)
    assert (problem.code, problem.exit) == ("oauth.denied", Exit.NOT_SIGNED_IN)


async def test_a_failed_exchange_ends_it_with_its_own_words(google: Google) -> None:
    async with signing_in(google) as sign_in:
        address = await allow(google, sign_in)
        google.fault(status=401, error="deleted_client")
        await sign_in.paste(address)
        assert (await problem_of(sign_in)).code == "oauth.client_deleted"
        assert not is_listening(sign_in.port)


async def test_what_was_not_granted_is_named(google: Google) -> None:
    async with signing_in(google) as sign_in:
        await sign_in.paste(await allow(google, sign_in, "chat.spaces"))
        signed_in = await sign_in.wait()
    assert signed_in.missing == (PREFIX + "chat.memberships",)


async def test_nobody_comes(google: Google) -> None:
    async with signing_in(google, limit=0.05) as sign_in:
        problem = await problem_of(sign_in)
        assert (problem.code, problem.exit) == ("oauth.timed_out", Exit.NOT_SIGNED_IN)
        assert "Neither" in problem.cause
        assert not is_listening(sign_in.port)


@pytest.mark.parametrize(("times", "words"), [(1, "once"), (3, "3 times")])
async def test_only_strays_come(google: Google, times: int, words: str) -> None:
    async with signing_in(google) as sign_in:
        for _ in range(times):
            assert (await browse(google, f"{sign_in.consent.redirect_uri}?state=x"))[0] == 400
        sign_in._deadline = 0.0
        assert words in (await problem_of(sign_in)).cause


def test_the_limits_are_those_that_were_decided() -> None:
    assert (LIMIT_SECONDS, CONNECTION_SECONDS, MAX_CONNECTIONS) == (300.0, 5.0, 16)


async def test_cancelling_frees_the_port(google: Google) -> None:
    async with signing_in(google) as sign_in:
        waiting = asyncio.ensure_future(sign_in.wait())
        await asyncio.sleep(0)
        assert is_listening(sign_in.port)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    assert not is_listening(sign_in.port)
    async with signing_in(google, port=sign_in.port) as again:
        assert again.port == sign_in.port


def test_ctrl_c_does_not_wait_for_a_silent_exchange(
    google: Google, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, over, left = threading.Event(), threading.Event(), threading.Event()

    def silent(*_: object) -> None:
        asked.set()
        over.wait(30)
        left.set()

    monkeypatch.setattr("chattui.oauth.signin.exchange", silent)

    async def main() -> None:
        async with signing_in(google) as sign_in:
            await sign_in.paste(await allow(google, sign_in))
            waiting = asyncio.ensure_future(sign_in.wait())
            await asyncio.to_thread(asked.wait, 10)
            waiting.cancel()
            await waiting

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(main())  # closing its loop waits for the threads of to_thread
    assert not left.is_set()
    over.set()
    assert left.wait(10)


async def test_a_port_that_was_named_is_taken_again(google: Google) -> None:
    async with signing_in(google, port=free_port()) as first:
        pass
    async with signing_in(google) as again:
        assert again.port == first.port
        assert again.notices == ()
        async with signing_in(google) as beside:
            assert beside.port not in {0, first.port}
            (notice,) = beside.notices
            assert f"Port {first.port}" in notice
    async with signing_in(google, listen=False) as pasting:
        assert pasting.port == places.PASTE_PORT


async def test_a_web_client_prefers_the_port_that_was_named(google: Google) -> None:
    first, second = free_port(), free_port()
    redirects = tuple(f"http://127.0.0.1:{port}/" for port in (first, second))
    google.client = replace(google.read_client("web"), redirect_uris=redirects)
    async with signing_in(google) as sign_in:
        assert sign_in.port == first
    async with signing_in(google, port=second):
        pass
    async with signing_in(google) as sign_in:
        assert sign_in.port == second
        with pytest.raises(ProblemError) as caught:
            async with signing_in(google):
                pass
        assert caught.value.problem.code == "oauth.port_taken"  # it is registered: no other will do
        assert "--port" not in caught.value.problem.remedy


async def test_a_web_client_whose_port_is_taken_is_signed_in_by_pasting(google: Google) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        redirect = f"http://127.0.0.1:{port}/"
        google.control("settings", {"web_redirect_uris": [redirect]})
        google.client = replace(google.read_client("web"), redirect_uris=(redirect,))
        async with signing_in(google, or_paste=True) as sign_in:
            assert (sign_in.short_url, sign_in.port) == ("", port)
            assert "paste the address" in sign_in.notices[0]
            assert not sign_in.open_browser()
            await sign_in.paste(await allow(google, sign_in))
            assert (await sign_in.wait()).email == "ada@example.com"
        with pytest.raises(ProblemError):
            async with signing_in(google, or_paste=True, port=port):
                pass


async def test_a_web_client_on_localhost_is_not_shadowed(google: Google) -> None:
    port = free_port()
    google.client = replace(
        google.read_client("web"), redirect_uris=(f"http://localhost:{port}/cb",)
    )
    with (
        socket.create_server(("::1", port), family=socket.AF_INET6),
        pytest.raises(ProblemError) as caught,
    ):
        async with signing_in(google):
            pass
    assert caught.value.problem.code == "oauth.port_shadowed"


async def test_leaving_without_waiting_frees_the_port(google: Google) -> None:
    async with signing_in(google) as sign_in:
        assert is_listening(sign_in.port)
    assert not is_listening(sign_in.port)


async def test_a_port_in_use_is_told(google: Google) -> None:
    async with signing_in(google) as first:
        with pytest.raises(ProblemError) as caught:
            async with signing_in(google, port=first.port):
                pass
    assert caught.value.problem.code == "oauth.port_taken"


async def test_a_consent_that_cannot_be_made_frees_the_port(
    google: Google, monkeypatch: pytest.MonkeyPatch
) -> None:
    ports: list[int] = []

    def fail(client: object, scopes: object, redirect_uri: str, *_: object, **__: object) -> None:
        ports.append(urlsplit(redirect_uri).port or 0)
        raise RuntimeError("no consent")

    monkeypatch.setattr("chattui.oauth.signin.make_consent", fail)
    with pytest.raises(RuntimeError):
        async with signing_in(google):
            pass
    assert not is_listening(ports[0])


async def test_a_web_client_uses_exactly_what_it_registered(google: Google) -> None:
    port = free_port()
    redirect = f"http://localhost:{port}/"
    google.control("settings", {"web_redirect_uris": [redirect]})
    google.client = replace(google.read_client("web"), redirect_uris=(redirect,))
    async with signing_in(google) as sign_in:
        assert (sign_in.port, sign_in.consent.redirect_uri) == (port, redirect)
        assert (await browse(google, sign_in.short_url))[1] == sign_in.consent.url
        assert (await browse(google, await allow(google, sign_in)))[0] == 200
        assert (await sign_in.wait()).email == "ada@example.com"


async def test_a_web_client_without_a_loopback_is_refused(google: Google) -> None:
    google.client = make_client("web", "https://example.com/callback")
    with pytest.raises(ProblemError) as caught:
        async with signing_in(google):
            pass
    problem = caught.value.problem
    assert (problem.code, problem.exit) == ("oauth.web_without_loopback", Exit.USAGE)
    assert problem.remedy


async def test_the_ssh_line_is_shown_where_it_helps(google: Google) -> None:
    surroundings = replace(
        google.context.surroundings, ssh_connection="10.0.0.9 50000 10.0.0.5 2222", user="ada"
    )
    google.context = replace(google.context, surroundings=surroundings)
    async with signing_in(google) as sign_in:
        port = sign_in.port
        assert sign_in.ssh_line == f"ssh -L {port}:127.0.0.1:{port} -p 2222 ada@10.0.0.5"
        assert any("jump host" in hint for hint in sign_in.hints)
        assert not sign_in.open_browser()


async def test_only_the_short_address_is_ever_opened(
    google: Google, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def open_in_browser(url: str) -> bool:
        opened.append(url)
        return True

    monkeypatch.setattr(places, "open_in_browser", open_in_browser)
    surroundings = replace(google.context.surroundings, browser=True)
    google.context = replace(google.context, surroundings=surroundings)
    async with signing_in(google) as sign_in:
        assert sign_in.open_browser()
        assert opened == [sign_in.short_url]


async def test_what_was_granted_is_kept_and_read_back(google: Google, vault: Vault) -> None:
    entry = await asyncio.to_thread(store_client, vault, google.client)
    assert entry.name == google.client.project_id
    loaded = await asyncio.to_thread(load_client, vault, entry.key)
    assert loaded == google.client
    google.client = loaded
    first = await kept(google, vault, entry.key)
    again = await kept(google, vault, entry.key)
    assert again.key == first.key
    assert again.email == "ada@example.com"
    assert again.consented_at >= first.consented_at > 0
    assert PREFIX + "chat.spaces" in again.scopes


async def kept(google: Google, vault: Vault, client_key: str):  # type: ignore[no-untyped-def]
    async with signing_in(google) as sign_in:
        await sign_in.paste(await allow(google, sign_in))
        signed_in = await sign_in.wait()
    return await asyncio.to_thread(keep, vault, client_key, signed_in)


async def test_a_vault_that_gives_back_something_else_is_told(
    google: Google, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = await asyncio.to_thread(store_client, vault, google.client, "mine")
    assert entry.name == "mine"
    async with signing_in(google) as sign_in:
        await sign_in.paste(await allow(google, sign_in))
        signed_in = await sign_in.wait()
    account = await asyncio.to_thread(keep, vault, entry.key, signed_in)
    other = replace(vault.grant(account.key), access_token=None)
    monkeypatch.setattr(type(vault), "grant", lambda self, key: other)
    with pytest.raises(ProblemError) as caught:
        await asyncio.to_thread(keep, vault, entry.key, signed_in)
    assert caught.value.problem.code == "oauth.not_kept"


async def test_the_repr_of_the_outcome_shows_no_token(google: Google) -> None:
    async with signing_in(google) as sign_in:
        await sign_in.paste(await allow(google, sign_in))
        signed_in = await sign_in.wait()
    assert isinstance(signed_in, SignedIn)
    for token in (signed_in.tokens.access_token, signed_in.tokens.refresh_token):
        assert token.reveal() not in repr(signed_in)
