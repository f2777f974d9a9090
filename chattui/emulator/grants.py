"""What people have granted: authorization codes, refresh tokens and access tokens."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from chattui.emulator.clients import Client
from chattui.emulator.clock import Clock
from chattui.emulator.directory import Person
from chattui.emulator.errors import OAuthError
from chattui.emulator.scopes import IDENTITY, in_token_order
from chattui.emulator.settings import Settings

SEVEN_DAYS = 7 * 24 * 3600
SIX_MONTHS = 182 * 24 * 3600
SETTLED = 20
"""Calls after which an access token may be ended by a random fault."""
TOKENS_PER_CLIENT = 100
"""Live refresh tokens of one person for one client; the oldest is dropped in silence."""


@dataclass(slots=True)
class AuthRequest:
    """A checked authorization request that waits for the person's answer."""

    client: Client
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str | None
    challenge: str
    challenge_method: str
    offline: bool
    prompt: tuple[str, ...]
    include_granted: bool
    nonce: str
    login_hint: str


@dataclass(slots=True)
class Code:
    """An authorization code; spent by its first exchange."""

    request: AuthRequest
    person: Person
    scopes: tuple[str, ...]
    ends: float
    spent: bool = False


@dataclass(slots=True)
class RefreshToken:
    """A refresh token; `ends` is 0 where it has no end."""

    text: str
    client: Client
    person: Person
    scopes: tuple[str, ...]
    ends: float
    last_used: float
    revoked: bool = False


@dataclass(slots=True)
class AccessToken:
    """An access token; `refresh` is what it was made from, if anything."""

    text: str
    client: Client
    person: Person
    scopes: tuple[str, ...]
    ends: float
    offline: bool
    revoked: bool = False
    used: int = 0
    """How many API calls it has let in."""


class Grants:
    """Every code and token that was issued, and the scopes that each person granted."""

    def __init__(self, clock: Clock, settings: Settings) -> None:
        self.clock = clock
        self.settings = settings
        self._codes: dict[str, Code] = {}
        self._refresh: dict[str, RefreshToken] = {}
        self._access: dict[str, AccessToken] = {}
        self._granted: dict[tuple[str, str], set[str]] = {}

    def counts(self) -> dict[str, int]:
        """How many codes and tokens were issued."""
        return {
            "codes": len(self._codes),
            "refresh_tokens": len(self._refresh),
            "access_tokens": len(self._access),
        }

    def issue_code(
        self, request: AuthRequest, person: Person, scopes: tuple[str, ...]
    ) -> tuple[str, tuple[str, ...]]:
        """A new code, and the scopes it stands for.

        With include_granted_scopes those are joined by what the person granted the project before.
        """
        before = self.record(person, request.client.project, scopes)
        everything = set(scopes) | (before if request.include_granted else set())
        first_time = not before
        request.offline = request.client.kind == "installed" or (
            request.offline and (first_time or "consent" in request.prompt)
        )
        text = "4/0A" + secrets.token_urlsafe(52)
        granted = in_token_order(everything)
        ends = self.clock.now() + self.settings.code_lifetime
        self._codes[text] = Code(request, person, granted, ends)
        return text, granted

    def record(self, person: Person, project: str, scopes: tuple[str, ...]) -> set[str]:
        """Note what `person` grants `project`; what was granted before is returned."""
        granted = self._granted.setdefault((person.id, project), set())
        before = set(granted)
        granted.update(scopes)
        return before

    def code(self, text: str) -> Code:
        """The code, unspent and in time, else invalid_grant."""
        code = self._codes.get(text)
        if code is None:
            raise OAuthError(400, "invalid_grant", "Malformed auth code.")
        if code.spent or code.ends <= self.clock.now():
            raise OAuthError(400, "invalid_grant", "Bad Request")
        return code

    def issue_refresh(
        self, client: Client, person: Person, scopes: tuple[str, ...]
    ) -> RefreshToken:
        """A new refresh token for `scopes`."""
        now = self.clock.now()
        testing = self.settings.publishing_status == "testing"
        limited = testing and not set(scopes) <= IDENTITY
        token = RefreshToken(
            text="1//0" + secrets.token_urlsafe(70),
            client=client,
            person=person,
            scopes=scopes,
            ends=now + SEVEN_DAYS if limited else 0.0,
            last_used=now,
        )
        self._refresh[token.text] = token
        live = [t for t in self._refresh.values() if not t.revoked and t.client is client]
        mine = [t for t in live if t.person.id == person.id]
        for oldest in mine[:-TOKENS_PER_CLIENT]:
            oldest.revoked = True
        return token

    def refresh(self, text: str, client: Client) -> RefreshToken:
        """The refresh token, fit for use by `client`, else invalid_grant."""
        token = self._refresh.get(text)
        now = self.clock.now()
        if token is None or token.client is not client:
            raise OAuthError(400, "invalid_grant", "Bad Request")
        over = (token.ends and token.ends <= now) or token.last_used + SIX_MONTHS <= now
        if token.revoked or over:
            raise OAuthError(400, "invalid_grant", "Token has been expired or revoked.")
        token.last_used = now
        return token

    def issue_access(
        self, client: Client, person: Person, scopes: tuple[str, ...], *, offline: bool
    ) -> AccessToken:
        """A new access token for the time that the settings say."""
        token = AccessToken(
            text="ya29.a0" + secrets.token_urlsafe(150),
            client=client,
            person=person,
            scopes=scopes,
            ends=self.clock.now() + self.settings.token_lifetime,
            offline=offline,
        )
        self._access[token.text] = token
        return token

    def access(self, text: str) -> AccessToken | None:
        """The access token, ended or not; None where it is unknown or revoked."""
        token = self._access.get(text)
        return None if token is None or token.revoked else token

    def is_settled(self, text: str) -> bool:
        """Whether the access token has served for a while, so that its end is mended by a refresh.

        One that is fresh belongs to calls that have just been refused: were it refused as well,
        no refresh would help them.
        """
        token = self._access.get(text)
        return token is not None and token.used >= SETTLED

    def reject(self, text: str) -> None:
        """End one access token and nothing else, so that a refresh gives another."""
        if token := self._access.get(text):
            token.revoked = True

    def is_live(self, token: AccessToken) -> bool:
        """Whether the token's time has not come."""
        return token.ends > self.clock.now()

    def revoke_token(self, text: str) -> bool:
        """Revoke all that the token's person granted the token's project; False if unknown."""
        token = self._refresh.get(text) or self._access.get(text)
        if token is None or token.revoked:
            return False
        self.revoke_person(token.person, token.client.project)
        return True

    def revoke_person(self, person: Person, project: str = "") -> int:
        """Revoke what `person` granted (to `project`, or to all), as the account page does."""
        count = 0
        tokens: list[RefreshToken | AccessToken] = [*self._refresh.values()]
        tokens += self._access.values()
        for token in tokens:
            mine = token.person.id == person.id and project in {"", token.client.project}
            if mine and not token.revoked:
                token.revoked = True
                count += 1
        for key in [k for k in self._granted if k[0] == person.id and project in {"", k[1]}]:
            del self._granted[key]
        return count
