"""chattui guide: the checklist, its pages, ticks and checks."""

from __future__ import annotations

import pytest

from chattui.cli import guide_page
from chattui.guide.checklist import STEP_IDS
from chattui.guide.model import Place, Standing, Step
from chattui.guide.pages import page, page_ids
from tests.unit.cli.conftest import Desk

PROJECT = "chattui-471809"


def test_the_checklist(desk: Desk) -> None:
    found = desk.json("guide")
    assert found["schema"] == "chattui.guide/1"
    assert [step["id"] for step in found["steps"]] == list(STEP_IDS)
    assert [page["id"] for page in found["pages"]] == list(page_ids())
    assert (found["project"], found["next"]) == (None, "workspace-account")
    assert found["recommendedClient"]["page"] == "client-desktop"
    ran = desk.run("guide")
    assert ran.status == 0
    for name in (*STEP_IDS, *page_ids()):
        assert name in ran.out
    assert "no project" in ran.out
    assert "the links lead to Google" in ran.out
    assert desk.requests() == []


@pytest.mark.parametrize("name", [*STEP_IDS, *page_ids()])
def test_every_page_fits_the_terminal_but_for_what_is_copied(desk: Desk, name: str) -> None:
    ran = desk.run("guide", name)
    assert (ran.status, ran.err) == (0, "")
    document = desk.json("guide", name)
    copied = [
        line
        for part in document["page"]["parts"]
        for line in [*part.get("text", "").split("\n"), part.get("url", "")]
        if part["kind"] in {"copyable", "place"}
    ]
    for line in ran.out.split("\n"):
        assert len(line) <= 80 or line.strip() in copied
    for line in copied:
        assert line in ran.out
    assert ("step" in document) == (name in STEP_IDS)


def test_a_project_fills_the_links_and_is_remembered(desk: Desk) -> None:
    assert (
        f"auth/branding?project={PROJECT}\n"
        in desk.run("guide", "consent", "--project", PROJECT).out
    )
    assert desk.json("guide")["project"] == PROJECT
    assert f"?project={PROJECT}" in desk.run("guide", "client").out


def test_the_project_of_who_is_signed_in_is_named_where_another_one_is_looked_at(
    signed_in: Desk,
) -> None:
    assert "Your sign-in is of" not in signed_in.run("guide").out
    shown = signed_in.run("guide", "--project", PROJECT).out
    assert "Your sign-in is of chattui-emulator: `chattui guide --project" in shown


def test_what_is_known_of_a_step_keeps_to_the_width(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    step = Step(page("scopes"), Standing.DONE, "Granted: " + "chat.spaces, " * 20)
    guide_page.write_page(step.page, (step,), desk.context.surroundings)
    lines = capsys.readouterr().out.split("\n")
    assert lines[1].startswith("✓ Granted: chat.spaces,")
    assert lines[2].startswith("  chat.spaces,")
    assert max(len(line) for line in lines[:5]) <= 80


def test_steps_are_ticked(desk: Desk) -> None:
    ran = desk.run("guide", "--done", "consent", "--project", PROJECT)
    assert (ran.status, ran.out) == (0, "")
    assert "ticked" in ran.err
    assert "You ticked it, just now." in desk.run("guide", "consent").out
    (step,) = [s for s in desk.json("guide")["steps"] if s["id"] == "consent"]
    assert step["standing"] == "ticked"
    assert desk.json("guide", "--open", "consent")["steps"][4]["standing"] == "open"


def test_a_tick_does_not_hide_what_is_known(signed_in: Desk) -> None:
    assert "done all the same" in signed_in.run("guide", "--open", "client").err
    signed_in.run("guide", "--done", "client")
    (client,) = [s for s in signed_in.json("guide")["steps"] if s["id"] == "client"]
    assert client["standing"] == "done"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("clint",), "guide.unknown_page"),
        (("--done", "clients"), "guide.no_step"),
        (("--open", "nowhere"), "guide.no_step"),
        (("--done", ""), "guide.no_step"),
        (("client", "--done", "client"), "cli.usage"),
        (("--done", "client", "--open", "client"), "cli.usage"),
        (("--project", "My Project"), "guide.no_project_id"),
    ],
)
def test_wrong_names_are_told(desk: Desk, arguments: tuple[str, ...], code: str) -> None:
    assert desk.json("guide", *arguments, status=2)["problem"]["code"] == code
    assert not desk.context.paths.guide.exists()


def test_google_is_asked_how_far_it_is(signed_in: Desk) -> None:
    ran = signed_in.run("guide", "--check")
    assert ran.status == 0
    assert "It is configured" in ran.out
    signed_in.control("settings", chat_app_configured=False)
    ran = signed_in.run("guide", "--check")
    assert ran.status == 1
    assert "✗ chat-app" in ran.out
    assert "Next: `chattui guide chat-app`" in ran.out
    assert "Chat app: The client's project has no configured Chat app." in ran.err
    # What is in trouble stays so, ticked or not.
    assert "Ticked, but" in signed_in.run("guide", "--done", "chat-app", "--check").err
    assert signed_in.run("guide").status == 0


def test_nobody_signed_in_is_no_failure_of_the_check(desk: Desk) -> None:
    assert desk.run("guide", "--check").status == 0


def test_google_not_reached_is_one(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHATTUI_EMULATOR_HOST", "127.0.0.1:1")
    assert desk.run("guide", "--check").status == 1


def test_what_cannot_be_read_is_told_and_what_cannot_be_kept_too(desk: Desk) -> None:
    path = desk.context.paths.guide
    path.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
    path.write_text("{}")
    ran = desk.run("guide", "--project", PROJECT)
    assert ran.status == 0
    assert "cannot be read" in ran.err
    assert PROJECT in ran.out
    assert desk.json("guide", "--done", "client", status=1)["problem"]["code"] == (
        "guide.ticks_damaged"
    )


def test_on_a_terminal_an_address_is_a_link() -> None:
    place, url = Place("https://chat.google.com/", "Chat"), "https://chat.google.com/"
    assert guide_page.lines_of(place) == [url, "  Chat"]
    assert guide_page.lines_of(place, links=True)[0] == f"\x1b]8;;{url}\x1b\\{url}\x1b]8;;\x1b\\"


def test_a_qr_code_is_drawn_on_a_terminal_alone(desk: Desk) -> None:
    assert "QR code" in desk.run("guide", "consent", "--qr").err
