"""The client files and JSON cases of the corpora, found through CHATTUI_CORPORA."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from chattui.clientfile import Kind, diagnose_bytes, masked_lines, text_report
from chattui.clientfile.encoding import decode
from chattui.clientfile.reader import read
from chattui.clientfile.tree import to_python
from chattui.clientfile.values import CLIENT_ID, is_placeholder
from tests.conftest import REQUIRED
from tests.unit.clientfile.test_masking import assert_hidden

CORPORA = os.environ.get("CHATTUI_CORPORA", "")

EXPECTED: dict[str, tuple[str, set[str]]] = {
    "01_valid_installed.json": (Kind.INSTALLED, set()),
    "02_valid_web_localhost.json": (Kind.WEB, set()),
    "03_web_remote_redirect.json": (Kind.WEB, {"CS401"}),
    "04_service_account.json": (Kind.SERVICE_ACCOUNT, {"CS110", "CS220"}),
    "05_authorized_user.json": (Kind.AUTHORIZED_USER, {"CS214"}),
    "06_empty.json": (Kind.EMPTY, {"CS004"}),
    "07_html.json": (Kind.HTML, {"CS114"}),
    "08_truncated.json": (Kind.INSTALLED, {"CS020"}),
    "09_bom.json": (Kind.INSTALLED, {"CS001"}),
    "10_utf16.json": (Kind.INSTALLED, {"CS002"}),
    "11_inner_only.json": (Kind.INNER_CLIENT, {"CS103"}),
    "12_both.json": (Kind.INSTALLED, {"CS104"}),
    "13_no_secret.json": (Kind.INSTALLED, {"CS211"}),
    "14_no_uris.json": (Kind.INSTALLED, {"CS302"}),
    "15_no_redirects.json": (Kind.INSTALLED, {"CS402"}),
    "16_placeholder.json": (Kind.INSTALLED, {"CS203", "CS212"}),
    "17_trailing_comma.json": (Kind.INSTALLED, {"CS011"}),
    "18_array.json": (Kind.OTHER_JSON, {"CS101"}),
    "19_smart_quotes.json": (Kind.INSTALLED, {"CS014"}),
    "20_ws_in_secret.json": (Kind.INSTALLED, {"CS213"}),
    "21_evil_token_uri.json": (Kind.INSTALLED, {"CS301"}),
    "22_token_json.json": (Kind.GOOGLE_AUTH_TOKEN, {"CS214"}),
    "23_client_id_wrong_type.json": (Kind.INSTALLED, {"CS202"}),
    "24_swapped.json": (Kind.INSTALLED, {"CS206"}),
    "b_android_like.json": (Kind.INSTALLED, {"CS211"}),
    "b_api_key.txt": (Kind.API_KEY, {"CS113"}),
    "b_array.json": (Kind.OTHER_JSON, {"CS101"}),
    "b_array_redirect_oob.json": (Kind.INSTALLED, {"CS403"}),
    "b_authorized_user_adc.json": (Kind.AUTHORIZED_USER, {"CS214"}),
    "b_bom.json": (Kind.INSTALLED, {"CS001"}),
    "b_both.json": (Kind.INSTALLED, {"CS104"}),
    "b_empty.json": (Kind.EMPTY, {"CS004"}),
    "b_empty_object.json": (Kind.OTHER_JSON, {"CS102"}),
    "b_external_account.json": (Kind.EXTERNAL_ACCOUNT, {"CS111"}),
    "b_extra_key.json": (Kind.INSTALLED, {"CS105"}),
    "b_flat_no_wrapper.json": (Kind.INNER_CLIENT, {"CS103"}),
    "b_google_services.json": (Kind.FIREBASE_ANDROID, {"CS112"}),
    "b_html.json": (Kind.HTML, {"CS114"}),
    "b_impersonated.json": (Kind.IMPERSONATED_SERVICE_ACCOUNT, {"CS111"}),
    "b_installed_no_client_id.json": (Kind.INSTALLED, {"CS201"}),
    "b_installed_no_secret.json": (Kind.INSTALLED, {"CS211"}),
    "b_installed_no_token_uri.json": (Kind.INSTALLED, {"CS302"}),
    "b_installed_null.json": (Kind.INSTALLED, {"CS107"}),
    "b_installed_plus_tokens.json": (Kind.INSTALLED, {"CS105"}),
    "b_installed_string.json": (Kind.INSTALLED, {"CS107"}),
    "b_ios.plist": (Kind.IOS_PLIST, {"CS112"}),
    "b_null.json": (Kind.OTHER_JSON, {"CS101"}),
    "b_ok_installed.json": (Kind.INSTALLED, set()),
    "b_ok_web.json": (Kind.WEB, {"CS401"}),
    "b_other_type.json": (Kind.OTHER_JSON, {"CS102"}),
    "b_placeholder.json": (Kind.INSTALLED, {"CS203", "CS212"}),
    "b_service_account.json": (Kind.SERVICE_ACCOUNT, {"CS110"}),
    "b_single_quotes.json": (Kind.INSTALLED, {"CS013", "CS204", "CS211", "CS302"}),
    "b_smart_quotes.json": (Kind.INSTALLED, {"CS014", "CS204", "CS211", "CS302"}),
    "b_string.json": (Kind.OTHER_JSON, {"CS101"}),
    "b_token_go.json": (Kind.GO_TOKEN, {"CS214"}),
    "b_token_google_auth.json": (Kind.GOOGLE_AUTH_TOKEN, {"CS214"}),
    "b_token_node.json": (Kind.NODE_TOKEN, {"CS214"}),
    "b_token_oauth2client.json": (Kind.OAUTH2CLIENT_TOKEN, {"CS214"}),
    "b_token_response.json": (Kind.TOKEN_RESPONSE, {"CS214"}),
    "b_trailing_comma.json": (Kind.INSTALLED, {"CS011", "CS204", "CS211", "CS302"}),
    "b_truncated.json": (Kind.INSTALLED, {"CS020"}),
    "b_upper.json": (Kind.INSTALLED, {"CS106"}),
    "b_utf16.json": (Kind.INSTALLED, {"CS002"}),
    "b_web_no_redirects.json": (Kind.WEB, {"CS401"}),
}
"""For every client file its kind, and the codes of exactly what is wrong with it."""

USABLE = {
    "01_valid_installed.json",
    "02_valid_web_localhost.json",
    "09_bom.json",
    "14_no_uris.json",
    "15_no_redirects.json",
    "b_ok_installed.json",
    "b_bom.json",
    "b_installed_no_token_uri.json",
    "b_array_redirect_oob.json",
}
"""As the corpora's README has it."""


