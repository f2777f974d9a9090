"""What is changed from a space's page, by keys: each change is a plan."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from chattui.chat.audiences import DEFAULT
from chattui.chat.edits import SpaceEdit
from chattui.tui.screens.edit_space import EditSpacePage
from chattui.tui.screens.home import HomePage
from tests.tui.harness import (
    Stage,
    golden,
    opened,
    screen_text,
    until,
    until_page,
    until_shown,
)
from tests.tui.test_space import FRESH, make_space

pytestmark = pytest.mark.anyio

SCOPES = ("chat.spaces", "chat.memberships", "chat.delete", "chat.messages.create")
ALL = (*SCOPES, "cloud-identity.groups.readonly")


async def open_space(
    pilot: Pilot[Any], stage: Stage, *members: str, name: str = "Launch team"
) -> None:
    """A space with `members`, on its page."""
    await until_shown(pilot, "n New")
    await make_space(stage, name, members)
    await pilot.press("r")
    await until_shown(pilot, f" {name} ")
    await pilot.press("home")
    await pilot.press("enter")
    await until_page(pilot, "space")
    await until_shown(pilot, FRESH)


async def paste(pilot: Pilot[Any], text: str) -> None:
    """What the terminal sends for a paste goes to the field that has the focus."""
    focused = pilot.app.focused
    assert focused is not None
    focused.post_message(events.Paste(text))
    await pilot.pause()


async def do_it(pilot: Pilot[Any]) -> str:
    """Carry out the plan that is about to be shown; what its report says."""
    await until_page(pilot, "plan_preview")
    await pilot.press("enter")
    await until_page(pilot, "plan_report")
    text = screen_text(pilot.app)
    await pilot.press("escape")
    return text


def writes(stage: Stage) -> list[str]:
    """The methods that changed something, short, oldest first, without making the space."""
    made = {"chat.spaces.create", "chat.spaces.setup"}
    verbs = (".create", ".patch", ".delete")
    return [
        method.removeprefix("chat.spaces.")
        for method in stage.methods()
        if method.startswith("chat.") and method.endswith(verbs) and method not in made
    ]


async def test_people_are_added_with_a_role(stage: Stage) -> None:
    await stage.sign_in(*SCOPES)
    async with opened(stage.app()) as pilot:
        await open_space(pilot, stage, "alan@example.com")
        await pilot.press("a")
        await until_page(pilot, "add_members")
        await paste(pilot, "Grace Hopper <grace@example.com>; bad@@x\nalan@example.com\n")
        await pilot.press("tab", "tab", "tab", "tab", "right")
        await until_shown(pilot, "a second request follows for")
        golden(pilot.app, "add_members")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "1 row cannot be understood")
        assert "line 1: bad@@x" in screen_text(pilot.app)
        await pilot.press("y")
        await until_page(pilot, "plan_preview")
        await pilot.press("escape")
        await until_page(pilot, "add_members")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "1 row cannot be understood")
        await pilot.press("y")
        await do_it(pilot)
        await until_page(pilot, "space")
        await until_shown(pilot, "3 members")
        await until_shown(pilot, FRESH)
        lines = screen_text(pilot.app).splitlines()
        assert [line[2:8] for line in lines if "Manager" in line] == ["Alan T", "Grace "]
    assert writes(stage) == ["members.create", "members.patch", "members.patch"]


async def test_selected_members_get_a_role_and_are_removed(stage: Stage) -> None:
    await stage.sign_in(*SCOPES)
    async with opened(stage.app()) as pilot:
        await open_space(pilot, stage, "alan@example.com", "grace@example.com")
        await pilot.press("down", "space", "down", "space", "p")
        await until_page(pilot, "role")
        golden(pilot.app, "role")
        await pilot.press("2")
        await do_it(pilot)
        await until_page(pilot, "space")
        await until(pilot, lambda: screen_text(pilot.app).count("Manager") == 2)
        await until_shown(pilot, FRESH)
        await pilot.press("down", "x")
        await do_it(pilot)
        await until_shown(pilot, "2 members")
    assert writes(stage) == ["members.patch", "members.patch", "members.delete"]


async def test_members_are_made_those_of_a_list(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stage.sign_in(*SCOPES)
    monkeypatch.chdir(tmp_path)
    Path("people.csv").write_text("Name;E-mail\nAda;ada@example.com\nEdsger;edsger@example.com\n")
    async with opened(stage.app()) as pilot:
        await open_space(pilot, stage, "alan@example.com", "grace@example.com")
        await pilot.press("s")
        await until_page(pilot, "sync_members")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "The list is empty.")
        await pilot.press("tab")
        await paste(pilot, "people.csv")
        await pilot.press("enter")
        await until_shown(pilot, "2 people")
        golden(pilot.app, "sync_members_file")
        await pilot.press("ctrl+s")
        await do_it(pilot)
        await until_page(pilot, "space")
        await until_shown(pilot, "Edsger")
        await until_shown(pilot, "2 members")
        assert "Ada Lovelace" in screen_text(pilot.app)
    assert sorted(writes(stage)) == ["members.create", "members.delete", "members.delete"]


@pytest.mark.exhaustive
async def test_members_are_made_those_of_another_space(stage: Stage) -> None:
    await stage.sign_in(*SCOPES)
    await make_space(stage, "Wanted", ("edsger@example.com",))
    async with opened(stage.app()) as pilot:
        await open_space(pilot, stage, "alan@example.com")
        await pilot.press("s", "shift+tab", "right", "tab", *"Wanted", "tab")
        await pilot.press("down", "space", "up")
        golden(pilot.app, "sync_members")
        await pilot.press("ctrl+s")
        await do_it(pilot)
        await until_page(pilot, "space")
        await until_shown(pilot, "3 members")
    assert writes(stage) == ["members.create"]


async def test_only_what_changed_is_sent(stage: Stage) -> None:
    await stage.sign_in(*SCOPES)
    async with opened(stage.app()) as pilot:
        await open_space(pilot, stage)
        await pilot.press("e")
        await until_page(pilot, "edit_space")
        await until_shown(pilot, "Edit details")
        golden(pilot.app, "edit_space")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "Nothing is different yet.")
        await pilot.press("tab")
        await paste(pilot, "x" * 151)
        await until_shown(pilot, "! 179/4096")
        await pilot.press("tab", "tab", "right", "ctrl+s")
        await do_it(pilot)
        await until_page(pilot, "space")
        await until_shown(pilot, "history not kept")
        await pilot.press("i")
        await until_shown(pilot, "xxxxxx")
    assert writes(stage) == ["patch", "patch"]


@pytest.mark.exhaustive
async def test_who_finds_who_joins_and_who_sees_are_chosen_apart(stage: Stage) -> None:
    await stage.sign_in(*SCOPES)
    async with opened(stage.app()) as pilot:
        await open_space(pilot, stage)
        await pilot.press("e")
        await until_page(pilot, "edit_space")
        await until_shown(pilot, "Seen also by")
        form = pilot.app.screen
        assert isinstance(form, EditSpacePage)
        await pilot.press(*["tab"] * 4, "right")
        assert form.edit() == SpaceEdit(audience=DEFAULT)
        await pilot.press("tab", "right")
        assert form.edit() == SpaceEdit(discover=DEFAULT, join="")
        await pilot.press(*["tab"] * 9, "right", "right")
        await until(pilot, lambda: form.query_one("#view-name").region)
        assert form.edit().view == "audiences/"
        await pilot.press("tab", *"audiences/x")
        assert form.edit() == SpaceEdit(discover=DEFAULT, join="", view="audiences/x")
        await pilot.press("ctrl+u", *"default", "shift+tab", "shift+tab", "left")
        assert form.edit().view is None
        await pilot.press("right", *["shift+tab", "left"] * 7, "ctrl+s")
        await until_page(pilot, "plan_preview")
        await pilot.press("down")
        # All seven are told, in as many lines as they need.
        await until_shown(pilot, "Reply to messages: Owners and managers")
        await pilot.press("escape")
        await until_page(pilot, "edit_space")
        await pilot.press(*["right", "tab"] * 7, "ctrl+s")
        await do_it(pilot)
        await until_page(pilot, "space")
        await pilot.press("i", "pagedown")
        await until_shown(pilot, "May find it")
    assert writes(stage) == ["patch", "patch"]


@pytest.mark.exhaustive
async def test_a_group_chat_becomes_a_space(stage: Stage) -> None:
    await stage.sign_in(*SCOPES)
    async with opened(stage.app()) as pilot:
        await until_shown(pilot, "n New")
        await pilot.press("n", "shift+tab", "right", *["tab"] * 5)
        await paste(pilot, "grace@example.com alan@example.com")
        # Google shows a group chat once somebody has written in it.
        await pilot.press("tab", "tab", *"Hi", "ctrl+s")
        await do_it(pilot)
        await until_page(pilot, "home")
        await until_shown(pilot, FRESH)
        await pilot.press("enter")
        await until_shown(pilot, "3 members")
        await pilot.press("e")
        await until_page(pilot, "edit_space")
        await pilot.press("right", "tab", *"Named", "ctrl+s")
        await do_it(pilot)
        await until_page(pilot, "space")
        await until(pilot, lambda: screen_text(pilot.app).splitlines()[1:2] == [" Named"])
    assert writes(stage) == ["messages.create", "patch"]


@pytest.mark.exhaustive
async def test_of_a_direct_message_the_history_alone_is_changed(stage: Stage) -> None:
    from chattui.chat.setup import membership_body

    await stage.sign_in(*SCOPES)
    stage.send("POST", "/_emulator/settings", {"list_empty_conversations": True})
    assert stage.account is not None
    async with stage.session() as session:
        chat = await session.chat(stage.account)
        await chat.setup_space(
            {"spaceType": "DIRECT_MESSAGE"}, [membership_body("users/grace@example.com")], "dm"
        )
    async with opened(stage.app()) as pilot:
        await until_shown(pilot, FRESH)
        await pilot.press("enter")
        await until_page(pilot, "space")
        await until_shown(pilot, "2 members")
        await pilot.press("a")
        await until_shown(pilot, "stays with the two who are in it")
        await pilot.press("e")
        await until_page(pilot, "edit_space")
        assert [line.split()[0] for line in screen_text(pilot.app).splitlines()[1:4] if line] == [
            "History"
        ]
        await pilot.press("right", "ctrl+s")
        assert "✓ changed" in await do_it(pilot)
        await until_page(pilot, "space")
        await until_shown(pilot, "history not kept")
    assert writes(stage) == ["patch"]


async def test_a_space_is_deleted_once_its_name_is_typed(stage: Stage) -> None:
    await stage.sign_in(*SCOPES)
    async with opened(stage.app()) as pilot:
        await open_space(pilot, stage, name="Old")
        await pilot.press("D")
        await until_page(pilot, "plan_preview")
        await pilot.press("enter")
        await until_shown(pilot, "esc Cancel")
        await pilot.press(*"Old", "enter")
        await until_page(pilot, "plan_report")
        await pilot.press("escape")
        await until_page(pilot, "home")
        home = pilot.app.screen
        assert isinstance(home, HomePage)
        await until(pilot, lambda: not home.spaces.known)
    assert writes(stage) == ["delete"]


async def test_a_template_is_saved_and_a_space_made_from_it(stage: Stage, tmp_path: Path) -> None:
    await stage.sign_in(*SCOPES)
    path = tmp_path / "team.toml"
    async with opened(stage.app()) as pilot:
        await open_space(pilot, stage, "grace@example.com")
        await pilot.press("t")
        await until_page(pilot, "template")
        golden(pilot.app, "template")
        await pilot.press("ctrl+u")
        await paste(pilot, str(path))
        await pilot.press("enter")
        await until_shown(pilot, "✓ The template is written to")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "Something of that name is there")
        await pilot.press("escape", "escape")
        await until_page(pilot, "home")
        await pilot.press("n", "ctrl+t")
        await until_page(pilot, "name_file")
        await paste(pilot, str(path))
        await pilot.press("enter")
        await until_page(pilot, "new_space")
        await until_shown(pilot, "What we do")
        await until_shown(pilot, "2 people")
        await pilot.press("end", *" 2", "ctrl+s")
        await do_it(pilot)
        await until_page(pilot, "home")
        await until_shown(pilot, "▸ Launch team 2")


@pytest.mark.exhaustive
async def test_a_group_and_the_app_are_added_and_what_failed_can_be_corrected(
    stage: Stage,
) -> None:
    await stage.sign_in(*ALL)
    async with opened(stage.app()) as pilot:
        await open_space(pilot, stage)
        await pilot.press("a")
        await paste(pilot, "nobody@example.com")
        await pilot.press("ctrl+s")
        assert "✗ failed" in await do_it(pilot)
        await until_page(pilot, "add_members")
        assert "nobody@example.com" in screen_text(pilot.app)
        pilot.app.screen.query_one("#people").focus()
        await pilot.press("ctrl+end", "ctrl+u", "tab", "tab", *"bad", "tab", "right", "ctrl+s")
        await until_shown(pilot, "“bad” is no address.")
        await pilot.press("shift+tab", "end", "ctrl+u")
        await paste(pilot, "engineering@example.com")
        await pilot.press("ctrl+s")
        await do_it(pilot)
        await until_page(pilot, "space")
        await until_shown(pilot, "Google group")
        assert len([x for x in screen_text(pilot.app).splitlines() if x.endswith(" app")]) == 1
