"""The OAuth clients that the emulator knows, and client files in Google's format."""

from __future__ import annotations

import hmac
import json
import re
from dataclasses import dataclass
from typing import Any, Final

from chattui.emulator import invented
from chattui.emulator.errors import OAuthError
from chattui.emulator.settings import Settings

PROJECT_NUMBER: Final = "104857600042"
PROJECT_ID: Final = "chattui-emulator"
INSTALLED_ID: Final = (
    f"{PROJECT_NUMBER}-" + "e0mulat0r" * 3 + "insta" + ".apps.googleusercontent.com"
)
WEB_ID: Final = f"{PROJECT_NUMBER}-" + "e0mulat0r" * 3 + "0web0" + ".apps.googleusercontent.com"
TV_ID: Final = f"{PROJECT_NUMBER}-" + "e0mulat0r" * 3 + "00tv0" + ".apps.googleusercontent.com"
OWN_SECRETS: Final = {
    INSTALLED_ID: "GOCSPX-" + "emulator-installed-not-real0",
    WEB_ID: "GOCSPX-" + "emulator-webclient-not-real0",
    TV_ID: "GOCSPX-" + "emulator-tv-client-not-real0",
}
"""Fixed, so that a vault of one demo knows the client of the next; they open nothing."""

_PLAUSIBLE_ID = re.compile(r"\d{6,21}(-[a-z0-9]{8,64})?\.apps\.googleusercontent\.com")
_PLAUSIBLE_SECRET = re.compile(r"GOCSPX-[\w-]{8,64}|[\w-]{24}", re.ASCII)


@dataclass(slots=True)
class Client:
    """An OAuth client. `secret` is empty until a client of a user's own first shows it."""

    id: str
    kind: str
    secret: str = ""
    redirect_uris: tuple[str, ...] = ()
    number: str = ""
    """The project's number where the id does not begin with it."""

    @property
    def project(self) -> str:
        """The number of the project that the client belongs to."""
        return self.number or re.split("[-.]", self.id, maxsplit=1)[0]


class Clients:
    """Our own clients, and those of users, registered when they are first seen.

    Google knows its clients; the emulator cannot know a user's own, and yet a user must be able
    to try the own client file on it. So a plausible unknown id is taken in, and the first secret
    shown with it is the one that it must show from then on.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._clients = {
            INSTALLED_ID: Client(INSTALLED_ID, "installed", OWN_SECRETS[INSTALLED_ID]),
            WEB_ID: Client(WEB_ID, "web", OWN_SECRETS[WEB_ID]),
            TV_ID: Client(TV_ID, "tv", OWN_SECRETS[TV_ID]),
        }

    def ids(self) -> list[str]:
        """The ids of the clients known so far."""
        return list(self._clients)

    def find(self, client_id: str) -> Client | None:
        """The client of `client_id`; a plausible new one is registered."""
        client = self._clients.get(client_id)
        if client is None and not self.settings.strict_clients:
            if not _PLAUSIBLE_ID.fullmatch(client_id):
                return None
            client = self._clients[client_id] = Client(client_id, "installed")
        if client is not None and client.id == WEB_ID:
            client.redirect_uris = tuple(self.settings.web_redirect_uris)
        return client

    def known(self, client_id: str) -> Client:
        """The client, where it is one and in force; raises the token endpoint's errors."""
        if not client_id:
            raise OAuthError(400, "invalid_request", invented.NO_CLIENT_ID)
        client = self.find(client_id)
        if client is None:
            raise OAuthError(401, "invalid_client", "The OAuth client was not found.")
        status = self.settings.client_status
        if status != "active":
            raise OAuthError(401, f"{status}_client", f"The OAuth client was {status}.")
        return client

    def authenticate(self, client_id: str, secret: str) -> Client:
        """The client, where `secret` is its own; raises the token endpoint's errors."""
        client = self.known(client_id)
        if not secret:
            raise OAuthError(400, "invalid_request", "client_secret is missing.")
        if not client.secret and _PLAUSIBLE_SECRET.fullmatch(secret):
            client.secret = secret
        if not hmac.compare_digest(client.secret.encode(), secret.encode()):
            raise OAuthError(401, "invalid_client", "The provided client secret is invalid.")
        return client


def client_file(base_url: str, settings: Settings, *, kind: str = "installed") -> str:
    """A client file as the console gives it: one line, no line feed, Google's order of keys.

    Its endpoints are Google's where `base_url` is empty, else those of the emulator there. The
    file of a ``tv`` client cannot be told from that of an installed one.
    """
    client_id = {"web": WEB_ID, "tv": TV_ID}.get(kind, INSTALLED_ID)
    wrapper = "web" if kind == "web" else "installed"
    authorize = base_url or "https://accounts.google.com"
    inner: dict[str, Any] = {
        "client_id": client_id,
        "project_id": PROJECT_ID,
        "auth_uri": f"{authorize}/o/oauth2/auth",
        "token_uri": f"{base_url or 'https://oauth2.googleapis.com'}/token",
        "auth_provider_x509_cert_url": (
            f"{base_url or 'https://www.googleapis.com'}/oauth2/v1/certs"
        ),
        "client_secret": OWN_SECRETS[client_id],
        "redirect_uris": settings.web_redirect_uris if kind == "web" else ["http://localhost"],
    }
    return json.dumps({wrapper: inner}, separators=(",", ":"))
