"""What mending changes, what it leaves, and that it says so."""

from __future__ import annotations

import gzip
import io
import json
import zipfile

import pytest

from chattui.clientfile import diagnose_bytes, diagnose_text
from chattui.clientfile.mendable import MENDABLE
from chattui.clientfile.mending import Mending, course, mend, syntax
from chattui.clientfile.mending.edits import Edit, Step, apply
from chattui.clientfile.mending.naming import beside_archive, beside_token, numbered
from chattui.clientfile.mending.words import CHANGES
from chattui.clientfile.model import Custody, Diagnosis
from chattui.clientfile.rules import RULES
from tests.unit.clientfile.cases import (
    BAD_AND_GOOD,
    CLIENT_ID,
    FIELDS,
    GOOD,
    PEM,
    SECRET,
    TEXT,
    TOKEN,
    Case,
    client,
    key,
    web,
)

INNER = json.dumps(FIELDS, indent=2)
PRETTY = json.dumps({"installed": FIELDS}, indent=2)
SAVED = TOKEN | {"client_secret": SECRET}


def mended(data: bytes | str, path: str = "my.json", mode: int | None = None) -> Mending:
    """The mending of a file that can be mended."""
    mending = mend(found(data, path, mode))
    assert mending is not None
    return mending


def found(data: bytes | str, path: str = "my.json", mode: int | None = None) -> Diagnosis:
    """The diagnosis of a file."""
    data = data.encode() if isinstance(data, str) else data
    return diagnose_bytes(data, path, custody=None if mode is None else Custody(mode))


def codes(mending: Mending) -> list[str]:
    return [change.code for change in mending.changes]


