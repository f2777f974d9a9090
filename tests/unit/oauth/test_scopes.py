from __future__ import annotations

import json
import subprocess
import sys
from importlib import resources
from itertools import combinations

import pytest

from chattui.oauth import scopes
from chattui.oauth.scopes import (
    DEFAULT_SCOPES,
    EMAIL,
    IDENTITY_SCOPES,
    KNOWN_SCOPES,
    PREFIX,
    PURPOSES,
    covered,
    expand,
    least,
    missing,
    same_scope_set,
    satisfied,
    scopes_for,
    short_name,
    with_identity,
)
from chattui.problem import Exit, Problem, ProblemError


def discovery() -> dict[str, set[str]]:
    """Each Chat method's accepted scopes, from the document that Google's own client carries."""
    folder = resources.files("googleapiclient.discovery_cache").joinpath("documents")
    document = json.loads(folder.joinpath("chat.v1.json").read_text("utf-8"))
    found: dict[str, set[str]] = {}

    def walk(resource: dict[str, dict[str, dict[str, object]]]) -> None:
        for method in resource.get("methods", {}).values():
            found[str(method["id"])] = set(method.get("scopes", []))  # type: ignore[call-overload]
        for child in resource.get("resources", {}).values():
            walk(child)  # type: ignore[arg-type]

    walk(document)
    return found


def problem_of(*names: str) -> Problem:
    with pytest.raises(ProblemError) as caught:
        expand(names)
    return caught.value.problem


def test_short_and_full_names_give_the_same_scope() -> None:
    assert expand(["chat.spaces"]) == expand([PREFIX + "chat.spaces"]) == (PREFIX + "chat.spaces",)


def test_names_keep_their_order_and_lose_their_doubles() -> None:
    names = ["chat.memberships", "chat.spaces", "https://www.googleapis.com/auth/chat.memberships"]
    assert expand(names) == (PREFIX + "chat.memberships", PREFIX + "chat.spaces")


def test_openid_names_become_what_google_answers_with() -> None:
    assert expand(["openid", "email", "profile"]) == (
        "openid",
        EMAIL,
        PREFIX + "userinfo.profile",
    )


@pytest.mark.parametrize("scope", sorted(KNOWN_SCOPES))
def test_every_known_scope_is_known_by_both_its_names(scope: str) -> None:
    assert expand([scope]) == expand([short_name(scope)]) == (scope,)


def test_the_workspace_scopes_of_later_work_are_known() -> None:
    names = ["calendar.events", "spreadsheets", "gmail.send", "directory.readonly"]
    names += ["cloud-identity.groups.readonly", "admin.directory.user.readonly"]
    assert expand(names) == tuple(PREFIX + name for name in names)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("chat.space", "chat.spaces"),
        ("chat.spaces/", "chat.spaces"),
        ("Chat.Spaces", "chat.spaces"),
        (" chat.spaces", "chat.spaces"),
        ("https://mirror.example/auth/chat.spaces.create", "chat.spaces.create"),
        ("https://www.googleapis.com/auth/chat.membership", "chat.memberships"),
    ],
)
def test_a_mangled_scope_is_refused_with_what_was_meant(name: str, hint: str) -> None:
    problem = problem_of(name)
    assert (problem.code, problem.exit) == ("oauth.unknown_scope", Exit.USAGE)
    assert hint in problem.remedy


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("", "empty"),
        ("chat.spaces,chat.delete", "more than one"),
        ("chat.spaces chat.delete", "more than one"),
        ("chat.spaces/", "slash"),
        ("CHAT.SPACES", "capital"),
        ("chat.spaces ", "white space"),
        ("http://www.googleapis.com/auth/chat.spaces", "http "),
    ],
)
def test_the_reason_of_a_refusal_is_told(name: str, cause: str) -> None:
    assert cause in problem_of(name).cause


def test_a_scope_like_no_other_leads_to_the_list() -> None:
    assert "https://developers.google.com" in problem_of("zzzzzzzzzzzz").remedy


def test_a_hostile_name_is_made_safe() -> None:
    assert "\x1b" not in problem_of("\x1b]52;c;AAAA\x07").message


@pytest.mark.parametrize("name", ["chat.bot", "chat.app.spaces", PREFIX + "chat.app.memberships"])
def test_scopes_of_the_app_itself_are_refused_with_the_reason(name: str) -> None:
    problem = problem_of(name)
    assert (problem.code, problem.exit) == ("oauth.app_only_scope", Exit.USAGE)
    assert "own behalf" in problem.cause


