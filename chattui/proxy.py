"""Which proxy a request goes through, as the environment says; one answer for httpx and requests.

Google is reached by https alone, so that HTTPS_PROXY and ALL_PROXY decide; HTTP_PROXY is for
http addresses, of which the emulator's is the only one, and that is never proxied. The names are
read in lower case first, as curl and Python do; an empty one is as good as none.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from chattui.problem import Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.secret import Secret
from chattui.words import t

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_HOST = re.compile(r"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+")
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy, as the variable `variable` names it; its credentials are never shown."""

    scheme: str
    host: str
    port: int
    user: Secret
    password: Secret
    variable: str

    @property
    def place(self) -> str:
        """``host:port``, all of it that is shown."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    @property
    def plain_url(self) -> str:
        """Its address without credentials."""
        return f"{self.scheme}://{self.place}"

    @property
    def full_url(self) -> Secret:
        """Its address with the credentials, as requests wants it."""
        if not self.user:
            return Secret(self.plain_url)
        user, password = (quote(part.reveal(), safe="") for part in (self.user, self.password))
        return Secret(f"{self.scheme}://{user}:{password}@{self.place}")


def proxy_for(url: str, environ: Mapping[str, str] | None = None) -> Proxy | None:
    """The proxy for `url`, or None where none is set, or NO_PROXY leaves the host out.

    Raises ProblemError ``net.proxy_setting`` where it cannot be used.
    """
    env = os.environ if environ is None else environ
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
    if host in _LOOPBACK or _left_out(host, port, _of(env, "no_proxy")[1]):
        return None
    for name in (f"{parts.scheme}_proxy", "all_proxy"):
        variable, value = _of(env, name)
        if value:
            return _read(variable, value)
    return None


def only_for_http(environ: Mapping[str, str] | None = None) -> bool:
    """Whether HTTP_PROXY is set and nothing that would be used for Google."""
    env = os.environ if environ is None else environ
    return bool(_of(env, "http_proxy")[1]) and not any(
        _of(env, name)[1] for name in ("https_proxy", "all_proxy")
    )


def _of(environ: Mapping[str, str], name: str) -> tuple[str, str]:
    """The variable that counts, and its value."""
    variable = name if name in environ else name.upper()
    return variable, environ.get(variable, "").strip()


def _left_out(host: str, port: int, setting: str) -> bool:
    for entry in setting.lower().replace(" ", ",").split(","):
        name, _, only = entry.rpartition(":") if re.search(r"[^:]:\d+$", entry) else (entry, "", "")
        name = name.removeprefix("*").removeprefix(".") if name != "*" else name
        if only and int(only[:6]) != port:
            continue
        if name == "*" or (name and (host == name or host.endswith(f".{name}"))):
            return True
    return False


def _read(variable: str, value: str) -> Proxy:
    try:
        parts = urlsplit(value if "://" in value else f"http://{value}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise ProblemError(_malformed(variable)) from None
    if parts.scheme.startswith("socks"):
        raise ProblemError(_unsupported(variable, parts.scheme))
    if parts.scheme not in _PORTS or not _HOST.fullmatch(host) or port == 0:
        raise ProblemError(_malformed(variable))
    return Proxy(
        parts.scheme,
        host,
        port or _PORTS[parts.scheme],
        Secret(unquote(parts.username or "")),
        Secret(unquote(parts.password or "")),
        variable,
    )


def _malformed(variable: str) -> Problem:
    return Problem(
        "net.proxy_setting",
        t("{variable} is not the address of a proxy.", variable=variable),
        t("Nothing was sent. What it holds is not shown here, since it may hold a password."),
        t(
            "Write it as http://HOST:PORT, or http://USER:PASSWORD@HOST:PORT with %40 for an @"
            " in the password."
        ),
    )


def _unsupported(variable: str, scheme: str) -> Problem:
    return Problem(
        "net.proxy_setting",
        t(
            "{variable} names a {scheme} proxy, which chattui cannot use.",
            variable=variable,
            scheme=safe_text(scheme, limit=10),
        ),
        t("Nothing was sent. It can use http:// and https:// proxies."),
        t("Set HTTPS_PROXY to an http:// proxy, or exclude Google's hosts with NO_PROXY."),
    )
