"""What every Chat method shares: sign-in, scopes, switches, queries, quotas, in Google's order."""

from __future__ import annotations

import re
from typing import Any

import pytest

from chattui.emulator.methods import METHODS
from tests.unit.emulator.conftest import Google, User, failure, setup_body

MASK = {"updateMask": "spaceDetails"}
DENIED = (
    "Permission denied to perform the requested action on the specified resource, or the resource"
    " doesn't exist."
)


def test_without_a_token(google: Google) -> None:
    reply = google.http.get("/v1/spaces")
    assert failure(reply)[:2] == (401, "UNAUTHENTICATED")
    assert "missing required authentication credential" in reply.text
    (info,) = reply.json()["error"]["details"]
    assert info["reason"] == "CREDENTIALS_MISSING"
    assert info["metadata"]["method"] == "google.chat.v1.ChatService.ListSpaces"
    assert reply.headers["www-authenticate"].startswith("Bearer realm=")


def test_with_a_token_that_is_not_ours_or_has_ended(google: Google, ada: User) -> None:
    bad = User(google, "ya29.nonsense").call("GET", "spaces")
    assert failure(bad)[:2] == (401, "UNAUTHENTICATED")
    assert "invalid authentication credentials" in bad.text
    assert ada.call("GET", "spaces").status_code == 200
    google.expire(3600)
    late = ada.call("GET", "spaces")
    assert failure(late)[0] == 401
    assert late.json()["error"]["details"][0]["reason"] == "ACCESS_TOKEN_EXPIRED"


def test_the_lifetime_of_a_token_is_a_setting(google: Google) -> None:
    google.control("settings", token_lifetime=60)
    assert google.sign_in()["expires_in"] == 60


def test_the_token_may_come_in_the_query(google: Google, ada: User) -> None:
    reply = google.http.get("/v1/spaces", params={"access_token": ada.access_token})
    assert reply.status_code == 200


@pytest.mark.parametrize("method", METHODS, ids=lambda m: m.id)
def test_every_method_wants_its_scope(google: Google, method: object) -> None:
    assert isinstance(method, type(METHODS[0]))
    user = google.user("ada@example.com", "chat.users.readstate")
    service = method.service
    reply = user.ask(method.verb, re.sub(r"\{[^}]*\}", "AAAA", method.path))
    assert failure(reply) == (
        403,
        "PERMISSION_DENIED",
        "Request had insufficient authentication scopes.",
    )
    (info,) = reply.json()["error"]["details"]
    assert info == {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
        "domain": "googleapis.com",
        "metadata": {
            "service": service.host,
            "method": service.rpcs + method.rpc,
        },
    }


def test_create_alone_cannot_read(google: Google) -> None:
    user = google.user("ada@example.com", "chat.spaces.create")
    space = user.setup("grace@example.com")
    assert failure(user.call("GET", space["name"]))[0] == 403
    assert failure(user.call("GET", "spaces"))[0] == 403
    assert failure(user.call("GET", f"{space['name']}/members"))[0] == 403


def test_the_order_of_refusals(google: Google) -> None:
    user = google.user("ada@example.com", "chat.spaces.create")
    google.control(
        "settings", chat_api_enabled=False, chat_app_configured=False, chat_turned_on=False
    )
    assert "insufficient authentication scopes" in user.call("GET", "spaces").text
    write = ("POST", "spaces:setup", setup_body(displayName="X"))
    disabled = user.call(*write)
    assert failure(disabled)[:2] == (403, "PERMISSION_DENIED")
    assert "has not been used in project 104857600042 before or it is disabled" in disabled.text
    assert disabled.json()["error"]["details"][0]["reason"] == "SERVICE_DISABLED"
    google.control("settings", chat_api_enabled=True)
    missing = user.call(*write)
    assert failure(missing)[:2] == (404, "NOT_FOUND")
    assert failure(missing)[2].startswith("Google Chat app not found. To create a Chat app,")
    google.control("settings", chat_app_configured=True)
    assert failure(user.call(*write)) == (
        400,
        "FAILED_PRECONDITION",
        "Google Chat is turned off. To use Chat API, turn on Google Chat.",
    )


def test_reading_works_without_a_configured_app(google: Google, ada: User) -> None:
    google.control("settings", chat_app_configured=False)
    assert ada.call("GET", "spaces").status_code == 200


