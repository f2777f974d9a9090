"""Answering the emulator's consent page without a browser, so that a demo needs none.

Never for Google: consent is given by a person, on Google's own page.
"""

from __future__ import annotations

import http.client
from collections.abc import Iterable
from html.parser import HTMLParser
from urllib.parse import urlencode, urlsplit

from chattui.endpoints import Endpoints
from chattui.problem import Problem, ProblemError
from chattui.words import t

SECONDS = 10.0
BODY_LIMIT = 256 * 1024
REDIRECTS = frozenset({302, 303})


class _Form(HTMLParser):
    """The fields of the consent form as a browser would send them with everything allowed."""

    def __init__(self, email: str) -> None:
        super().__init__()
        self.email = email
        self.action = ""
        self.fields: list[tuple[str, str]] = []
        self.people: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action = values.get("action", "")
        elif tag == "input" and "disabled" not in values:
            self._field(values)

    def _field(self, values: dict[str, str]) -> None:
        name, value, kind = values.get("name", ""), values.get("value", ""), values.get("type", "")
        if kind == "radio":
            self.people.append(value)
            if value != self.email:
                return
        self.fields.append((name, value))


def answer_as(endpoints: Endpoints, url: str, email: str) -> str:
    """The redirect of the emulator's consent page at `url`, when `email` allows everything.

    Blocking. Raises ProblemError ``oauth.rehearsal_failed`` where the emulator shows an error.
    """
    if not endpoints.emulator or not endpoints.permits(url):
        raise ValueError("only an emulator's consent page is answered by chattui itself")
    target = urlsplit(url)
    status, location, page = _request(endpoints, "GET", f"{target.path}?{target.query}")
    if status == 200:
        form = _Form(email)
        form.feed(page)
        if form.action and email in form.people:
            body = urlencode([*form.fields, ("action", "allow")])
            status, location, page = _request(endpoints, "POST", form.action, body)
    if status not in REDIRECTS or not location:
        raise ProblemError(
            Problem(
                "oauth.rehearsal_failed",
                t("The emulator's consent page could not be answered."),
                t("It gave no redirect; its status was {status}.", status=status),
                t("Open the address in a browser: the page says what is wrong."),
            )
        )
    return location


def sample_client_file(endpoints: Endpoints) -> str:
    """The client file that the emulator gives, with Google's endpoints. Blocking.

    Raises ProblemError ``net.unreachable`` or ``oauth.rehearsal_failed``.
    """
    return _sample(endpoints, "client_file")


def sample_key_file(endpoints: Endpoints) -> str:
    """The key of the emulator's service account, with Google's endpoints; else the same."""
    return _sample(endpoints, "service_account_key")


def authorize_delegation(endpoints: Endpoints, scopes: Iterable[str]) -> None:
    """Authorize `scopes` for the emulator's service account, as its administrator. Blocking.

    Raises as `sample_client_file` does.
    """
    import json

    if not endpoints.emulator:
        raise ValueError("only an emulator's administrator is chattui itself")
    body = json.dumps({"delegated_scopes": list(scopes)})
    status, _, _ = _request(endpoints, "POST", "/_emulator/settings", body)
    if status != 200:
        raise ProblemError(
            Problem(
                "oauth.rehearsal_failed",
                t("This emulator knows no delegation."),
                t("Its status was {status}.", status=status),
                t("Start a newer one with `chattui emulator`."),
            )
        )


def _sample(endpoints: Endpoints, name: str) -> str:
    if not endpoints.emulator:
        raise ValueError("only an emulator gives its files")
    status, _, text = _request(endpoints, "GET", f"/_emulator/{name}?google=true")
    if status != 200:
        raise ProblemError(
            Problem(
                "oauth.rehearsal_failed",
                t("This emulator gives no such file."),
                t("Its status was {status}.", status=status),
                t("Paste the file that `chattui emulator --client-file` wrote."),
            )
        )
    return text


def _request(
    endpoints: Endpoints, method: str, target: str, body: str | None = None
) -> tuple[int, str, str]:
    connection = http.client.HTTPConnection(endpoints.emulator, timeout=SECONDS)
    headers = {"Accept": "text/html"}
    if body is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    try:
        connection.request(method, target, body, headers)
        reply = connection.getresponse()
        page = reply.read(BODY_LIMIT).decode("utf-8", "replace")
        return reply.status, reply.getheader("Location") or "", page
    except (OSError, http.client.HTTPException):
        raise ProblemError(
            Problem(
                "net.unreachable",
                t("The emulator at {address} did not answer.", address=endpoints.emulator),
                t("It may have been stopped."),
                t("Start it again, and try once more."),
            )
        ) from None
    finally:
        connection.close()
