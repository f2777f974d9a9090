"""Google behind a forward proxy, one for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from chattui.context import Context, make
from chattui.emulator import Emulator
from chattui.endpoints import GOOGLE
from tests.unit.net.forward import Authority, ForwardProxy, Front
from tests.unit.oauth.conftest import Google

ADA = "ada@example.com"


@dataclass
class Outside:
    """What is beyond this machine, and the environment that leads there."""

    authority: Authority
    google: Google
    front: Front
    proxy: ForwardProxy
    environment: pytest.MonkeyPatch

    @property
    def context(self) -> Context:
        """A context whose endpoints are Google's own."""
        made = make()
        assert made.endpoints.token == GOOGLE.token
        return made

    def trust(self) -> None:
        """Believe the authority by SSL_CERT_FILE."""
        self.environment.setenv("SSL_CERT_FILE", str(self.authority.file))

    def configure(self, text: str) -> Path:
        """Write config.toml."""
        folder = make().paths.config
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "config.toml").write_text(text)
        return folder


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def net_emulator() -> Iterator[Emulator]:
    with Emulator(people=3, spaces=2) as emulator:
        yield emulator


@pytest.fixture(scope="session")
def front(net_emulator: Emulator, authority: Authority) -> Iterator[Front]:
    made = Front(net_emulator.host, authority.context())
    yield made
    made.stop()


@pytest.fixture(scope="session")
def shared_proxy(front: Front) -> Iterator[ForwardProxy]:
    made = ForwardProxy(front.port)
    yield made
    made.stop()


@pytest.fixture
def outside(
    authority: Authority,
    net_emulator: Emulator,
    front: Front,
    shared_proxy: ForwardProxy,
    own_home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Outside:
    """HTTPS_PROXY is set, the authority is not believed yet, and nothing was sent."""
    front.seen.clear()
    shared_proxy.seen.clear()
    shared_proxy.heads.clear()
    shared_proxy.refusal, shared_proxy.asks = 0, False
    monkeypatch.setenv("HTTPS_PROXY", shared_proxy.url)
    google = Google(net_emulator, own_home)
    google.control("reset", {"nothing": 0})
    google.control("settings", {"auto_consent": ADA})
    return Outside(authority, google, front, shared_proxy, monkeypatch)