def zipped(**files: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()


SYNTAX = [
    ('{"installed": %s,}', "CS011", '{"installed": %s}'),
    ('{,"installed": %s}', "CS011", '{"installed": %s}'),
    ('{"installed": %s, ,}', "CS011", '{"installed": %s }'),
    ("{'installed': %s}", "CS013", '{"installed": %s}'),
    ("{“installed”: %s}", "CS014", '{"installed": %s}'),
    ("{＂installed＂: %s}", "CS014", '{"installed": %s}'),  # noqa: RUF001
    ("{installed: %s}", "CS015", '{"installed": %s}'),
    ('{ // mine\n"installed": %s}', "CS018", '{\n"installed": %s}'),
    ('{\n  // mine\n"installed": %s}', "CS018", '{\n"installed": %s}'),
    ('{\r\n  # mine\r\n"installed": %s}', "CS018", '{\r\n"installed": %s}'),
    ('{/* mine */"installed": %s}', "CS018", '{"installed": %s}'),
    ('/* mine */ {"installed": %s} # yes', "CS018", ' {"installed": %s}'),
    ('{"installed": %s} /* never closed', "CS018", '{"installed": %s}'),
    ('{"installed" %s}', "CS025", '{"installed": %s}'),
    ('{"installed":\u00a0%s}', "CS029", '{"installed": %s}'),
    ('\u200b{"installed": %s}\ufeff', "CS029", '{"installed": %s}'),
    ('Here it is: {"installed": %s}', "CS021", '{"installed": %s}'),
    ('{"installed": %s} Yours, Ada', "CS021", '{"installed": %s}'),
    ('```json\n{"installed": %s}\n```\n', "CS021", '{"installed": %s}\n'),
    ('"installed": %s', "CS035", '{"installed": %s}'),
    ('"installed": %s\n}\n', "CS035", '{"installed": %s\n}\n'),
    ('{"installed"：%s}', "CS034", '{"installed":%s}'),  # noqa: RUF001
    ('{"installed" => %s}', "CS034", '{"installed" : %s}'),
    ('[{"installed": %s}]', "CS101", '{"installed": %s}'),
    ('{"Installed": %s}', "CS106", '{"installed": %s}'),
    ('{"installed": %s, "token": "x", "a b": {}}', "CS105", '{"installed": %s}'),
    ('{"token": "x",\n "installed": %s}', "CS105", '{"installed": %s}'),
    ('{"x": 1, "token": "x", "installed": %s, "y": 2}', "CS105", '{"installed": %s}'),
    ('{"installed": %s}', "", ""),
]


@pytest.mark.parametrize(("text", "code", "new"), SYNTAX)
def test_around_the_fields(text: str, code: str, new: str) -> None:
    for fields in (json.dumps(FIELDS), INNER):
        if not code:
            assert mend(found(text % fields)) is None
            continue
        mending = mended(text % fields)
        assert mending.data.decode() == new % fields
        assert codes(mending) == [code]
        assert mending.mended.usable
        assert not mending.mended.findings
        assert all(finding.fixable for finding in mending.diagnosis.findings)


FIELD = [
    ('"client_id": "%s"  "project_id": "p-123456"', "CS012", '"client_id": "%s",  "project_id"'),
    ('"client_id" "%s"', "CS025", '"client_id": "%s"'),
    ("'client_id': '%s'", "CS013", '"client_id": "%s"'),
    ('"client_id": %s', "CS023", '"client_id": "%s"'),
    ('client_id": "%s"', "CS032", '"client_id": "%s"'),
    ('"client_id": %s"', "CS032", '"client_id": "%s"'),
    ('"client_id"; "%s"', None, ""),
    ('"client_id": "%s"; "x": []', "CS034", '"client_id": "%s", "x": []'),
    ('"client_id": "%s", "x": True', "CS016", '"client_id": "%s", "x": true'),
    ('"client_id": "%s", "x": [None]', "CS016", '"client_id": "%s", "x": [null]'),
    ('"client_id": "%s", "x": yes', "CS015", '"client_id": "%s", "x": "yes"'),
    ('"client_id": "%s", 5: 6', "CS015", '"client_id": "%s", "5": 6'),
    ('"client_id": "%s", "x": "a\tb\x01"', "CS019", '"x": "a\\tb\\u0001"'),
    ('"client_id": "%s", "x": "a\nb"', "CS019", '"x": "a\\nb"'),
    ('"client_id": "%s", \'x\': \'it\\\'s "so"\\n\'', "CS013", '"x": "it\'s \\"so\\"\\n"'),
    ("\"client_id\": \"%s\", 'x': '\\ud800'", "CS013", '"x": "\\ud800"'),
    ('"client_id": "%s", "x": [1 /* one */, 2]', "CS018", '"x": [1 , 2]'),
    ('"client_id": "%s", "x": [1, 2,]', "CS011", '"x": [1, 2]'),
    ('"client_id": "%s", "x": ["a" "b"]', "CS012", '"x": ["a", "b"]'),
    ('"client_id": "%s", "client_id": "%s"', "CS031", '{"client_id": "%s", "client_secret"'),
    ('"client_id": "%s ", "x": []', "CS213", '"client_id": "%s", "x"'),
    ('"client_id": "\\n%s", "x": []', "CS213", '"client_id": "%s", "x"'),
    ('"client_id": " %s\\t", "x": []', "CS213", '"client_id": "%s", "x"'),
    ('"client_id": "%s\u200b", "x": []', "CS208", '"client_id": "%s", "x"'),
]


@pytest.mark.parametrize(("text", "code", "new"), FIELD)
def test_in_the_fields(text: str, code: str | None, new: str) -> None:
    rest = f'"client_secret": "{SECRET}", "redirect_uris": ["http://localhost"]'
    whole = '{"installed": {' + text.replace("%s", CLIENT_ID) + ", " + rest + "}}"
    mending = mend(found(whole))
    if code is None:
        assert mending is None
        return
    assert mending is not None
    assert new.replace("%s", CLIENT_ID) in mending.data.decode()
    assert code in codes(mending)
    assert code not in {finding.code for finding in mending.mended.findings}
    json.loads(mending.data)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (PRETTY[:-4], "CS020"),
        (PRETTY.replace(SECRET, "YOUR_SECRET"), "CS212"),
        (PRETTY.replace(SECRET, "***1234"), "CS216"),
        (client(client_id=SECRET, client_secret=CLIENT_ID).decode(), "CS206"),
        (client(client_secret=None).decode(), "CS211"),
        (client(auth_uri=None).decode(), "CS302"),
        (client(redirect_uris=None).decode(), "CS402"),
        (client(redirect_uris=["urn:ietf:wg:oauth:2.0:oob"]).decode(), "CS403"),
        (client(token_uri="https://oauth2.example.com/token").decode(), "CS301"),
        (client(client_secret=f"{SECRET[:9]} {SECRET[9:]}").decode(), "CS213"),
        (client(client_secret=f"{SECRET[:9]}\u0007{SECRET[9:]}").decode(), "CS208"),
        (client(auth_uri="https://accounts.google.com\u200b.example.com/x").decode(), "CS208"),
        (TEXT[:-1] + ", " + web().decode()[1:], "CS104"),
        (TEXT + TEXT, "CS021"),
        (TEXT + " and " + TEXT, "CS021"),
        (TEXT.replace('"project_id"', '"project_id": "other-1234", "project_id"'), "CS030"),
        ('{"installed": {"a": "x", "a": "y", "a": "x"}}', "CS030"),
        (f"[{TEXT}, {TEXT}]", "CS101"),
        ('[{"a": 1}]', "CS101"),
        ('{"a": True,}', "CS016"),
        ('{"installed": null}', "CS107"),
        ("hello", "CS010"),
        ("", "CS004"),
    ],
)
def test_what_needs_a_person_is_left_alone(text: str, code: str) -> None:
    diagnosis = found(text, mode=0o600)
    about = [finding for finding in diagnosis.findings if finding.code == code]
    assert about
    assert not any(finding.fixable for finding in about)
    assert mend(diagnosis) is None


