"""All the ways to sign in: which can work here and why, and why the others cannot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from textual import on
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget

from chattui.oauth.ways import Offer, Way
from chattui.tui.page import Page, page_bindings
from chattui.tui.text import plain, styled
from chattui.tui.ways import way_name
from chattui.tui.widgets.choices import Choice, Choices
from chattui.tui.widgets.prose import Labelled, Question
from chattui.words import t


class OtherWaysPage(Page[Way | None]):
    """Gives the way that was chosen; `None` goes back to the sign-in, which waits."""

    PAGE = "other_ways"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = "OtherWaysPage VerticalScroll { height: 1fr; padding: 1 0; }"

    def __init__(self, offers: Sequence[Offer]) -> None:
        super().__init__()
        self.offers = tuple(offers)

    def page_title(self) -> str:
        """What this is."""
        return t("Sign in · All ways")

    def body(self) -> Iterable[Widget]:
        """The ways to choose from, and below them a sentence about each."""
        yield Question(t("Which way? The best for this place comes first."))
        yield Choices(
            [
                Choice(o.way.value, way_name(o.way), t("can work here") if o.works else self._no(o))
                for o in self.offers
            ],
            id="ways",
        )
        parts = []
        for offer in self.offers:
            mark = "✓" if offer.works else "✗"
            words = Content("\n").join((styled(way_name(offer.way), "bold"), plain(offer.words)))
            parts.append(Labelled(mark, words))
        yield VerticalScroll(*parts, can_focus=False)

    def _no(self, offer: Offer) -> str:
        if offer.way is Way.DELEGATION:
            return t("needs its own key")
        return t("cannot work here")

    def opened(self) -> None:
        """Start on the best."""
        self.query_one(Choices).focus()

    @on(Choices.Chosen)
    def chosen(self, event: Choices.Chosen) -> None:
        """A number takes its way."""
        event.stop()
        self._take(event.choice)

    def action_choose(self) -> None:
        """Take the way under the cursor."""
        self._take(self.query_one(Choices).chosen)

    def _take(self, choice: Choice) -> None:
        offer = next(o for o in self.offers if o.way == choice.id)
        # These have pages of their own, which say what is lacking before anything is sent.
        if offer.works or offer.way in {Way.DEVICE, Way.DELEGATION}:
            self.dismiss(offer.way)
        else:
            self.notice.say(offer.words)
