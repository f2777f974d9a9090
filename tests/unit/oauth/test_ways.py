"""Which way is tried first, as a table."""

from __future__ import annotations

import pytest

from chattui.oauth.scopes import DEFAULT_SCOPES, EMAIL, OPENID, PREFIX
from chattui.oauth.ways import Way, choose, offers
from chattui.surroundings import Surroundings

LOOPBACK, PASTE, DEVICE, DELEGATION = Way

DESKTOP = Surroundings(display=True, browser=True)
SSH = Surroundings(ssh_connection="192.0.2.7 50000 192.0.2.1 22")
SSH_X = Surroundings(ssh_connection="192.0.2.7 50000 192.0.2.1 22", display=True)
SSH_TMUX = Surroundings(ssh_connection="192.0.2.7 50000 192.0.2.1 22", tmux=True)
SSH_CODE = Surroundings(ssh_connection="192.0.2.7 50000 192.0.2.1 22", vscode=True)
CODE = Surroundings(vscode=True, display=True, browser=True)
CODE_CONTAINER = Surroundings(vscode=True, container=True)
CONTAINER = Surroundings(container=True)
CONTAINER_SCREEN = Surroundings(container=True, display=True, browser=True)
TMUX = Surroundings(tmux=True, display=True, browser=True)
SCREEN = Surroundings(screen=True, display=True, browser=True)
NO_BROWSER = Surroundings(display=True)
CONSOLE = Surroundings()

CHAT = DEFAULT_SCOPES
IDENTITY = (OPENID, EMAIL)
NO_REDIRECT = ("https://example.com/callback",)
ONE_REDIRECT = ("https://example.com/callback", "http://127.0.0.1:8080/callback")

TABLE: list[tuple[str, tuple[str, ...], Surroundings, tuple[str, ...], int, Way, bool, str]] = [
    # kind, redirects, surroundings, scopes, port → way, works, a word of the reason
    ("installed", (), DESKTOP, CHAT, 0, LOOPBACK, True, "can open on this machine, so"),
    ("installed", (), DESKTOP, CHAT, 53682, LOOPBACK, True, "can open on this machine, so"),
    ("installed", (), DESKTOP, IDENTITY, 0, LOOPBACK, True, "can open on this machine, so"),
    ("installed", (), CODE, CHAT, 0, LOOPBACK, True, "can open on this machine, so"),
    ("installed", (), TMUX, CHAT, 0, LOOPBACK, True, "tmux or screen"),
    ("installed", (), SCREEN, CHAT, 0, LOOPBACK, True, "tmux or screen"),
    ("installed", (), NO_BROWSER, CHAT, 0, LOOPBACK, True, "that you open on it"),
    ("installed", (), SSH, CHAT, 0, PASTE, True, "Over ssh your browser cannot reach"),
    ("installed", (), SSH, IDENTITY, 0, PASTE, True, "Over ssh your browser cannot reach"),
    ("installed", (), SSH_X, CHAT, 0, PASTE, True, "Over ssh your browser cannot reach"),
    ("installed", (), SSH_TMUX, CHAT, 0, PASTE, True, "Over ssh your browser cannot reach"),
    ("installed", (), SSH, CHAT, 53682, LOOPBACK, True, "Port 53682 was named"),
    ("installed", (), SSH_TMUX, CHAT, 53682, LOOPBACK, True, "Port 53682 was named"),
    ("installed", (), SSH_CODE, CHAT, 0, LOOPBACK, True, "VS Code can forward"),
    ("installed", (), CODE_CONTAINER, CHAT, 0, LOOPBACK, True, "VS Code can forward"),
    ("installed", (), CONTAINER, CHAT, 0, PASTE, True, "outside this container"),
    ("installed", (), CONTAINER, CHAT, 53682, PASTE, True, "outside this container"),
    ("installed", (), CONTAINER_SCREEN, CHAT, 0, LOOPBACK, True, "can open on this machine, so"),
    ("installed", (), CONSOLE, CHAT, 0, PASTE, True, "No browser can open here"),
    ("web", ONE_REDIRECT, DESKTOP, CHAT, 0, LOOPBACK, True, "can open on this machine, so"),
    ("web", ONE_REDIRECT, SSH, CHAT, 0, PASTE, True, "Over ssh your browser cannot reach"),
    ("web", ONE_REDIRECT, SSH, CHAT, 8080, LOOPBACK, True, "Port 8080 was named"),
    ("web", ONE_REDIRECT, SSH, CHAT, 8081, LOOPBACK, False, "no redirect address on port 8081"),
    ("web", NO_REDIRECT, DESKTOP, CHAT, 0, LOOPBACK, False, "leads to this machine"),
    ("web", NO_REDIRECT, SSH, CHAT, 0, PASTE, False, "leads to this machine"),
    ("web", (), DESKTOP, IDENTITY, 0, LOOPBACK, False, "leads to this machine"),
    ("service_account", (), DESKTOP, CHAT, 0, DELEGATION, True, "domain-wide delegation"),
    ("service_account", (), SSH, IDENTITY, 53682, DELEGATION, True, "domain-wide delegation"),
]


