"""The vault in a real gnome-keyring, used by whole processes; its states: test_keyring_states."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import need
from tests.system.keyring_session import PROGRAMS, KeyringSession, keyring_session

pytestmark = pytest.mark.system

SECRETS = ("1//refresh-canary", "ya29.access-canary", "GOCSPX-client-canary")

CHILD = """
import json, sys
from chattui import context
from chattui.problem import ProblemError
from chattui.secret import Secret
from chattui.vault import Grant, open_vault
GRANT = Grant(Secret("1//refresh-canary"), Secret("ya29.access-canary"), 5.0, ("openid",))
DOCUMENT = Secret('{"installed": {"client_secret": "GOCSPX-client-canary"}}')
def sign_in(vault, email="ada@example.com"):
    client = vault.save_client("Desk", "installed", "1", "p", DOCUMENT).key
    return vault.save_account(email, "1", client, GRANT, consented_at=1.0).key
def main():
    vault = open_vault(context.make(emulator=EMULATOR))
    answer = {"kind": vault.kind, "where": vault.where}
    CODE
    return answer
try:
    answer = main()
except ProblemError as error:
    answer = error.problem.as_json()
print(json.dumps(answer))
"""


def run(environ: dict[str, str], code: str = "pass", emulator: str = "") -> Any:
    """What a process with `code` on an open vault answers; it must end by itself."""
    program = CHILD.replace("CODE", code).replace("EMULATOR", repr(emulator))
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    for secret in SECRETS:
        assert secret not in done.stdout
    return json.loads(done.stdout)


@pytest.fixture
def session() -> Iterator[KeyringSession]:
    need(*PROGRAMS)
    with keyring_session() as opened:
        yield opened


def files_with_secrets(folder: Path) -> list[Path]:
    """Files under `folder` that hold a secret, plain, in base64 or in UTF-16."""
    forms = [form for text in SECRETS for form in _forms(text)]
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    return [path for path in files if any(form in path.read_bytes() for form in forms)]


def _forms(text: str) -> list[bytes]:
    plain = text.encode()
    shifted = [b64encode(b"x" * shift + plain)[4:-4] for shift in range(3)]
    return [plain, text.encode("utf-16-le"), plain.hex().encode(), *shifted]


def test_tokens_are_in_the_keyring_and_nowhere_else(
    session: KeyringSession, own_home: Path
) -> None:
    answer = run(
        session.environ,
        "key = sign_in(vault); answer['same'] = vault.grant(key) == GRANT;"
        "answer['document'] = vault.client_document(vault.clients()[0].key) == DOCUMENT",
    )
    assert answer == {
        "kind": "keyring",
        "where": "the Secret Service keyring",
        "same": True,
        "document": True,
    }
    items = session.items()
    assert len(items) == 2  # one grant, one client, and nothing of the probe
    services = {item.attributes["service"] for item in items}
    assert len(services) == 1
    assert services.pop().startswith("chattui:")
    kept = "".join(item.secret for item in items)
    assert all(secret in kept for secret in SECRETS)
    assert files_with_secrets(own_home) == []
    assert not (own_home / "chattui" / "state" / "vault.sealed").exists()


def test_another_process_reads_and_replaces_and_removes(session: KeyringSession) -> None:
    run(session.environ, "sign_in(vault)")
    answer = run(
        session.environ,
        "key = vault.index().default; answer['same'] = vault.grant(key) == GRANT;"
        "vault.save_grant(key, GRANT); vault.save_grant(key, GRANT)",
    )
    assert answer["same"] is True
    assert len(session.items()) == 2  # old generations are gone
    run(
        session.environ,
        "vault.remove_account(vault.index().default);vault.remove_client(vault.clients()[0].key)",
    )
    assert session.items() == []


def test_a_long_document_is_kept_in_parts(session: KeyringSession) -> None:
    answer = run(
        session.environ,
        "document = Secret('k' * 3000);"
        "key = vault.save_client('Robot', 'service_account', '9', 'p', document).key;"
        "answer['same'] = vault.client_document(key) == document",
    )
    assert answer["same"] is True
    lengths = sorted(len(item.secret) for item in session.items())
    assert lengths[1:] == [1200, 1200]


def test_an_emulator_keeps_its_tokens_apart(session: KeyringSession) -> None:
    run(session.environ, "sign_in(vault)")
    run(session.environ, "sign_in(vault)", emulator="127.0.0.1:9")
    services = {item.attributes["service"].partition(":")[0] for item in session.items()}
    assert services == {"chattui", "chattui-emulator"}


def test_processes_at_once_lose_nothing(session: KeyringSession) -> None:
    code = "[sign_in(vault, f'{os.getpid()}.{n}@example.com') for n in range(3)]"
    program = CHILD.replace("CODE", f"import os; {code}").replace("EMULATOR", "''")
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", program],
            env={**os.environ, **session.environ},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for writer in writers:
        output, errors = writer.communicate(timeout=120)
        assert (writer.returncode, errors, "code" in json.loads(output)) == (0, "", False)
    answer = run(
        session.environ,
        "answer['same'] = [vault.grant(a.key) == GRANT for a in vault.accounts()]",
    )
    assert answer["same"] == [True] * 12
    assert len(session.items()) == 13


@pytest.mark.parametrize("recorded", [True, False])
def test_a_keyring_that_answers_no_more(session: KeyringSession, recorded: bool) -> None:
    """The call would hang for ever; the process says so and ends."""
    if recorded:
        run(session.environ, "sign_in(vault)")
    session.freeze()
    answer = run(session.environ)
    code = "vault.keyring_silent" if recorded else "vault.new_passphrase_needed"
    assert answer["code"] == code
    assert session.daemon
    assert f"process {session.daemon.pid}," in answer["cause"]
    session.thaw()
    assert run(session.environ)["kind"] == "keyring"


def test_a_keyring_that_stops_while_the_vault_is_open(session: KeyringSession) -> None:
    run(session.environ, "sign_in(vault)")
    assert session.daemon
    answer = run(
        session.environ,
        f"import os, signal; os.kill({session.daemon.pid}, signal.SIGSTOP);"
        "vault.save_grant(vault.index().default, GRANT)",
    )
    assert answer["code"] == "vault.keyring_silent"
    session.thaw()
    after = run(
        session.environ,
        "answer['same'] = vault.grant(vault.index().default) == GRANT;"
        "vault.save_grant(vault.index().default, GRANT)",
    )
    assert after["same"] is True
    assert len(session.items()) == 2


def test_items_that_vanished(session: KeyringSession) -> None:
    run(session.environ, "sign_in(vault)")
    with session._collection() as collection:
        for item in collection.get_all_items():
            item.delete()
    answer = run(session.environ, "vault.grant(vault.index().default)")
    assert answer["code"] == "vault.item_gone"
    again = run(session.environ, "answer['same'] = vault.grant(sign_in(vault)) == GRANT")
    assert again["same"] is True


def test_a_passphrase_file_keeps_the_keyring_out_of_it(
    session: KeyringSession, own_home: Path, tmp_path: Path
) -> None:
    (tmp_path / "passphrase").write_text("some words\n")
    environ = {**session.environ, "CHATTUI_PASSPHRASE_FILE": str(tmp_path / "passphrase")}
    answer = run(environ, "answer['same'] = vault.grant(sign_in(vault)) == GRANT")
    assert (answer["kind"], answer["same"]) == ("file", True)
    assert session.items() == []
    assert files_with_secrets(own_home) == []
