"""Google's own Python client, as it comes, does its work on the emulator.

Every answer that it gets is held against the schemas of the discovery document that the client
carries, by a reader of our own: types, enums, formats, and no member that is not in the schema.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import googleapiclient
import httpx
import pytest
import requests
from google.auth.exceptions import RefreshError
from google.auth.transport.requests import Request
from google.oauth2.credentials import Credentials
from google.oauth2.id_token import verify_token
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError

from chattui.emulator import Emulator
from chattui.emulator.sheets_store import LOG_SHEET, PRIVATE_SHEET, TEAM_SHEET

AUTH = "https://www.googleapis.com/auth/"
SCOPES = [AUTH + name for name in ("chat.spaces", "chat.memberships", "chat.delete")]
IDENTITY = ["openid", AUTH + "userinfo.email"]
DOCUMENTS = Path(googleapiclient.__file__).parent / "discovery_cache/documents"


def schemas_of(api: str) -> dict[str, Any]:
    """The schemas of the discovery document that the client carries for `api`."""
    document = json.loads((DOCUMENTS / f"{api}.{version_of(api)}.json").read_text())
    found: dict[str, Any] = document["schemas"]
    return found


def version_of(api: str) -> str:
    """The version that Google's client is asked for."""
    return {"calendar": "v3", "sheets": "v4"}.get(api, "v1")


SCHEMAS = schemas_of("chat")

Json = dict[str, Any]
untyped = cast("Callable[..., Any]", Credentials)


def mistakes(
    value: Any, schema: Json, where: str, schemas: dict[str, Any] = SCHEMAS
) -> Iterator[str]:
    """What in `value` the discovery document's `schema` does not allow."""
    schema = schemas[schema["$ref"]] if "$ref" in schema else schema
    if schema["type"] == "any":
        return
    kinds: dict[str, type] = {
        "object": dict,
        "array": list,
        "string": str,
        "boolean": bool,
        "integer": int,
    }
    fits: bool = type(value) is kinds[schema["type"]]
    if not fits:
        yield f"{where}: {value!r} is not of type {schema['type']}"
    elif isinstance(value, dict):
        properties = schema.get("properties", {})
        for name, item in value.items():
            if name in properties:
                yield from mistakes(item, properties[name], f"{where}.{name}", schemas)
            else:
                yield f"{where}.{name}: unknown"
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from mistakes(item, schema["items"], f"{where}[{index}]", schemas)
    elif "enum" in schema and value not in schema["enum"]:
        yield f"{where}: {value!r} is not in the enum"
    elif schema.get("format") == "google-datetime":
        if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3}|\.\d{6}|\.\d{9})?Z", value):
            yield f"{where}: {value!r} is not a google-datetime"
    elif schema.get("format") in {"date-time", "date"}:
        try:
            datetime.fromisoformat(value)
        except ValueError:
            yield f"{where}: {value!r} is no {schema['format']}"
    elif schema.get("format") == "int32" and not -(2**31) <= value < 2**31:
        yield f"{where}: {value!r} is not an int32"


def fitting(value: Any, schema: str, api: str = "chat") -> Json:
    """`value`, which must fit `schema`."""
    assert list(mistakes(value, {"$ref": schema}, schema, schemas_of(api))) == []
    return cast("Json", value)


def checked(value: Any, schema: str, api: str = "chat") -> Json:
    """`value`, which must fit `schema` and leave out every default."""
    fitting(value, schema, api)
    text = json.dumps(value)
    assert not re.search(r': (false|0|""|\[\]|null)[,}]', text)
    return cast("Json", value)


def authorize(emulator: Emulator, *scopes: str) -> Json:
    """The token response of a real code exchange with automatic consent."""
    client = json.loads(emulator.client_file(google=False))["installed"]
    redirect = "http://127.0.0.1:8400/"
    with httpx.Client(trust_env=False) as http:
        query = {
            "client_id": client["client_id"],
            "redirect_uri": redirect,
            "response_type": "code",
            "scope": " ".join(scopes),
        }
        location = http.get(client["auth_uri"], params=query).headers["location"]
        form = {
            "grant_type": "authorization_code",
            "code": parse_qs(urlsplit(location).query)["code"][0],
            "redirect_uri": redirect,
            "client_id": client["client_id"],
            "client_secret": client["client_secret"],
        }
        tokens: Json = http.post(client["token_uri"], data=form).raise_for_status().json()
    return tokens