@pytest.mark.parametrize("emulator", [False, True])
@pytest.mark.parametrize(
    ("kind", "redirects", "around", "scopes", "port", "way", "works", "words"), TABLE
)
def test_what_auto_chooses(
    kind: str,
    redirects: tuple[str, ...],
    around: Surroundings,
    scopes: tuple[str, ...],
    port: int,
    way: Way,
    works: bool,
    words: str,
    emulator: bool,
) -> None:
    chosen = choose(kind, redirects, around, scopes, emulator=emulator, port=port)
    assert (chosen.way, chosen.works) == (way, works)
    assert words in chosen.words


@pytest.mark.parametrize(("kind", "redirects", "around", "scopes", "port"), [r[:5] for r in TABLE])
def test_every_way_is_offered_once_with_one_sentence_and_those_that_work_first(
    kind: str,
    redirects: tuple[str, ...],
    around: Surroundings,
    scopes: tuple[str, ...],
    port: int,
) -> None:
    made = offers(kind, redirects, around, scopes, port=port)
    assert sorted(offer.way for offer in made) == sorted(Way)
    assert [offer.works for offer in made] == sorted((o.works for o in made), reverse=True)
    for offer in made:
        assert offer.words.endswith(".")
        assert ". " not in offer.words
    assert choose(kind, redirects, around, scopes, port=port) == made[0]
    # Listening and pasting wait for the same redirect: one works where the other does.
    back = {offer.way: offer.works for offer in made}
    assert back[LOOPBACK] == back[PASTE]


@pytest.mark.parametrize(
    ("kind", "scopes", "emulator", "works", "words"),
    [
        ("installed", IDENTITY, False, True, "its file does not tell"),
        ("installed", IDENTITY, True, True, "its file does not tell"),
        ("installed", (), False, True, "its file does not tell"),
        ("installed", CHAT, False, False, "chat.spaces, chat.memberships"),
        ("installed", (PREFIX + "gmail.send",), False, False, "gmail.send"),
        ("installed", (PREFIX + "drive.file",), False, True, "its file does not tell"),
        ("installed", CHAT, True, True, "On the emulator"),
        ("web", IDENTITY, False, False, "no web client"),
        ("web", IDENTITY, True, False, "no web client"),
        ("service_account", IDENTITY, False, False, "no consent page"),
    ],
)
def test_where_a_device_code_can_be_had(
    kind: str, scopes: tuple[str, ...], emulator: bool, works: bool, words: str
) -> None:
    made = offers(kind, ONE_REDIRECT, SSH, scopes, emulator=emulator)
    (device,) = [offer for offer in made if offer.way is DEVICE]
    assert device.works is works
    assert words in device.words


def test_a_name_of_a_scope_cannot_draw_on_the_terminal() -> None:
    made = offers("installed", (), SSH, ("evil\x1b[31m",))
    assert all(offer.words.isprintable() for offer in made)


@pytest.mark.parametrize("around", [DESKTOP, SSH, SSH_CODE, CONTAINER, TMUX, NO_BROWSER, CONSOLE])
def test_the_second_way_has_words_of_its_own(around: Surroundings) -> None:
    first, second, *_ = offers("installed", (), around, CHAT)
    assert {first.way, second.way} == {LOOPBACK, PASTE}
    assert first.words != second.words