@pytest.mark.parametrize(
    ("verb", "path"),
    [
        ("GET", "spaces/AAAAunknown"),
        ("DELETE", "spaces/AAAAunknown"),
        ("GET", "spaces/AAAAunknown/members"),
        ("GET", "spaces/AAAAunknown/members/1"),
        ("DELETE", "spaces/AAAAunknown/members/1"),
    ],
)
def test_an_unknown_space_and_a_foreign_one_answer_alike(
    google: Google, ada: User, verb: str, path: str
) -> None:
    foreign = google.user("grace@example.com").setup()["name"]
    unknown = failure(ada.call(verb, path))
    assert unknown == (403, "PERMISSION_DENIED", DENIED)
    assert failure(ada.call(verb, path.replace("spaces/AAAAunknown", foreign))) == unknown


def test_what_googles_client_sends_along_is_tolerated(ada: User) -> None:
    params = {"alt": "json", "$.xgafv": "2", "prettyPrint": "false", "quotaUser": "q", "key": "k"}
    reply = ada.call("GET", "spaces", None, **params)
    assert reply.status_code == 200
    assert b"\n" not in reply.content


def test_an_unknown_query_parameter_is_refused(ada: User) -> None:
    reply = ada.call("GET", "spaces", useAdminAccess="true")
    assert failure(reply)[:2] == (400, "INVALID_ARGUMENT")
    assert 'Unknown name \\"useAdminAccess\\": Cannot bind query parameter' in reply.text


def test_partial_answers(ada: User) -> None:
    fields = "spaces(name,membershipCount/joinedDirectHumanUserCount)"
    page = ada.get("spaces", pageSize=1, fields=fields)
    count = {"joinedDirectHumanUserCount": 1}
    assert page == {"spaces": [{"name": "spaces/AAAAb000000", "membershipCount": count}]}
    assert failure(ada.call("GET", "spaces", fields="spaces("))[0] == 400


def test_answers_are_laid_out_as_googles(ada: User) -> None:
    reply = ada.call("GET", "spaces", pageSize=1)
    assert reply.text.startswith('{\n  "spaces": [\n    {\n      "name"')
    assert reply.headers["content-type"] == "application/json; charset=UTF-8"
    assert reply.headers["server"] == "ESF"
    assert reply.headers["date"].endswith("GMT")


def test_sixty_space_writes_a_minute(google: Google) -> None:
    user = google.user("grace@example.com", "chat.spaces")
    for number in range(60):
        user.setup(displayName=f"S{number}")
    reply = user.call("POST", "spaces:setup", setup_body(displayName="S60"))
    assert failure(reply)[:2] == (429, "RESOURCE_EXHAUSTED")
    info = reply.json()["error"]["details"][0]
    assert info["reason"] == "RATE_LIMIT_EXCEEDED"
    assert info["metadata"]["quota_limit_value"] == "60"
    assert info["metadata"]["consumer"] == "projects/104857600042"
    google.expire(61)
    user.setup(displayName="S60")


def test_one_write_a_second_in_a_space_but_not_for_members(google: Google, ada: User) -> None:
    space = ada.setup()["name"]

    def rename(name: str) -> int:
        body = {"displayName": name}
        return ada.call("PATCH", space, body, updateMask="displayName").status_code

    assert [rename("B"), rename("C")] == [200, 429]
    google.expire(1.1)
    assert rename("C") == 200
    for index in range(5):
        member = {"member": {"name": f"users/person00{index}@example.com", "type": "HUMAN"}}
        assert ada.call("POST", f"{space}/members", member).status_code == 200


def test_quotas_can_be_scaled(google: Google, ada: User) -> None:
    google.control("settings", quota_scale=0.05)
    for number in range(3):
        ada.setup(displayName=f"S{number}")
    assert ada.call("POST", "spaces:setup", setup_body(displayName="S3")).status_code == 429
    google.control("settings", quota_scale=100)
    ada.setup(displayName="S3")


def test_three_hundred_membership_writes_a_minute(google: Google, ada: User) -> None:
    space = ada.setup()["name"]
    body = {"member": {"name": "users/grace@example.com", "type": "HUMAN"}}
    answers = [ada.call("POST", f"{space}/members", body).status_code for _ in range(301)]
    assert answers == [200] + [409] * 299 + [429]


