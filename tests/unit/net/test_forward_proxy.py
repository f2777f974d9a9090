"""Every request that chattui makes, through a real forward proxy and a private authority."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from chattui import net
from chattui.context import Context
from chattui.endpoints import GOOGLE
from chattui.oauth.consent import make_consent
from chattui.oauth.delegation import token_for
from chattui.oauth.device import DeviceSignIn
from chattui.oauth.exchange import TokenSet, exchange
from chattui.oauth.identity import from_userinfo
from chattui.oauth.refresh import fresh_token
from chattui.oauth.scopes import DEFAULT_SCOPES, EMAIL, OPENID, PREFIX, with_identity
from chattui.oauth.service_account import key_from_text
from chattui.oauth.signin import SignedIn, keep, store_client
from chattui.problem import ProblemError
from chattui.secret import Secret
from chattui.vault import AccountEntry, Vault, open_vault
from chattui.vault.sealed import FLOOR
from tests.unit.net.conftest import ADA, Outside
from tests.unit.net.forward import Authority

pytestmark = pytest.mark.anyio

REDIRECT = "http://127.0.0.1:53682/oauth2/callback"


@dataclass
class Bench:
    """Somebody who signed in through the emulator itself, with no proxy in the way."""

    outside: Outside
    context: Context
    vault: Vault
    account: AccountEntry
    access: Secret


def bench_of(outside: Outside) -> Bench:
    google = outside.google
    emulated = google.context
    vault = open_vault(emulated, Secret("a passphrase for tests"), cost=FLOOR)
    entry = store_client(vault, google.client)
    consent = google.consent()
    tokens = exchange(consent, Secret(code_of(outside, consent.url)), emulated.endpoints)
    scopes = with_identity(DEFAULT_SCOPES)
    account = keep(vault, entry.key, SignedIn(ADA, tokens.id_subject, tokens, scopes, scopes))
    outside.front.seen.clear()
    assert not outside.proxy.seen
    return Bench(outside, outside.context, vault, account, tokens.access_token)


def code_of(outside: Outside, url: str) -> str:
    """The code that somebody's own browser brings back, which is none of our requests."""
    from urllib.parse import parse_qs, urlsplit

    there = url.replace("https://accounts.google.com", outside.google.emulator.base_url)
    location = outside.google.allow(there)
    return parse_qs(urlsplit(location).query)["code"][0]


async def exchanges(bench: Bench) -> TokenSet:
    endpoints = bench.context.endpoints
    consent = make_consent(bench.outside.google.client, DEFAULT_SCOPES, REDIRECT, endpoints)
    code = Secret(code_of(bench.outside, consent.url))
    return await asyncio.to_thread(exchange, consent, code, endpoints)


async def refreshes(bench: Bench) -> object:
    return await asyncio.to_thread(
        lambda: fresh_token(bench.context, bench.vault, bench.account.key, rejected=bench.access)
    )


async def revokes(bench: Bench) -> object:
    from chattui.oauth.revoke import revoke

    return await asyncio.to_thread(revoke, bench.context.endpoints, bench.vault, bench.account)


async def asks_who(bench: Bench) -> object:
    return await asyncio.to_thread(from_userinfo, bench.access, bench.context.endpoints)


async def acts_for(bench: Bench) -> object:
    bench.outside.google.control("settings", {"delegated_scopes": [PREFIX + "chat.spaces"]})
    key = key_from_text(Secret(bench.outside.google.emulator.key_file(True)))
    scopes = (PREFIX + "chat.spaces",)
    return await asyncio.to_thread(token_for, bench.context, key, ADA, scopes)


async def signs_in_by_device(bench: Bench) -> object:
    google = bench.outside.google

    async def sleep(seconds: float) -> None:
        await asyncio.to_thread(google.control, "clock", {"advance_seconds": seconds})

    client = google.read_client("tv")
    async with DeviceSignIn(bench.context, client, (OPENID, EMAIL), sleep=sleep) as sign_in:
        assert sign_in.code.url == "https://www.google.com/device"
        return await sign_in.wait()


class OneToken:
    def __init__(self, value: Secret) -> None:
        self.value = value

    async def token(self, rejected: Secret | None = None) -> Secret:
        return self.value


async def lists_spaces(bench: Bench) -> object:
    from chattui.chat.api import ChatClient

    async with await net.connect(bench.context.endpoints) as http:
        chat = ChatClient(http, OneToken(bench.access), DEFAULT_SCOPES)
        return [page async for page in chat.space_pages()]


async def asks_about_the_token(bench: Bench) -> object:
    async with await net.connect(bench.context.endpoints) as http:
        params = {"access_token": bench.access.reveal()}
        return await http.send("GET", http.endpoints.tokeninfo, params=params)


async def looks_at_hosts(bench: Bench) -> object:
    async with await net.connect(bench.context.endpoints) as http:
        origins = http.endpoints.origins()
        return [(await http.send("HEAD", f"{origin}/")).status for origin in origins]


