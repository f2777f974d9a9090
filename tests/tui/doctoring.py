"""Files for the doctor's pages, and the ways to them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chattui.tui.app import ChattuiApp
from chattui.vault import read_index
from tests.tui.harness import Stage, golden, screen_text, until, until_page

if TYPE_CHECKING:
    from textual.pilot import Pilot

CLIENT_ID = "123456789012-abcdefghijklmnopqrstuvwxyz012345.apps.googleusercontent.com"
SECRET = "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"
REFRESH = "1//0gaB3dE5fG7hJ9kL1mN3pQ5rS7tU9vWxYz"
ACCESS = "ya29.a0AfB_byC3dE5fG7hJ9kL1mN3pQ5rS7tU9v"

FIELDS = {
    "client_id": CLIENT_ID,
    "project_id": "demo-project-1",
    "auth_uri": "https://accounts.google.com/o/oauth2/auth",
    "token_uri": "https://oauth2.googleapis.com/token",
    "auth_provider_x509_cert_url": "https://www.googleapis.com/oauth2/v1/certs",
    "client_secret": SECRET,
    "redirect_uris": ["http://localhost"],
}
GOOD = json.dumps({"installed": FIELDS})
"""One line of about 500 characters, as Google's console gives it."""

COMMA = GOOD.replace('"]}}', '"],}}')
"""The same with a comma too many, at its very end."""

LONG = json.dumps({"installed": FIELDS}, indent=2).replace('"\n    ]\n', '",\n    ],\n')
INNER = json.dumps(FIELDS, indent=1)
TOKENS = json.dumps({"installed": FIELDS, "access_token": ACCESS, "refresh_token": REFRESH})
SAVED = json.dumps(
    {
        "token": ACCESS,
        "refresh_token": REFRESH,
        "token_uri": "https://oauth2.googleapis.com/token",
        "client_id": CLIENT_ID,
        "client_secret": SECRET,
        "scopes": ["https://www.googleapis.com/auth/chat.spaces"],
    }
)
"""What google-auth keeps after a sign-in."""

PIECES = [text[at : at + 6] for text in (SECRET, REFRESH, ACCESS) for at in range(8, 28, 4)]


def no_secret(text: str) -> None:
    """Nothing of a secret in a piece longer than four characters stands in `text`."""
    joined = "".join(text.split())
    assert not [piece for piece in PIECES if piece in joined]


def file_of(folder: Path, text: str, name: str = "client_secret.json", mode: int = 0o600) -> Path:
    """A file with `text` that only its owner can read."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def app_about(stage: Stage, path: Path | None) -> ChattuiApp:
    """The app as `chattui doctor --tui FILE` opens it."""
    session = stage.session()
    return ChattuiApp(session, read_index(session.context), start="doctor", subject=path)


async def until_told(pilot: Pilot[Any], text: str = "") -> str:
    """Let the app work until the doctor says something, and `text` stands on the screen."""
    await until_page(pilot, "doctor")

    def told() -> bool:
        page: Any = pilot.app.screen
        return page.diagnosis is not None and text in screen_text(pilot.app)

    await until(pilot, told, f"the doctor to say {text!r}")
    return screen_text(pilot.app)


async def looks_like(pilot: Pilot[Any], name: str) -> None:
    """Compare the screen with its golden file, once nothing on it moves any more.

    What depends on the size of other parts, as the hint that there is more, comes a moment later.
    """
    seen: list[str] = []

    def rests() -> bool:
        seen.append(screen_text(pilot.app))
        return len(seen) > 2 and len(set(seen[-3:])) == 1

    await until(pilot, rests, "a screen at rest")
    golden(pilot.app, name)