def test_what_can_be_mended_beside_what_cannot() -> None:
    mending = mended(PRETTY.replace(SECRET, "YOUR_SECRET").replace("  }", "  },"))
    assert codes(mending) == ["CS011"]
    assert [finding.code for finding in mending.mended.findings] == ["CS212"]
    assert {f.code: f.fixable for f in mending.diagnosis.findings} == {
        "CS011": True,
        "CS212": False,
    }


@pytest.mark.parametrize("secret", [" YOUR_SECRET ", f" {SECRET[:9]} {SECRET[9:]} "])
def test_a_value_that_is_wrong_in_another_way_keeps_its_white_space(secret: str) -> None:
    good = client(client_secret=secret)
    assert mended(good[:-1] + b",}").data == good


def test_what_is_no_number_stays_as_it_is() -> None:
    mending = mended('{"installed": {"x": NaN, "y": 01, "z": "\\q",}}')
    assert mending.data == b'{"installed": {"x": NaN, "y": 01, "z": "\\q"}}'
    assert codes(mending) == ["CS011"]


def test_names_that_stand_more_than_twice() -> None:
    mending = mended('{"installed": {"a": 1, "b": {}, "a": 1, "a": 1, "b": {}}}')
    assert mending.data == b'{"installed": {"a": 1, "b": {}}}'
    assert mending.changes[0].words.startswith("3 ")
    twice = mended('{"installed": {"a": 1, "a": 1}, "installed": {"a": 1, "a": 1}}')
    assert twice.data == b'{"installed": {"a": 1}}'
    for one in ("true", "NaN", '"1"'):
        assert mend(found(f'{{"installed": {{"a": 1, "a": {one}}}}}')) is None


def test_a_text_that_is_broken_elsewhere_is_left_alone() -> None:
    assert mend(found(PRETTY[:-4].replace('"', "'"))) is None
    assert mend(found(INNER + "\n" + INNER)) is None


def test_padding_may_be_long() -> None:
    assert mended(GOOD + b"\0" * (1 << 18)).data == GOOD


def test_two_places_of_a_wrapper_are_not_made_one() -> None:
    for text in ('{"Installed": {}, "installed": {}}', '{"Installed": {}, "INSTALLED": {}}'):
        mending = mend(found(text))
        assert mending is None or "CS106" not in codes(mending)


@pytest.mark.parametrize(
    ("changes", "wrapper"),
    [
        ({}, "installed"),
        ({"redirect_uris": []}, "installed"),
        ({"redirect_uris": "https://x.example.com/"}, "installed"),
        ({"redirect_uris": ["http://localhost", "urn:ietf:wg:oauth:2.0:oob"]}, "installed"),
        ({"redirect_uris": ["http://localhost/"]}, "installed"),
        ({"redirect_uris": ["http://localhost:8080"]}, "web"),
        ({"redirect_uris": ["http://127.0.0.1:8080/"]}, "web"),
        ({"redirect_uris": ["http://localhost/done"]}, "web"),
        ({"redirect_uris": ["http://localhost", "https://x.example.com/"]}, "web"),
        ({"javascript_origins": ["https://x.example.com"]}, "web"),
        ({"javascript_origins": []}, "installed"),
    ],
)
def test_the_wrapper_that_the_redirects_show(changes: dict[str, object], wrapper: str) -> None:
    mending = mended(json.dumps(FIELDS | changes))
    assert list(json.loads(mending.data)) == [wrapper]
    assert json.loads(mending.data)[wrapper] == FIELDS | changes
    assert wrapper in mending.changes[0].words


def test_wrapping_keeps_the_layout() -> None:
    assert mended(INNER + "\n").data.decode() == '{"installed": ' + INNER + "}\n"