def credentials(emulator: Emulator, tokens: Json) -> Any:
    """google-auth's credentials, whose token endpoint is the emulator's."""
    client = json.loads(emulator.client_file(google=False))["installed"]
    return untyped(
        token=tokens["access_token"],
        refresh_token=tokens["refresh_token"],
        token_uri=client["token_uri"],
        client_id=client["client_id"],
        client_secret=client["client_secret"],
        expiry=(datetime.now(UTC) + timedelta(seconds=tokens["expires_in"])).replace(tzinfo=None),
    )


Connect = Callable[..., Any]


@pytest.fixture
def google(make_emulator: Callable[..., Emulator]) -> Emulator:
    return make_emulator(auto_consent="ada@example.com", people=60)


@pytest.fixture
def connect(google: Emulator) -> Iterator[Connect]:
    """Builds Google's Chat service with the given scopes; each is closed after the test."""
    services = []

    def make(*scopes: str, api: str = "chat") -> Any:
        tokens = authorize(google, *(scopes or SCOPES))
        # An endpoint that is given stands for all that is before a method's own path.
        path = "/calendar/v3/" if api == "calendar" else ""
        service = build(
            api,
            version_of(api),
            credentials=credentials(google, tokens),
            client_options={"api_endpoint": google.base_url + path},
            cache_discovery=False,
        )
        services.append(service)
        return service

    yield make
    for service in services:
        service.close()


@pytest.fixture
def spaces(connect: Connect) -> Any:
    return connect().spaces()


def human(email: str) -> Json:
    return {"member": {"name": f"users/{email}", "type": "HUMAN"}}


def refusal(request: Any) -> tuple[int, str, list[Json]]:
    """Status, message and details of the error that the client raises for `request`."""
    with pytest.raises(HttpError) as caught:
        request.execute()
    error = json.loads(caught.value.content)["error"]
    assert error["code"] == caught.value.status_code
    assert caught.value.reason == error["message"]
    return error["code"], error["message"], error.get("details", [])


def test_the_reader_finds_mistakes() -> None:
    space = {
        "name": 1,
        "spaceType": "ROOM",
        "nonsense": "x",
        "createTime": "yesterday",
        "membershipCount": {"joinedGroupCount": 2**40},
    }
    found = list(mistakes(space, {"$ref": "Space"}, "Space"))
    assert len(found) == 5


def test_a_named_space_from_its_beginning_to_its_end(google: Emulator, spaces: Any) -> None:
    details = {"description": "What it is", "guidelines": "How it is"}
    body = {"spaceType": "SPACE", "displayName": "By Google's client", "spaceDetails": details}
    made = checked(spaces.create(body=body, requestId="r-1").execute(), "Space")
    echo = checked(spaces.create(body=body, requestId="r-1").execute(), "Space")
    assert echo["name"] == made["name"]
    shown = checked(spaces.get(name=made["name"]).execute(), "Space")
    assert shown["spaceDetails"] == details
    new = {"displayName": "Renamed"}
    patch = spaces.patch(name=made["name"], updateMask="displayName", body=new)
    assert checked(patch.execute(), "Space")["displayName"] == "Renamed"
    with httpx.Client(trust_env=False) as http:
        http.post(f"{google.base_url}/_emulator/clock", json={"advance_seconds": 2})
    assert checked(spaces.delete(name=made["name"]).execute(), "Empty") == {}
    assert checked(spaces.list().execute(), "ListSpacesResponse") == {}


