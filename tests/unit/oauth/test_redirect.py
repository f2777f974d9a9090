from __future__ import annotations

import base64
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chattui.oauth.consent import Consent
from chattui.oauth.error_pages import error_pages
from chattui.oauth.redirect import (
    ENDING_CODES,
    could_be_redirect,
    is_complete_redirect,
    read_query,
    read_redirect,
)
from chattui.problem import Exit, Problem, ProblemError
from tests.unit.oauth.conftest import (
    CODE,
    PORT,
    REDIRECT,
    STATE,
    google_redirect,
    make_client,
    make_test_consent,
)

FULL = google_redirect()
CLIENT_ID = make_client().client_id
QUERY = FULL.partition("?")[2]


def problem_of(text: str, consent: Consent | None = None) -> Problem:
    with pytest.raises(ProblemError) as caught:
        read_redirect(text, consent or make_test_consent())
    return caught.value.problem


def wrapped(text: str, width: int = 60) -> str:
    return "\n".join(text[at : at + width] for at in range(0, len(text), width))


def code_of(text: str, consent: Consent | None = None) -> str:
    return read_redirect(text, consent or make_test_consent()).reveal()


@pytest.mark.parametrize(
    "text",
    [
        FULL,
        FULL + "\n",
        f"   {FULL}\t\r\n",
        QUERY,
        "?" + QUERY,
        f"/oauth2/callback?{QUERY}",
        FULL.removeprefix("http://"),
        FULL.removeprefix("http:"),
        FULL + "#",
        FULL.replace("http://", "HTTP://"),
        FULL.replace("http://", "https://"),
        f"?code={CODE}&state={STATE}",
        f"state={STATE}&code={CODE}",
        f"state={STATE}&code={CODE.replace('/', '%2F')}",
    ],
    ids=lambda text: text.strip()[:24] + "…" + text.strip()[-10:],
)
def test_the_address_or_its_query_is_enough(text: str) -> None:
    assert code_of(text) == CODE


@pytest.mark.parametrize(
    "text",
    [
        f"<{FULL}>",
        f'"{FULL}"',
        f"'{FULL}'",
        f"`{FULL}`",
        f"```\n{FULL}\n```",
        f"*{FULL}*",
        f"_{FULL}_",
        f"**{FULL}**",
        f"({FULL})",
        f"{FULL}.",
        f"{FULL}...",
        f"“{FULL}”",
        f"«{FULL}»",
        f"||{FULL}||",
        f"[{FULL[:40]}…]({FULL})",
        f"[link]({FULL}).",
        f"<{FULL}|127.0.0.1:{PORT}>",
        f"here it is: {FULL}",
        f"URL:{FULL}",
        f"Location: {FULL}\r\n",
        FULL.replace("&", "&amp;"),
        FULL.replace("&", "\\&").replace("?", "\\?").replace("=", "\\="),
        "\n".join("> " + FULL[i : i + 60] for i in range(0, len(FULL), 60)),
        "\n".join("| " + FULL[i : i + 60] for i in range(0, len(FULL), 60)),
        "\n".join(f"│ {FULL[i : i + 60]} │" for i in range(0, len(FULL), 60)),
        "\u200b".join(FULL[i : i + 10] for i in range(0, len(FULL), 10)),
        "\ufeff" + FULL,
        "\u202a" + FULL + "\u202c",
    ],
    ids=range(28),
)
def test_what_programs_put_around_it_is_taken_off(text: str) -> None:
    assert code_of(text) == CODE


@given(
    st.integers(1, len(FULL)), st.sampled_from(["\n", "\r\n", "\n    ", " \n", "\n> ", "\u00a0\n"])
)
def test_it_may_be_wrapped_at_any_column(width: int, mark: str) -> None:
    wrapped = mark.join(FULL[i : i + width] for i in range(0, len(FULL), width))
    assert code_of(wrapped) == CODE


