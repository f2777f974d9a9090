"""OAuthClient: what sign-in needs of a client file, and its form in the vault."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from chattui.problem import Problem, ProblemError
from chattui.secret import Secret
from chattui.words import t

ClientKind = Literal["installed", "web"]


@dataclass(frozen=True, slots=True)
class OAuthClient:
    """An OAuth client of Google: a desktop app (`installed`) or a web application (`web`).

    The endpoints of the file it came from are not kept: requests go to `chattui.endpoints` only.
    """

    kind: ClientKind
    client_id: str
    client_secret: Secret
    project_id: str = ""
    redirect_uris: tuple[str, ...] = ()


def client_to_json(client: OAuthClient) -> Secret:
    """`client` in the layout of the file that Google's console gives, in its order of keys."""
    import json

    from chattui.endpoints import GOOGLE

    fields: dict[str, object] = {"client_id": client.client_id}
    if client.project_id:
        fields["project_id"] = client.project_id
    fields |= {
        "auth_uri": "https://accounts.google.com/o/oauth2/auth",
        "token_uri": GOOGLE.token,
        "auth_provider_x509_cert_url": GOOGLE.certificates,
        "client_secret": client.client_secret.reveal(),
    }
    if client.redirect_uris:
        fields["redirect_uris"] = list(client.redirect_uris)
    return Secret(json.dumps({client.kind: fields}))


def client_from_json(secret: Secret) -> OAuthClient:
    """The client that `client_to_json` wrote.

    Raises ProblemError (``clientfile.stored_damaged``) where the stored text is something else;
    a file of a person's is read by `diagnose_bytes` instead, which says what is wrong with it.
    """
    import json

    try:
        document = json.loads(secret.reveal())
        (kind, fields) = next(iter(document.items()))
        redirects = tuple(fields.get("redirect_uris", ()))
        texts = (fields["client_id"], fields["client_secret"], fields.get("project_id", ""))
        sound = kind in ("installed", "web") and all(
            isinstance(text, str) for text in texts + redirects
        )
    except (ValueError, KeyError, TypeError, AttributeError, StopIteration, RecursionError):
        sound = False
    if not sound:
        # Raised outside the handler: a parser's error as its context would quote the document.
        raise ProblemError(
            Problem(
                "clientfile.stored_damaged",
                t("The client that is kept in the vault cannot be read."),
                t("Its stored text is not the client file that chattui wrote."),
                t("Import the client file again."),
            )
        )
    return OAuthClient(kind, texts[0], Secret(texts[1]), texts[2], redirects)
