"""spaces.create, setup, list, get and delete."""

from __future__ import annotations

import re
from typing import Any

import pytest

from chattui.emulator.directory import GROUPS
from tests.unit.emulator.conftest import Google, User, failure, setup_body

BAD_NAME = (
    "Missing or malformed user resource name in the request. Human user resource name must follow"
    " this format: users/{user}. App user resource name must be set as users/app."
)
NAMED = {"spaceType": "SPACE", "displayName": "A space"}


def refusal(user: User, body: dict[str, Any], path: str = "spaces:setup") -> tuple[int, str, str]:
    return failure(user.call("POST", path, body))


def test_create_makes_a_space_of_which_the_caller_is_the_only_member(ada: User) -> None:
    body = NAMED | {"spaceDetails": {"description": "d", "guidelines": "g"}}
    space = ada.call("POST", "spaces", body).json()
    assert re.fullmatch(r"spaces/[\w-]{11}", space["name"])
    assert space["type"] == "ROOM"
    assert space["spaceDetails"] == {"description": "d", "guidelines": "g"}
    assert space["spaceHistoryState"] == "HISTORY_ON"
    assert space["membershipCount"] == {"joinedDirectHumanUserCount": 1}
    assert space["spaceUri"].endswith(f"/room/{space['name'].removeprefix('spaces/')}?cls=11")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", space["createTime"])
    assert "externalUserAllowed" not in space
    assert "singleUserBotDm" not in space
    (membership,) = ada.get(f"{space['name']}/members")["memberships"]
    assert membership["role"] == "ROLE_MANAGER"
    assert membership["member"]["email"] == "ada@example.com"
    assert ada.get(space["name"]) == space


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"displayName": "A"},
        {"spaceType": "SPACE"},
        {"spaceType": "SPACE", "displayName": "   "},
        {"spaceType": "SPACE", "displayName": "x" * 129},
        {"spaceType": "SPACE_TYPE_UNSPECIFIED", "displayName": "A"},
        {"spaceType": "GROUP_CHAT"},
        {"spaceType": "DIRECT_MESSAGE"},
        NAMED | {"spaceDetails": {"description": "x" * 4097}},
        NAMED | {"spaceDetails": {"guidelines": "x" * 5001}},
    ],
)
def test_what_create_refuses(ada: User, body: dict[str, Any]) -> None:
    assert refusal(ada, body, "spaces")[:2] == (400, "INVALID_ARGUMENT")


def test_limits_themselves_are_allowed(ada: User) -> None:
    details = {"description": "x" * 4096, "guidelines": "x" * 5000}
    body = {"spaceType": "SPACE", "displayName": "x" * 128, "spaceDetails": details}
    assert ada.call("POST", "spaces", body).status_code == 200


def test_the_limit_of_descriptions_is_a_setting(google: Google, ada: User) -> None:
    google.control("settings", description_limit=150)
    assert refusal(ada, NAMED | {"spaceDetails": {"description": "x" * 151}}, "spaces")[0] == 400


def test_a_group_chat_can_be_created_in_import_mode_with_its_scope(google: Google) -> None:
    body = {"spaceType": "GROUP_CHAT", "importMode": True}
    assert refusal(google.user(), body, "spaces")[0] == 403
    importer = google.user("ada@example.com", "chat.import", "chat.spaces")
    space = importer.call("POST", "spaces", body).json()
    assert space["importMode"] is True
    assert "membershipCount" not in space


def test_two_spaces_cannot_share_a_name(google: Google, ada: User) -> None:
    first = ada.setup(displayName="Twice")
    assert refusal(ada, setup_body(displayName="Twice"))[:2] == (409, "ALREADY_EXISTS")
    grace = google.user("grace@example.com")
    assert refusal(grace, NAMED | {"displayName": " Twice "}, "spaces")[0] == 409
    assert refusal(grace, NAMED | {"displayName": "Space 02499"}, "spaces")[0] == 409
    assert ada.call("DELETE", first["name"]).status_code == 200
    ada.setup(displayName="Twice")


def test_setup_adds_people_once_and_not_the_caller(ada: User) -> None:
    space = ada.setup("grace@example.com", "GRACE@example.com", "ada@example.com")
    assert space["membershipCount"] == {"joinedDirectHumanUserCount": 2}
    assert ada.emails(space) == ["ada@example.com", "grace@example.com"]


