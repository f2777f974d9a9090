"""spaces.members: create, list, get, patch and delete."""

from __future__ import annotations

import re
from typing import Any

import pytest

from chattui.emulator.directory import GROUPS
from tests.unit.emulator.conftest import Google, User, failure

GROUP = {"groupMember": {"name": f"groups/{next(iter(GROUPS))}"}}
GRACE = "grace@example.com"
APP = {"member": {"name": "users/app", "type": "BOT"}}


def human(email: str) -> dict[str, Any]:
    return {"member": {"name": f"users/{email}", "type": "HUMAN"}}


@pytest.fixture
def space(ada: User) -> str:
    name: str = ada.setup("grace@example.com")["name"]
    return name


def add(user: User, space: str, body: dict[str, Any], **params: Any) -> dict[str, Any]:
    reply = user.call("POST", f"{space}/members", body, **params)
    assert reply.status_code == 200, reply.text
    made: dict[str, Any] = reply.json()
    return made


def refusal(user: User, space: str, body: dict[str, Any]) -> tuple[int, str]:
    return failure(user.call("POST", f"{space}/members", body))[:2]


def test_adding_somebody(ada: User, space: str) -> None:
    made = add(ada, space, human("alan@example.com"))
    assert re.fullmatch(rf"{space}/members/\d{{21}}", made["name"])
    assert made["state"] == "JOINED"
    assert made["role"] == "ROLE_MEMBER"
    assert made["affiliation"] == "INTERNAL"
    assert made["member"] == {
        "name": "users/" + made["name"].rpartition("/")[2],
        "type": "HUMAN",
        "displayName": "Alan Turing",
        "email": "alan@example.com",
    }
    assert ada.get(space)["membershipCount"] == {"joinedDirectHumanUserCount": 3}


def test_names_and_addresses_can_be_withheld(google: Google, ada: User, space: str) -> None:
    google.control("settings", show_people=False)
    made = add(ada, space, human("alan@example.com"))
    assert set(made["member"]) == {"name", "type"}
    assert re.fullmatch(r"users/\d{21}", made["member"]["name"])


def test_a_role_in_the_request_is_ignored(ada: User, space: str) -> None:
    body = human("alan@example.com") | {"role": "ROLE_MANAGER"}
    assert add(ada, space, body)["role"] == "ROLE_MEMBER"


def test_who_has_auto_accept_off_is_invited(ada: User, space: str) -> None:
    assert add(ada, space, human("emily@example.com"))["state"] == "INVITED"


def test_groups_and_the_app(google: Google, ada: User, space: str) -> None:
    assert add(ada, space, GROUP)["groupMember"] == GROUP["groupMember"]
    app = add(ada, space, APP)
    assert app["name"] == f"{space}/members/app"
    assert app["member"]["type"] == "BOT"
    chat = ada.setup("grace@example.com", "alan@example.com", kind="GROUP_CHAT")["name"]
    assert refusal(ada, chat, GROUP)[0] == 400
    add(ada, chat, human("edsger@example.com"))


def test_the_scope_for_the_app_is_for_the_app_alone(google: Google, space: str) -> None:
    user = google.user("ada@example.com", "chat.memberships.app")
    assert refusal(user, space, human("alan@example.com"))[0] == 403
    add(user, space, APP)
    assert failure(user.call("DELETE", f"{space}/members/grace@example.com"))[0] == 403
    assert user.call("DELETE", f"{space}/members/app").status_code == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (human("nobody@example.com"), 400),
        ({"member": {"name": "grace@example.com", "type": "HUMAN"}}, 400),
        ({"member": {"name": "users/grace@example.com", "type": "BOT"}}, 400),
        ({}, 400),
        (human("alan@example.com") | GROUP, 400),
        ({"groupMember": {"name": "groups/unknown"}}, 400),
        (human("howard@example.com"), 403),
        (human("hedy@partner.example"), 403),
        (human("grace@example.com"), 409),
    ],
)
def test_refusals(ada: User, space: str, body: dict[str, Any], status: int) -> None:
    assert refusal(ada, space, body)[0] == status


