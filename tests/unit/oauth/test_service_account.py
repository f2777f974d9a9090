"""Keys of service accounts: what is taken, what is refused, what the vault gives back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chattui.oauth import service_account
from chattui.oauth.service_account import (
    discard_key_file,
    key_from_document,
    key_from_text,
    key_to_document,
    load_key,
    store_key,
)
from chattui.problem import Exit, Problem, ProblemError
from chattui.secret import Secret
from tests.unit.oauth.conftest import Google

Caught = Callable[[Callable[[], object]], Problem]


def pem(kind: str = "rsa") -> str:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    key: Any = (
        rsa.generate_private_key(65537, 2048)
        if kind == "rsa"
        else ec.generate_private_key(ec.SECP521R1())
    )
    plain = serialization.NoEncryption()
    made = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain
    ).decode()
    assert isinstance(made, str)
    return made


PEM = pem()


def key_text(**changes: object) -> Secret:
    fields = {
        "type": "service_account",
        "project_id": "project-1",
        "private_key_id": "0123456789abcdef0123456789abcdef01234567",
        "private_key": PEM,
        "client_email": "sync@project-1.iam.gserviceaccount.com",
        "client_id": "104857600042104857600",
        "token_uri": "https://evil.example/token",
        **changes,
    }
    return Secret(json.dumps({k: v for k, v in fields.items() if v is not None}))


def sound_text() -> Secret:
    return key_text(token_uri="https://oauth2.googleapis.com/token")


def test_a_sound_key_is_taken() -> None:
    key = key_from_text(sound_text())
    assert key.client_email == "sync@project-1.iam.gserviceaccount.com"
    assert key.client_id == "104857600042104857600"
    assert key.project_id == "project-1"
    assert key.key_id.startswith("0123")
    assert key.private_key.reveal() == PEM
    assert "PRIVATE" not in repr(key)


def test_what_is_kept_holds_no_address_of_the_file() -> None:
    key = key_from_text(sound_text())
    document = key_to_document(key)
    assert key_from_document(document) == key
    fields = json.loads(document.reveal())
    assert fields["token_uri"] == "https://oauth2.googleapis.com/token"


def test_the_kept_document_is_a_key_file_too() -> None:
    key = key_from_text(sound_text())
    assert key_from_text(key_to_document(key)) == key


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        (Secret('{"installed": {}}'), "oauth.key_unusable", "not the key of a service account"),
        (Secret(""), "oauth.key_unusable", "not the key of a service account"),
        (key_text(private_key=PEM[:400]), "oauth.key_unusable", "private_key"),
        (key_text(private_key=None), "oauth.key_unusable", "private_key is missing"),
        (key_text(client_email="sync"), "oauth.key_unusable", "client_email"),
        (key_text(), "oauth.key_unusable", ""),
        (
            key_text(token_uri="https://oauth2.googleapis.com/token", client_id=None),
            "oauth.key_without_id",
            "numeric client id",
        ),
        (
            key_text(token_uri="https://oauth2.googleapis.com/token", client_id="1" * 31),
            "oauth.key_without_id",
            "numeric client id",
        ),
        (
            key_text(token_uri="https://oauth2.googleapis.com/token", private_key=pem("ec")),
            "oauth.key_unusable",
            "no RSA key",
        ),
    ],
    ids=["client", "empty", "cut", "keyless", "address", "foreign", "no-id", "long-id", "ec"],
)
def test_what_cannot_be_used_is_refused_in_the_doctors_words(
    problem: Caught, text: Secret, code: str, words: str
) -> None:
    refused = problem(lambda: key_from_text(text))
    assert refused.code == code
    assert refused.exit == Exit.USAGE
    assert words in f"{refused.message} {refused.cause}"
    assert refused.remedy
    assert "PRIVATE KEY-----" not in repr(refused)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "[" * 5000, '{"type": "installed"}', '{"type": "service_account"}']
)
def test_a_damaged_document_of_the_vault_is_told(problem: Caught, text: str) -> None:
    told = problem(lambda: key_from_document(Secret(text)))
    assert told.code == "clientfile.stored_damaged"


def test_a_document_of_other_types_is_told(problem: Caught) -> None:
    document = json.loads(key_to_document(key_from_text(sound_text())).reveal())
    document["client_id"] = 104857600042104857600
    told = problem(lambda: key_from_document(Secret(json.dumps(document))))
    assert told.code == "clientfile.stored_damaged"


def test_the_vault_keeps_a_key_under_its_number(google: Google, vault: Any) -> None:
    key = key_from_text(sound_text())
    entry = store_key(vault, key)
    assert (entry.kind, entry.client_id, entry.name) == ("service_account", key.client_id, "sync")
    assert load_key(vault, entry.key) == key
    assert store_key(vault, key, "another").key == entry.key
    assert store_key(vault, key).name == "another"
    assert len(vault.clients()) == 1


def test_the_plain_file_goes_only_while_it_holds_the_kept_key(
    tmp_path: Path, problem: Caught
) -> None:
    path = tmp_path / "key.json"
    path.write_text(sound_text().reveal())
    path.chmod(0o600)
    key = key_from_text(sound_text())
    path.write_text("{}")
    assert problem(lambda: discard_key_file(path, key)).code == "clientfile.changed"
    assert path.exists()
    path.write_text(key_text(client_id="1", token_uri=None).reveal())
    assert problem(lambda: discard_key_file(path, key)).code == "clientfile.changed"
    path.write_text(sound_text().reveal())
    discard_key_file(path, key)
    assert not path.exists()


def test_a_text_that_could_draw_is_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service_account, "is_safe", lambda _: False)
    with pytest.raises(ProblemError):
        key_from_text(sound_text())