@given(st.lists(st.integers(0, len(FULL)), max_size=12))
def test_white_space_may_be_anywhere(places: list[int]) -> None:
    text = FULL
    for place in sorted(places, reverse=True):
        text = text[:place] + "\n" + text[place:]
    assert code_of(text) == CODE


@given(st.integers(1, len(FULL)))
def test_reading_line_by_line_ends_neither_early_nor_never(width: int) -> None:
    read = ""
    for start in range(0, len(FULL), width):
        read += FULL[start : start + width] + "\n"
        if is_complete_redirect(read):
            break
    else:
        pytest.fail("the redirect was not recognised")
    assert code_of(read) == CODE


@given(st.integers(1, 300), st.permutations(["state", "code", "scope"]))
def test_lines_in_any_order_end_with_the_whole_code(width: int, order: list[str]) -> None:
    values = {"state": STATE, "code": CODE, "scope": "openid"}
    text = "?" + "&".join(f"{name}={values[name]}" for name in order)
    read = ""
    for start in range(0, len(text), width):
        read += text[start : start + width] + "\n"
        if is_complete_redirect(read):
            break
    # A code at the very end cannot be told from its beginning: the end of the input tells.
    assert code_of(read) == CODE


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("", False),
        ("\n\n", False),
        ("http://127.0.0.1", False),
        (FULL, True),
        (QUERY, True),
        (f"?state={STATE}", False),
        (f"?state={STATE}&code=4/0A", False),
        (f"?state={STATE}&code=4/0A\n\n", True),
        (f"?state={STATE}&code=4/0A&", False),
        (f"?state={STATE}&code=4/0A&authuser=0", True),
        (f"?code=4/0A&state={STATE[:-1]}", False),
        (f"?code=4/0A&state={STATE}", True),
        (f"?error=access_denied&state={STATE}", True),
        (f"?state={STATE}&error=access_denied", True),
        (f"?state={STATE}&error=access_", False),
        (CODE, False),
        (CODE + "\n\n", True),
        ("x" * 70_000, True),
    ],
    ids=range(18),
)
def test_when_no_more_lines_are_needed(text: str, answer: bool) -> None:
    assert is_complete_redirect(text) is answer


def test_what_would_do_if_nothing_followed() -> None:
    assert could_be_redirect(f"?state={STATE}&code=4/0A")
    assert not could_be_redirect(f"?state={STATE[:-1]}&code=4/0A")
    assert not could_be_redirect(f"?state={STATE}")


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "<>", "''"])
def test_nothing_is_told_as_nothing(text: str) -> None:
    assert problem_of(text).code == "oauth.redirect_empty"


@pytest.mark.parametrize(
    "text", [CODE, f" {CODE} ", CODE.replace("/", "%2F"), f"code={CODE}", f"{REDIRECT}?code={CODE}"]
)
def test_a_bare_code_is_refused_with_the_reason(text: str) -> None:
    problem = problem_of(text)
    assert (problem.code, problem.exit) == ("oauth.redirect_bare_code", Exit.USAGE)
    assert "state" in problem.cause


@pytest.mark.parametrize(
    "state", ["", "x", STATE[:-1], STATE + "x", STATE.lower(), "%00", "%ff", "é"]
)
def test_a_wrong_state_is_refused(state: str) -> None:
    assert problem_of(google_redirect(state=state)).code in {
        "oauth.redirect_state",
        "oauth.redirect_unreadable",
    }


@given(st.text(max_size=60))
def test_no_other_state_passes(state: str) -> None:
    if state != STATE:
        problem_of(google_redirect(state=state))


@pytest.mark.parametrize("extra", [f"&state={STATE}", "&state=", "&state=other"])
def test_two_states_are_refused(extra: str) -> None:
    assert problem_of(FULL + extra).code == "oauth.redirect_state"