def test_setting_up_spaces_of_every_type(spaces: Any) -> None:
    people = [f"person{index:03d}@example.com" for index in range(49)]
    setup = {
        "space": {"spaceType": "SPACE", "displayName": "Fifty", "externalUserAllowed": True},
        "memberships": [human(email) for email in people],
        "requestId": "r-2",
    }
    made = checked(spaces.setup(body=setup).execute(), "Space")
    assert made["membershipCount"] == {"joinedDirectHumanUserCount": 50}
    group: Json = {
        "space": {"spaceType": "GROUP_CHAT"},
        "memberships": [human("grace@example.com"), human("alan@example.com")],
    }
    assert checked(spaces.setup(body=group).execute(), "Space")["spaceType"] == "GROUP_CHAT"
    direct = {"space": {"spaceType": "DIRECT_MESSAGE"}, "memberships": group["memberships"][:1]}
    first = checked(spaces.setup(body=direct).execute(), "Space")
    assert spaces.setup(body=direct).execute() == first
    with_app = {"space": {"spaceType": "DIRECT_MESSAGE", "singleUserBotDm": True}}
    assert checked(spaces.setup(body=with_app).execute(), "Space")["singleUserBotDm"] is True


def test_members_from_their_coming_to_their_going(spaces: Any) -> None:
    body = {"spaceType": "SPACE", "displayName": "Members"}
    parent = spaces.create(body=body).execute()["name"]
    members = spaces.members()
    made = checked(
        members.create(parent=parent, body=human("grace@example.com")).execute(), "Membership"
    )
    assert made["member"]["email"] == "grace@example.com"
    by_address = f"{parent}/members/grace@example.com"
    assert checked(members.get(name=by_address).execute(), "Membership") == made
    role = {"role": "ROLE_MANAGER"}
    patched = members.patch(name=made["name"], updateMask="role", body=role).execute()
    assert checked(patched, "Membership")["role"] == "ROLE_MANAGER"
    checked(members.create(parent=parent, body=human("emily@example.com")).execute(), "Membership")
    checked(
        members.create(
            parent=parent, body={"groupMember": {"name": "groups/01opuxuh1emulat"}}
        ).execute(),
        "Membership",
    )
    everybody = members.list(parent=parent, showGroups=True, showInvited=True).execute()
    assert len(checked(everybody, "ListMembershipsResponse")["memberships"]) == 4
    gone = checked(members.delete(name=by_address).execute(), "Membership")
    assert gone["state"] == "NOT_A_MEMBER"


def test_the_client_pages_through_lists(make_emulator: Callable[..., Emulator]) -> None:
    emulator = make_emulator(auto_consent="ada@example.com", spaces=250)
    tokens = authorize(emulator, *SCOPES)
    service = build(
        "chat",
        "v1",
        credentials=credentials(emulator, tokens),
        client_options={"api_endpoint": emulator.base_url},
        cache_discovery=False,
    )
    names: list[str] = []
    request = service.spaces().list(pageSize=100, filter='spaceType = "SPACE"')
    while request is not None:
        page = checked(request.execute(), "ListSpacesResponse")
        names += [space["displayName"] for space in page["spaces"]]
        request = service.spaces().list_next(request, page)
    service.close()
    assert names == [f"Space {index:05d}" for index in range(250)]


def test_samples_fit_the_schemas(make_emulator: Callable[..., Emulator]) -> None:
    emulator = make_emulator(auto_consent="ada@example.com", samples=True)
    bearer = {"Authorization": f"Bearer {authorize(emulator, *SCOPES)['access_token']}"}
    with httpx.Client(base_url=emulator.base_url, headers=bearer, trust_env=False) as http:
        page = http.get("/v1/spaces").json()
        for space in checked(page, "ListSpacesResponse")["spaces"]:
            members = http.get(f"/v1/{space['name']}/members", params={"showGroups": "true"})
            checked(members.json(), "ListMembershipsResponse")