def test_no_second_wrapper_is_put_around() -> None:
    assert mend(found('{"client_id": "x", "client_secret": "y", "installed": null}')) is None


def test_a_list_around_the_inside() -> None:
    mending = mended(f"[\n{INNER},\n]\n")
    assert json.loads(mending.data) == {"installed": FIELDS}
    assert codes(mending) == ["CS011", "CS101", "CS103"]
    assert mending.mended.usable


def test_line_wraps_are_joined_in_known_fields() -> None:
    for wrap in ("\n", "\r\n", "\n      ", "  \n"):
        text = TEXT.replace("GOCSPX-7", f"GOCSPX-{wrap}7").replace(
            "/oauth2/v1", f"/oauth2/{wrap}v1"
        )
        mending = mended(text)
        assert mending.data == GOOD
        assert codes(mending) == ["CS019"]
        assert all(finding.fixable for finding in mending.diagnosis.findings)


def test_line_wraps_are_escaped_in_a_private_key() -> None:
    text = key().decode().replace("\\n", "\n")
    mending = mended(text)
    assert json.loads(mending.data)["private_key"] == PEM
    assert mending.mended.usable_for == "delegation"


def test_a_token_is_joined_and_not_rebuilt_at_once() -> None:
    text = json.dumps(SAVED).replace("1//0abc", "1//0\nabc")
    mending = mended(text, "token.json")
    assert not mending.rebuilt
    assert json.loads(mending.data) == SAVED
    assert {f.code: f.fixable for f in mending.mended.findings} == {"CS214": True}


def test_members_left_out_are_named() -> None:
    mending = mended(TEXT[:-1] + ', "token": 1, "ya29.secretsecretsecret": 2, "token": 3}')
    assert mending.dropped == ("token", "…(23)")
    assert mending.changes[0].words == "2 members beside the client are left out."
    assert mending.data == GOOD


def test_members_stay_where_they_are_not_to_be_left_out() -> None:
    diagnosis = found(TEXT[:-1] + ', "token": 1,}')
    mending = mend(diagnosis, drop=False)
    assert mending is not None
    assert mending.data.decode() == TEXT[:-1] + ', "token": 1}'
    assert mending.dropped == ()
    assert mend(mending.mended, drop=False) is None


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xef\xbb\xbf" + GOOD, "CS001"),
        (TEXT.encode("utf-16"), "CS002"),
        (TEXT.encode("utf-16-be"), "CS002"),
        (TEXT.encode("utf-32"), "CS002"),
        (gzip.compress(GOOD, mtime=0), "CS007"),
        (zipped(readme=b"hello", file=GOOD), "CS007"),
        (json.dumps(TEXT).encode(), "CS033"),
        (GOOD + b"\0" * 300, "CS009"),
    ],
)
def test_bytes(data: bytes, code: str) -> None:
    mending = mended(data)
    assert codes(mending) == [code]
    assert mending.data == GOOD
    assert not mending.rebuilt


def test_a_line_end_of_another_encoding() -> None:
    assert mended(TEXT.encode("utf-16") + b"\n").data.decode().rstrip() == TEXT


@pytest.mark.parametrize(("encoding", "letter"), [("latin-1", "é"), ("cp1252", "€")])
def test_old_encodings(encoding: str, letter: str) -> None:
    text = TEXT.replace("demo-project-1", letter)
    mending = mended(text.encode(encoding))
    assert mending.data.decode() == text
    assert codes(mending) == ["CS003"]


@pytest.mark.parametrize(
    "data",
    [
        TEXT.replace("demo-project-1", "\u00e9\u0081").encode("latin-1"),
        GOOD.replace(b"demo", b"d\xff\xc3\xa9mo"),
        b"\xef\xbb\xbf" + GOOD.replace(b"demo", b"d\xff\xc3\xa9mo"),
        gzip.compress(GOOD, mtime=0)[:-6],
        json.dumps('{"installed": "' + "\ud800" + '"}').encode(),
        json.dumps({"installed": {"x": "y" * (1 << 17)}}).encode("utf-16"),
    ],
)
def test_bytes_that_nobody_can_be_sure_of(data: bytes) -> None:
    assert mend(found(data)) is None
    assert not any(finding.fixable for finding in found(data).findings)


def test_an_archive_by_name_stays_and_its_content_goes_beside_it() -> None:
    mending = mended(gzip.compress(GOOD, mtime=0), "/keys/client.json.gz", mode=0o644)
    assert mending.rebuilt
    assert mending.mended.path == "/keys/client.json"
    assert codes(mending) == ["CS007", "CS502"]
    assert all(finding.fixable for finding in mending.diagnosis.findings)


