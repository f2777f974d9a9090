from __future__ import annotations

import pytest

from chattui.emulator.errors import PageError
from chattui.emulator.pages import error_page
from chattui.oauth.error_pages import LONGEST, ErrorPage, error_pages, find_error, find_errors
from chattui.safe_text import is_safe

PAGES = error_pages()
NAMES = [f"{page.number} {page.title}" for page in PAGES]


def test_every_page_and_code_of_the_reference_is_there() -> None:
    """Sections 3.2 and 3.3, without what DPoP does not need to tell apart."""
    assert {page.code for page in PAGES} == {
        "redirect_uri_mismatch",
        "invalid_request",
        "invalid_scope",
        "admin_policy_enforced",
        "invalid_client",
        "deleted_client",
        "disabled_client",
        "access_denied",
        "org_internal",
        "disallowed_useragent",
        "invalid_grant",
        "invalid_rapt",
        "unsupported_grant_type",
        "invalid_dpop_proof",
        "use_dpop_nonce",
    }


def test_what_a_browser_shows_comes_first() -> None:
    shown = [page.browser for page in PAGES]
    assert shown == sorted(shown, reverse=True)
    assert shown.count(True) == 13


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_page_says_why_and_what_to_do(page: ErrorPage) -> None:
    assert page.title
    assert not page.title.endswith(".")
    assert page.cause.endswith(".")
    assert page.remedy.endswith(".")
    assert page.link.startswith("https://") or not page.link
    assert is_safe(page.words + page.title + page.cause + page.remedy)
    assert page.number in {0, 400, 401, 403}


def test_no_two_say_the_same() -> None:
    assert len({page.title + page.cause for page in PAGES}) == len(PAGES)


def written(page: ErrorPage) -> str:
    """Google's words, with something where the row has an ellipsis."""
    return page.words.replace("…", "Ünïcode & Sons")


SHAPES = {
    "as it stands": "{words}",
    "heading and words": "{words} Error {number}: {code}",
    "German": "Zugriff blockiert. {words} Fehler {number}: {code}",
    "JSON": '{{"error": "{code}", "error_description": "{words}"}}',
    "a library": "google.auth.exceptions.RefreshError: ('{code}: {words}', {{'error': '{code}'}})",
    "loud": "ERROR {number}: {code}\n\t{words}",
    "markup": "<h1>x</h1><p>{words}</p><code>Error&nbsp;{number}: {code}</code>",
    "a whole page": "Sign in with Google\n\nAccess blocked\n{words}\nada@example.com\n\nIf you"
    " are a developer, see error details.\nError {number}: {code}\nEnglish\nHelp\nPrivacy",
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_a_page_is_found_in_every_shape(page: ErrorPage, shape: str) -> None:
    text = shape.format(words=written(page), number=page.number, code=page.code)
    named_alike = [p for p in PAGES if (p.code, p.words) == (page.code, page.words)]
    if page.words == "Bad Request" and shape == "{words}":
        assert find_error(text) is None  # said by half the internet
    else:
        assert find_error(text) == named_alike[0]


@pytest.mark.parametrize("code", sorted({page.code for page in PAGES}))
def test_a_code_is_found_wrapped_hyphenated_and_in_capitals(code: str) -> None:
    first = next(page for page in PAGES if page.code == code)
    for text in (
        code,
        code.upper(),
        code.replace("_", "-"),
        code.replace("_", " "),
        code.replace("_", "_\n  ", 1),
        f"Error {first.number}: {code}",
        f"error {first.number} : \u200b{code}",
        f"{first.number}. {code}",
    ):
        found = find_error(text)
        assert found is not None, text
        assert found.code == code


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Access blocked: X has not completed the Google verification process", "test users"),
        ("Access blocked: X can only be used within its organization", "another organisation"),
        ("Some requested scopes cannot be shown: [https://x/auth/chat.bot]", "by a person"),
        ("Error 400: invalid_scope {valid=[a], invalid=[b]}", "does not exist"),
        ("You can't sign in to this app because it doesn’t comply with Google's OAuth 2.0 policy"
         " for keeping apps secure. Error 400: invalid_request", "Showing a code"),
        ("Error 400: invalid_request Missing required parameter: redirect_uri", "as it is"),
        ("http://127.0.0.1:53682/?state=x&error=access_denied", "on the consent page"),
        ("http://127.0.0.1/?error%3Daccess_denied", "on the consent page"),
        ("access_denied", "test users"),
        ("invalid_client: Unauthorized", "secret is wrong"),
        ('{"error": "invalid_grant", "error_subtype": "invalid_rapt"}', "asks to sign in"),
        ("rapt_required", "asks to sign in"),
        ('{"error":"invalid_grant","error_description":"Bad Request"}', "does not work"),
        ("invalid_grant", "does not work"),
        ("Access blocked: “App is currently being tested” Error 400: admin_policy_enforced",
         "administrator"),
        ("it doesn\\u0026#39;t comply with Google\\u0026#39;s OAuth 2.0 policy", "Showing a code"),
        ("it doesn&#39;t comply with Google&amp;#39;s OAuth 2.0 policy", "Showing a code"),
    ],
)  # fmt: skip
def test_what_people_paste_is_understood(text: str, title: str) -> None:
    found = find_error(text)
    assert found is not None
    assert title in found.title


def test_the_emulators_pages_are_found() -> None:
    for page in PAGES:
        if page.browser and page.number:
            made = PageError(page.number, page.code, written(page))
            found = find_error(error_page(made))
            assert found is not None
            assert found.code == page.code


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nothing of this kind",
        "invalid_grant: Invalid JWT Signature.",
        "invalid_scope: Invalid device flow scope: https://www.googleapis.com/auth/chat.spaces",
        "invalid_grant: Invalid email or User ID",
        "my_invalid_grant",
        "invalid_grant_handler",
        "not-invalid-grant-ed",
        "404",
    ],
)
def test_other_things_are_not_taken_for_a_page(text: str) -> None:
    assert find_error(text) is None
    assert find_errors(text) == ()


@pytest.mark.parametrize("text", ["403", "Error 403", "Error 403:", "fehler 403"])
def test_a_number_alone_leads_to_all_that_have_it(text: str) -> None:
    assert find_error(text) is None
    assert {page.number for page in find_errors(text)} == {403}
    assert len(find_errors(text)) == 3


def test_all_of_one_code_are_told_and_the_likeliest_first() -> None:
    found = find_errors("Error 400: invalid_scope: Some requested scopes cannot be shown: [x]")
    assert [page.code for page in found] == ["invalid_scope", "invalid_scope"]
    assert found[0] == find_error("Some requested scopes cannot be shown")


def test_a_page_is_found_at_either_end_of_a_long_text_and_fast() -> None:
    filling = "<" * LONGEST * 2
    for text in (f"Error 401: deleted_client {filling}", f"{filling} Error 401: deleted_client"):
        found = find_error(text)
        assert found is not None
        assert found.code == "deleted_client"
    assert find_error(f"{filling} Error 401: deleted_client {filling}") is None
