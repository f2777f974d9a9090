"""Failures that a test asks for: `POST /_emulator/faults`."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chattui.emulator import invented
from chattui.emulator.clock import Clock
from chattui.emulator.errors import STATUSES, Json, error_info

if TYPE_CHECKING:
    from chattui.emulator.random_faults import RandomFaults


class FaultError(ValueError):
    """A fault plan with an unknown member or a value that does not fit."""


@dataclass(slots=True)
class Fault:
    """A plan for the next `times` calls of `method`, ``*`` for any.

    `status` answers with an error, or carries the call out where it is 0. `reset` drops the
    connection without an answer; `lost_answer` carries the call out first, and so does `truncate`,
    which sends half of the answer. `delay_ms` waits before anything else. A 401 of an API method
    ends the access token that came, so that a refresh mends it.
    """

    method: str = "*"
    status: int = 0
    times: int = 1
    retry_after: float | str = ""
    """Seconds, or the text of the header as it stands."""
    retry_after_as: str = "seconds"
    """``date`` sends the seconds as an HTTP date by the emulator's clock."""
    reset: bool = False
    lost_answer: bool = False
    truncate: bool = False
    delay_ms: int = 0
    reason: str = ""
    """The ErrorInfo reason of an API error."""
    message: str = ""
    error: str = ""
    """The ``error`` of an OAuth answer."""
    error_subtype: str = ""
    error_uri: str = ""
    error_code: str = ""
    """In place of ``error``, as the device endpoint's quota has it."""
    grant_type: str = ""
    """Only for token requests of this grant type, in full or as its last word: ``jwt-bearer``."""
    body: str | None = None
    """An answer to send as it stands, such as a proxy's HTML."""
    content_type: str = "text/html; charset=UTF-8"
    kind: str = ""
    """Which of a random plan's kinds this is; the record of requests shows it."""

    def is_about(self, grant_type: str) -> bool:
        """Whether a token request of `grant_type` is meant, as every other request is."""
        return self.grant_type in {"", grant_type, grant_type.rpartition(":")[2]}

    def headers(self, clock: Clock) -> dict[str, str]:
        """The Retry-After header (RFC 9110 section 10.2.3), where there is one."""
        value = self.retry_after
        if value == "":
            return {}
        if isinstance(value, str):
            return {"retry-after": value}
        if self.retry_after_as == "date":
            return {"retry-after": clock.http_date(value)}
        return {"retry-after": f"{value:g}"}

    def answer(self, *, oauth: bool, host: str = "chat.googleapis.com") -> Json:
        """The JSON of the error: Google's envelope, or that of the token endpoint."""
        if oauth:
            if self.error_code:
                return {"error_code": self.error_code}
            default = "rate_limit_exceeded" if self.status == 429 else "internal_failure"
            if self.status in {400, 401}:
                default = "invalid_grant"
            answer = {"error": self.error or default}
            more = {
                "error_description": self.message,
                "error_subtype": self.error_subtype,
                "error_uri": self.error_uri,
            }
            return answer | {name: value for name, value in more.items() if value}
        error: Json = {
            "code": self.status,
            "message": self.message or invented.FAULT,
            "status": STATUSES.get(self.status, "UNKNOWN"),
        }
        reason = self.reason or ("RATE_LIMIT_EXCEEDED" if self.status == 429 else "")
        if reason:
            error["details"] = [error_info(reason, service=host)]
        return {"error": error}


_TYPES: dict[str, tuple[type, ...]] = {
    "method": (str,),
    "status": (int,),
    "times": (int,),
    "retry_after": (int, float, str),
    "retry_after_as": (str,),
    "reset": (bool,),
    "lost_answer": (bool,),
    "truncate": (bool,),
    "delay_ms": (int,),
    "reason": (str,),
    "message": (str,),
    "error": (str,),
    "error_subtype": (str,),
    "error_uri": (str,),
    "error_code": (str,),
    "grant_type": (str,),
    "body": (str,),
    "content_type": (str,),
}


def read_fault(plan: dict[str, Any], methods: Collection[str]) -> Fault:
    """The fault of `plan` for one of `methods`; raises `FaultError` naming what does not fit."""
    for name, value in plan.items():
        if name not in _TYPES:
            raise FaultError(f"A fault plan has no member {name!r}.")
        is_flag = bool in _TYPES[name]
        if not isinstance(value, _TYPES[name]) or isinstance(value, bool) is not is_flag:
            raise FaultError(f"The member {name!r} does not take {value!r}.")
    fault = Fault(**plan)
    if fault.method not in methods:
        raise FaultError(f"There is no method {fault.method!r}. There are: {', '.join(methods)}.")
    if fault.status and not 400 <= fault.status <= 599:
        raise FaultError("The member 'status' takes 400 to 599.")
    if fault.times < 1 or fault.delay_ms < 0:
        raise FaultError("The members 'times' and 'delay_ms' take positive numbers.")
    if fault.retry_after_as not in {"seconds", "date"}:
        raise FaultError("The member 'retry_after_as' takes 'seconds' or 'date'.")
    if fault.grant_type and fault.method != "oauth2.token":
        raise FaultError("The member 'grant_type' goes with the method 'oauth2.token'.")
    if not (fault.status or fault.reset or fault.lost_answer or fault.truncate or fault.delay_ms):
        raise FaultError(
            "A fault plan needs 'status', 'reset', 'lost_answer', 'truncate' or 'delay_ms'."
        )
    return fault


class Faults:
    """The plans that wait, first come first served."""

    def __init__(self) -> None:
        self._plans: deque[Fault] = deque()
        self._random: list[RandomFaults] = []

    def add(self, fault: Fault) -> None:
        """Queue `fault` behind the others."""
        self._plans.append(fault)

    def add_random(self, plan: RandomFaults) -> None:
        """Let calls fail by chance, where no other plan is about them."""
        self._random.append(plan)

    def clear(self) -> None:
        """Forget every plan."""
        self._plans.clear()
        self._random.clear()

    def waiting(self) -> int:
        """How many calls will still fail, those of random plans not counted."""
        return sum(fault.times for fault in self._plans)

    def take(self, method: str, grant_type: str = "", what: str = "") -> Fault | None:
        """The plan for this call of `method`, counted down; `what` tells requests apart."""
        for fault in self._plans:
            if fault.method in {method, "*"} and fault.is_about(grant_type):
                fault.times -= 1
                if not fault.times:
                    self._plans.remove(fault)
                return fault
        found = (plan.take(method, what) for plan in self._random)
        return next((fault for fault in found if fault), None)