def test_several_at_once_in_the_order_of_the_course() -> None:
    text = INNER.replace('"', "'").replace("}", ",}") + "\n// end"
    mending = mended(("\ufeff" + text).encode("utf-16"), mode=0o666)
    assert sorted(codes(mending)) == ["CS002", "CS011", "CS013", "CS018", "CS029", "CS103", "CS502"]
    assert codes(mending)[0] == "CS002"
    assert json.loads(mending.data) == {"installed": FIELDS}
    assert mending.mended.usable
    assert mending.mended.document.custody == Custody(0o600)
    assert not mending.mended.findings


def test_the_mode_alone() -> None:
    mending = mended(GOOD, mode=0o644)
    assert mending.only_mode
    assert mending.data == GOOD
    assert codes(mending) == ["CS502"]
    assert mended("AIza" + "b" * 35, mode=0o644).only_mode
    assert mended(GOOD + b" " * (1 << 20), mode=0o644).only_mode


def test_a_client_file_from_a_saved_token() -> None:
    mending = mended(json.dumps(SAVED), "/home/ada/token.json", mode=0o644)
    assert mending.rebuilt
    assert mending.mended.path == "/home/ada/client_secret_token.json"
    fields = FIELDS | {"project_id": None}
    assert json.loads(mending.data) == {
        "installed": {name: value for name, value in fields.items() if value is not None}
    }
    assert mending.data.endswith(b'"http://localhost"\n    ]\n  }\n}\n')
    assert codes(mending) == ["CS214", "CS502"]
    assert "does not tell" in mending.changes[0].words
    assert all(finding.fixable for finding in mending.diagnosis.findings)
    assert mending.mended.usable
    assert mending.mended.document.custody == Custody(0o600)
    assert mend(mending.mended) is None


def test_what_is_so_of_the_old_file_alone_is_not_said_of_the_new_one() -> None:
    kept = Custody(0o640, acl=4, git="tracked", work_tree="/x", link="/y/token.json")
    diagnosis = diagnose_bytes(json.dumps(SAVED).encode(), "token.json", custody=kept)
    mending = mend(diagnosis)
    assert mending is not None
    assert mending.mended.document.custody == Custody(0o600, git="open", work_tree="/x")
    assert {f.code for f in diagnosis.findings if f.fixable} == {"CS214", "CS502"}
    assert {"CS503", "CS506"} <= {f.code for f in diagnosis.findings}


def test_a_client_file_that_could_not_be_used_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(course, "rebuilt", lambda document: ("x.json", b"{}"))
    assert mend(found(json.dumps(SAVED))) is None


def test_the_project_of_a_token_where_it_has_one() -> None:
    mending = mended(json.dumps(SAVED | {"project_id": "demo-project-1"}))
    assert json.loads(mending.data) == json.loads(GOOD)
    mending = mended(json.dumps(SAVED | {"project_id": "YOUR PROJECT"}))
    assert "project_id" not in json.loads(mending.data)["installed"]


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "764086051850-6qr4p6gpi6hn506pt8ejuq83di341hur.apps.googleusercontent.com"},
        {"client_id": "32555940559.apps.googleusercontent.com"},
        {"client_id": ""},
        {"client_id": 5},
        {"client_id": "YOUR_CLIENT_ID"},
        {"client_secret": ""},
        {"client_secret": "****1234"},
        {"client_secret": None},
        {"universe_domain": "example.com"},
    ],
)
def test_no_client_file_from_a_token_of_another_program_or_without_a_client(
    changes: dict[str, object],
) -> None:
    diagnosis = found(json.dumps(SAVED | changes))
    assert "CS214" in {finding.code for finding in diagnosis.findings}
    assert mend(diagnosis) is None
    assert not any(finding.fixable for finding in diagnosis.findings)


@pytest.mark.parametrize(
    ("path", "new"),
    [
        ("token.json", "client_secret_token.json"),
        ("/a/.credentials.json", "/a/client_secret_credentials.json"),
        ("-", "client_secret.json"),
        ("", "client_secret.json"),
        ("x" * 250, f"client_secret_{'x' * 200}.json"),
    ],
)
def test_names_beside_a_token(path: str, new: str) -> None:
    assert beside_token(path) == new
    assert numbered(new, 1) == new
    assert numbered(new, 2) == new.removesuffix(".json") + "-2.json"


