"""SignIn: one attempt, by the listener and by a pasted address at the same time."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Self

from chattui.log import note
from chattui.oauth import places
from chattui.oauth.apart import apart
from chattui.oauth.consent import Consent, make_consent
from chattui.oauth.exchange import TokenSet, exchange
from chattui.oauth.keeping import keep, load_client, store_client
from chattui.oauth.listener import LoopbackListener
from chattui.oauth.opening import PORT_CODES, only_pasting, open_listener, remember
from chattui.oauth.redirect import ENDING_CODES, read_redirect
from chattui.oauth.remembered import remembered_port
from chattui.oauth.scopes import missing
from chattui.problem import Exit, Problem, ProblemError
from chattui.secret import Secret
from chattui.words import t, tn

if TYPE_CHECKING:
    from chattui.clientfile import OAuthClient
    from chattui.context import Context

__all__ = ["SignIn", "SignedIn", "keep", "load_client", "store_client"]

LIMIT_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who signed in, and what was granted of what was asked for."""

    email: str
    subject: str
    tokens: TokenSet
    requested: tuple[str, ...]
    granted: tuple[str, ...]
    how: str = ""
    """The way by which the answer came: one of `chattui.vault.index.HOW`."""

    @property
    def missing(self) -> tuple[str, ...]:
        """What was asked for and not granted: people may tick less (granular consent)."""
        return missing(self.requested, self.granted)