def folder(name: str) -> Path:
    """A folder of the corpora; the test is skipped where none are named."""
    if not CORPORA:
        reason = "CHATTUI_CORPORA names no folder with the corpora"
        pytest.fail(reason) if REQUIRED else pytest.skip(reason)
    found = Path(CORPORA, name)
    if not found.is_dir():
        pytest.fail(f"{found} is not there, though CHATTUI_CORPORA is set")
    return found


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_client_file(name: str) -> None:
    data = (folder("client_files") / name).read_bytes()
    found = diagnose_bytes(data, name)
    kind, codes = EXPECTED[name]
    assert found.kind == kind
    assert {finding.code for finding in found.findings} == codes
    assert found.usable is (name in USABLE)
    assert (found.client is not None) is found.usable
    assert found.usable_for == (
        "user" if found.usable else "delegation" if name == "b_service_account.json" else "none"
    )
    shown = text_report(found, color=False) + "\n".join(masked_lines(found)) + repr(found)
    assert_hidden(secrets_of(found.document.text), shown)


def is_public(text: str) -> bool:
    """Whether what stands where a secret belongs is none: a placeholder, or the client id."""
    return is_placeholder(text) or CLIENT_ID.fullmatch(text) is not None


def secrets_of(text: str) -> list[str]:
    """The secrets in one of the client files."""
    root = read(text).root
    found: list[str] = []

    def look(value: object) -> None:
        if isinstance(value, list):
            for item in value:
                look(item)
        if not isinstance(value, dict):
            return
        for name, inner in value.items():
            hides = ("client_secret", "refresh_token", "access_token", "token", "private_key")
            if isinstance(inner, str) and name in hides and not is_public(inner):
                found.append(inner)
            look(inner)

    look(to_python(root) if root is not None else None)
    return found


def test_every_client_file_is_expected() -> None:
    names = {path.name for path in folder("client_files").iterdir()}
    assert names == set(EXPECTED)
    assert len(names) == 65
    assert names > USABLE


def test_json_that_must_be_read() -> None:
    paths = sorted(folder("JSONTestSuite").glob("y_*.json"))
    assert len(paths) > 90
    for path in paths:
        reading = read(decode(path.read_bytes()).text)
        assert reading.faults == [], path.name
        assert reading.root is not None
        assert to_python(reading.root) == json.loads(path.read_bytes()), path.name


def test_json_that_must_be_refused_with_a_place() -> None:
    paths = sorted(folder("JSONTestSuite").glob("n_*.json"))
    assert len(paths) > 180
    for path in paths:
        found = diagnose_bytes(path.read_bytes())
        syntax = [f for f in found.findings if f.code < "CS030" and f.severity == "error"]
        assert syntax or found.kind in (Kind.HTML, Kind.EMPTY, Kind.BINARY), path.name
        if found.kind not in (Kind.EMPTY, Kind.BINARY):
            assert found.findings[0].span is not None, path.name


def test_json_that_may_be_either_does_not_fail() -> None:
    for path in sorted(folder("JSONTestSuite").glob("i_*.json")):
        found = diagnose_bytes(path.read_bytes())
        text_report(found, color=True)
        assert not found.usable