def test_a_path_or_verb_that_is_not_there(google: Google, ada: User) -> None:
    for verb, path in (("GET", "nothing"), ("PUT", "spaces"), ("POST", "spaces:nothing")):
        assert ada.call(verb, path).status_code == 404


def test_a_body_that_is_too_large(ada: User) -> None:
    reply = ada.call("POST", "spaces", {"displayName": "x" * 5_000_000})
    assert reply.status_code == 413


def test_admin_access_needs_its_scope_and_the_privilege(google: Google) -> None:
    space = google.user("grace@example.com").setup()["name"]
    plain = google.user("ada@example.com", "chat.spaces")
    assert "insufficient" in plain.call("GET", space, useAdminAccess="true").text
    alan = google.user("alan@example.com", "chat.admin.spaces")
    assert failure(alan.call("GET", space, useAdminAccess="true"))[0] == 403
    admin = google.user("ada@example.com", "chat.admin.spaces", "chat.admin.memberships")
    assert admin.get(space, useAdminAccess="true")["name"] == space
    members = f"{space}/members"
    assert failure(admin.call("GET", members, useAdminAccess="true"))[0] == 400
    only_people = {"useAdminAccess": "true", "filter": 'member.type = "HUMAN"'}
    assert len(admin.get(members, **only_people)["memberships"]) == 1
    assert failure(admin.call("GET", space, useAdminAccess="maybe"))[0] == 400


def test_quotas_refill_faster_with_a_setting(google: Google, ada: User) -> None:
    google.control("settings", quota_scale=0.01, quota_speed=6000)
    # 30 reads of spaces in 10 ms, which the first has left behind when the last comes.
    statuses = [ada.call("GET", "spaces").status_code for _ in range(60)]
    assert statuses == [200] * 60
    google.control("settings", quota_speed=1)
    statuses = [ada.call("GET", "spaces").status_code for _ in range(31)]
    assert statuses[-1] == 429


def test_membership_writes_of_a_project(google: Google, ada: User) -> None:
    google.control("settings", quota_scale=0.01)
    parent = f"{ada.setup()['name']}/members"
    body = {"member": {"name": "users/grace@example.com", "type": "HUMAN"}}
    made = ada.call("POST", parent, body).json()["name"]
    role = {"role": "ROLE_MANAGER"}
    assert ada.call("PATCH", made, role, updateMask="role").status_code == 200
    assert ada.call("DELETE", made).status_code == 200
    reply = ada.call("POST", parent, body)
    assert failure(reply)[:2] == (429, "RESOURCE_EXHAUSTED")
    google.control("clock", advance_seconds=60)
    assert ada.call("POST", parent, body).status_code == 200


@pytest.mark.parametrize(("allowed", "verb", "params"), [(15, "GET", {}), (1, "PATCH", MASK)])
def test_reads_and_writes_of_a_space_and_second(
    google: Google, ada: User, allowed: int, verb: str, params: dict[str, Any]
) -> None:
    one, other = ada.setup()["name"], ada.setup(displayName="Other")["name"]
    body = {"spaceDetails": {"description": "x"}} if verb == "PATCH" else None
    statuses = [ada.call(verb, one, body, **params).status_code for _ in range(allowed + 1)]
    assert statuses == [200] * allowed + [429]
    assert ada.call(verb, other, body, **params).status_code == 200
    google.control("clock", advance_seconds=1)
    assert ada.call(verb, one, body, **params).status_code == 200


def test_the_privileges_of_an_administrator_are_for_nine_methods(google: Google, ada: User) -> None:
    nine = {m.id.removeprefix("chat.spaces.") for m in METHODS if m.admin_scopes}
    of_members = {f"members.{verb}" for verb in ("create", "get", "list", "patch", "delete")}
    assert nine == {"get", "patch", "delete", "search"} | of_members
    assert all(("useAdminAccess" in m.query) is bool(m.admin_scopes) for m in METHODS)
    for path in ("spaces", "spaces:findDirectMessage"):
        reply = ada.call("GET", path, useAdminAccess="true")
        code, _, message = failure(reply)
        assert code == 400
        assert 'Unknown name "useAdminAccess"' in message
