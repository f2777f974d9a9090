"""Files that somebody made to keep the doctor busy, to be taken for sound, or to be shown whole."""

from __future__ import annotations

import json
import time

import pytest

from chattui.clientfile import diagnose_bytes, json_report, marked_lines, masked_lines, text_report
from chattui.clientfile.mending import mend
from chattui.safe_text import safe_text
from tests.unit.clientfile.cases import SECRET, TEXT

SIZE = 1 << 18
BUSY = {
    "a name that begins again and again": "passw" * (SIZE // 5),
    "ids beside what is none": '{"client_id":"'
    + "1.apps.googleusercontent.com aB1c2D3 " * (SIZE // 37)
    + '"}',
    "carriage returns in a string": '{"a": "' + "\rb" * (SIZE // 2) + '"}',
    "signs of comments before a quote": '{"a"' + "# " * (SIZE // 2) + '"',
    "signs of comments before a comma": "[" + "#" * SIZE + ",",
    "a key of blanks": '{"type":"service_account","client_email":"a@b","private_key":"'
    + "-----BEGIN PRIVATE KEY-----"
    + " " * 19_000
    + '!-----"}',
    "marks out of order": '{"type":"authorized_user","scope":"a'
    + "\u0315" * (SIZE // 4)
    + "\u0316" * (SIZE // 4)
    + '"}',
    "a large value whose name stands again": '{"a":['
    + "0," * (SIZE // 4)
    + "0]"
    + ',"a":1' * (SIZE // 12)
    + "}",
}


@pytest.mark.parametrize("text", BUSY.values(), ids=BUSY.keys())
def test_nothing_takes_quadratic_time(text: str) -> None:
    before = time.process_time()
    found = diagnose_bytes(text.encode(), "file.json")
    text_report(found, color=False)
    json.dumps(json_report([found]))
    masked_lines(found)
    marked_lines(found)
    mend(found)
    assert time.process_time() - before < 4  # minutes, if it were quadratic


def test_at_most_four_marks_are_put_into_order() -> None:
    assert safe_text("a" + "\u0315" * 9) == "a" + "\u0315" * 4
    assert safe_text("e\u0301") == "\u00e9"


EVIL = "https://accounts.evil.example/token"


def beside(member: str) -> bytes:
    """A sound client with one more member among its fields."""
    return TEXT.replace('"redirect_uris"', f'{member}, "redirect_uris"').encode()


AMBIGUOUS = {
    f'"Token_URI": "{EVIL}"': "CS030",  # Go's and .NET's readers take the last of both
    f'"to\u212aen_uri": "{EVIL}"': "CS030",
    f'"TOKEN\\u005fURI": "{EVIL}"': "CS030",
    '"Client_ID": "123456789012.apps.googleusercontent.com"': "CS030",
    '"CLIENT_SECRET": "GOCSPX-aaaaaaaaaaaaaaaaaaaaaaaaaaab"': "CS030",
    '"Redirect_URIs": ["https://evil.example"]': "CS030",
    '"x": 1, "x": true': "CS030",
    f'"revoke_uri": ["{EVIL}"]': "CS202",
    '"revoke_uri": "https://evil\u200b.example"': "CS208",
}


@pytest.mark.parametrize(("member", "code"), AMBIGUOUS.items())
def test_what_readers_take_in_different_ways_is_an_error(member: str, code: str) -> None:
    found = diagnose_bytes(beside(member))
    assert not found.usable
    assert code in {finding.code for finding in found.findings}


def test_a_name_in_capitals_with_the_same_value_is_told_with_its_right_name() -> None:
    found = diagnose_bytes(beside('"Token_URI": "https://oauth2.googleapis.com/token"'))
    assert [finding.code for finding in found.findings] == ["CS031"]
    assert '"token_uri"' in found.findings[0].remedy


def test_a_foreign_address_under_nearly_a_known_name_is_told() -> None:
    found = diagnose_bytes(beside(f'"token_uri ": "{EVIL}"'))
    assert [finding.code for finding in found.findings] == ["CS305"]


def test_a_second_wrapper_in_another_case_is_an_error() -> None:
    sound, evil = json.dumps(json.loads(TEXT)["installed"]), json.dumps({"token_uri": EVIL})
    for text in (
        f'{{"Installed": {evil}, "installed": {sound}}}',
        f'{{"installed": {sound}, "INSTALLED": {evil}}}',
        f'{{"installed": {sound}, "Installed": {sound}}}',
    ):
        found = diagnose_bytes(text.encode())
        assert not found.usable
        assert [finding.code for finding in found.findings] == ["CS105"]


def test_wrappers_that_differ_only_in_what_stands_twice_in_them_contradict_each_other() -> None:
    sound = json.dumps(json.loads(TEXT)["installed"])
    other = sound.replace('"token_uri"', f'"token_uri": "{EVIL}", "token_uri"')
    found = diagnose_bytes(f'{{"installed": {other}, "installed": {sound}}}'.encode())
    assert [finding.code for finding in found.findings] == ["CS030"]


OLD_FORM = "kQ7_xM2-vT9zLb4RnW6yHs1D"


def shown(data: bytes) -> str:
    """All that is shown of a file."""
    found = diagnose_bytes(data, "file.json")
    report = text_report(found, color=False, columns=2000)
    return "\n".join([*masked_lines(found), report, json.dumps(json_report([found]))])


def escaped(text: str) -> str:
    r"""Each character as ``\u0041``, or the first half of them."""
    return "".join(f"\\u{ord(char):04x}" for char in text)


@pytest.mark.parametrize("name", ["client_id", "project_id", "token_uri", "redirect_uris"])
@pytest.mark.parametrize("secret", [OLD_FORM, SECRET])
def test_escapes_in_a_value_that_may_be_shown_hide_no_secret(name: str, secret: str) -> None:
    for written in (escaped(secret), secret[:3] + escaped(secret[3]) + secret[4:]):
        text = json.dumps({"installed": {name: "@"}}).replace("@", written)
        assert escaped(secret[0]) not in shown(text.encode())
        assert secret[5:10] not in shown(text.encode())


PIECES = {
    "abcd efgh ijkl mnop": "abcd efgh",
    "app password: abcd efgh ijkl mnop\n": "abcd efgh",
    '{"smtp": "abcd efgh ijkl mnop"}': "efgh",
    '{"pwd": "Tr0u:b4d0(r&3)"}': "Tr0u",
    '{"keys": ["a,b,c,d,e,f,g"]}': "a,b",
    '{"installed": {}, "1234567890123456": 1}': "123456",
    '{"installed": {"1234567890": 1, "1234567890": 2}}': "12345",
    '{"installed": {"token_uri": "https://name:password@accounts.google.com/"}}': "password",
    '{"installed": {"redirect_uris": ["http://localhost/?code=abcdefgh"]}}': "abcdefgh",
    '{"installed": {"project_id": "Ab+cd/ef+gh/Ab+cd/ef+gh/Ab+cd/ef+gh"}}': "cd/ef",
}


@pytest.mark.parametrize(("text", "piece"), PIECES.items())
def test_what_is_in_pieces_is_hidden_as_a_whole(text: str, piece: str) -> None:
    assert piece not in shown(text.encode())


def test_a_place_in_a_list_is_told() -> None:
    text = json.dumps({"web": {"redirect_uris": ["http://localhost/", "https://a b.example/"]}})
    pointers = [finding.pointer for finding in diagnose_bytes(text.encode()).findings]
    assert "/web/redirect_uris/1" in pointers
