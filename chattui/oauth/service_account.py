"""The key of a service account: read from a file's text, kept in the vault, ready to sign.

The addresses in a key file are not kept: requests go to `chattui.endpoints` only.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import is_safe
from chattui.secret import Secret
from chattui.words import t

if TYPE_CHECKING:
    from pathlib import Path

    from chattui.clientfile import Diagnosis
    from chattui.vault import ClientEntry, Vault

CLIENT_KIND = "service_account"
"""The `kind` of a service account's entry among the vault's clients."""

ACCOUNT_KIND = "delegation"
"""The `kind` of an account that a service account acts for."""

KEYS_PAGE = "https://console.cloud.google.com/iam-admin/serviceaccounts"

LONGEST_NUMBER = 30
"""Digits of a client id; Google's have 21."""


@dataclass(frozen=True, slots=True)
class ServiceAccountKey:
    """What acting for people needs of a key file. `client_id` is the numeric one."""

    client_email: str
    client_id: str
    project_id: str
    key_id: str
    private_key: Secret


def key_from_text(text: Secret) -> ServiceAccountKey:
    """The key in the text of a key file. Blocking: the doctor reads it, and the key is tried.

    Raises ProblemError, exit 2: ``oauth.key_unusable`` in the doctor's words, or
    ``oauth.key_without_id``.
    """
    from chattui.clientfile import diagnose_text

    return key_from_diagnosis(diagnose_text(text.reveal()))


def key_from_diagnosis(diagnosis: Diagnosis) -> ServiceAccountKey:
    """The key in a file that the doctor has read; raises as `key_from_text` does. Blocking."""
    if diagnosis.usable_for != ACCOUNT_KIND:
        raise ProblemError(_unusable(diagnosis))
    names = ("client_email", "client_id", "project_id", "private_key_id", "private_key")
    # Without the white space around them, which the doctor only warns of.
    email, number, project, key_id, pem = (
        (diagnosis.document.text_of(name) or "").strip() for name in names
    )
    if not _is_number(number):
        raise ProblemError(_without_id())
    key = ServiceAccountKey(email, number, project, key_id, Secret(pem + "\n"))
    if not all(is_safe(text) for text in (email, project, key_id)) or signer(key) is None:
        raise ProblemError(_damaged())
    return key


def key_to_document(key: ServiceAccountKey) -> Secret:
    """`key` in the layout of the file that Google's console gives."""
    from chattui.endpoints import GOOGLE

    return Secret(
        json.dumps(
            {
                "type": CLIENT_KIND,
                "project_id": key.project_id,
                "private_key_id": key.key_id,
                "private_key": key.private_key.reveal(),
                "client_email": key.client_email,
                "client_id": key.client_id,
                "token_uri": GOOGLE.token,
            }
        )
    )


def key_from_document(document: Secret) -> ServiceAccountKey:
    """The key that `key_to_document` wrote.

    Raises ProblemError ``clientfile.stored_damaged`` where the stored text is something else.
    """
    names = ("client_email", "client_id", "project_id", "private_key_id", "private_key")
    try:
        fields = json.loads(document.reveal())
        texts = [fields[name] for name in names] if fields["type"] == CLIENT_KIND else []
    except (ValueError, KeyError, TypeError, RecursionError):
        texts = []
    if not texts or not all(isinstance(text, str) for text in texts):
        # Raised outside the handler: a parser's error as its context would quote the document.
        raise ProblemError(
            Problem(
                "clientfile.stored_damaged",
                t("The service account's key in the vault cannot be read."),
                t("Its stored text is not the key that chattui wrote."),
                t("Import the key file again."),
            )
        )
    email, number, project, key_id, pem = texts
    return ServiceAccountKey(email, number, project, key_id, Secret(pem))


def signer(key: ServiceAccountKey) -> Any | None:
    """google-auth's signer for `key`; None where its private key is none of RSA."""
    from google.auth.crypt import RSASigner

    try:
        made: Any = RSASigner.from_string(  # type: ignore[no-untyped-call]
            key.private_key.reveal(), key.key_id or None
        )
        made.sign(b"")  # a key of another kind is read, and signs nothing
    except Exception:  # the text is data: whatever a reader makes of it, it is no key
        return None
    return made


def store_key(vault: Vault, key: ServiceAccountKey, name: str = "") -> ClientEntry:
    """Keep a key, called `name`, or as before, or after its service account. Blocking."""
    before = [entry.name for entry in vault.clients() if entry.client_id == key.client_id]
    return vault.save_client(
        name=name or next(iter(before), key.client_email.partition("@")[0]),
        kind=CLIENT_KIND,
        client_id=key.client_id,
        project_id=key.project_id,
        document=key_to_document(key),
    )


def load_key(vault: Vault, client_key: str) -> ServiceAccountKey:
    """The key that `store_key` kept. Blocking."""
    return key_from_document(vault.client_document(client_key))


def discard_key_file(path: Path, kept: ServiceAccountKey) -> None:
    """Delete the file at `path` if it still holds the key that was `kept`; `kept` is what the
    vault gave back. Raises as `chattui.clientfile.discard.discard_where`. Blocking."""
    from chattui.clientfile.discard import discard_where

    def same(found: Diagnosis) -> bool:
        try:
            return key_from_diagnosis(found) == kept
        except ProblemError:
            return False

    discard_where(path, same)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER


def _unusable(diagnosis: Diagnosis) -> Problem:
    from chattui.clientfile import kind_in_words

    if diagnosis.kind != CLIENT_KIND:
        return Problem(
            "oauth.key_unusable",
            t(
                "This is not the key of a service account: {kind}.",
                kind=kind_in_words(diagnosis.kind),
            ),
            t("Acting for a person by delegation is signed with such a key."),
            t("Make one in the console: the service account › Keys › Add key › JSON."),
            KEYS_PAGE,
            Exit.USAGE,
        )
    wrong = [f for f in diagnosis.findings if f.severity == "error" and f.code != "CS110"]
    first = wrong[0] if wrong else diagnosis.findings[0]
    return Problem(
        "oauth.key_unusable",
        t("This key of a service account cannot be used."),
        first.message,
        first.remedy,
        KEYS_PAGE,
        Exit.USAGE,
    )


def _without_id() -> Problem:
    return Problem(
        "oauth.key_without_id",
        t("This key does not name the numeric client id of its service account."),
        t("The administrator authorizes that number; client_id is missing or is no number."),
        t("Use the file as the console gave it, or make a new key there."),
        KEYS_PAGE,
        Exit.USAGE,
    )


def _damaged() -> Problem:
    return Problem(
        "oauth.key_unusable",
        t("This key of a service account cannot be used."),
        t("Nothing can be signed with its private_key: it is damaged, or is no RSA key."),
        t("Make a new key in the console, and delete the old one there."),
        KEYS_PAGE,
        Exit.USAGE,
    )
