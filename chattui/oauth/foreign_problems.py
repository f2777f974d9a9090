"""Why a sign-in of another program cannot be taken over. All have exit status 2.

Codes: ``import.not_a_sign_in``, ``import.several``, ``import.damaged_token``,
``import.foreign_endpoint``, ``import.no_client``, ``import.bad_client``,
``import.public_client``, ``import.other_client``, ``import.sealed``, ``import.database``,
``import.nothing_found``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chattui.clientfile.model import Kind
from chattui.problem import Exit, Problem
from chattui.safe_text import safe_text, short_id
from chattui.words import t

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chattui.clientfile.model import Diagnosis

_CLIENTS = frozenset({Kind.INSTALLED, Kind.WEB, Kind.INNER_CLIENT})


def _problem(code: str, message: str, cause: str, remedy: str) -> Problem:
    return Problem(f"import.{code}", message, cause, remedy, exit=Exit.USAGE)


def not_a_sign_in(diagnosis: Diagnosis) -> Problem:
    """No refresh token is in the file: what it is instead, and what that is good for."""
    from chattui.clientfile.report import kind_in_words

    message = t("This file holds no sign-in that could be taken over.")
    if diagnosis.kind in _CLIENTS:
        return _problem(
            "not_a_sign_in",
            message,
            t("It is a client: what a sign-in is made with."),
            t("Sign in with it: chattui login --client FILE"),
        )
    if diagnosis.kind == Kind.SERVICE_ACCOUNT:
        return _problem(
            "not_a_sign_in",
            message,
            t("It is the key of a service account, which acts for people without a sign-in."),
            t("Use it so: chattui login --flow delegation --client FILE --subject EMAIL"),
        )
    if diagnosis.document.sound and diagnosis.document.root is not None:
        return _problem(
            "not_a_sign_in",
            message,
            t("There is no refresh token in it; an access token alone ends within the hour."),
            t("Name the file that the other program keeps its refresh token in."),
        )
    errors = [finding for finding in diagnosis.findings if finding.severity == "error"]
    told = t("It is read as: {kind}.", kind=kind_in_words(diagnosis.kind))
    return _problem(
        "not_a_sign_in",
        message,
        f"{told} {errors[0].message}" if errors else told,
        t("Name the JSON file of the sign-in; `chattui doctor FILE` tells more about this one."),
    )


def several() -> Problem:
    """More than one sign-in is in the file."""
    return _problem(
        "several",
        t("This file holds more than one sign-in."),
        t("Which of them is meant cannot be told."),
        t("Name the account with --email, or leave only one of them in a copy of the file."),
    )


def several_places(names: Sequence[str]) -> Problem:
    """A program left more than one sign-in behind."""
    shown = ", ".join(safe_text(name, limit=120) for name in names[:8])
    return _problem(
        "several",
        t("More than one sign-in was found."),
        t("These are there: {names}.", names=shown),
        t("Name one by its address with --email, or by its file."),
    )


def damaged_token() -> Problem:
    """The refresh token has characters that none has."""
    return _problem(
        "damaged_token",
        t("The refresh token in this file is damaged."),
        t("It has characters that no token of Google's has, or is longer than any."),
        t("Let the program that wrote the file sign in again."),
    )


def elsewhere(address: str) -> Problem:
    """The sign-in is one at somebody else's server."""
    return _problem(
        "foreign_endpoint",
        t("This sign-in is not one at Google."),
        t("The file says that it belongs to {address}.", address=safe_text(address, limit=120)),
        t("Nothing was sent anywhere. Sign in at Google: chattui login --client FILE"),
    )


def no_client() -> Problem:
    """A refresh token without its client."""
    return _problem(
        "no_client",
        t("This file holds a refresh token, but not the client that it was made with."),
        t("Google takes a refresh token from its own client only."),
        t("Name the client as well, by its file or its name here: --client FILE"),
    )


def bad_client(client_id: str) -> Problem:
    """What stands for a client is none."""
    return _problem(
        "bad_client",
        t("The client in this file is none of Google's."),
        t("Its id is {id}, and its secret belongs to that.", id=short_id(client_id)),
        t("`chattui doctor FILE` tells what is wrong with it; or name its client with --client."),
    )


def other_client(named: str, own: str) -> Problem:
    """The client that was named is not that of the file."""
    return _problem(
        "other_client",
        t("The refresh token in this file belongs to another client than the one named."),
        t(
            "The file names {own}, --client names {named}.",
            own=short_id(own),
            named=short_id(named),
        ),
        t("Leave --client out."),
    )


def public_client(owner: str) -> Problem:
    """The client is one that is in a program for everybody to read."""
    remedy = t("Make a client of your own in the console, and sign in: chattui login --client FILE")
    if owner == "gcloud":
        remedy += " " + t(
            "gcloud can sign in with a client of yours too:"
            " gcloud auth application-default login --client-id-file=FILE"
        )
    return _problem(
        "public_client",
        t("This sign-in was made with the client of {owner}.", owner=owner),
        t(
            "That client is for {owner} alone: its quota, its consent and its end are not yours,"
            " and Google may refuse it Chat at any time.",
            owner=owner,
        ),
        remedy,
    )


def sealed(program: str, way: str) -> Problem:
    """The program keeps the sign-in where only itself can open it; `way` brings it out."""
    return _problem(
        "sealed",
        t("What {program} keeps is encrypted, and its key is not in a file.", program=program),
        t(
            "Its key, or the whole sign-in, is in a keyring that belongs to {program}.",
            program=program,
        ),
        way,
    )


def database(cause: str) -> Problem:
    """gcloud's database cannot be read."""
    return _problem(
        "database",
        t("This database is not one of gcloud's that can be read."),
        cause,
        t("Name one of the adc.json files in gcloud's folder legacy_credentials instead."),
    )


def nothing_found(program: str, looked: Sequence[str], way: str) -> Problem:
    """The program left nothing where it keeps its sign-ins."""
    shown = ", ".join(safe_text(path, limit=200) for path in looked)
    return _problem(
        "nothing_found",
        t("No sign-in of {program} was found.", program=program),
        t("Looked at: {places}.", places=shown),
        way,
    )


def gws_way() -> str:
    """How a sign-in comes out of gws."""
    return t(
        "Run `gws auth export --unmasked > FILE` with umask 077, then"
        " `chattui accounts import FILE`, and delete the file."
    )


def gog_way() -> str:
    """How a sign-in comes out of gog."""
    return t(
        "Run `gog auth tokens export EMAIL --out FILE`, then"
        " `chattui accounts import --from gog FILE`, and delete the file."
    )


def file_way() -> str:
    """How a sign-in is named that lies elsewhere."""
    return t("Name its file: `chattui accounts import FILE`.")