def test_people_can_be_named_by_their_id(ada: User) -> None:
    space = ada.setup("grace@example.com", "person007@example.com")
    ids = [m["name"].rpartition("/")[2] for m in ada.get(f"{space['name']}/members")["memberships"]]
    assert all(re.fullmatch(r"\d{21}", one) for one in ids)
    again = ada.setup(*ids, displayName="By id")
    assert ada.emails(again) == ada.emails(space)


@pytest.mark.parametrize(
    "name",
    [
        "users/nobody@example.com",
        "users/",
        "people/1",
        "grace@example.com",
        "users/12",
        "users/app",
    ],
)
def test_somebody_unknown_refuses_the_whole_request(ada: User, name: str) -> None:
    body = setup_body("grace@example.com", displayName="A space")
    body["memberships"].append({"member": {"name": name, "type": "HUMAN"}})
    assert refusal(ada, body) == (400, "INVALID_ARGUMENT", BAD_NAME)
    assert not [s for s in ada.get("spaces")["spaces"] if s["displayName"] == "A space"]


def test_who_may_not_be_added_is_dropped_in_silence(ada: User) -> None:
    people = ("grace@example.com", "howard@example.com", "hedy@partner.example")
    closed = ada.setup(*people)
    assert ada.emails(closed) == ["ada@example.com", "grace@example.com"]
    open_space = ada.setup(*people, displayName="Open", externalUserAllowed=True)
    assert ada.emails(open_space) == ["ada@example.com", "grace@example.com", people[2]]
    found = ada.get(f"{open_space['name']}/members")["memberships"]
    assert [m["affiliation"] for m in found] == ["INTERNAL", "INTERNAL", "EXTERNAL"]
    assert open_space["externalUserAllowed"] is True


def test_more_people_can_be_made_to_block_or_to_be_invited(google: Google, ada: User) -> None:
    google.control("settings", blocked=["grace@example.com"], no_auto_accept=["alan@example.com"])
    space = ada.setup("grace@example.com", "alan@example.com", "emily@example.com")
    assert ada.emails(space) == ["ada@example.com"]
    found = ada.get(f"{space['name']}/members", showInvited="true")["memberships"]
    assert [m["state"] for m in found] == ["JOINED", "INVITED", "INVITED"]
    assert space["membershipCount"] == {"joinedDirectHumanUserCount": 1}


def test_forty_nine_memberships_at_most(ada: User) -> None:
    # person000 to person039 are there, and ids may be given twice: duplicates count here.
    people = [f"person{index % 40:03d}@example.com" for index in range(50)]
    assert refusal(ada, setup_body(*people, displayName="Fifty"))[0] == 400
    space = ada.setup(*people[:49], displayName="Forty-nine")
    assert space["membershipCount"]["joinedDirectHumanUserCount"] == 41


def test_groups_go_into_named_spaces_only(ada: User) -> None:
    group = {"groupMember": {"name": f"groups/{next(iter(GROUPS))}"}}
    body = setup_body("grace@example.com", displayName="With a group")
    body["memberships"].append(group)
    space = ada.call("POST", "spaces:setup", body).json()
    assert space["membershipCount"] == {"joinedDirectHumanUserCount": 2, "joinedGroupCount": 1}
    shown = ada.get(f"{space['name']}/members", showGroups="true")["memberships"]
    assert shown[-1]["groupMember"] == group["groupMember"]
    assert shown[-1]["role"] == "MEMBERSHIP_ROLE_UNSPECIFIED"
    chat = setup_body("grace@example.com", "alan@example.com", kind="GROUP_CHAT")
    chat["memberships"].append(group)
    assert refusal(ada, chat)[0] == 400
    address = {"groupMember": {"name": "groups/engineering@example.com"}}
    assert refusal(ada, setup_body(displayName="X") | {"memberships": [address]})[0] == 400


@pytest.mark.parametrize(
    "membership",
    [
        {},
        {"member": {"name": "users/grace@example.com", "type": "BOT"}},
        {"member": {"name": "users/grace@example.com"}, "groupMember": {"name": "groups/1"}},
    ],
)
def test_memberships_of_the_wrong_shape(ada: User, membership: dict[str, Any]) -> None:
    body = setup_body(displayName="X") | {"memberships": [membership]}
    assert refusal(ada, body)[0] == 400