class SignIn:
    """An async context manager: the port is open while it is, and no longer.

    Show `consent.url`, `short_url`, `ssh_line` with its `hints`, and `notices`; feed what is pasted
    to `paste`; await `wait`, once. Whichever way answers first wins. Cancelling `wait` and leaving
    frees the port. Without `port`, the one that was named last is taken where it is free. With
    `or_paste`, a web client whose registered port cannot be had goes on without a listener.
    """

    def __init__(
        self,
        context: Context,
        client: OAuthClient,
        scopes: tuple[str, ...],
        *,
        port: int = 0,
        login_hint: str = "",
        listen: bool = True,
        or_paste: bool = False,
        limit: float = LIMIT_SECONDS,
        incremental: bool = False,
    ) -> None:
        self._context = context
        self._client = client
        self._scopes = scopes
        self._wanted_port = port
        self._login_hint = login_hint
        self._listen = listen
        self._or_paste = or_paste
        self._limit = limit
        self._incremental = incremental
        self._listener: LoopbackListener | None = None
        self._consent: Consent | None = None
        self._loop: asyncio.AbstractEventLoop
        self._answer: asyncio.Future[Secret | Problem]
        self._deadline = 0.0
        self._how = ""
        self.surroundings = context.surroundings
        """What is around whoever looks on now: in tmux they may have attached from elsewhere."""
        self.port = 0
        """The port of the redirect, listened on or not."""
        self.notices: tuple[str, ...] = ()
        """What a person should know about the port before using an address: a sentence each."""

    @property
    def consent(self) -> Consent:
        """The request; its ``url`` is the long address of the consent page."""
        assert self._consent is not None, "the sign-in is not open"
        return self._consent

    @property
    def short_url(self) -> str:
        """The short address that leads to the consent page; empty where nothing listens."""
        return self._listener.short_url if self._listener else ""

    @property
    def ssh_line(self) -> str:
        """The command that lets a browser elsewhere reach the listener; empty where no use."""
        if not self._listener:
            return ""
        return places.ssh_line(self.surroundings, self.port)

    @property
    def hints(self) -> tuple[str, ...]:
        """What to know about `ssh_line` here (VS Code, tmux, a jump host): a sentence each."""
        return places.tunnel_hints(self.surroundings, self.port) if self._listener else ()

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        self._answer = self._loop.create_future()
        self._deadline = self._loop.time() + self._limit
        redirect_uri, port = "", self._wanted_port
        paths = self._context.paths
        last = await asyncio.to_thread(remembered_port, paths) if self._listen and not port else 0
        if self._client.kind == "web":
            redirect_uri, port = places.registered_redirect(self._client, port, last)
        if self._listen:
            self.surroundings = await asyncio.to_thread(places.reattached, self.surroundings)
            port = self._open(redirect_uri, port, last)
        self.port = port or places.PASTE_PORT
        try:
            if self._listener and self._wanted_port:
                self.notices += await asyncio.to_thread(remember, paths, port)
            self._consent = await asyncio.to_thread(
                make_consent,
                self._client,
                self._scopes,
                redirect_uri or places.own_redirect(self.port),
                self._context.endpoints,
                self._login_hint,
                incremental=self._incremental,
            )
        except BaseException:
            await self._close()
            raise
        note(
            "sign_in",
            listens=bool(self._listener),
            port=self.port,
            client=self._client.kind,
            scopes=len(self._scopes),
            incremental=self._incremental,
        )
        if self._listener:
            self._listener.expect(self._consent, self._deliver)
        return self

    def _open(self, redirect_uri: str, port: int, last: int) -> int:
        """Listen, and give the port. Without a listener where `or_paste` allows that."""
        host = places.host_of(redirect_uri)
        registered = bool(redirect_uri)
        try:
            self._listener, self.notices = open_listener(port, host, last, registered=registered)
        except ProblemError as error:
            named = not registered or self._wanted_port
            if named or not self._or_paste or error.problem.code not in PORT_CODES:
                raise
            self.notices = (only_pasting(port, error.problem),)
            return port
        return self._listener.port

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._answer.cancel()
        await self._close()

    async def _close(self) -> None:
        if self._listener:
            await asyncio.to_thread(self._listener.close)

    def open_browser(self) -> bool:
        """Open the short address in a browser here; False where none would be seen."""
        if not (self._listener and self.surroundings.browser):
            return False
        return places.open_in_browser(self._listener.short_url)

    async def paste(self, text: str) -> None:
        """Take an address that a person pasted.

        Raises ProblemError where it is not the answer to this request; the sign-in then goes on.
        Google's "no" in it ends the sign-in, and `wait` tells.
        """
        try:
            self._settle(read_redirect(text, self.consent), "paste")
        except ProblemError as error:
            if error.problem.code not in ENDING_CODES:
                raise
            self._settle(error.problem)

    async def wait(self) -> SignedIn:
        """The outcome, once an answer came and its code was exchanged.

        Raises ProblemError: ``oauth.timed_out`` after 5 minutes, ``oauth.denied``, or why the
        exchange failed. Nothing listens any more when it returns or raises.
        """
        try:
            try:
                async with asyncio.timeout_at(self._deadline):
                    answer = await asyncio.shield(self._answer)
            except TimeoutError:
                strays = self._listener.strays if self._listener else 0
                raise ProblemError(_timed_out(self._limit, strays)) from None
            if isinstance(answer, Problem):
                raise ProblemError(answer)
            code = answer
            tokens = await apart(lambda: exchange(self.consent, code, self._context.endpoints))
        finally:
            await self._close()
        return SignedIn(
            email=tokens.id_email,
            subject=tokens.id_subject,
            tokens=tokens,
            requested=self.consent.scopes,
            granted=tokens.scopes,
            how=self._how,
        )

    def _deliver(self, answer: Secret | Problem) -> None:
        """Called on the listener's thread."""
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            self._loop.call_soon_threadsafe(self._settle, answer, "loopback")

    def _settle(self, answer: Secret | Problem, how: str = "") -> None:
        note("answer", granted=isinstance(answer, Secret), first=not self._answer.done())
        if not self._answer.done():
            self._how = how
            self._answer.set_result(answer)


def _timed_out(limit: float, strays: int) -> Problem:
    cause = t("Neither did a browser come back to this machine, nor was an address pasted.")
    if strays:
        cause = tn(
            "A browser came back once, but not from the page that this sign-in opened.",
            "A browser came back {count} times, but not from the page that this sign-in opened.",
            strays,
        )
    return Problem(
        "oauth.timed_out",
        t(
            "Nobody finished the sign-in within {minutes} minutes.",
            minutes=max(1, round(limit / 60)),
        ),
        cause,
        t(
            "Sign in again. Where the browser is on another machine, paste the address that it ends"
            " on, or run the ssh line there first."
        ),
        exit=Exit.NOT_SIGNED_IN,
    )