def test_every_chat_scope_for_people_is_known_and_none_of_the_app() -> None:
    named = {scope for accepted in discovery().values() for scope in accepted}
    app_only = {s for s in named if s.startswith(PREFIX + "chat.app.")} | {PREFIX + "chat.bot"}
    assert named - app_only <= KNOWN_SCOPES
    assert not app_only & KNOWN_SCOPES


@pytest.mark.parametrize("broad", sorted(s for s in KNOWN_SCOPES if "/chat." in s))
def test_a_broader_scope_is_accepted_wherever_the_narrower_is(broad: str) -> None:
    for narrow in covered(broad):
        wrong = [m for m, takes in discovery().items() if narrow in takes and broad not in takes]
        assert wrong == [], narrow


def test_coverage_is_closed() -> None:
    for scope in KNOWN_SCOPES:
        for narrower in covered(scope):
            assert covered(narrower) <= covered(scope)


@pytest.mark.parametrize(
    ("wanted", "granted", "answer"),
    [
        ("chat.spaces.readonly", ["chat.spaces"], True),
        ("chat.spaces.create", ["chat.spaces"], True),
        ("chat.spaces", ["chat.spaces.create", "chat.spaces.readonly"], False),
        ("chat.memberships.readonly", ["chat.memberships"], True),
        ("chat.memberships", ["chat.memberships.readonly"], False),
        ("chat.delete", ["chat.spaces", "chat.memberships"], False),
        ("email", [EMAIL], True),
        (EMAIL, ["email"], True),
        (PREFIX + "chat.spaces.readonly", [PREFIX + "chat.spaces"], True),
    ],
)
def test_what_a_grant_satisfies(wanted: str, granted: list[str], answer: bool) -> None:
    assert satisfied(wanted, granted) is answer
    assert satisfied([wanted], granted) is answer


def test_nothing_wanted_is_satisfied_by_nothing() -> None:
    assert satisfied([], [])


def test_what_is_missing_is_named_in_full_and_in_order() -> None:
    wanted = ["chat.delete", "chat.spaces.create", "chat.memberships"]
    assert missing(wanted, ["chat.spaces"]) == (
        PREFIX + "chat.delete",
        PREFIX + "chat.memberships",
    )


def test_order_and_openid_names_do_not_make_a_difference() -> None:
    assert same_scope_set(
        ["openid", "email", "chat.spaces"], [PREFIX + "chat.spaces", EMAIL, "openid"]
    )
    assert not same_scope_set(["chat.spaces"], ["chat.spaces.create"])


def test_identity_is_always_asked_for_and_only_once() -> None:
    assert with_identity(DEFAULT_SCOPES) == (*IDENTITY_SCOPES, *DEFAULT_SCOPES)
    assert with_identity(with_identity(["email"])) == IDENTITY_SCOPES


def test_creating_asks_for_nothing_but_creating() -> None:
    assert scopes_for(["create"]) == (PREFIX + "chat.spaces.create",)


def test_purposes_together_drop_what_another_covers() -> None:
    assert scopes_for(["create", "see", "edit"]) == (PREFIX + "chat.spaces",)
    assert scopes_for(["create", "see"]) == (
        PREFIX + "chat.spaces.create",
        PREFIX + "chat.spaces.readonly",
    )


def test_least_is_least_for_every_choice_of_purposes() -> None:
    names = [purpose.id for purpose in PURPOSES]
    for count in (0, 1, 2, 3, len(names)):
        for chosen in combinations(names, count):
            found = scopes_for(chosen)
            assert least(found) == found
            for purpose in PURPOSES:
                if purpose.id in chosen:
                    assert satisfied(purpose.scopes, found)


def test_an_unknown_purpose_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        scopes.purpose("fly")


def test_every_purpose_has_words_and_known_scopes() -> None:
    assert len({purpose.id for purpose in PURPOSES}) == len(PURPOSES)
    for purpose in PURPOSES:
        assert purpose.label
        assert purpose.off_words.endswith(".")
        assert set(purpose.scopes) <= KNOWN_SCOPES


def test_short_names_read_well() -> None:
    assert short_name(EMAIL) == "email"
    assert short_name(PREFIX + "chat.spaces.create") == "chat.spaces.create"
    assert short_name("https://mail.google.com/") == "https://mail.google.com/"


def test_importing_scopes_is_light() -> None:
    heavy = "google google_auth_oauthlib requests oauthlib httpx asyncio ssl difflib json"
    script = (
        "import sys; import chattui.oauth.scopes;"
        f"print([m for m in {heavy.split()!r} if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