def test_group_chats(ada: User) -> None:
    chat = ada.setup("grace@example.com", "alan@example.com", kind="GROUP_CHAT")
    assert chat["spaceType"] == "GROUP_CHAT"
    assert "displayName" not in chat
    roles = [m["role"] for m in ada.get(f"{chat['name']}/members")["memberships"]]
    assert roles == ["ROLE_MEMBER"] * 3
    few = setup_body("grace@example.com", "ada@example.com", kind="GROUP_CHAT")
    assert refusal(ada, few)[0] == 400
    named = setup_body("grace@example.com", "alan@example.com", kind="GROUP_CHAT", displayName="X")
    assert refusal(ada, named)[0] == 400


def test_direct_messages_exist_once(google: Google, ada: User) -> None:
    first = ada.setup("grace@example.com", kind="DIRECT_MESSAGE")
    assert first["type"] == "DM"
    assert "createTime" not in first
    assert first["spaceUri"].startswith("https://chat.google.com/dm/")
    assert ada.setup("grace@example.com", kind="DIRECT_MESSAGE") == first
    grace = google.user("grace@example.com")
    assert grace.setup("ada@example.com", kind="DIRECT_MESSAGE")["name"] == first["name"]
    google.control("settings", blocked=["grace@example.com"])
    assert ada.setup("grace@example.com", kind="DIRECT_MESSAGE")["name"] == first["name"]


@pytest.mark.parametrize(
    ("emails", "space", "status"),
    [
        ((), {}, 400),
        (("ada@example.com",), {}, 400),
        (("grace@example.com", "alan@example.com"), {}, 400),
        (("grace@example.com",), {"displayName": "X"}, 400),
        (("grace@example.com",), {"spaceDetails": {"description": "X"}}, 400),
        (("grace@example.com",), {"singleUserBotDm": True}, 400),
        (("howard@example.com",), {}, 403),
    ],
)
def test_direct_messages_that_cannot_be(
    ada: User, emails: tuple[str, ...], space: dict[str, Any], status: int
) -> None:
    assert refusal(ada, setup_body(*emails, kind="DIRECT_MESSAGE", **space))[0] == status


def test_a_direct_message_with_the_app(ada: User) -> None:
    space = ada.setup(kind="DIRECT_MESSAGE", singleUserBotDm=True)
    assert space["singleUserBotDm"] is True
    assert ada.setup(kind="DIRECT_MESSAGE", singleUserBotDm=True) == space
    kinds = [m["member"]["type"] for m in ada.get(f"{space['name']}/members")["memberships"]]
    assert kinds == ["HUMAN", "BOT"]


def test_a_request_id_makes_a_retry_safe(google: Google, ada: User) -> None:
    body = setup_body("grace@example.com", displayName="Once") | {"requestId": "r-1"}
    first = ada.call("POST", "spaces:setup", body).json()
    changed = setup_body(displayName="Other") | {"requestId": "r-1"}
    again = ada.call("POST", "spaces:setup", changed)
    # Google: "the API echoes the space in your request with the resource name populated".
    assert again.json() == {
        "name": first["name"],
        "spaceType": "SPACE",
        "displayName": "Once",
    }
    assert [s["displayName"] for s in ada.get("spaces", pageSize=1)["spaces"]] == ["Once"]
    grace = google.user("grace@example.com")
    assert refusal(grace, body)[:2] == (409, "ALREADY_EXISTS")


def test_a_request_id_of_create_is_a_query_parameter(ada: User) -> None:
    answers = [ada.call("POST", "spaces", NAMED, requestId="r-2").json() for _ in range(2)]
    assert answers[1] == {"name": answers[0]["name"], **NAMED}


def test_an_announcement_space_lets_members_only_read(google: Google, ada: User) -> None:
    space = ada.setup("grace@example.com", predefinedPermissionSettings="ANNOUNCEMENT_SPACE")
    settings = ada.get(space["name"])["permissionSettings"]
    assert settings["postMessages"] == {"managersAllowed": True, "assistantManagersAllowed": True}
    assert "predefinedPermissionSettings" not in space
    grace = google.user("grace@example.com")
    member = {"member": {"name": "users/alan@example.com", "type": "HUMAN"}}
    assert failure(grace.call("POST", f"{space['name']}/members", member))[0] == 403


