"""The pictures of the README show the app as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.pictures import FOLDER, SCENES, draw, readable

pytestmark = pytest.mark.anyio
README = FOLDER.parent / "README.md"


@pytest.mark.parametrize("name", SCENES)
async def test_a_picture_is_not_stale(name: str, tmp_path: Path) -> None:
    """Where it is: run ``python -m tests.tui.pictures``."""
    drawn = readable((FOLDER / f"{name}.svg").read_text(encoding="utf-8"))
    assert drawn == readable(await draw(name, tmp_path))
    assert len(drawn) > 8


def test_every_picture_is_shown_in_the_readme() -> None:
    shown = README.read_text(encoding="utf-8")
    assert {path.stem for path in FOLDER.iterdir()} == set(SCENES)
    assert all(f"screenshots/{name}.svg" in shown for name in SCENES)