@pytest.mark.parametrize(
    "query",
    [
        f"state={STATE}&code={CODE}&code={CODE}",
        f"state={STATE}&code={CODE}&code=other",
        f"state={STATE}&code=",
        f"state={STATE}",
        f"state={STATE}&code=a%20b",
        f"state={STATE}&code=a%0d%0ab",
        f"state={STATE}&code=%ff",
        f"state={STATE}&code={'c' * 2049}",
    ],
    ids=range(8),
)
def test_there_must_be_exactly_one_sound_code(query: str) -> None:
    assert problem_of(f"{REDIRECT}?{query}").code == "oauth.redirect_no_code"


@pytest.mark.parametrize(
    "issuer",
    ["https://accounts.google.com.evil.example", "accounts.google.com", "", "https://evil.example"],
)
def test_another_issuer_is_refused(issuer: str) -> None:
    text = FULL.replace("iss=https://accounts.google.com", f"iss={issuer}")
    assert problem_of(text).code == "oauth.redirect_issuer"


def test_two_issuers_are_refused_and_none_is_accepted() -> None:
    assert problem_of(FULL + "&iss=https://accounts.google.com").code == "oauth.redirect_issuer"
    assert code_of(FULL.replace("&iss=https://accounts.google.com", "")) == CODE


def test_a_denial_with_our_state_is_googles_no() -> None:
    problem = problem_of(f"{REDIRECT}?state={STATE}&error=access_denied")
    assert (problem.code, problem.exit) == ("oauth.denied", Exit.NOT_SIGNED_IN)
    assert problem.code in ENDING_CODES


@pytest.mark.parametrize("query", ["error=access_denied", "error=access_denied&state=other"])
def test_a_denial_without_our_state_is_no_answer(query: str) -> None:
    assert problem_of(f"{REDIRECT}?{query}").code not in ENDING_CODES


@pytest.mark.parametrize(
    ("error", "code"),
    [
        ("admin_policy_enforced", "oauth.refused_by_policy"),
        ("org_internal", "oauth.refused_by_policy"),
        ("invalid_scope", "oauth.refused"),
        ("%1b[31mred", "oauth.refused"),
        ("", "oauth.refused"),
    ],
)
def test_other_refusals_have_words_of_their_own(error: str, code: str) -> None:
    problem = problem_of(f"{REDIRECT}?state={STATE}&error={error}&code={CODE}")
    assert problem.code == code
    assert problem.code in ENDING_CODES
    assert "\x1b" not in problem.message


