"""Standing: who acts, with which client, where."""

from __future__ import annotations

from dataclasses import dataclass

from chattui.words import t


@dataclass(frozen=True, slots=True)
class Standing:
    """What the top line of every page tells. All text is safe to draw."""

    account: str = ""
    client: str = ""
    emulator: str = ""

    def words(self, title: str = "") -> str:
        """The top line."""
        # A title takes the place of the app's name, so that the emulator's address has room.
        parts = [title or "chattui"]
        parts.append(self.account or t("not signed in"))
        if self.client:
            parts.append(t("client {name}", name=self.client))
        if self.emulator:
            parts.append(t("EMULATOR {address}", address=self.emulator))
        return " · ".join(parts)
