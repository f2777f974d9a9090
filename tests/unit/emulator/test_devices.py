"""The device flow: codes, the page where one is typed, and polling."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest

from chattui.emulator.clients import OWN_SECRETS, TV_ID, WEB_ID
from chattui.emulator.devices import WRONG_TYPE
from chattui.emulator.scopes import AUTH
from tests.unit.emulator.conftest import Google, User

GRANT = "urn:ietf:params:oauth:grant-type:device_code"
OWN_CLIENT = "123456789012-abcdefghijklmnopqrstuvwxyz012345.apps.googleusercontent.com"
PENDING = (428, "authorization_pending", "Precondition Required")
Json = dict[str, Any]


class Device:
    """A device without a browser, and the person in front of it."""

    def __init__(self, google: Google) -> None:
        self.google = google
        self.codes: Json = {}

    def ask(self, scope: str = "openid email", client_id: str = TV_ID) -> httpx.Response:
        """Ask for the codes."""
        form = {"client_id": client_id, "scope": scope}
        reply = self.google.http.post("/device/code", data=form)
        if reply.status_code == 200:
            self.codes = reply.json()
        return reply

    def poll(self, *, wait: float = 5, **form: str) -> httpx.Response:
        """Wait by the emulator's clock, and ask for the tokens."""
        self.google.expire(wait)
        given = {"client_id": TV_ID, "client_secret": OWN_SECRETS[TV_ID], "grant_type": GRANT}
        return self.google.http.post(
            "/token", data={**given, "device_code": self.codes["device_code"], **form}
        )

    def type_code(self, code: str = "") -> httpx.Response:
        """The page that follows the typed code."""
        return self.google.http.post("/device", data={"user_code": code or self.codes["user_code"]})

    def answer(self, action: str, email: str = "ada@example.com", *scopes: str) -> httpx.Response:
        """Type the code, and press a button on the page that follows."""
        page = self.type_code()
        form: Json = {"request": _hidden(page.text), "action": action, "account": email}
        return self.google.http.post("/device", data=form | {"scope": list(scopes)})