@pytest.mark.parametrize(
    ("make_request", "status", "words"),
    [
        (lambda s: s.get(name="spaces/AAAAunknown"), 403, "Permission denied to perform"),
        (lambda s: s.create(body={}), 400, "space_type"),
        (
            lambda s: s.setup(
                body={
                    "space": {"spaceType": "SPACE", "displayName": "X"},
                    "memberships": [human("nobody@example.com")],
                }
            ),
            400,
            "Missing or malformed user resource name in the request.",
        ),
        (lambda s: s.list(pageSize=-1), 400, "page_size"),
        (lambda s: s.list(filter="nonsense"), 400, "nonsense"),
        (lambda s: s.create(body={"spaceTyp": "SPACE"}), 400, 'Unknown name "spaceTyp" at'),
    ],
)
def test_documented_errors(
    spaces: Any, make_request: Callable[[Any], Any], status: int, words: str
) -> None:
    code, message, _ = refusal(make_request(spaces))
    assert code == status
    assert words in message


def test_a_name_that_is_taken(spaces: Any) -> None:
    body = {"spaceType": "SPACE", "displayName": "Taken"}
    spaces.create(body=body).execute()
    assert refusal(spaces.create(body=body))[0] == 409


def test_a_scope_that_is_missing(connect: Connect) -> None:
    spaces = connect(AUTH + "chat.spaces.create").spaces()
    made = spaces.create(body={"spaceType": "SPACE", "displayName": "Unreadable"}).execute()
    code, message, details = refusal(spaces.get(name=checked(made, "Space")["name"]))
    assert (code, message) == (403, "Request had insufficient authentication scopes.")
    assert details[0]["reason"] == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"


@pytest.mark.parametrize(
    ("setting", "status", "words"),
    [
        ("chat_api_enabled", 403, "has not been used in project"),
        ("chat_app_configured", 404, "Google Chat app not found."),
        ("chat_turned_on", 400, "Google Chat is turned off."),
    ],
)
def test_what_is_not_set_up(
    google: Emulator, spaces: Any, setting: str, status: int, words: str
) -> None:
    with httpx.Client(trust_env=False) as http:
        http.post(f"{google.base_url}/_emulator/settings", json={setting: False})
    body = {"spaceType": "SPACE", "displayName": "X"}
    code, message, _ = refusal(spaces.create(body=body))
    assert code == status
    assert words in message


def test_the_sixty_first_space_of_a_minute(spaces: Any) -> None:
    for number in range(60):
        spaces.create(body={"spaceType": "SPACE", "displayName": f"S{number}"}).execute()
    code, _, details = refusal(spaces.create(body={"spaceType": "SPACE", "displayName": "S60"}))
    assert code == 429
    assert details[0]["reason"] == "RATE_LIMIT_EXCEEDED"


def test_google_auth_refreshes_by_itself_and_stops_when_revoked(
    google: Emulator, connect: Connect
) -> None:
    service = connect()
    with httpx.Client(base_url=google.base_url, trust_env=False) as http:
        http.post("/_emulator/clock", json={"advance_seconds": 4000})
        # The first 401 makes google-auth refresh and try again.
        assert checked(service.spaces().list().execute(), "ListSpacesResponse") == {}
        recorded = http.get("/_emulator/requests").json()["requests"]
        calls = [
            (entry.get("grant_type", ""), entry["status"])
            for entry in recorded
            if entry["method"] in {"oauth2.token", "chat.spaces.list"}
        ]
        assert calls == [("authorization_code", 200), ("", 401), ("refresh_token", 200), ("", 200)]
        http.post("/_emulator/revoke", json={"email": "ada@example.com"})
    with pytest.raises(RefreshError, match=r"Token has been expired or revoked\."):
        service.spaces().list().execute()


def test_google_auth_refreshes_and_verifies_the_id_token(google: Emulator) -> None:
    tokens = authorize(google, *IDENTITY, *SCOPES)
    held = credentials(google, tokens)
    with requests.Session() as session:
        session.trust_env = False
        request = Request(session=session)
        held.refresh(request)
        assert held.token != tokens["access_token"]
        assert held.valid
        verify = cast("Callable[..., Json]", verify_token)
        claims = verify(
            held.id_token,
            request,
            audience=held.client_id,
            certs_url=f"{google.base_url}/oauth2/v1/certs",
        )
    assert claims["email"] == "ada@example.com"


