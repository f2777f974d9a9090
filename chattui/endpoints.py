"""Google's hosts, as constants, and the one way to point them all at an emulator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from chattui.problem import Exit, Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t

ISSUER = "https://accounts.google.com"
"""The `iss` of a redirect (RFC 9207) and of an ID token; the emulator sends it too."""

EMULATOR_VARIABLE = "CHATTUI_EMULATOR_HOST"


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where requests go: Google, or one emulator on loopback."""

    authorize: str
    token: str
    device_code: str
    revoke: str
    tokeninfo: str
    userinfo: str
    certificates: str
    chat: str
    people: str
    """The People API: names and addresses of people (discovery people v1)."""
    cloud_identity: str
    """The Cloud Identity API: groups by their address (discovery cloudidentity v1)."""
    calendar: str
    """The Calendar API (discovery calendar v3); its paths begin with ``/calendar/v3``."""
    sheets: str
    """The Sheets API (discovery sheets v4)."""
    gmail: str
    """The Gmail API (discovery gmail v1); its paths begin with ``/gmail/v1``."""
    emulator: str = ""
    """``127.0.0.1:PORT`` where this is an emulator, else empty."""
    ca_file: str = ""
    """A file with certificate authorities that are believed besides the system's, or empty."""

    def origins(self) -> tuple[str, ...]:
        """The different ``scheme://host:port`` of all addresses here."""
        from urllib.parse import urlsplit

        addresses = (
            self.authorize,
            self.token,
            self.device_code,
            self.revoke,
            self.tokeninfo,
            self.userinfo,
            self.certificates,
            self.chat,
            self.people,
            self.cloud_identity,
            self.calendar,
            self.sheets,
            self.gmail,
        )
        parts = [urlsplit(address) for address in addresses]
        return tuple(dict.fromkeys(f"{part.scheme}://{part.netloc}" for part in parts))

    def permits(self, url: str) -> bool:
        """Whether a request to `url` may be sent: the same scheme, host and port as one of ours."""
        from urllib.parse import urlsplit

        scheme, place = urlsplit(url)[:2]
        return f"{scheme}://{place}" in self.origins()


GOOGLE = Endpoints(
    authorize="https://accounts.google.com/o/oauth2/v2/auth",
    token="https://oauth2.googleapis.com/token",  # noqa: S106 an address, not a token
    device_code="https://oauth2.googleapis.com/device/code",
    revoke="https://oauth2.googleapis.com/revoke",
    tokeninfo="https://oauth2.googleapis.com/tokeninfo",
    userinfo="https://openidconnect.googleapis.com/v1/userinfo",
    certificates="https://www.googleapis.com/oauth2/v1/certs",
    chat="https://chat.googleapis.com",
    people="https://people.googleapis.com",
    cloud_identity="https://cloudidentity.googleapis.com",
    calendar="https://www.googleapis.com",
    sheets="https://sheets.googleapis.com",
    gmail="https://gmail.googleapis.com",
)


def emulator(host_and_port: str) -> Endpoints:
    """All endpoints on the emulator at ``127.0.0.1:PORT``; anything else is refused."""
    # As `chattui emulator` prints it: with http:// before and perhaps a slash behind.
    named = host_and_port.strip().removeprefix("http://").removesuffix("/")
    host, _, port = named.rpartition(":")
    valid = port.isascii() and port.isdecimal() and 0 < int(port[:6]) <= 65535
    if host not in {"127.0.0.1", "localhost"} or not valid:
        raise ProblemError(
            Problem(
                "endpoints.emulator_not_loopback",
                t(
                    "{value} is not the address of an emulator.",
                    value=safe_text(host_and_port, limit=80),
                ),
                t("An emulator is reached on this machine only, as 127.0.0.1:PORT."),
                t(
                    "Give the address that `chattui emulator` printed, or unset {variable}.",
                    variable=EMULATOR_VARIABLE,
                ),
                exit=Exit.USAGE,
            )
        )
    base = f"http://127.0.0.1:{int(port)}"
    return Endpoints(
        authorize=f"{base}/o/oauth2/v2/auth",
        token=f"{base}/token",
        device_code=f"{base}/device/code",
        revoke=f"{base}/revoke",
        tokeninfo=f"{base}/tokeninfo",
        userinfo=f"{base}/v1/userinfo",
        certificates=f"{base}/oauth2/v1/certs",
        chat=base,
        people=base,
        cloud_identity=base,
        calendar=base,
        sheets=base,
        gmail=base,
        emulator=base.removeprefix("http://"),
    )


def choose(environ: Mapping[str, str], option: str = "") -> Endpoints:
    """The endpoints that ``--emulator`` or `EMULATOR_VARIABLE` name, else Google's."""
    named = option or environ.get(EMULATOR_VARIABLE, "")
    return emulator(named) if named else GOOGLE