def test_an_existing_member_may_be_answered_instead_of_refused(
    google: Google, ada: User, space: str
) -> None:
    google.control("settings", existing_member="return")
    assert add(ada, space, human("grace@example.com"))["member"]["email"] == "grace@example.com"


def test_outsiders_may_join_where_the_space_allows(ada: User) -> None:
    space = ada.setup(externalUserAllowed=True)["name"]
    assert add(ada, space, human("hedy@partner.example"))["affiliation"] == "EXTERNAL"


def test_direct_messages_stay_as_they_are(ada: User) -> None:
    direct = ada.setup("grace@example.com", kind="DIRECT_MESSAGE")["name"]
    assert refusal(ada, direct, human("alan@example.com"))[0] == 400
    reply = ada.call("DELETE", f"{direct}/members/grace@example.com")
    assert failure(reply)[0] == 400


def test_listing_shows_groups_and_the_invited_only_on_request(ada: User, space: str) -> None:
    add(ada, space, GROUP)
    add(ada, space, human("emily@example.com"))
    members = f"{space}/members"

    def count(**params: str) -> int:
        return len(ada.get(members, **params)["memberships"])

    assert count() == 2
    assert count(showGroups="true") == 3
    assert count(showInvited="true") == 3
    assert count(showGroups="true", showInvited="true") == 4
    assert failure(ada.call("GET", members, showInvited="perhaps"))[0] == 400


def test_filters_of_members(ada: User, space: str) -> None:
    add(ada, space, APP)

    def names(text: str) -> list[str]:
        found = ada.get(f"{space}/members", filter=text).get("memberships", [])
        return [m["member"]["displayName"] for m in found]

    assert names('role = "ROLE_MANAGER"') == ["Ada Lovelace"]
    assert names('member.type != "BOT"') == ["Ada Lovelace", "Grace Hopper"]
    assert names('member.type = "BOT"') == ["chattui emulator"]
    assert names('member.type = "HUMAN" AND role = "ROLE_MEMBER"') == ["Grace Hopper"]
    everybody = 'member.type = "HUMAN" AND (role = "ROLE_MANAGER" OR role = "ROLE_MEMBER")'
    assert names(everybody) == ["Ada Lovelace", "Grace Hopper"]
    assert names('role = "ROLE_ASSISTANT_MANAGER"') == []


@pytest.mark.parametrize(
    "text",
    [
        'member.type = "HUMAN" AND member.type = "BOT"',
        'role = "ROLE_MANAGER" AND role = "ROLE_MEMBER"',
        'role != "ROLE_MANAGER"',
        'role = "OWNER"',
        "role = ROLE_MANAGER",
        "nonsense",
    ],
)
def test_bad_filters_of_members(ada: User, space: str, text: str) -> None:
    reply = ada.call("GET", f"{space}/members", filter=text)
    assert failure(reply)[:2] == (400, "INVALID_ARGUMENT")


def test_members_are_paged(ada: User) -> None:
    people = [f"person{index:03d}@example.com" for index in range(40)]
    space = ada.setup(*people)["name"]
    seen: list[str] = []
    token = ""
    pages = 0
    while pages == 0 or token:
        page = ada.get(f"{space}/members", pageSize=20, pageToken=token)
        seen += [m["member"]["email"] for m in page["memberships"]]
        token = page.get("nextPageToken", "")
        pages += 1
    assert seen == ["ada@example.com", *people]
    assert pages == 3
    first = ada.get(f"{space}/members", pageSize=20)["nextPageToken"]
    other = ada.call("GET", f"{space}/members", pageToken=first, showGroups="true")
    assert failure(other)[0] == 400


