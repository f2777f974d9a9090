"""Who acts, what can be looked up for them, and who is found in a space."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import pytest

from chattui.chat.errors import unknown_person
from chattui.oauth.scopes import expand
from chattui.plans.acting import acting_as
from chattui.plans.directory import GrantedDirectory, reads_of
from chattui.plans.making import plan_id
from chattui.plans.outside import is_one_edit
from chattui.plans.present import several
from chattui.plans.roster import read_roster
from chattui.plans.wanted import APP, Target, Wanted
from chattui.problem import ProblemError
from chattui.vault.index import AccountEntry, ClientEntry
from chattui.workspace import groups, people
from tests.unit.plans.world import ME, A, FakeDirectory, World

pytestmark = pytest.mark.anyio
BOTH = expand(("directory.readonly", "cloud-identity.groups.readonly"))


def entries(client_id: str, subject: str) -> tuple[AccountEntry, ClientEntry]:
    client = ClientEntry("c1", "C", "installed", client_id, "p", 0.0)
    return AccountEntry("a1", ME, subject, "c1", ("openid",)), client


def test_the_project_is_the_number_in_the_clients_id() -> None:
    account, client = entries("1234567890-abc.apps.googleusercontent.com", "111")
    acting = acting_as(account, client, admin=True)
    assert (acting.project, acting.user_id, acting.admin) == ("1234567890", "users/111", True)
    assert (acting.account_key, acting.domain, acting.scopes) == ("a1", "example.com", ("openid",))
    for id_, subject in (("somebody", "ada"), ("123456-x.example.org", "")):
        acting = acting_as(*entries(id_, subject))
        assert (acting.project, acting.user_id) == ("c1", "")
    assert acting_as(account, None).project == "c1"
    assert acting.is_address("ADA@example.com")
    assert not acting.is_address("")


def test_plans_have_short_names_of_their_own() -> None:
    made = {plan_id() for _ in range(50)}
    assert len(made) == 50
    assert all(name[0] == "p" and len(name) == 6 and name.isalnum() for name in made)


def test_names_as_google_knows_them() -> None:
    pairs = {
        "ada@example.com": "users/ada@example.com",
        "users/1": "users/1",
        "groups/1": "groups/1",
        "app": "users/app",
    }
    assert {
        each: Wanted(each, kind=APP if each == "app" else "person").who for each in pairs
    } == pairs
    assert Target("spaces/A").label == ""


@pytest.mark.parametrize(
    ("one", "close"),
    [
        ("exmaple.com", True),
        ("xample.com", True),
        ("eexample.com", True),
        ("exampla.com", True),
        ("example.co", True),
        ("example.comm", True),
        ("example.com", False),
        ("exmapel.com", False),
        ("example.org", False),
        ("elpmaxe.com", False),
    ],
)
def test_one_edit(one: str, close: bool) -> None:
    assert is_one_edit(one, "example.com") is close
    assert is_one_edit("example.com", one) is close


@dataclass
class OneSession:
    """What of a session is needed."""

    async def tokens(self, account: object) -> Any:
        """None are needed."""

    async def http(self) -> Any:
        """No more is one."""


async def test_what_was_granted_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    async def look_up(client: object, tokens: object, ids: list[str]) -> Any:
        if ids == ["users/0"]:
            raise ProblemError(unknown_person())
        return {"users/1": people.Person(email=ME), "users/2": people.Person()}

    async def group_id(client: object, tokens: object, address: str) -> str:
        return "groups/0ab"

    monkeypatch.setattr(people, "look_up", look_up)
    monkeypatch.setattr(groups, "group_id", group_id)
    session: Any = OneSession()
    account = AccountEntry("a1", ME, "1", "c1", BOTH)
    directory = (await reads_of(session, account)).directory
    assert directory
    assert await directory.addresses(["users/1", "users/2"]) == {"users/1": ME}
    assert await directory.addresses(["users/0"]) == await directory.addresses([]) == {}
    assert await directory.group_id("eng@example.com") == "groups/0ab"


async def test_what_was_not_granted_is_not_asked_for() -> None:
    nothing: Any = None
    directory = GrantedDirectory(nothing, nothing, ())
    assert await directory.addresses(["users/1"]) == {}
    with pytest.raises(ProblemError) as refused:
        await directory.group_id("eng@example.com")
    assert "cloud-identity.groups.readonly" in refused.value.problem.remedy


@pytest.mark.parametrize("hides", [False, True])
async def test_a_roster_finds_people_by_any_name(hides: bool) -> None:
    world = World(hides=hides, aliases={"g.h@example.com": "grace@example.com"})
    world.space(A, f"{ME}=owner", "grace@example.com", "groups/0ab", "app")
    roster = await read_roster(world.chat, A, acting=world.acting)
    names = (
        "grace@example.com",
        "g.h@example.com",
        "GRACE@example.com",
        f"users/{world.ids['grace@example.com']}",
    )
    found = {(await roster.find(name)) for name in names}
    assert len(found) == 1
    assert [m and m.kind for m in (await roster.find("groups/0ab"), await roster.find("app"))] == [
        "group",
        "app",
    ]
    for nobody in ("users/9", "x@example.com", "x@example.com"):
        assert await roster.find(nobody) is None
    assert [m.user_name for m in roster.owners] == [world.acting.user_id]
    assert world.count("/members/") == (4 if hides else 3)
    assert roster.hidden == ()


async def test_a_roster_without_an_acting_person() -> None:
    world = World(hides=True)
    world.space(A, f"{ME}=owner", "grace@example.com")
    roster = await read_roster(world.chat, A)
    assert len(roster.hidden) == 2
    assert roster.address_of(roster.owners[0]) == ""
    assert await roster.find(ME) == roster.owners[0]
    assert await roster.find("app") is None


async def test_the_people_api_is_asked_once() -> None:
    from chattui.plans.directory import Reads

    world = World(hides=True)
    world.space(A, f"{ME}=owner", "grace@example.com")
    directory = FakeDirectory({f"users/{world.id_of('grace@example.com')}": "grace@example.com"})
    roster = await read_roster(world.chat, A, reads=Reads(directory))
    assert await roster.find("grace@example.com")
    assert await roster.find("x@example.com") is None
    assert len(directory.asked) == 2


async def test_what_one_of_several_raises_ends_the_others() -> None:
    begun: list[int] = []

    async def work(number: int) -> int:
        begun.append(number)
        await asyncio.sleep(0)
        if number == 3:
            raise ProblemError(unknown_person())
        return number

    told: list[object] = []
    assert await several([1, 2], work, told.append) == [1, 2]
    assert len(told) == 2
    assert await several([], work, told.append) == []
    with pytest.raises(ProblemError):
        await several(list(range(100)), work, told.append)
    assert len(begun) < 30
