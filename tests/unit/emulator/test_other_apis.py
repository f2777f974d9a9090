"""The People API's look-ups and Cloud Identity's, beside Chat on the same origin."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.emulator.conftest import Google, User, failure

MASK = {"personFields": "names,emailAddresses"}
SEARCH = {"readMask": "names", "sources": "DIRECTORY_SOURCE_TYPE_DOMAIN_PROFILE"}


@pytest.fixture
def reader(google: Google) -> User:
    return google.user(
        "ada@example.com",
        "directory.readonly",
        "cloud-identity.groups.readonly",
        "chat.memberships",
    )


def ids(google: Google, *emails: str) -> list[str]:
    """The ids of `emails`, in Chat as in the People API."""
    people = google.http.get("/_emulator/state").json()["people"]
    known = {person["email"]: person["id"] for person in people}
    return [known[email] for email in emails]


def batch(user: User, *names: str, **params: str) -> list[Any]:
    path = "people:batchGet?" + "&".join(f"resourceNames={name}" for name in names)
    reply = user.fetch(f"{path}&" + "&".join(f"{n}={v}" for n, v in (MASK | params).items()))
    assert reply.status_code == 200, reply.text
    found: list[Any] = reply.json()["responses"]
    return found


def test_people_are_looked_up_by_their_chat_ids_in_the_order_asked(
    google: Google, reader: User
) -> None:
    grace, ada, hedy = ids(google, "grace@example.com", "ada@example.com", "hedy@partner.example")
    found = batch(reader, f"people/{grace}", "people/me", "people/123", f"people/{hedy}")
    assert [one["httpStatusCode"] for one in found] == [200, 200, 404, 200]
    first, own, unknown, outsider = found
    assert first["person"]["names"][0]["displayName"] == "Grace Hopper"
    assert first["person"]["emailAddresses"][0]["value"] == "grace@example.com"
    assert own["person"]["resourceName"] == f"people/{ada}"
    assert unknown["status"]["code"] == 5
    assert outsider["person"].keys() == {"resourceName", "etag"}


def test_without_the_directory_only_oneself_has_a_name(google: Google) -> None:
    user = google.user("ada@example.com", "userinfo.email", "userinfo.profile")
    (grace,) = ids(google, "grace@example.com")
    own, other = batch(user, "people/me", f"people/{grace}")
    assert own["person"]["names"][0]["givenName"] == "Ada"
    assert "names" not in other["person"]


@pytest.mark.parametrize(
    ("path", "status", "word"),
    [
        ("people:batchGet?personFields=names", "INVALID_ARGUMENT", "resource name"),
        ("people:batchGet?resourceNames=people/me", "INVALID_ARGUMENT", "personFields"),
        (
            "people:batchGet?resourceNames=people/me&personFields=colour",
            "INVALID_ARGUMENT",
            "colour",
        ),
        (
            "people:batchGet?personFields=names&resourceNames=users/me",
            "INVALID_ARGUMENT",
            "users/me",
        ),
        (
            "people:batchGet?personFields=names" + "&resourceNames=people/me" * 201,
            "INVALID_ARGUMENT",
            "200",
        ),
        (
            "people:batchGet?personFields=names&resourceNames=people/me"
            "&sources=READ_SOURCE_TYPE_CONTACT",
            "PERMISSION_DENIED",
            "scopes",
        ),
        ("people:searchDirectoryPeople?query=a&readMask=names", "INVALID_ARGUMENT", "sources"),
        ("groups:lookup", "INVALID_ARGUMENT", "group_key"),
        ("groups:lookup?groupKey.id=nobody@example.com", "NOT_FOUND", "nobody@example.com"),
        ("groups:lookup?groupKey.id=all@partner.example", "PERMISSION_DENIED", "may not exist"),
    ],
)
def test_refusals(reader: User, path: str, status: str, word: str) -> None:
    _, told, message = failure(reader.fetch(path))
    assert told == status
    assert word in message


def test_the_directory_is_searched_by_the_beginnings_of_words(reader: User) -> None:
    found = reader.get("people:searchDirectoryPeople", query="hop", **SEARCH)
    assert [one["names"][0]["displayName"] for one in found["people"]] == ["Grace Hopper"]
    assert found["totalSize"] == 1
    page = reader.get("people:searchDirectoryPeople", query="person0", pageSize=30, **SEARCH)
    assert (page["totalSize"], len(page["people"])) == (40, 30)
    rest = reader.get(
        "people:searchDirectoryPeople",
        query="person0",
        pageSize=30,
        pageToken=page["nextPageToken"],
        **SEARCH,
    )
    assert len(rest["people"]) == 10
    assert "nextPageToken" not in rest
    assert "people" not in reader.get("people:searchDirectoryPeople", query="hedy", **SEARCH)


def test_who_has_no_organization_has_no_directory(google: Google) -> None:
    user = google.user("someone@gmail.com", "directory.readonly")
    reply = user.fetch("people:searchDirectoryPeople?query=a")
    assert failure(reply)[:2] == (400, "FAILED_PRECONDITION")


def test_a_group_is_found_by_its_address(reader: User) -> None:
    reply = reader.fetch("groups:lookup?groupKey.id=Engineering@example.com")
    assert reply.json() == {"name": "groups/01opuxuh1emulat"}


@pytest.mark.parametrize(
    ("setting", "path", "host"),
    [
        ("people_api_enabled", "people:batchGet", "people.googleapis.com"),
        ("cloud_identity_enabled", "groups:lookup", "cloudidentity.googleapis.com"),
    ],
)
def test_an_api_that_is_not_enabled(
    google: Google, reader: User, setting: str, path: str, host: str
) -> None:
    google.control("settings", **{setting: False})
    reply = reader.call("GET", path)
    assert failure(reply)[:2] == (403, "PERMISSION_DENIED")
    info = reply.json()["error"]["details"][0]
    assert (info["reason"], info["metadata"]["service"]) == ("SERVICE_DISABLED", host)
    assert host in info["metadata"]["activationUrl"]
    google.control("settings", chat_turned_on=False, **{setting: True})
    assert failure(reader.call("GET", path))[0] == 400
