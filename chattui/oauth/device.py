"""Signing in with a device code (RFC 8628), in Google's dialect."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from chattui.oauth.device_answers import (
    Pending,
    expired,
    passing_problem,
    pending,
    poll_problem,
    read_code,
)
from chattui.oauth.device_scopes import device_names, device_refusal
from chattui.oauth.exchange import read_tokens
from chattui.oauth.scopes import with_identity
from chattui.oauth.signin import SignedIn
from chattui.problem import Problem, ProblemError
from chattui.secret import Secret

if TYPE_CHECKING:
    from chattui.clientfile import OAuthClient
    from chattui.context import Context
    from chattui.net import Client, Reply

__all__ = ["DeviceCode", "DeviceSignIn", "device_refusal"]

GRANT_TYPE = "urn:ietf:params:oauth:grant-type:device_code"

SLOWER_SECONDS = 5.0
"""What every slow_down adds, for all later polls (RFC 8628 section 3.5)."""

LONGEST_PAUSE = 60.0
"""Seconds between polls while the network fails, at most: a code lives for half an hour."""

PASSING = frozenset({"net.timeout", "net.lost_answer", "net.unreachable", "net.name", "net.proxy"})
"""Failures that may be over a moment later. Neither a wrong certificate, nor a proxy that refuses
or is set wrongly, is one of them."""


@dataclass(frozen=True, slots=True)
class DeviceCode:
    """What a person types in, and where; both are safe to draw, and drawn as they are.

    `lifetime` and `interval` are seconds.
    """

    user_code: str
    url: str
    lifetime: float
    interval: float


class DeviceSignIn:
    """An async context manager: entering asks Google for a code.

    Show `code` and `seconds_left`; await `wait`, once. Cancelling it stops the polling. Scopes
    that Google's list does not have are refused with `device_refusal` before anything is sent,
    except with `anyway` and on an emulator, which answer for themselves.
    """

    def __init__(
        self,
        context: Context,
        client: OAuthClient,
        scopes: tuple[str, ...],
        *,
        anyway: bool = False,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._endpoints = context.endpoints
        self._client = client
        self._scopes = with_identity(scopes)
        self._anyway = anyway
        self._clock = clock
        self._sleep = sleep
        self._http: Client | None = None
        self._device_code = Secret("")
        self._deadline = 0.0
        self._lost = False
        self.code = DeviceCode("", "", 0.0, 0.0)
        """Empty until the sign-in is entered."""
        self.trouble: Problem | None = None
        """Why the latest poll had no answer; polling goes on."""

    @property
    def seconds_left(self) -> float:
        """How long the code can still be typed in."""
        return max(0.0, self._deadline - self._clock())

    async def __aenter__(self) -> Self:
        from chattui import net

        refusal = device_refusal(self._scopes)
        if refusal and not (self._anyway or self._endpoints.emulator):
            raise ProblemError(refusal)
        self._http = await net.connect(self._endpoints)
        try:
            await self._ask()
        except BaseException:
            await self._close()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._close()

    async def _close(self) -> None:
        http, self._http = self._http, None
        if http is not None:
            await http.__aexit__(None, None, None)

    async def _ask(self) -> None:
        """Ask for a code; the client's secret is not used for it."""
        form = {"client_id": self._client.client_id, "scope": device_names(self._scopes)}
        asked = self._clock()
        reply = await self._post(self._endpoints.device_code, form)
        read = read_code(reply.status, reply.json(), self._endpoints)
        self._device_code, user_code, url, lifetime, interval = read
        self._deadline = asked + lifetime
        self.code = DeviceCode(user_code, url, lifetime, interval)

    async def wait(self) -> SignedIn:
        """The outcome, once the person has answered at the address.

        Raises ProblemError: ``oauth.device_expired``, ``oauth.denied``, or what else ended it.
        """
        started, body = await self._poll_on()
        endpoints, client_id = self._endpoints, self._client.client_id
        tokens = await asyncio.to_thread(
            read_tokens, body, client_id, self._scopes, endpoints, started
        )
        return SignedIn(
            email=tokens.id_email,
            subject=tokens.id_subject,
            tokens=tokens,
            requested=self._scopes,
            granted=tokens.scopes,
            how="device",
        )

    async def _poll_on(self) -> tuple[float, dict[str, Any]]:
        """When the poll began that was answered with tokens (since 1970), and the answer.

        Google is never asked without a pause before, nor after the code's end. While there is no
        answer the pauses double, as RFC 8628 section 3.5 recommends.
        """
        interval = pause = self.code.interval
        while True:
            await self._sleep(min(pause, self.seconds_left))
            if not self.seconds_left:
                raise ProblemError(expired(), *([self.trouble] if self.trouble else []))
            started = time.time()
            reply = await self._poll()
            if reply is None:
                pause = max(interval, min(pause * 2, LONGEST_PAUSE))
                continue
            told = pending(body := reply.json())
            if told is None:
                if reply.status != 200 or not isinstance(body, dict) or "error" in body:
                    raise ProblemError(poll_problem(reply.status, body, lost=self._lost))
                return started, body
            if told is Pending.SLOW_DOWN:
                interval += SLOWER_SECONDS
            pause = interval

    async def _poll(self) -> Reply | None:
        """One answer of the token endpoint; None where a passing trouble kept it away."""
        form = {
            "client_id": self._client.client_id,
            "client_secret": self._client.client_secret.reveal(),
            "device_code": self._device_code.reveal(),
            "grant_type": GRANT_TYPE,
        }
        try:
            reply = await self._post(self._endpoints.token, form)
        except ProblemError as error:
            if error.problem.code not in PASSING:
                raise
            self.trouble = error.problem
            self._lost = self._lost or error.problem.code == "net.lost_answer"
            return None
        self.trouble = passing_problem(reply.status, reply.json())
        return None if self.trouble else reply

    async def _post(self, url: str, form: dict[str, str]) -> Reply:
        assert self._http is not None, "the sign-in is not open"
        return await self._http.send("POST", url, form=form)