def _hidden(page: str) -> str:
    found = []

    class Parser(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            values = dict(attrs)
            if tag == "input" and values.get("name") == "request":
                found.append(values["value"] or "")

    Parser().feed(page)
    return found[0]


def refusal(reply: httpx.Response) -> tuple[int, str, str]:
    """Status, error and description."""
    body = reply.json()
    return reply.status_code, body["error"], body.get("error_description", "")


@pytest.fixture
def device(google: Google) -> Device:
    return Device(google)


def test_the_codes_look_like_googles(device: Device) -> None:
    codes = device.ask().json()
    assert codes.keys() == {
        *("device_code", "user_code", "verification_url", "expires_in", "interval"),
    }
    assert (codes["expires_in"], codes["interval"]) == (1800, 5)
    assert codes["verification_url"] == f"{device.google.base_url}/device"
    assert len(codes["verification_url"]) <= 40
    assert re.fullmatch(r"[A-Z]{4}-[A-Z]{4}", codes["user_code"])


def test_from_the_code_to_the_tokens(device: Device) -> None:
    device.ask("openid email profile")
    assert refusal(device.poll()) == PENDING
    asking = device.google.http.get(device.codes["verification_url"])
    assert 'name="user_code"' in asking.text
    done = device.answer("allow", "grace@example.com")
    assert "go back to your device" in done.text
    tokens = device.poll().json()
    assert tokens["refresh_token"].startswith("1//0")
    assert tokens["id_token"]
    assert tokens["scope"].split() == sorted(
        ["openid", AUTH + "userinfo.email", AUTH + "userinfo.profile"]
    )
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    who = device.google.http.get("/v1/userinfo", headers=bearer).json()
    assert who["email"] == "grace@example.com"
    refreshed = device.google.token(
        client_id=TV_ID,
        client_secret=OWN_SECRETS[TV_ID],
        grant_type="refresh_token",
        refresh_token=tokens["refresh_token"],
    )
    assert refreshed.status_code == 200


def test_a_code_is_good_once(device: Device) -> None:
    device.ask()
    device.google.control("settings", auto_consent="ada@example.com")
    assert device.poll().status_code == 200
    assert refusal(device.poll()) == (400, "invalid_grant", "Bad Request")


def test_the_person_refuses(device: Device) -> None:
    device.ask()
    assert "Nothing was allowed" in device.answer("cancel").text
    assert refusal(device.poll()) == (403, "access_denied", "Forbidden")
    assert refusal(device.poll()) == (400, "invalid_grant", "Bad Request")


def test_automatic_refusal(device: Device) -> None:
    device.ask()
    device.google.control("settings", auto_consent="ada@example.com", refuse_consent=True)
    assert refusal(device.poll()) == (403, "access_denied", "Forbidden")


def test_hurried_polls_are_slowed_down_for_good(device: Device) -> None:
    device.ask()
    assert refusal(device.poll(wait=0)) == PENDING
    assert refusal(device.poll(wait=4)) == (403, "slow_down", "Forbidden")
    assert refusal(device.poll(wait=6)) == (403, "slow_down", "Forbidden")
    assert refusal(device.poll(wait=15)) == PENDING
    assert refusal(device.poll(wait=15)) == PENDING


def test_an_expired_code(device: Device) -> None:
    device.ask()
    device.google.expire(1800)
    assert refusal(device.poll()) == (400, "expired_token", "Bad Request")
    assert "its time is over" in device.type_code().text


@pytest.mark.parametrize("code", ["4/4-nothing", "\N{BULLET}"])
def test_a_code_that_never_was(device: Device, code: str) -> None:
    device.ask()
    assert refusal(device.poll(device_code=code)) == (400, "invalid_grant", "Bad Request")


def test_a_poll_without_its_code_or_with_another_secret(device: Device) -> None:
    device.ask()
    assert refusal(device.poll(device_code=""))[:2] == (400, "invalid_request")
    wrong = refusal(device.poll(client_secret="wrong"))
    assert wrong == (401, "invalid_client", "The provided client secret is invalid.")


def test_the_grant_type_of_old_clients(device: Device) -> None:
    device.ask()
    device.google.control("settings", auto_consent="ada@example.com")
    reply = device.poll(
        grant_type="http://oauth.net/grant_type/device/1.0", code=device.codes["device_code"]
    )
    assert reply.status_code == 200


def test_a_chat_scope_is_refused_before_anybody_sees_anything(device: Device) -> None:
    reply = device.ask(f"openid {AUTH}chat.spaces")
    assert refusal(reply) == (
        400,
        "invalid_scope",
        f"Invalid device flow scope: {AUTH}chat.spaces",
    )
    assert refusal(device.ask(""))[:2] == (400, "invalid_request")


def test_the_list_of_scopes_can_grow(device: Device) -> None:
    device.google.control("settings", device_scopes=["openid", "email", "chat.spaces"])
    assert device.ask(f"openid email {AUTH}chat.spaces").status_code == 200
    device.answer("allow", "ada@example.com", AUTH + "chat.spaces")
    user = User(device.google, device.poll().json()["access_token"])
    assert user.call("GET", "spaces").status_code == 200
    assert device.ask(f"{AUTH}drive.file").status_code == 400


@pytest.mark.parametrize("client_id", [Google.client_id, WEB_ID, OWN_CLIENT])
def test_clients_of_another_type_are_refused(device: Device, client_id: str) -> None:
    reply = device.ask(client_id=client_id)
    assert refusal(reply) == (401, "invalid_client", WRONG_TYPE)
    assert reply.json()["error_uri"].endswith("#creatingcred")
    device.google.control("settings", device_client_types=["tv", "installed", "web"])
    assert device.ask(client_id=client_id).status_code == 200


@pytest.mark.parametrize(
    ("client_id", "status", "error"),
    [("nobody", 401, "invalid_client"), ("", 400, "invalid_request")],
)
def test_unknown_clients(device: Device, client_id: str, status: int, error: str) -> None:
    assert refusal(device.ask(client_id=client_id))[:2] == (status, error)


@pytest.mark.parametrize("status", ["deleted", "disabled"])
def test_a_client_out_of_force(device: Device, status: str) -> None:
    device.ask()
    device.google.control("settings", client_status=status)
    expected = (401, f"{status}_client", f"The OAuth client was {status}.")
    assert refusal(device.ask()) == expected
    assert refusal(device.poll()) == expected


def test_too_many_codes(device: Device) -> None:
    device.google.control("settings", quota_scale=0.01)
    assert device.ask().status_code == 200
    reply = device.ask()
    assert (reply.status_code, reply.json()) == (403, {"error_code": "rate_limit_exceeded"})
    device.google.expire(61)
    assert device.ask().status_code == 200


@pytest.mark.parametrize(
    ("setting", "status", "error"),
    [
        ({"consent_blocked": "admin_policy_enforced"}, 400, "admin_policy_enforced"),
        ({"consent_blocked": "org_internal"}, 403, "org_internal"),
        ({"suspended": ["ada@example.com"]}, 403, "access_denied"),
    ],
)
def test_a_policy_is_shown_on_the_page_and_told_to_the_device(
    device: Device, setting: Json, status: int, error: str
) -> None:
    device.ask()
    device.google.control("settings", **setting)
    page = device.answer("allow")
    assert (page.status_code, error in page.text) == (status, True)
    assert refusal(device.poll())[:2] == (status, error)
    device.ask()
    device.google.control("settings", auto_consent="ada@example.com")
    assert refusal(device.poll())[:2] == (status, error)


def test_a_page_is_answered_once(device: Device) -> None:
    device.ask()
    first, second = (_hidden(device.type_code().text) for _ in range(2))
    form = {"action": "allow", "account": "ada@example.com"}
    assert device.google.http.post("/device", data=form | {"request": "x"}).status_code == 400
    nobody = {"request": first, "action": "allow", "account": "nobody@example.com"}
    assert device.google.http.post("/device", data=nobody).status_code == 400
    assert device.google.http.post("/device", data=form | {"request": second}).status_code == 200
    assert device.google.http.post("/device", data=form | {"request": second}).status_code == 400


def test_a_page_that_was_overtaken(device: Device) -> None:
    device.ask()
    pages = [_hidden(device.type_code().text) for _ in range(2)]
    form = {"action": "allow", "account": "ada@example.com"}
    replies = [device.google.http.post("/device", data=form | {"request": p}) for p in pages]
    assert [reply.status_code for reply in replies] == [200, 400]
    assert "not known here" in device.type_code().text


def test_the_person_grants_a_part(device: Device) -> None:
    device.ask(f"openid email {AUTH}drive.file {AUTH}youtube")
    device.answer("allow", "ada@example.com", AUTH + "youtube", AUTH + "chat.spaces")
    granted = device.poll().json()["scope"].split()
    assert granted == ["https://www.googleapis.com/auth/userinfo.email", AUTH + "youtube", "openid"]


def test_only_the_devices_client_may_poll(device: Device) -> None:
    device.ask()

    def by_a_desktop() -> tuple[int, str, str]:
        return refusal(device.poll(client_id=Google.client_id, client_secret=Google.secret))

    assert by_a_desktop() == (401, "invalid_client", WRONG_TYPE)
    device.google.control("settings", device_client_types=["tv", "installed"])
    assert by_a_desktop() == (400, "invalid_grant", "Bad Request")


def test_a_client_for_televisions_has_no_redirect(device: Device) -> None:
    page = device.google.authorize(client_id=TV_ID)
    assert (page.status_code, "redirect_uri_mismatch" in page.text) == (400, True)
