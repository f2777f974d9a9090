"""Which service account should act: one whose key the vault holds, or one that is handed over."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any, ClassVar

from textual import events, on
from textual.widget import Widget

from chattui.safe_text import safe_text
from chattui.secret import Secret
from chattui.tui import delegating
from chattui.tui.flow import HandedOver, SetUp
from chattui.tui.page import Page, page_bindings
from chattui.tui.widgets.choices import Choice, Choices
from chattui.tui.widgets.prose import Prose, Question
from chattui.words import t

KEY = "key:"
SAMPLE = "sample"


class DelegationKeyPage(Page[None]):
    """The keys of the vault first, then the ways to hand one over."""

    PAGE = "delegation_key"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)

    def page_title(self) -> str:
        """The name of the page."""
        return t("Act for a person")

    def body(self) -> Iterable[Widget]:
        """The keys, and the ways."""
        yield Question(t("Which service account should act?"))
        ways = (
            Choice("paste", t("Paste the text of its key")),
            Choice("pick", t("Pick a key file on this machine")),
            Choice("path", t("Type the path of a key file")),
        )
        yield Choices((*self._known(), *ways, *self._rehearsal()), id="ways")
        yield Prose(
            t(
                "\nA service account can act for people of a Workspace whose administrator has"
                " authorized it (domain-wide delegation). Nobody is asked for consent, and no"
                " browser is needed. Its key is a JSON file: in the console, the service account ›"
                " Keys › Add key. The key goes into your vault and is never shown."
            )
        )

    def _known(self) -> tuple[Choice, ...]:
        keys = [c for c in self.chattui.index.clients if c.kind == delegating.KEY_KIND]
        return tuple(
            Choice(KEY + key.key, safe_text(key.name, limit=30), t("its key is in your vault"))
            for key in keys[:5]
        )

    def _rehearsal(self) -> tuple[Choice, ...]:
        if not self.session.context.endpoints.emulator:
            return ()
        return (Choice(SAMPLE, t("Take the emulator's key"), t("to try things out, only here")),)

    def opened(self) -> None:
        """Start on the first."""
        self.query_one(Choices).focus()

    @on(Choices.Chosen)
    def choose(self, event: Choices.Chosen) -> None:
        """Go on with a key, or open the page of a way."""
        event.stop()
        self.notice.say("")
        chosen = event.choice.id
        if chosen.startswith(KEY):
            self.work(delegating.use_key(self.chattui, chosen.removeprefix(KEY)))
        elif chosen == SAMPLE:
            self.work(self._take_sample())
        else:
            SetUp(self.chattui).hand_over(chosen)

    async def _take_sample(self) -> None:
        from chattui.clientfile import diagnose_text
        from chattui.oauth.rehearsal import sample_key_file

        text = await asyncio.to_thread(sample_key_file, self.session.context.endpoints)
        diagnosis = await asyncio.to_thread(diagnose_text, text)
        SetUp(self.chattui).review(HandedOver(diagnosis, sample=True))

    def on_paste(self, event: events.Paste) -> None:
        """Whoever pastes here means the key's text."""
        event.stop()
        SetUp(self.chattui).pasted(Secret(event.text))

    def action_choose(self) -> None:
        """Choose what is under the cursor."""
        choices = self.query_one(Choices)
        choices.post_message(Choices.Chosen(choices.chosen))
