"""Which proxy the environment names."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chattui.problem import Problem
from chattui.proxy import only_for_http, proxy_for

URL = "https://chat.googleapis.com/v1/spaces"
Caught = Callable[[Callable[[], object]], Problem]


@pytest.mark.parametrize(
    ("setting", "plain", "full"),
    [
        ("http://proxy:3128", "http://proxy:3128", None),
        ("proxy:3128", "http://proxy:3128", None),
        (" http://proxy:3128/ ", "http://proxy:3128", None),
        ("http://proxy", "http://proxy:80", None),
        ("HTTPS://proxy", "https://proxy:443", None),
        ("http://[2001:db8::1]:8080", "http://[2001:db8::1]:8080", None),
        ("http://u:p%40ss%2F@proxy:1", "http://proxy:1", "http://u:p%40ss%2F@proxy:1"),
        ("u@proxy:1", "http://proxy:1", "http://u:@proxy:1"),
    ],
)
def test_an_address_is_read(setting: str, plain: str, full: str | None) -> None:
    proxy = proxy_for(URL, {"HTTPS_PROXY": setting})
    assert proxy
    assert proxy.plain_url == plain
    assert proxy.full_url.reveal() == (full or plain)
    assert "p@ss" not in repr(proxy)


@pytest.mark.parametrize(
    ("environ", "variable"),
    [
        ({}, None),
        ({"HTTP_PROXY": "http://a:1"}, None),
        ({"HTTPS_PROXY": "", "ALL_PROXY": ""}, None),
        ({"HTTPS_PROXY": "a:1", "https_proxy": "b:1"}, "https_proxy"),
        ({"HTTPS_PROXY": "a:1", "https_proxy": ""}, None),
        ({"HTTPS_PROXY": "a:1", "https_proxy": "", "all_proxy": "c:1"}, "all_proxy"),
        ({"HTTPS_PROXY": "a:1", "ALL_PROXY": "c:1"}, "HTTPS_PROXY"),
        ({"ALL_PROXY": "c:1"}, "ALL_PROXY"),
    ],
)
def test_one_variable_counts(environ: dict[str, str], variable: str | None) -> None:
    proxy = proxy_for(URL, environ)
    assert (proxy.variable if proxy else None) == variable


@pytest.mark.parametrize(
    ("setting", "left_out"),
    [
        ("", False),
        ("*", True),
        ("googleapis.com", True),
        (".googleapis.com", True),
        ("*.googleapis.com", True),
        ("chat.googleapis.com", True),
        ("CHAT.googleapis.com", True),
        ("apis.com", False),
        ("oauth2.googleapis.com", False),
        ("example.org googleapis.com", True),
        ("example.org,,googleapis.com:443", True),
        ("googleapis.com:8443", False),
        ("[::1]:443, ::1", False),
        (".", False),
        (",", False),
    ],
)
@pytest.mark.parametrize("name", ["NO_PROXY", "no_proxy"])
def test_hosts_can_be_left_out(name: str, setting: str, left_out: bool) -> None:
    assert (proxy_for(URL, {"HTTPS_PROXY": "p:1", name: setting}) is None) == left_out


@pytest.mark.parametrize("host", ["127.0.0.1:80", "localhost", "[::1]:80"])
def test_loopback_is_never_proxied(host: str) -> None:
    environ = {"HTTP_PROXY": "p:1", "HTTPS_PROXY": "p:1", "ALL_PROXY": "p:1"}
    assert proxy_for(f"http://{host}/", environ) is None
    assert proxy_for(f"https://{host}/", environ) is None


@pytest.mark.parametrize(
    "setting",
    [
        "http://",
        "http://:1",
        "http://h:0",
        "http://h:99999",
        "http://h:x",
        "http://[::1",
        "ftp://h",
        "http://a b:1",
        "http://\x1b[2J:1",
        "http://hö:1",
    ],
)
def test_what_is_no_address_is_told_without_it(problem: Caught, setting: str) -> None:
    told = problem(lambda: proxy_for(URL, {"https_proxy": setting}))
    assert told.code == "net.proxy_setting"
    assert told.message == "https_proxy is not the address of a proxy."
    assert "\x1b" not in repr(told)


@pytest.mark.parametrize("scheme", ["socks4", "socks5", "socks5h", "SOCKS"])
def test_socks_is_told(problem: Caught, scheme: str) -> None:
    told = problem(lambda: proxy_for(URL, {"ALL_PROXY": f"{scheme}://u:hunter2@h:1"}))
    assert told.message == f"ALL_PROXY names a {scheme.lower()} proxy, which chattui cannot use."
    assert "hunter2" not in repr(told)


def test_a_proxy_for_http_alone_is_noticed() -> None:
    assert only_for_http({"HTTP_PROXY": "p:1"})
    assert not only_for_http({"HTTP_PROXY": "p:1", "ALL_PROXY": "p:1"})
    assert not only_for_http({})
