"""Signing in with a device code (RFC 8628), in Google's dialect."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Self

from chattui.oauth.device_scopes import device_refusal
from chattui.problem import ProblemError

if TYPE_CHECKING:
    from chattui.clientfile import OAuthClient
    from chattui.context import Context
    from chattui.oauth.signin import SignedIn

__all__ = ["DeviceCode", "DeviceSignIn", "device_refusal"]


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
        self._context = context
        self._client = client
        self._scopes = scopes
        self._anyway = anyway
        self._clock = clock
        self._sleep = sleep
        self._deadline = 0.0
        self.code = DeviceCode("", "", 0.0, 0.0)

    @property
    def seconds_left(self) -> float:
        """How long the code can still be typed in."""
        return max(0.0, self._deadline - self._clock())

    async def __aenter__(self) -> Self:
        refusal = device_refusal(self._scopes)
        if refusal and not (self._anyway or self._context.endpoints.emulator):
            raise ProblemError(refusal)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        return None

    async def wait(self) -> SignedIn:
        """The outcome, once the person has answered at the address."""
        raise NotImplementedError