def test_a_secret_that_a_refusal_carries_is_not_shown() -> None:
    problem = problem_of(f"{REDIRECT}?state={STATE}&error=1//0ASECRETTOKEN")
    assert "SECRET" not in problem.message


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (make_test_consent().url, "oauth.redirect_is_consent_page"),
        ("accounts.google.com/signin/oauth/consent?x=1", "oauth.redirect_is_consent_page"),
        (f"http://127.0.0.1:{PORT}/", "oauth.redirect_is_short_url"),
        (f"http://127.0.0.1:{PORT}", "oauth.redirect_is_short_url"),
        (f"localhost:{PORT}", "oauth.redirect_is_short_url"),
        (google_redirect("http://127.0.0.1:1111/oauth2/callback"), "oauth.redirect_other_port"),
        (google_redirect(f"http://127.0.0.1:{PORT}/other"), "oauth.redirect_other_client"),
        (google_redirect(f"http://127.0.0.1:{PORT}/"), "oauth.redirect_other_client"),
        (google_redirect("http://localhost:8085/"), "oauth.redirect_other_client"),
        ("https://app.example/cb?state=x&error=access_denied", "oauth.redirect_other_client"),
        ("https://accounts.google.com/o/oauth2/auth?client_id=9-x", "oauth.redirect_other_client"),
        (google_redirect() + "&client_id=9-x", "oauth.redirect_other_client"),
        (google_redirect() + f"&client_id={CLIENT_ID}&client_id=", "oauth.redirect_other_client"),
        ("client_id=9-x&redirect_uri=http://localhost&state=x", "oauth.redirect_other_client"),
        ("https://app.example/cb?code=x", "oauth.redirect_foreign"),
        (f"http://127.0.0.1:{PORT}/other?state=x", "oauth.redirect_foreign"),
        (google_redirect(f"http://me@127.0.0.1:{PORT}/oauth2/callback"), "oauth.redirect_foreign"),
        (
            google_redirect(f"http://evil.example/127.0.0.1:{PORT}/oauth2/callback"),
            "oauth.redirect_other_client",
        ),
        (google_redirect("https://evil.example/oauth2/callback"), "oauth.redirect_other_client"),
        (google_redirect("http://[::1/oauth2/callback"), "oauth.redirect_foreign"),
        (google_redirect("http://127.0.0.1:99999/oauth2/callback"), "oauth.redirect_foreign"),
        ("ftp://127.0.0.1/oauth2/callback?x=1", "oauth.redirect_other_port"),
        ("hello", "oauth.redirect_unreadable"),
        ("q=1", "oauth.redirect_unreadable"),
        ("&".join(f"a{i}=1" for i in range(100)), "oauth.redirect_unreadable"),
        (FULL + "é", "oauth.redirect_unreadable"),
        (FULL + "\x00", "oauth.redirect_unreadable"),
        (FULL + "\udc80", "oauth.redirect_unreadable"),
        (FULL + "&x=" + "a" * 4096, "oauth.redirect_too_long"),
        ("a" * 100_000, "oauth.redirect_too_long"),
    ],
    ids=range(30),
)
def test_each_wrong_thing_has_a_code_of_its_own(text: str, code: str) -> None:
    problem = problem_of(text)
    assert problem.code == code
    assert problem.remedy
    assert problem.exit is Exit.USAGE


def error_address(said: bytes, client_id: str = CLIENT_ID) -> str:
    """Where Google sends a browser whose request it does not take."""
    value = quote(base64.b64encode(said).decode(), safe="")
    end = f"&client_id={client_id}&flowName=GeneralOAuthFlow"
    return f"https://accounts.google.com/signin/oauth/error?authError={value}{end}"


DELETED = b"\n\x0edeleted_client\x12\x1dThe OAuth client was deleted. \x91\x03"
WHOLE_PAGE = """Sign in with Google
Access blocked: Plans has not completed the Google verification process
ada@example.com
Plans has not completed the Google verification process. If you are a developer of Plans, see
error details. https://developers.google.com/identity
Error 403: access_denied
English (United Kingdom)
Help   Privacy   Terms
"""


@pytest.mark.parametrize(
    ("text", "number", "code"),
    [
        ("Error 403: org_internal", 403, "org_internal"),
        ("Fehler 403: org_internal\n", 403, "org_internal"),
        (WHOLE_PAGE, 403, "access_denied"),
        (WHOLE_PAGE * 30, 403, "access_denied"),
        (f"Error 400: redirect_uri_mismatch\nRequest details: redirect_uri={REDIRECT}"
         " flowName=GeneralOAuthFlow", 400, "redirect_uri_mismatch"),
        ("The OAuth client was deleted.", 401, "deleted_client"),
        (error_address(DELETED), 401, "deleted_client"),
        (error_address(DELETED).replace("%3D", ""), 401, "deleted_client"),
        (wrapped(error_address(DELETED)), 401, "deleted_client"),
        (error_address(DELETED).removeprefix("https://"), 401, "deleted_client"),
        (error_address(b"\n\x0dinvalid_scope\x12\x41Some requested scopes cannot be shown: [x]"),
         400, "invalid_scope"),
    ],
)  # fmt: skip
def test_googles_error_page_is_told_by_its_name(text: str, number: int, code: str) -> None:
    problem = problem_of(text)
    page = next(page for page in error_pages() if (page.number, page.code) == (number, code))
    assert problem.code == "oauth.redirect_error_page"
    assert problem.exit is Exit.NOT_SIGNED_IN
    assert problem.code not in ENDING_CODES
    assert f"{number}, {code}" in problem.message
    assert problem.remedy
    assert problem.link == page.link


