"""What long work tells while it runs, in words."""

from __future__ import annotations

from chattui.chat.events import Retrying, Waiting
from chattui.words import t


def event_words(event: object) -> str:
    """What is going on; "" for an event that tells nothing new."""
    if isinstance(event, Waiting):
        # The seconds come first: a narrow terminal cuts off the end of the line.
        return t(
            "Again in {seconds} s. {message}",
            message=event.reason.message,
            seconds=max(1, round(event.seconds)),
        )
    if isinstance(event, Retrying):
        return t("Sending the same request again: attempt {number}", number=event.attempt)
    return ""
