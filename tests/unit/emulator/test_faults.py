"""Failures that a test asks for."""

from __future__ import annotations

import socket
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import pytest

from tests.unit.emulator.conftest import Google, User, failure, setup_body


def test_a_plan_fails_so_many_calls_of_its_method(google: Google, ada: User) -> None:
    google.control("faults", method="chat.spaces.get", status=503, times=2)
    assert ada.call("GET", "spaces").status_code == 200
    answers = [ada.call("GET", "spaces/AAAAb000001") for _ in range(3)]
    assert [reply.status_code for reply in answers] == [503, 503, 200]
    assert failure(answers[0])[1] == "UNAVAILABLE"


def test_several_plans_queue_up(google: Google, ada: User) -> None:
    answer = google.control(
        "faults",
        faults=[
            {"method": "chat.spaces.list", "status": 500},
            {"method": "*", "status": 429, "retry_after": 2},
        ],
    )
    assert answer == {"waiting": 2}
    assert ada.call("GET", "spaces").status_code == 500
    limited = ada.call("GET", "spaces")
    assert failure(limited)[:2] == (429, "RESOURCE_EXHAUSTED")
    assert limited.headers["retry-after"] == "2"
    assert limited.json()["error"]["details"][0]["reason"] == "RATE_LIMIT_EXCEEDED"
    assert ada.call("GET", "spaces").status_code == 200


def test_retry_after_as_a_date_follows_the_emulators_clock(google: Google, ada: User) -> None:
    google.expire(500)
    google.control("faults", status=429, retry_after=30, retry_after_as="date")
    reply = ada.call("GET", "spaces")
    wait = parsedate_to_datetime(reply.headers["retry-after"]) - parsedate_to_datetime(
        reply.headers["date"]
    )
    assert 29 <= wait.total_seconds() <= 31
    google.control("faults", status=503, retry_after="soon")
    assert ada.call("GET", "spaces").headers["retry-after"] == "soon"


def test_a_reset_connection_does_nothing(google: Google, ada: User) -> None:
    google.control("faults", method="chat.spaces.setup", reset=True)
    body = setup_body(displayName="Never")
    with pytest.raises(httpx.TransportError):
        ada.call("POST", "spaces:setup", body)
    (entry,) = google.requests("chat.spaces.setup")
    assert (entry["status"], entry["cut"]) == (0, True)
    assert ada.call("POST", "spaces:setup", body).status_code == 200


def test_a_lost_answer_was_carried_out(google: Google, ada: User) -> None:
    google.control("faults", method="chat.spaces.setup", lost_answer=True)
    body = setup_body(displayName="Once") | {"requestId": "r"}
    with pytest.raises(httpx.TransportError):
        ada.call("POST", "spaces:setup", body)
    (entry,) = google.requests("chat.spaces.setup")
    assert (entry["status"], entry["cut"], entry["request_id"]) == (200, True, "r")
    again = ada.call("POST", "spaces:setup", body).json()
    assert ada.get(again["name"])["displayName"] == "Once"


def test_faults_of_the_token_endpoint_speak_oauth(google: Google) -> None:
    tokens = google.sign_in()
    google.control("faults", method="oauth2.token", status=503)
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    broken = google.token(**form)
    assert broken.json() == {
        "error": "internal_failure",
    }
    google.control("faults", method="oauth2.token", status=400, message="Account has been deleted")
    refused = google.token(**form)
    assert refused.json() == {
        "error": "invalid_grant",
        "error_description": "Account has been deleted",
    }
    assert [e["grant_type"] for e in google.requests("oauth2.token")][1:] == ["refresh_token"] * 2
    assert google.token(**form).status_code == 200