def test_conversations_are_found_by_their_people(spaces: Any) -> None:
    people = [human("grace@example.com"), human("alan@example.com")]
    direct = {"space": {"spaceType": "DIRECT_MESSAGE"}, "memberships": people[:1]}
    made = spaces.setup(body=direct).execute()
    find = spaces.findDirectMessage(name="users/grace@example.com")
    assert checked(find.execute(), "Space") == made
    assert refusal(spaces.findDirectMessage(name="users/alan@example.com"))[0] == 404
    chat = spaces.setup(body={"space": {"spaceType": "GROUP_CHAT"}, "memberships": people})
    name = chat.execute()["name"]
    users = [one["member"]["name"] for one in people]
    for view in ("SPACE_VIEW_RESOURCE_NAME_ONLY", "SPACE_VIEW_EXPANDED"):
        found = spaces.findGroupChats(users=users, spaceView=view).execute()
        assert [one["name"] for one in checked(found, "FindGroupChatsResponse")["spaces"]] == [name]


def test_a_first_message(connect: Connect) -> None:
    spaces = connect(AUTH + "chat.spaces", AUTH + "chat.messages.create").spaces()
    parent = spaces.create(body={"spaceType": "SPACE", "displayName": "Hello"}).execute()["name"]
    send = spaces.messages().create(
        parent=parent, body={"text": "Welcome"}, requestId="m-1", messageId="client-welcome"
    )
    message = checked(send.execute(), "Message")
    assert (message["text"], message["clientAssignedMessageId"]) == ("Welcome", "client-welcome")


def test_an_administrator_goes_through_the_organization(
    make_emulator: Callable[..., Emulator],
) -> None:
    emulator = make_emulator(auto_consent="ada@example.com", spaces=2500)
    with httpx.Client(base_url=emulator.base_url, trust_env=False) as http:
        people = ["grace@example.com", "ada@example.com"]
        http.post("/_emulator/settings", json={"admins": people, "auto_consent": people[0]})
    tokens = authorize(emulator, AUTH + "chat.admin.spaces", AUTH + "chat.admin.memberships")
    service = build(
        "chat",
        "v1",
        credentials=credentials(emulator, tokens),
        client_options={"api_endpoint": emulator.base_url},
        cache_discovery=False,
    )
    spaces = service.spaces()
    query = (
        'customer = "customers/my_customer" AND space_type = "SPACE" AND'
        ' (display_name:"Space 00" OR display_name:"Space 01") AND external_user_allowed = "true"'
    )
    order = "membership_count.joined_direct_human_user_count DESC"
    request = spaces.search(query=query, orderBy=order, pageSize=100, useAdminAccess=True)
    found = []
    while request is not None:
        page = checked(request.execute(), "SearchSpacesResponse")
        found += [one["space"] for one in page["results"]]
        request = spaces.search_next(request, page)
    assert len(found) == page["totalSize"] > 100
    counts = [one["membershipCount"]["joinedDirectHumanUserCount"] for one in found]
    assert counts == sorted(counts, reverse=True)
    members = spaces.members().list(
        parent=found[0]["name"], filter='member.type = "HUMAN"', useAdminAccess=True, pageSize=1000
    )
    listed = checked(members.execute(), "ListMembershipsResponse")["memberships"]
    assert len([one for one in listed if one["state"] == "JOINED"]) == counts[0]
    service.close()


def test_access_and_permissions(connect: Connect) -> None:
    spaces = connect().spaces()
    body = {
        "spaceType": "SPACE",
        "displayName": "Open",
        "accessSettings": {"audience": "audiences/default"},
        "predefinedPermissionSettings": "ANNOUNCEMENT_SPACE",
    }
    name = checked(spaces.create(body=body).execute(), "Space")["name"]
    mask = (
        "permission_settings.viewSpaceMembership,"
        "access_settings.access_permission_settings.viewSpaceMembershipSetting"
    )
    own = {"permissionSettings": {"viewSpaceMembership": {"managersAllowed": True}}}
    patched = checked(spaces.patch(name=name, updateMask=mask, body=own).execute(), "Space")
    assert patched["permissionSettings"]["viewSpaceMembership"] == {"managersAllowed": True}
    assert patched["accessSettings"]["accessState"] == "DISCOVERABLE"