Step = Callable[[Bench], Awaitable[object]]
TOKEN = "POST oauth2.googleapis.com/token"
STEPS: dict[Step, list[str]] = {
    exchanges: [TOKEN],
    refreshes: [TOKEN],
    revokes: ["POST oauth2.googleapis.com/revoke"],
    asks_who: ["GET openidconnect.googleapis.com/v1/userinfo"],
    acts_for: [TOKEN],
    signs_in_by_device: ["POST oauth2.googleapis.com/device/code", TOKEN],
    lists_spaces: ["GET chat.googleapis.com/v1/spaces"],
    asks_about_the_token: ["GET oauth2.googleapis.com/tokeninfo"],
    looks_at_hosts: [f"HEAD {origin.removeprefix('https://')}/" for origin in GOOGLE.origins()],
}

every_step = pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)


@every_step
@pytest.mark.parametrize("by", ["SSL_CERT_FILE", "ca_file"])
async def test_every_request_goes_through_the_proxy(outside: Outside, step: Step, by: str) -> None:
    if by == "ca_file":
        outside.configure(f'ca_file = "{outside.authority.file}"\n')
    else:
        outside.trust()
    bench = bench_of(outside)
    await step(bench)
    assert outside.front.seen == STEPS[step]
    hosts = {line.split(" ")[1].partition("/")[0] for line in STEPS[step]}
    assert set(outside.proxy.seen) == {f"CONNECT {host}:443" for host in hosts}


@pytest.mark.parametrize("step", [refreshes, lists_spaces])
async def test_a_folder_of_certificates_will_do(
    outside: Outside, step: Step, tmp_path: Path
) -> None:
    (tmp_path / hash_name(outside.authority)).write_bytes(outside.authority.file.read_bytes())
    outside.environment.setenv("SSL_CERT_DIR", str(tmp_path))
    await step(bench_of(outside))
    assert outside.front.seen == STEPS[step]


def hash_name(authority: Authority) -> str:
    """How OpenSSL finds a certificate in a folder."""
    import subprocess

    told = subprocess.run(
        ["openssl", "x509", "-hash", "-noout", "-in", str(authority.file)],
        capture_output=True,
        text=True,
        check=True,
    )
    return f"{told.stdout.strip()}.0"


async def test_a_command_goes_the_same_way(
    outside: Outside, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Signed in and listed on Google's own endpoints, with what config.toml says."""
    from chattui.cli import main
    from chattui.session import Session

    log, passphrase = tmp_path / "chattui.log", tmp_path / "passphrase"
    outside.configure(f'ca_file = "{outside.authority.file}"\nlog = "{log}"\n')
    passphrase.write_text("a passphrase for tests\n")
    passphrase.chmod(0o600)
    outside.environment.setenv("CHATTUI_PASSPHRASE_FILE", str(passphrase))
    outside.environment.setenv("HTTPS_PROXY", f"http://someone:hunter2@{outside.proxy.place}")
    context = outside.context
    await asyncio.to_thread(open_vault, context, Secret("a passphrase for tests"), cost=FLOOR)
    async with Session(context) as session:
        entry = await session.import_client(outside.google.client)
        async with session.sign_in(outside.google.client, DEFAULT_SCOPES, listen=False) as flow:
            there = flow.consent.url.replace(
                "https://accounts.google.com", outside.google.emulator.base_url
            )
            await flow.paste(outside.google.allow(there))
            await session.keep(entry.key, await flow.wait())
    assert await asyncio.to_thread(main, ["spaces", "list"]) == 0
    assert "Space 00000" in capsys.readouterr().out
    assert outside.front.seen == [TOKEN, *STEPS[lists_spaces]]
    told = log.read_text()
    assert "route library=httpx proxies=HTTPS_PROXY" in told
    assert "request method=GET host=chat.googleapis.com path=/v1/spaces status=200" in told
    for part in ("someone", "hunter2", "Space 00000", ADA):
        assert part not in told


@every_step
async def test_without_the_authority_nothing_is_sent(outside: Outside, step: Step) -> None:
    bench = bench_of(outside)
    before = outside.google.control("requests")["requests"]
    with pytest.raises(ProblemError) as caught:
        await step(bench)
    if step is not revokes:  # it has a problem of its own, with this one's message as its cause
        assert caught.value.problem.code == "net.tls"
        assert "Example Firewall CA" in caught.value.problem.cause
        assert "Nothing was sent" in caught.value.problem.cause
    assert outside.front.seen == []
    new = outside.google.control("requests")["requests"][len(before) :]
    assert [
        one["method"] for one in new if "token" in one["method"] or "chat" in one["method"]
    ] == []


@every_step
async def test_a_host_that_no_proxy_names_is_not_sent_through_it(
    outside: Outside, step: Step
) -> None:
    outside.trust()
    outside.environment.setenv("NO_PROXY", "example.org, .googleapis.com,accounts.google.com")
    # What is looked up here instead: nobody listens there.
    outside.environment.setattr("socket.getaddrinfo", nowhere)
    bench = bench_of(outside)
    with pytest.raises(ProblemError) as caught:
        await step(bench)
    assert caught.value.problem.code in {"net.name", "oauth.not_revoked"}
    assert outside.proxy.seen == outside.front.seen == []


def nowhere(host: str, *arguments: object, **more: object) -> list[object]:
    import socket

    if host in {"127.0.0.1", b"127.0.0.1"}:
        return real_lookup(host, *arguments, **more)
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


def _real() -> Callable[..., list[object]]:
    import socket

    return socket.getaddrinfo  # type: ignore[return-value]


real_lookup = _real()
