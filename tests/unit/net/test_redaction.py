"""Secrets are taken out of what is logged, whoever logs it and however it is written."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest

from chattui.redaction import quiet_logs, redact

SECRETS = [
    "ya29.a0AfH6SMBx-y_z",
    "1//0gabcdefghijk-L9Ir",
    "1%2F%2F0gabcdefghijk-L9Ir",
    "GOCSPX-abcdefghijklmnop",
    "4/0AeaYSHDabc",
    "4%2F0AeaYSHDabc",
    "4/4-GMMhmHCXhWEzkobqIHGG_EnNYYsAkukHspeYUk9E8",
    "AIzaSyA-abcdefghijklmnopqrstuv",
    "eyJhbGciOi.eyJzdWIi.c2ln",
    "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----",
    "-----BEGIN PRIVATE KEY-----\nMIIE",
    "Bearer abcdef123456",
    "Basic cHJveHk6cGFzcw==",
]


@pytest.mark.parametrize("secret", SECRETS)
def test_what_looks_like_a_secret_is_taken_out(secret: str) -> None:
    shown = redact(f"before {secret}\n after")
    assert secret not in shown
    assert secret.split(" ")[-1].split("\n")[0] not in shown
    assert shown.startswith("before ")


NAMES = [
    "code",
    "client_secret",
    "refresh_token",
    "access_token",
    "id_token",
    "token",
    "code_verifier",
    "device_code",
    "user_code",
    "state",
    "assertion",
    "passphrase",
    "Authorization",
    "Proxy-Authorization",
]
FORMS = [
    "a=b&{name}=hunter2&c=d",
    '{{"{name}": "hunter2", "c=d": 1}}',
    "{{'{name}': 'hunter2', 'c=d': 1}}",
    "[('{name}', 'hunter2'), ('c=d', 1)]",
    "[(b'{name}', b'hunter2'), ('c=d', 1)]",
    "{name}: hunter2\r\nc=d",
    "{name} = hunter2 c=d",
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("form", FORMS)
def test_named_secrets_are_taken_out_however_they_are_written(name: str, form: str) -> None:
    shown = redact(form.format(name=name))
    assert "hunter2" not in shown
    assert "c=d" in shown


def test_a_proxys_password_is_taken_out() -> None:
    assert redact("via http://me:hunter2@proxy:3128/") == "via http://[redacted]@proxy:3128/"


@pytest.mark.parametrize(
    "plain",
    [
        "POST https://oauth2.googleapis.com/token 200",
        "https://www.googleapis.com/auth/chat.spaces",
        "token_type=Bearer",
        "spaces/AAAA1//",
        "grant_type=refresh_token",
    ],
)
def test_what_is_no_secret_stays(plain: str) -> None:
    assert redact(plain) == plain


@pytest.fixture
def told() -> Iterator[io.StringIO]:
    """What a handler on the root logger writes, with everything at its most talkative."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    root = logging.getLogger()
    before = root.level
    quiet_logs()
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(before)


def test_talkative_loggers_are_quiet(told: io.StringIO) -> None:
    logger = logging.getLogger("requests_oauthlib")
    assert not logger.isEnabledFor(logging.INFO)
    logger.info("anything")
    assert told.getvalue() == ""


def test_every_record_is_redacted_before_any_handler(told: io.StringIO) -> None:
    quiet_logs()
    for name in ("requests_oauthlib", "urllib3.connectionpool", "somebody"):
        logging.getLogger(name).warning("token %s", "ya29.canary")
    assert "canary" not in told.getvalue()
    assert told.getvalue().count("[redacted]") == 3


def test_so_is_a_traceback(told: io.StringIO) -> None:
    try:
        raise ValueError("refused ya29.canary")
    except ValueError:
        logging.getLogger("somebody").exception("it failed with %s", "1//0canary-canary")
    assert "canary" not in told.getvalue()
    assert "ValueError: refused [redacted]" in told.getvalue()


def test_arguments_that_do_not_fit_are_not_printed_with_a_complaint(
    told: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    logging.getLogger("somebody").warning("%d of %d", "ya29.canary")
    assert told.getvalue() == "WARNING [redacted]\n"
    assert "canary" not in capsys.readouterr().err
