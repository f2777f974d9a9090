"""python -m tests.tui.pictures: draw the pictures of the README from the app itself.

Each scene drives the app by keys on the emulator, as a person would. A test draws them again and
compares what can be read in them.
"""

from __future__ import annotations

import asyncio
import html
import os
import re
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from chattui.emulator.server import Emulator
from chattui.plans.events import Pacing
from chattui.plans.model import Plan, Result
from chattui.tui.at_work import at_work
from chattui.tui.plan_flow import show_plan
from tests.tui.guide import paste, to_sign_in
from tests.tui.harness import Stage, opened, until, until_page, until_shown
from tests.tui.planning import added, at_five_a_second, failed, plan_of, scripted

FOLDER = Path(__file__).parents[2] / "screenshots"
SIZE = (80, 24)
BROKEN = """{
  "web": {
    "client_id": "123456789012-abcdefghijklmnopqrstuvwxyz012345.apps.googleusercontent.com",
    "client_secret": "****3f9K",
    "auth_uri": "https://accounts.google.com/o/oauth2/auth",
    "token_uri": "https://oauth2.googleapis.com.example.net/token",
    "redirect_uris": ["https://bot.example.com/oauth2/callback"],
  }
}
"""

UNTIDY = """{
  "client_id": "123456789012-abcdefghijklmnopqrstuvwxyz012345.apps.googleusercontent.com",
  "client_secret": “GOCSPX-thisIsTheSecretOfThePicture”,  // from the console
  "auth_uri": "https://accounts.google.com/o/oauth2/auth",
  "token_uri": "https://oauth2.googleapis.com/token",
  "redirect_uris": ["http://localhost",],
}
"""

Scene = Callable[[Pilot[Any], Stage], Awaitable[None]]


async def home(pilot: Pilot[Any], stage: Stage) -> None:
    """The spaces of the account."""
    await until_shown(pilot, "Fresh from Google")


async def sign_in(pilot: Pilot[Any], stage: Stage) -> None:
    """All the ways of signing in, waiting at the same time."""
    await to_sign_in(pilot, stage)


async def preview(pilot: Pilot[Any], stage: Stage) -> None:
    """What will happen, in words."""
    await home(pilot, stage)
    await pilot.press("n")
    await until_page(pilot, "new_space")
    await pilot.press(*"Launch", "space", *"team")
    await pilot.press(*["tab"] * 7)
    paste(
        pilot.app,
        "Grace Hopper <grace@example.com>; alan@example.com; edsger@example.com; "
        "howard@example.com",
    )
    await until_shown(pilot, "4 people")
    await pilot.press("ctrl+s")
    await until_page(pilot, "plan_preview")


async def result(pilot: Pilot[Any], stage: Stage) -> None:
    """Who was added, and who was not."""
    await preview(pilot, stage)
    await pilot.press("enter")
    await until_page(pilot, "plan_report")
    await until_shown(pilot, "howard@example.com")


async def plan(pilot: Pilot[Any], stage: Stage) -> None:
    """A plan at work, with a row that needs a look."""
    app: Any = pilot.app
    await home(pilot, stage)
    made, desk = plan_of(1_000, stage), scripted(app)

    async def planning() -> Plan:
        return made

    show_plan(app.screen, planning())
    await until_page(pilot, "plan_preview")
    await pilot.press("enter")
    await until_page(pilot, "plan_work")
    run = at_work(app).runs[made.id]
    run.clock = lambda: 100.0
    desk.says(*added(*range(1, 406)), *added(406, 407, result=Result.INVITED), *failed(408))
    desk.says(*added(*range(409, 413), result=Result.ALREADY), Pacing(12.0, 300.0))
    await until(pilot, lambda: run.pause is not None)
    at_five_a_second(run)
    await until_shown(pilot, "5.0 a second")


async def doctor(pilot: Pilot[Any], stage: Stage) -> None:
    """What is wrong with a file."""
    await home(pilot, stage)
    await pilot.press("d")
    await until(pilot, lambda: getattr(pilot.app.screen, "PAGE", "") != "home")
    await pilot.press("p")
    await until_page(pilot, "paste_client")
    paste(pilot.app, BROKEN)
    await until_shown(pilot, "findings")


async def mend(pilot: Pilot[Any], stage: Stage) -> None:
    """What mending would change."""
    await home(pilot, stage)
    await pilot.press("d")
    await until_page(pilot, "doctor")
    paste(pilot.app, UNTIDY)
    await until_shown(pilot, "f mends it")
    await pilot.press("f")
    await until_page(pilot, "mend")


SCENES: dict[str, Scene] = {
    "home": home,
    "sign_in": sign_in,
    "preview": preview,
    "result": result,
    "plan": plan,
    "doctor": doctor,
    "mend": mend,
}
FIRST_RUN = frozenset({"sign_in"})
SSH = {"ssh_connection": "192.0.2.1 50022 198.51.100.7 22"}


async def draw(name: str, folder: Path) -> str:
    """The picture of one scene, as SVG, with the emulator's port made the same for all."""
    with Emulator(auto_consent="ada@example.com", samples=True) as emulator:
        stage = Stage(emulator, folder / name, surroundings=SSH)
        if name not in FIRST_RUN:
            await stage.sign_in()
        async with opened(stage.app(), SIZE) as pilot:
            await SCENES[name](pilot, stage)
            await pilot.pause()
            svg = pilot.app.export_screenshot(title="chattui")
    port = emulator.host.partition(":")[2]
    svg = re.sub(r"(spaces/|room/)[\w-]{11}", r"\g<1>AAQAexample", svg)
    svg = re.sub(r"terminal-\d+", "terminal", svg).replace(port, "12345"[: len(port)])
    return re.sub(r"(-L&#160;|127\.0\.0\.1:)\d{4,5}", r"\g<1>53682", svg)


def readable(svg: str) -> list[str]:
    """The lines that can be read in a picture, without what depends on the hour."""
    rows: dict[float, list[tuple[float, str]]] = {}
    for attributes, text in re.findall(r"<text([^>]*)>([^<]*)</text>", svg):
        at = {k: float(v) for k, v in re.findall(r'\b([xy])="([\d.]+)"', attributes)}
        words = html.unescape(text).replace("\xa0", " ")
        rows.setdefault(at.get("y", 0), []).append((at.get("x", 0), words))
    lines = ["".join(words for _, words in sorted(row)) for _, row in sorted(rows.items())]
    ago = re.compile(r"just now|yesterday|\d+ (minute|hour|day|week|month|year)s? ago")
    masked = (re.sub(r"\d{4}-\d\d-\d\d|\d:\d\d", "WHEN", ago.sub("WHEN", line)) for line in lines)
    return [" ".join(line.split()) for line in masked if line.strip()]


async def main() -> None:
    """Draw all of them."""
    os.environ["TZ"] = "UTC"
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for name in SCENES:
            (FOLDER / f"{name}.svg").write_text(await draw(name, Path(folder)), encoding="utf-8")
            sys.stdout.write(f"screenshots/{name}.svg\n")


if __name__ == "__main__":
    asyncio.run(main())