def test_getting_by_id_by_address_and_the_app(ada: User, space: str) -> None:
    made = add(ada, space, human("alan@example.com"))
    assert ada.get(made["name"]) == made
    assert ada.get(f"{space}/members/ALAN@example.com") == made
    app = add(ada, space, APP)
    assert ada.get(f"{space}/members/app") == app
    for missing in ("edsger@example.com", "nobody@example.com", "1"):
        reply = ada.call("GET", f"{space}/members/{missing}")
        assert failure(reply)[:2] == (404, "NOT_FOUND")


def test_roles_are_changed_by_managers(google: Google, ada: User, space: str) -> None:
    grace = f"{space}/members/grace@example.com"
    as_grace = google.user("grace@example.com")
    role = {"role": "ROLE_MANAGER"}
    assert failure(as_grace.call("PATCH", grace, role, updateMask="role"))[0] == 403
    patched = ada.call("PATCH", grace, role, updateMask="role").json()
    assert patched["role"] == "ROLE_MANAGER"
    assistant = {"role": "ROLE_ASSISTANT_MANAGER"}
    assert as_grace.call("PATCH", grace, assistant, updateMask="*").json()["role"] == (
        "ROLE_ASSISTANT_MANAGER"
    )


@pytest.mark.parametrize(
    ("member", "mask", "body"),
    [
        ("grace@example.com", "", {"role": "ROLE_MEMBER"}),
        ("grace@example.com", "state", {"role": "ROLE_MEMBER"}),
        ("grace@example.com", "role", {}),
        ("grace@example.com", "role", {"role": "MEMBERSHIP_ROLE_UNSPECIFIED"}),
        ("grace@example.com", "role", {"role": "OWNER"}),
        ("app", "role", {"role": "ROLE_MEMBER"}),
    ],
)
def test_role_changes_that_are_refused(
    ada: User, space: str, member: str, mask: str, body: dict[str, str]
) -> None:
    add(ada, space, APP)
    reply = ada.call("PATCH", f"{space}/members/{member}", body, updateMask=mask)
    assert failure(reply)[:2] == (400, "INVALID_ARGUMENT")


def test_removing_answers_with_the_membership_that_ended(ada: User, space: str) -> None:
    removed = ada.call("DELETE", f"{space}/members/grace@example.com").json()
    assert removed["state"] == "NOT_A_MEMBER"
    assert removed["member"]["email"] == "grace@example.com"
    assert removed["deleteTime"].endswith("Z")
    reply = ada.call("DELETE", f"{space}/members/grace@example.com")
    assert failure(reply)[0] == 404


def test_only_managers_remove_managers_and_everybody_may_leave(
    google: Google, ada: User, space: str
) -> None:
    grace = google.user("grace@example.com")
    assert failure(grace.call("DELETE", f"{space}/members/ada@example.com"))[0] == 403
    assert grace.call("DELETE", f"{space}/members/grace@example.com").status_code == 200
    assert failure(grace.call("GET", space))[0] == 403


@pytest.fixture
def admin(google: Google) -> User:
    """Ada with an administrator's scopes alone."""
    return google.user("ada@example.com", "chat.admin.memberships", "chat.admin.spaces")


def test_an_invitation_is_accepted_or_declined(google: Google, ada: User, space: str) -> None:
    add(ada, space, human("emily@example.com"))
    emily = google.user("emily@example.com")
    assert failure(emily.call("GET", space))[0] == 403
    invited = {"space": space, "email": "emily@example.com"}
    accepted = google.control("invitations", **invited, answer="accept")["membership"]
    assert accepted["state"] == "JOINED"
    assert emily.get(space)["membershipCount"] == {"joinedDirectHumanUserCount": 3}
    again = google.http.post("/_emulator/invitations", json={**invited, "answer": "accept"})
    assert again.status_code == 400
    ada.call("DELETE", f"{space}/members/emily@example.com")
    add(ada, space, human("emily@example.com"))
    google.control("invitations", **invited, answer="decline")
    reply = ada.call("GET", f"{space}/members/emily@example.com")
    assert failure(reply)[0] == 404