def test_a_fault_of_one_grant_type(google: Google) -> None:
    tokens = google.sign_in()
    plan = {"method": "oauth2.token", "status": 400, "error": "invalid_grant"}
    kinds = ("refresh_token", "urn:ietf:params:oauth:grant-type:device_code", "jwt-bearer")
    for kind in kinds:
        google.control("faults", grant_type=kind, message=kind, **plan)
    code = google.consent()["code"]
    assert google.exchange(code).status_code == 200
    jwt = google.token(grant_type="urn:ietf:params:oauth:grant-type:jwt-bearer")
    assert jwt.json()["error_description"] == "jwt-bearer"
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    assert google.token(**form).json()["error_description"] == "refresh_token"
    assert google.token(**form).status_code == 200
    assert google.http.get("/_emulator/state").json()["faults_waiting"] == 1


def test_faults_with_every_member_of_an_oauth_error(google: Google) -> None:
    google.control("faults", method="oauth2.device", status=403, error_code="rate_limit_exceeded")
    reply = google.http.post("/device/code", data={"client_id": "x"})
    assert (reply.status_code, reply.json()) == (403, {"error_code": "rate_limit_exceeded"})
    google.control(
        "faults",
        method="oauth2.revoke",
        status=400,
        error="invalid_token",
        message="Token expired or revoked",
        error_uri="https://example.com/",
    )
    reply = google.http.post("/revoke", data={"token": "x"})
    assert reply.json() == {
        "error": "invalid_token",
        "error_description": "Token expired or revoked",
        "error_uri": "https://example.com/",
    }


def test_an_unreadable_token_request_is_still_recorded(google: Google) -> None:
    for body in (b"{", b"[" * 100_000):
        headers = {"content-type": "application/json"}
        reply = google.http.post("/token", content=body, headers=headers)
        assert (reply.status_code, reply.json()["error"]) == (400, "invalid_request")
    assert [entry["grant_type"] for entry in google.requests("oauth2.token")] == ["", ""]


def test_an_answer_as_it_stands(google: Google, ada: User) -> None:
    google.control("faults", status=502, body="<html>Bad gateway</html>")
    reply = ada.call("GET", "spaces")
    assert (reply.status_code, reply.text) == (502, "<html>Bad gateway</html>")
    assert reply.headers["content-type"].startswith("text/html")


def test_an_answer_can_be_late(google: Google, ada: User) -> None:
    google.control("faults", delay_ms=50)
    assert ada.call("GET", "spaces").status_code == 200
    assert google.requests("chat.spaces.list")[0]["ms"] >= 50


@pytest.mark.parametrize(
    "plan",
    [
        {},
        {"method": "chat.spaces.list"},
        {"statsu": 500},
        {"method": "chat.spaces.nothing", "status": 500},
        {"status": "500"},
        {"status": 200},
        {"status": True},
        {"status": 500, "times": 0},
        {"status": 500, "retry_after_as": "weeks"},
        {"reset": 1},
        {"method": "oauth2.device", "status": 400, "grant_type": "refresh_token"},
        {"faults": "no"},
        {"faults": [{"status": 500}, {"nothing": 1}]},
    ],
)
def test_plans_that_do_not_fit_are_refused_whole(google: Google, plan: dict[str, Any]) -> None:
    reply = google.http.post("/_emulator/faults", json=plan)
    assert reply.status_code == 400
    assert reply.json()["error"]
    assert google.http.get("/_emulator/state").json()["faults_waiting"] == 0


def test_half_an_answer_is_announced_whole_and_carried_out(google: Google, ada: User) -> None:
    google.control("faults", method="chat.spaces.setup", truncate=True)
    with pytest.raises(httpx.RemoteProtocolError, match="without sending complete message body"):
        ada.call("POST", "spaces:setup", setup_body(displayName="Half"))
    (entry,) = google.requests("chat.spaces.setup")
    assert (entry["status"], entry["cut"]) == (200, True)
    assert ada.get("spaces")["spaces"][0]["displayName"] == "Half"