def test_people_are_looked_up(connect: Connect, spaces: Any) -> None:
    people = connect(AUTH + "directory.readonly", api="people").people()
    parent = spaces.create(body={"spaceType": "SPACE", "displayName": "P"}).execute()["name"]
    added = spaces.members().create(parent=parent, body=human("grace@example.com")).execute()
    number = added["member"]["name"].partition("/")[2]
    names = [f"people/{number}", "people/1", "people/me"]
    got = people.getBatchGet(
        resourceNames=names,
        personFields="names,emailAddresses,metadata",
        sources=["READ_SOURCE_TYPE_PROFILE"],
    ).execute()
    first, unknown, own = checked(got, "GetPeopleResponse", "people")["responses"]
    assert first["person"]["emailAddresses"][0]["value"] == "grace@example.com"
    assert (unknown["status"]["code"], "person" in unknown) == (5, False)
    assert own["person"]["names"][0]["displayName"] == "Ada Lovelace"
    request = people.searchDirectoryPeople(
        query="person",
        readMask="names,emailAddresses",
        sources=["DIRECTORY_SOURCE_TYPE_DOMAIN_PROFILE"],
        pageSize=50,
    )
    found = []
    while request is not None:
        page = checked(request.execute(), "SearchDirectoryPeopleResponse", "people")
        found += page["people"]
        request = people.searchDirectoryPeople_next(request, page)
    assert len(found) == page["totalSize"] == 60


def test_groups_are_looked_up(connect: Connect) -> None:
    groups = connect(AUTH + "cloud-identity.groups.readonly", api="cloudidentity").groups()
    found = groups.lookup(groupKey_id="engineering@example.com").execute()
    assert checked(found, "LookupGroupNameResponse", "cloudidentity") == {
        "name": "groups/01opuxuh1emulat"
    }
    assert refusal(groups.lookup(groupKey_id="nobody@example.com"))[0] == 404
    assert refusal(groups.lookup(groupKey_id="all@partner.example"))[0] == 403


@pytest.mark.parametrize(
    ("api", "setting", "scope"),
    [
        ("people", "people_api_enabled", "directory.readonly"),
        ("cloudidentity", "cloud_identity_enabled", "cloud-identity.groups.readonly"),
        ("calendar", "calendar_api_enabled", "calendar.events"),
        ("sheets", "sheets_api_enabled", "spreadsheets"),
        ("gmail", "gmail_api_enabled", "gmail.send"),
    ],
)
def test_apis_that_are_not_enabled(
    google: Emulator, connect: Connect, api: str, setting: str, scope: str
) -> None:
    service = connect(AUTH + scope, api=api)
    with httpx.Client(base_url=google.base_url, trust_env=False) as http:
        http.post("/_emulator/settings", json={setting: False})
    requests: dict[str, Callable[[], Any]] = {
        "people": lambda: service.people().getBatchGet(
            resourceNames=["people/me"], personFields="names"
        ),
        "cloudidentity": lambda: service.groups().lookup(groupKey_id="engineering@example.com"),
        "calendar": lambda: service.events().list(calendarId="primary"),
        "sheets": lambda: service.spreadsheets().get(spreadsheetId=LOG_SHEET),
        "gmail": lambda: service.users().messages().send(userId="me", body={"raw": "eA"}),
    }
    code, message, details = refusal(requests[api]())
    assert (code, details[0]["reason"]) == (403, "SERVICE_DISABLED")
    assert re.search(rf"{api}(-json)?\.googleapis\.com", message)