def test_lists_are_paged_in_a_stable_order(ada: User) -> None:
    names: list[str] = []
    token = ""
    sizes = []
    while True:
        page = ada.get("spaces", pageSize=1000, pageToken=token)
        sizes.append(len(page["spaces"]))
        names += [space["name"] for space in page["spaces"]]
        token = page.get("nextPageToken", "")
        if not token:
            break
    assert sizes == [1000, 1000, 500]
    assert len(set(names)) == 2500


def test_page_sizes(ada: User) -> None:
    assert len(ada.get("spaces")["spaces"]) == 100
    assert len(ada.get("spaces", pageSize=0)["spaces"]) == 100
    assert len(ada.get("spaces", pageSize=5000)["spaces"]) == 1000
    for bad in (-1, "x", 2**31):
        assert failure(ada.call("GET", "spaces", pageSize=bad))[:2] == (400, "INVALID_ARGUMENT")


def test_a_page_token_belongs_to_its_list(google: Google, ada: User) -> None:
    token = ada.get("spaces")["nextPageToken"]
    other_filter = ada.call("GET", "spaces", pageToken=token, filter='space_type = "SPACE"')
    assert failure(other_filter)[0] == 400
    for bad in ("nonsense", "é", token + "x"):
        assert failure(ada.call("GET", "spaces", pageToken=bad))[0] == 400
    grace = google.user("grace@example.com")
    assert failure(grace.call("GET", "spaces", pageToken=token))[0] == 400


def test_a_list_is_not_disturbed_by_what_happens_between_its_pages(ada: User) -> None:
    first = ada.get("spaces", pageSize=2)
    ada.call("DELETE", first["spaces"][0]["name"])
    ada.setup(displayName="New")
    second = ada.get("spaces", pageSize=2, pageToken=first["nextPageToken"])
    assert [s["displayName"] for s in second["spaces"]] == ["Space 00002", "Space 00003"]


def test_somebody_without_spaces_gets_an_empty_object(google: Google) -> None:
    assert google.user("edsger@example.com").get("spaces") == {}


def test_conversations_are_listed_once_somebody_has_spoken(google: Google, ada: User) -> None:
    kinds = {"filter": 'spaceType = "GROUP_CHAT" OR spaceType = "DIRECT_MESSAGE"'}
    ada.setup("grace@example.com", kind="DIRECT_MESSAGE")
    assert ada.get("spaces", **kinds) == {}
    google.control("settings", list_empty_conversations=True)
    assert len(ada.get("spaces", **kinds)["spaces"]) == 1
    assert ada.get("spaces", filter='space_type = "GROUP_CHAT"') == {}


@pytest.mark.parametrize(
    "text",
    [
        "SPACE",
        'spaceType = "NOTHING"',
        'spaceType = "SPACE_TYPE_UNSPECIFIED"',
        'spaceType != "SPACE"',
        'spaceType = "SPACE" AND spaceType = "GROUP_CHAT"',
        'displayName = "SPACE"',
    ],
)
def test_bad_filters_of_spaces(ada: User, text: str) -> None:
    assert failure(ada.call("GET", "spaces", filter=text))[:2] == (400, "INVALID_ARGUMENT")


def test_an_invitation_is_not_yet_a_membership(google: Google, ada: User) -> None:
    space = ada.setup("emily@example.com")
    emily = google.user("emily@example.com")
    assert emily.get("spaces") == {}
    assert failure(emily.call("GET", space["name"]))[0] == 403


def test_deleting_takes_a_manager_and_a_named_space(google: Google, ada: User) -> None:
    space = ada.setup("grace@example.com")["name"]
    grace = google.user("grace@example.com")
    assert failure(grace.call("DELETE", space))[0] == 403
    google.expire(2)
    reply = ada.call("DELETE", space)
    assert (reply.status_code, reply.json()) == (200, {})
    google.expire(2)
    assert failure(ada.call("DELETE", space))[0] == 403
    assert failure(grace.call("GET", space))[0] == 403
    direct = ada.setup("grace@example.com", kind="DIRECT_MESSAGE")["name"]
    assert failure(ada.call("DELETE", direct))[0] == 400


def test_the_made_up_spaces_are_real(ada: User) -> None:
    name = "spaces/AAAAb002499"
    assert ada.get(name)["displayName"] == "Space 02499"
    assert failure(ada.call("GET", "spaces/AAAAb002500"))[0] == 403
    assert ada.call("DELETE", name).status_code == 200
    assert failure(ada.call("GET", name))[0] == 403
    ada.setup(displayName="Space 02499")