@pytest.mark.parametrize(
    ("path", "new"),
    [
        ("/a/b.json.gz", "/a/b.json"),
        ("b.zip", "b.json"),
        ("b.ZIP", "b.json"),
        ("b.json", ""),
        (".zip", ""),
        ("", ""),
    ],
)
def test_names_beside_an_archive(path: str, new: str) -> None:
    assert beside_archive(path) == new


def test_edits_do_not_overlap() -> None:
    with pytest.raises(AssertionError, match="overlap"):
        apply("abc", [Edit(0, 2, "x", ""), Edit(1, 3, "y", "")])


@pytest.mark.parametrize("opens", [False, True])
@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace(SECRET, "GOCSPX-" + "x" * 28),  # another value
        TEXT.replace('"installed"', '"web"'),  # another name
        TEXT[:-1] + ",}",  # a fault that was not there
        "\ufeff" + TEXT,
        "",
        json.dumps(TEXT),
        '{"installed": 1, "installed": ' + json.dumps(FIELDS) + "}",
        '{"type": "service_account", "installed": ' + json.dumps(FIELDS) + "}",
    ],
)
def test_a_step_that_is_not_proven_is_not_taken(
    text: str, opens: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chattui.clientfile.mending.edits import shape_of

    def wrong(document: object) -> Step:
        root = diagnose_text(TEXT).document.root
        assert root is not None
        return Step(text, shape_of(root), ("list",), opens=opens)

    monkeypatch.setattr(course, "STEPS", (wrong,))
    diagnosis = found(TEXT[:-1] + ', "x": 1}')
    assert mend(diagnosis) is None


def test_a_step_that_brings_an_error_to_light_is_not_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from chattui.clientfile.mending.edits import shape_of

    def wrong(document: object) -> Step:
        new = diagnose_bytes(client(client_secret="x")).document
        assert new.root is not None
        return Step(new.text, shape_of(new.root), ("list",))

    monkeypatch.setattr(course, "STEPS", (wrong,))
    assert mend(found(TEXT[:-1] + ', "x": 1}')) is None


def test_rounds_are_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(course, "ROUNDS", 1)
    assert mended(f"[{INNER},]").mended.usable


def test_what_stands_between_tokens_and_is_not_known_is_left_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(syntax, "skip_gap", lambda text, start, fault: start)
    assert mend(found(TEXT.replace(":", " /* */ :"))) is None


def test_unpacking_that_gives_another_text_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(course, "plain_bytes", lambda document: (b"{}", ("mark",)))
    assert mend(found(b"\xef\xbb\xbf" + GOOD)) is None


def test_every_change_answers_a_rule_in_a_whole_sentence() -> None:
    for code, sentence in CHANGES.values():
        assert code in RULES
        assert code in MENDABLE
        for count in (1, 2):
            words = sentence(count)
            assert words[0].isupper() or words[0] in '"2'
            assert words.endswith(".")
            assert "{" not in words
    assert {code for code, _ in CHANGES.values()} | {"CS002"} == MENDABLE


def every_case() -> list[tuple[str, bytes, int | None]]:
    """The data of all cases of all rules."""
    every: list[tuple[str, bytes, int | None]] = []
    for code, (bad, good) in BAD_AND_GOOD.items():
        for case in bad + good:
            if isinstance(case, Case):
                every.append((code, case.data, 0o644))
            else:
                every.append((code, case, None))
    return every


def test_flags_and_facts_agree_over_all_cases() -> None:
    done: set[str] = set()
    for _, data, mode in every_case():
        diagnosis = found(data, mode=mode)
        mending = mend(diagnosis)
        fixable = {finding.code for finding in diagnosis.findings if finding.fixable}
        if mending is None:
            assert not fixable
            continue
        assert fixable & MENDABLE
        done |= fixable
        left = {finding.code for finding in mending.mended.findings if not mending.rebuilt}
        again = {finding.code for finding in mending.mended.findings if finding.fixable}
        assert again <= {"CS214"}
        for finding in diagnosis.findings:
            assert finding.fixable or mending.rebuilt or finding.code in left
    assert done >= MENDABLE - {"CS012", "CS016", "CS018", "CS023", "CS025", "CS029"}


def test_a_finding_that_is_mended_in_one_place_and_not_in_another() -> None:
    text = client(project_id="demo 1", client_id=CLIENT_ID + " ").decode()
    flags = {f.pointer: f.fixable for f in found(text).findings if f.code == "CS213"}
    assert flags == {"/installed/client_id": True, "/installed/project_id": False}