@pytest.mark.parametrize(
    "text",
    [
        "Access blocked: something new",
        "Error 418: brewing\nRequest details: flowName=GeneralOAuthFlow",
        error_address(b"\n\x07brewing"),
        error_address(b"\x1b[2Jorg_internals"),
        error_address(b"").replace("authError=", "authError=%C3%A9%C3%A9"),
        error_address(b"").replace("authError=", "authError=abcde"),
        "https://accounts.google.com/signin/oauth/error",
        "https://accounts.google.com/signin/oauth/error/v2?x=1",
    ],
)
def test_an_error_page_that_cannot_be_named_is_still_told_as_one(text: str) -> None:
    problem = problem_of(text)
    assert problem.code == "oauth.redirect_error_page"
    assert "--explain" in problem.remedy
    assert "brewing" not in problem.message + problem.cause + problem.remedy


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (error_address(DELETED, "9-x"), "oauth.redirect_other_client"),
        ("https://accounts.google.com/signin/oauth/errors?x=1", "oauth.redirect_is_consent_page"),
        ("https://app.example/cb?error=org_internal", "oauth.redirect_foreign"),
        ("error=access_denied", "oauth.redirect_unreadable"),
        (google_redirect(state="x" * 43) + " Error 403: org_internal", "oauth.redirect_state"),
        (f"{REDIRECT}?state={STATE}&error=access_denied", "oauth.denied"),
    ],
)
def test_what_is_no_error_page_of_this_sign_in_stays_what_it_is(text: str, code: str) -> None:
    assert problem_of(text).code == code


def test_our_own_client_may_be_named(consent: Consent) -> None:
    assert code_of(google_redirect() + f"&client_id={CLIENT_ID}", consent) == CODE


def test_an_address_with_client_and_place_of_another_tells_where_ours_ends() -> None:
    for text in (
        google_redirect("https://app.example/callback"),
        google_redirect() + "&client_id=9-x",
    ):
        problem = problem_of(text)
        assert REDIRECT in problem.remedy
        assert problem.cause
        assert "app.example" not in str(problem.as_json())


def test_the_emulators_consent_page_is_recognised() -> None:
    from dataclasses import replace

    consent = replace(make_test_consent(), url="http://127.0.0.1:8099/o/oauth2/v2/auth?state=x")
    problem = problem_of("http://127.0.0.1:8099/signin/oauth/consent", consent)
    assert problem.code == "oauth.redirect_is_consent_page"


def test_a_web_clients_redirect_may_be_the_root() -> None:
    consent = make_test_consent("http://localhost:8080/")
    assert code_of(google_redirect("http://localhost:8080/"), consent) == CODE
    assert code_of(google_redirect("http://localhost:8080"), consent) == CODE
    assert problem_of("http://localhost:8080/", consent).code == "oauth.redirect_is_short_url"


def test_the_limit_is_said() -> None:
    assert "4,096" in problem_of("a" * 5000).message


def test_no_problem_repeats_what_was_pasted() -> None:
    for text in (FULL.replace(STATE, "other"), CODE, FULL + "&code=x", FULL + "&iss=x"):
        told = str(problem_of(text).as_json())
        assert CODE[4:20] not in told
        assert STATE not in told


@given(st.text(max_size=400))
def test_any_text_gives_a_code_or_a_problem(text: str) -> None:
    with pytest.raises(ProblemError):
        read_redirect(text, make_test_consent())
    is_complete_redirect(text)


@given(st.text(alphabet="abc=&?%0123456789/:#+;", max_size=200))
def test_any_query_gives_a_code_or_a_problem(query: str) -> None:
    with pytest.raises(ProblemError):
        read_query(query, make_test_consent())