def test_an_event_by_google_s_client(google: Emulator, connect: Connect) -> None:
    events = connect(AUTH + "calendar.events", api="calendar").events()
    body = {
        "id": "0123456789abcdefghijklmnopqrstuv",
        "summary": "Kick-off",
        "description": "https://chat.google.com/room/AAAA",
        "start": {"dateTime": "2026-07-01T10:00:00", "timeZone": "Europe/Berlin"},
        "end": {"dateTime": "2026-07-01T10:30:00", "timeZone": "Europe/Berlin"},
        "attendees": [{"email": "grace@example.com"}, {"email": "hedy@partner.example"}],
    }
    insert = events.insert(calendarId="primary", body=body, sendUpdates="externalOnly")
    made = fitting(insert.execute(), "Event", "calendar")
    assert made["start"]["dateTime"] == "2026-07-01T09:00:00+01:00"
    assert refusal(insert)[:2] == (409, "The requested identifier already exists.")
    assert events.get(calendarId="primary", eventId=body["id"]).execute() == made
    listed = fitting(
        events.list(calendarId="primary", maxResults=1).execute(), "Events", "calendar"
    )
    assert (listed["timeZone"], listed["items"]) == ("Europe/London", [made])
    past = events.insert(calendarId="primary", body=body | {"id": "abcde", "end": body["start"]})
    fitting(past.execute(), "Event", "calendar")
    page = events.list(calendarId="primary", maxResults=1)
    following = events.list_next(page, page.execute())
    assert following.execute()["items"][0]["id"] == "abcde"
    assert refusal(events.list(calendarId="grace@example.com"))[0] == 404
    kept = httpx.get(f"{google.base_url}/_emulator/events", trust_env=False).json()["events"]
    assert kept[0]["notified"] == ["hedy@partner.example"]


def test_a_log_sheet_by_google_s_client(connect: Connect) -> None:
    sheets = connect(AUTH + "spreadsheets", api="sheets").spreadsheets()
    told = fitting(sheets.get(spreadsheetId=LOG_SHEET).execute(), "Spreadsheet", "sheets")
    assert told["properties"]["title"] == "Chat log"
    for rows in ([["time", "what"]], [["=1+1", None, 3, True]]):
        answer = sheets.values().append(
            spreadsheetId=LOG_SHEET,
            range="Sheet1!A1",
            valueInputOption="RAW",
            insertDataOption="INSERT_ROWS",
            body={"values": rows},
        )
        fitting(answer.execute(), "AppendValuesResponse", "sheets")
    got = sheets.values().get(spreadsheetId=LOG_SHEET, range="'Sheet1'").execute()
    assert fitting(got, "ValueRange", "sheets")["values"] == [
        ["time", "what"],
        ["=1+1", "", "3", "TRUE"],
    ]
    slash = sheets.values().append(
        spreadsheetId=TEAM_SHEET,
        range="'Ada''s log / 2026'!A1:C1",
        valueInputOption="RAW",
        body={"values": [["x"]]},
    )
    assert slash.execute()["updates"]["updatedRange"] == "'Ada''s log / 2026'!A1"
    assert refusal(sheets.get(spreadsheetId="unknown"))[:2] == (
        404,
        "Requested entity was not found.",
    )
    unsaid = sheets.values().append(spreadsheetId=LOG_SHEET, range="A1", body={"values": [["x"]]})
    assert refusal(unsaid)[0] == 400
    assert refusal(sheets.values().get(spreadsheetId=LOG_SHEET, range="Nope!A1"))[0] == 400
    assert refusal(sheets.get(spreadsheetId=PRIVATE_SHEET))[0] == 403


def test_a_mail_by_google_s_client(google: Emulator, connect: Connect) -> None:
    messages = connect(AUTH + "gmail.send", api="gmail").users().messages()
    mail = EmailMessage()
    mail["To"], mail["Subject"] = "Grace <grace@example.com>", "Grüße"
    mail.set_content("Wörter\n")
    raw = base64.urlsafe_b64encode(bytes(mail)).decode()
    sent = fitting(messages.send(userId="me", body={"raw": raw}).execute(), "Message", "gmail")
    assert sent["labelIds"] == ["SENT"]
    bare = base64.urlsafe_b64encode(b"Subject: x\r\n\r\nhi").decode()
    assert refusal(messages.send(userId="me", body={"raw": bare}))[:2] == (
        400,
        "Recipient address required",
    )
    (kept,) = httpx.get(f"{google.base_url}/_emulator/mails", trust_env=False).json()["mails"]
    assert (kept["headers"]["Subject"], kept["text"]) == ("Grüße", "Wörter\n")
