"""Who calls the listener, as Linux tells; the tables here are the kernel's own lines."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from chattui.oauth import callers
from chattui.oauth.callers import may_be_the_person, owner_of, trusted

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it is not told")

PEER = ("127.0.0.1", 0xDDD6)
PORT = 0xA0F5
HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout"
REST = "00000000:00000000 00:00000000 00000000"


def row(ends: str, uid: int, inode: int = 1432713, state: str = "01") -> str:
    """A line of the table as proc(5) has it."""
    return f"  14: {ends} {state} {REST}  {uid:4}        0 {inode} 2 00000000fb193a07 20 0 0 10 -1"


def swapped(address: str) -> str:
    """An address on a machine of the other byte order is printed the other way round."""
    return address if sys.byteorder == "little" else bytes.fromhex(address)[::-1].hex().upper()


FOUR = f"{swapped('0100007F')}:DDD6 {swapped('0100007F')}:A0F5"
BACK = f"{swapped('0100007F')}:A0F5 {swapped('0100007F')}:DDD6"
MAPPED = "0000000000000000FFFF00000100007F:DDD6 0000000000000000FFFF00000100007F:A0F5"
SIX = "00000000000000000000000001000000:DDD6 00000000000000000000000001000000:A0F5"

Proc = Callable[..., Path]


@pytest.fixture
def proc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Proc:
    """A /proc with these connections, in no user namespace of our own."""

    def make(
        *rows: str,
        six: str = "",
        login: str = "4294967295",
        map_: str = "         0          0 4294967295",
        overflow: str = "65534\n",
    ) -> Path:
        files = {
            "net/tcp": "\n".join([HEAD, *rows, ""]),
            "net/tcp6": "\n".join([HEAD, six, ""]),
            "self/loginuid": login,
            "self/uid_map": map_,
            "sys/kernel/overflowuid": overflow,
        }
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        monkeypatch.setattr(callers, "PROC", tmp_path)
        return tmp_path

    return make


def test_the_owner_of_the_other_end_is_found(proc: Proc) -> None:
    proc(row(BACK, 0), row(FOUR, 1234), row(FOUR.replace("DDD6", "DDD7"), 7))
    assert owner_of(PEER, PORT) == 1234


@pytest.mark.parametrize(("ends", "peer"), [(MAPPED, PEER), (SIX, ("::1", 0xDDD6))])
@pytest.mark.skipif(sys.byteorder != "little", reason="as little-endian machines print it")
def test_a_program_that_speaks_ipv6_is_found(proc: Proc, ends: str, peer: tuple[str, int]) -> None:
    proc(six=row(ends, 1234))
    assert owner_of(peer, PORT) == 1234


@pytest.mark.parametrize(
    "rows",
    [
        [],
        ["garbage", "1: 2"],
        [row(FOUR, 0, inode=0, state="06")],  # closed: only the kernel remembers it
    ],
)
def test_where_the_table_does_not_tell_nobody_is_turned_away(proc: Proc, rows: list[str]) -> None:
    proc(*rows)
    assert owner_of(PEER, PORT) is None
    assert may_be_the_person(PEER, PORT)


def test_a_row_that_is_missed_once_is_looked_for_again(
    proc: Proc, monkeypatch: pytest.MonkeyPatch
) -> None:
    proc(row(FOUR, 1234))
    reads: list[Path] = []
    read = callers._read

    def late(path: Path) -> str:
        reads.append(path)
        return read(path) if len(reads) > 2 else ""

    monkeypatch.setattr(callers, "_read", late)
    assert owner_of(PEER, PORT) == 1234


def test_without_proc_it_is_not_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(callers, "PROC", tmp_path / "none")
    assert owner_of(PEER, PORT) is None
    assert trusted({}) == {0, os.getuid()}


def test_other_systems_are_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.delattr(os, "getuid")
    assert owner_of(PEER, PORT) is None
    assert trusted({"SUDO_UID": "7"}) >= {0, 7}


def test_ourselves_root_and_the_login_before_are_trusted(proc: Proc) -> None:
    proc(login="1000")
    assert trusted({"SUDO_UID": "1001"}) == {0, os.getuid(), 1000, 1001}
    assert trusted({"SUDO_UID": "1;2"}) == {0, os.getuid(), 1000}
    assert trusted({"SUDO_UID": "9" * 5000}) == {0, os.getuid(), 1000}
    proc()
    assert trusted({}) == {0, os.getuid()}


@pytest.mark.parametrize(("uid", "answered"), [(0, True), (999, False), (65534, False)])
def test_another_user_is_turned_away(
    proc: Proc, monkeypatch: pytest.MonkeyPatch, uid: int, answered: bool
) -> None:
    monkeypatch.delenv("SUDO_UID", raising=False)
    proc(row(FOUR, uid))
    assert may_be_the_person(PEER, PORT) is answered
    monkeypatch.setenv("SUDO_UID", str(uid))
    assert may_be_the_person(PEER, PORT)


@pytest.mark.parametrize(
    ("map_", "overflow", "owner"),
    [
        ("0 100000 65536", "65534\n", None),
        ("0 100000 65536", "65533\n", 65534),
        ("0 100000 65536", "", 65534),
        ("0 0 4294967295", "65534\n", 65534),
    ],
)
def test_who_is_outside_our_user_namespace_cannot_be_told(
    proc: Proc, map_: str, overflow: str, owner: int | None
) -> None:
    proc(row(FOUR, 65534), map_=map_, overflow=overflow)
    assert owner_of(PEER, PORT) == owner


def test_the_kernel_says_it_as_it_is_read_here() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            connection, peer = server.accept()
            connection.close()
            assert owner_of(peer[:2], port) == os.getuid()
        with socket.socket(socket.AF_INET6) as six:
            six.connect(("::ffff:127.0.0.1", port))
            connection, peer = server.accept()
            connection.close()
            assert owner_of(peer[:2], port) == os.getuid()