def test_the_last_owner_may_leave_unless_a_setting_says_otherwise(
    google: Google, ada: User, space: str
) -> None:
    own = f"{space}/members/ada@example.com"
    google.control("settings", last_owner_may_leave=False)
    demote: dict[str, Any] = {"body": {"role": "ROLE_MEMBER"}, "updateMask": "role"}
    assert failure(ada.call("PATCH", own, **demote))[:2] == (400, "FAILED_PRECONDITION")
    assert failure(ada.call("DELETE", own))[:2] == (400, "FAILED_PRECONDITION")
    google.control("settings", last_owner_may_leave=True)
    assert ada.call("DELETE", own).status_code == 200
    grace = google.user("grace@example.com")
    role = {"role": "ROLE_MANAGER"}
    mine = f"{space}/members/grace@example.com"
    assert failure(grace.call("PATCH", mine, role, updateMask="role"))[0] == 403


def test_an_administrator_mends_a_space_without_an_owner(google: Google, admin: User) -> None:
    # By its number the space has no owner.
    members = "spaces/AAAAb000110/members"
    asked: dict[str, Any] = {"filter": 'member.type = "HUMAN"', "useAdminAccess": "true"}
    before = admin.get(members, **asked)["memberships"]
    assert len(before) > 1
    assert "ROLE_MANAGER" not in {one["role"] for one in before}
    person = before[1]["name"]
    role = {"role": "ROLE_MANAGER"}
    reply = admin.call("PATCH", person, role, updateMask="role", useAdminAccess="true")
    assert reply.json()["role"] == "ROLE_MANAGER"
    (entry,) = google.requests("chat.spaces.members.patch")
    assert (entry["admin"], entry["person"]) == (True, "ada@example.com")
    assert entry["shown_as"] == "Your organization's administrator"
    (state,) = google.http.get("/_emulator/state", params={"space": "spaces/AAAAb000110"}).json()[
        "spaces"
    ]
    assert [one["role"] for one in state["members"]].count("ROLE_MANAGER") == 1


def test_what_an_administrator_cannot_do(google: Google, ada: User, admin: User) -> None:
    space = ada.setup("grace@example.com", externalUserAllowed=True)["name"]
    add(ada, space, APP)
    (entry,) = google.requests("chat.spaces.members.create")
    assert entry["shown_as"] == "Ada Lovelace"
    use: dict[str, Any] = {"useAdminAccess": "true"}
    assert failure(admin.call("POST", f"{space}/members", APP, **use))[0] == 400
    assert failure(admin.call("GET", f"{space}/members/app", **use))[0] == 400
    assert failure(admin.call("DELETE", f"{space}/members/app", **use))[0] == 400
    outsider = human("hedy@partner.example")
    assert failure(admin.call("POST", f"{space}/members", outsider, **use))[0] == 403
    for text, status in (
        ("", 400),
        ('role = "ROLE_MANAGER"', 400),
        ('member.type = "BOT"', 400),
        ('member.type != "BOT"', 200),
    ):
        reply = admin.call("GET", f"{space}/members", filter=text, **use)
        assert reply.status_code == status
    chat = ada.setup("grace@example.com", "alan@example.com", kind="GROUP_CHAT")["name"]
    assert failure(admin.call("GET", chat, **use))[0] == 403
    asked: dict[str, Any] = {"filter": 'member.type = "HUMAN"', **use}
    assert failure(admin.call("GET", f"{chat}/members", **asked))[0] == 403


def test_blocked_people_are_told_apart_by_nothing(google: Google, ada: User, space: str) -> None:
    google.control("settings", blocked=["alan@example.com"])
    blocked = ada.call("POST", f"{space}/members", human("alan@example.com"))
    unknown = ada.call("POST", "spaces/AAAAunknown/members", human("alan@example.com"))
    assert failure(blocked) == failure(unknown)
    made = ada.setup("alan@example.com", "howard@example.com", GRACE, displayName="B")
    assert ada.emails(made) == ["ada@example.com", GRACE]