def test_what_half_an_answer_is(google: Google, ada: User) -> None:
    whole = ada.call("GET", "spaces/AAAAb000003")
    google.control("faults", truncate=True)
    port = google.http.base_url.port
    assert port is not None
    with socket.create_connection(("127.0.0.1", port)) as connection:
        request = f"GET /v1/spaces/AAAAb000003 HTTP/1.1\r\nHost: localhost:{port}\r\n"
        connection.sendall(f"{request}Authorization: Bearer {ada.access_token}\r\n\r\n".encode())
        raw = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, body = raw.partition(b"\r\n\r\n")
    assert f"content-length: {len(whole.content)}".encode() in head
    assert body == whole.content[: len(whole.content) // 2]


def test_a_401_is_mended_by_a_refresh_alone(google: Google) -> None:
    tokens = google.sign_in()
    ada = User(google, tokens["access_token"])
    google.control("faults", method="chat.spaces.list", status=401)
    assert [failure(ada.call("GET", "spaces"))[0] for _ in range(2)] == [401, 401]
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    fresh = google.token(**form).json()["access_token"]
    assert User(google, fresh).call("GET", "spaces").status_code == 200


def sampled(google: Google, user: User, order: list[int]) -> dict[int, str]:
    """How each of some calls ended by a random plan, whatever their order."""
    google.control("faults", clear=True)
    kinds = ["429", "503", "500", "truncate", "lost_answer", "reset"]
    plan = {"seed": 7, "chance": 0.5, "kinds": kinds, "methods": ["chat.spaces.get"]}
    google.control("faults", random=plan | {"retry_after": 3})
    ended = {}
    for index in order:
        try:
            reply = user.call("GET", f"spaces/AAAAb{index:06d}")
            ended[index] = f"{reply.status_code} {reply.headers.get('retry-after', '')}"
        except httpx.TransportError as error:
            ended[index] = type(error).__name__
    google.control("faults", clear=True)
    return ended


def test_chance_follows_from_the_seed_and_the_call_and_not_from_the_order(
    google: Google, ada: User
) -> None:
    first = sampled(google, ada, list(range(40)))
    assert sampled(google, ada, list(reversed(range(40)))) == first
    assert {"200 ", "429 3", "503 3", "RemoteProtocolError"} <= set(first.values())
    assert 10 < list(first.values()).count("200 ") < 30
    kinds = {entry.get("fault_kind") for entry in google.requests("chat.spaces.get")}
    assert {None, "429", "503", "truncate"} <= kinds


def test_a_random_plan_ends_and_leaves_other_methods_alone(google: Google, ada: User) -> None:
    plan = {"chance": 1, "kinds": ["503"], "methods": ["chat.spaces.get"], "times": 2}
    google.control("faults", random=plan)
    assert ada.call("GET", "spaces").status_code == 200
    statuses = [ada.call("GET", "spaces/AAAAb000001").status_code for _ in range(3)]
    assert statuses == [503, 503, 200]


def test_the_same_call_again_may_end_otherwise(google: Google, ada: User) -> None:
    google.control("faults", random={"seed": "a", "chance": 0.5, "kinds": ["500"]})
    statuses = {ada.call("GET", "spaces").status_code for _ in range(15)}
    assert statuses == {200, 500}


def test_a_random_401_spares_a_token_that_is_fresh(google: Google) -> None:
    tokens = google.sign_in()
    google.control("faults", random={"chance": 1, "kinds": ["401"]})
    statuses = [
        User(google, tokens["access_token"]).call("GET", "spaces").status_code for _ in range(22)
    ]
    assert statuses == [200] * 20 + [401] * 2
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    fresh = google.token(**form).json()["access_token"]
    assert User(google, fresh).call("GET", "spaces").status_code == 200


@pytest.mark.parametrize(
    "plan",
    [
        [],
        {"chances": 1},
        {"chance": 2},
        {"chance": True},
        {"kinds": []},
        {"kinds": ["404"]},
        {"methods": ["chat.spaces.forget"]},
        {"times": 0},
        {"seed": 1.5},
        {"retry_after": []},
        {"retry_after_as": "minutes"},
    ],
)
def test_random_plans_that_cannot_be(google: Google, plan: Any) -> None:
    reply = google.http.post("/_emulator/faults", json={"random": plan})
    assert reply.status_code == 400
    assert "takes" in reply.json()["error"]
