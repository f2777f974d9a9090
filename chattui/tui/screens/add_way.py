"""Let something else open the sealed file too: an ssh key, a keyring, another passphrase."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.containers import Vertical
from textual.widget import Widget

from chattui.safe_text import safe_text
from chattui.secret import Secret
from chattui.tui.page import Page, page_bindings
from chattui.tui.vault_words import risk_words
from chattui.tui.widgets.choices import Choice, Choices
from chattui.tui.widgets.prose import Prose, Question
from chattui.tui.widgets.waiting import Waiting
from chattui.vault.agent_problems import risk
from chattui.words import t

if TYPE_CHECKING:
    from chattui.vault.ssh_agent import Identity

KEY = "key:"
SHOWN_KEYS = 7


class AddWayPage(Page[str]):
    """Gives words for what was added; None where nothing was. The vault is open."""

    PAGE = "add_way"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = "AddWayPage #told { margin-top: 1; } AddWayPage #place { height: auto; }"

    def __init__(self) -> None:
        super().__init__()
        self.identities: tuple[Identity, ...] = ()

    def page_title(self) -> str:
        """The name of the page."""
        return t("The vault · Add a way")

    def body(self) -> Iterable[Widget]:
        """The ways, and what the one under the cursor is worth."""
        yield Question(t("What else is to open the file?"))
        yield Vertical(Choices(self._choices()), id="place")
        yield Prose(id="told")
        yield Waiting(id="waiting")

    def _choices(self) -> tuple[Choice, ...]:
        keys = [
            Choice(
                f"{KEY}{number}",
                t("The ssh key {name}", name=safe_text(key.comment or key.kind, limit=40)),
                safe_text(key.fingerprint, limit=60) if key.usable else t("cannot serve"),
            )
            for number, key in enumerate(self.identities[:SHOWN_KEYS])
        ]
        return (
            Choice("passphrase", t("Another passphrase"), t("for a second person, or as a spare")),
            Choice("keyring", t("The keyring of this login"), t("no passphrase on the desktop")),
            *keys,
        )

    def opened(self) -> None:
        """Ask the ssh-agent for its keys."""
        self.query_one(Choices).focus()
        self.action_read_again()

    def action_read_again(self) -> None:
        """Ask the ssh-agent once more."""
        self.notice.say("")
        self.work(self._read(), group="agent")

    async def _read(self) -> None:
        from chattui.tui.vault_work import agent_socket
        from chattui.vault.ssh_agent import identities

        self._tell_worth()
        if not agent_socket():
            self.notice.say(
                t("This login has no ssh-agent: SSH_AUTH_SOCK is not set. ssh -A forwards yours.")
            )
            return
        with self.query_one(Waiting).during(t("Asking the ssh-agent")):
            self.identities = await asyncio.to_thread(identities, agent_socket())
        if not self.identities:
            self.notice.say(t("The ssh-agent holds no key. ssh-add on your own machine adds one."))
        place = self.query_one("#place", Vertical)
        with self.app.batch_update():
            await place.remove_children()
            await place.mount(Choices(self._choices()))
            self.query_one(Choices).focus()
        self._tell_worth()

    @property
    def identity(self) -> Identity | None:
        """The ssh key under the cursor."""
        chosen = self.query_one(Choices).chosen.id
        return self.identities[int(chosen.removeprefix(KEY))] if chosen.startswith(KEY) else None

    def _tell_worth(self) -> None:
        identity = self.identity
        if identity is None:
            self.query_one("#told", Prose).say(risk_words(self.query_one(Choices).chosen.id))
        elif identity.usable:
            self.query_one("#told", Prose).say(risk())
        else:
            self.query_one("#told", Prose).say(t("✗ It cannot serve: {why}", why=identity.why))

    @on(Choices.Moved)
    def moved(self, event: Choices.Moved) -> None:
        """Tell about the way under the cursor."""
        self._tell_worth()

    @on(Choices.Chosen)
    def chosen(self, event: Choices.Chosen) -> None:
        """A number takes its way."""
        event.stop()
        self.action_choose()

    def action_choose(self) -> None:
        """Add the way under the cursor."""
        self._tell_worth()
        chosen, identity = self.query_one(Choices).chosen.id, self.identity
        if identity is not None:
            self.work(self._add_key(identity))
        elif chosen == "keyring":
            self.work(self._add_keyring())
        else:
            self.work(self._add_passphrase())

    async def _add_key(self, identity: Identity) -> None:
        from chattui.tui.screens.confirm import confirm
        from chattui.vault.keys import add_agent

        name = safe_text(identity.comment or identity.fingerprint, limit=60)
        if not identity.usable:
            self.notice.say(t("✗ It cannot serve: {why}", why=identity.why))
            return
        question = t("Let the ssh key {name} open the file?", name=name)
        if not await confirm(self.app, question, risk()):
            return
        self.notice.say("")
        with self.query_one(Waiting).during(t("The ssh-agent signs twice")):
            vault = await self.session.vault()
            await asyncio.to_thread(add_agent, vault, identity)
        self.dismiss(t("✓ The ssh key {name} opens the file too.", name=name))

    async def _add_keyring(self) -> None:
        from chattui.vault.keyring_trial import find_keyring
        from chattui.vault.keys import add_keyring

        self.notice.say("")
        with self.query_one(Waiting).during(t("Asking the keyring")):
            name, calls = await asyncio.to_thread(find_keyring, self.session.context)
            vault = await self.session.vault()
            await asyncio.to_thread(add_keyring, vault, name, calls)
        self.dismiss(t("✓ The keyring of this login opens the file too."))

    async def _add_passphrase(self) -> None:
        from chattui.tui.screens.passphrase import Asked, PassphrasePage
        from chattui.vault.keys import add_passphrase

        vault = await self.session.vault()

        async def take(passphrase: Secret) -> None:
            await asyncio.to_thread(add_passphrase, vault, passphrase)

        asked = Asked(
            t("Which passphrase is to open the file too?"),
            (risk_words("passphrase"),),
            t("Sealing the key with it"),
            choosing=True,
            take=take,
        )
        if await self.app.push_screen_wait(PassphrasePage(asked=asked)):
            self.dismiss(t("✓ Another passphrase opens the file too."))
