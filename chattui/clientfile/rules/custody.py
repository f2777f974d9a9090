"""CS501 to CS506: who can get at the file, and where it lies."""

from __future__ import annotations

from collections.abc import Iterator

from chattui.clientfile.model import Custody, Document, Kind, Severity
from chattui.clientfile.rules.registry import Mark, rule
from chattui.safe_text import safe_text
from chattui.words import t

_NO_SECRET = frozenset(
    {
        Kind.BINARY,
        Kind.EMPTY,
        Kind.FIREBASE_ANDROID,
        Kind.FIREBASE_IOS_PLIST,
        Kind.HTML,
        Kind.IOS_PLIST,
        Kind.NOT_JSON,
        Kind.OTHER_JSON,
    }
)


def _custody(document: Document) -> Custody | None:
    """How a file is kept that holds a secret; None where it does not matter, or is not known."""
    if document.kind in _NO_SECRET:
        return None
    if document.kind == Kind.EXTERNAL_ACCOUNT and document.root is not None and document.sound:
        names = document.root.names()  # it mostly says only where a token is to be had
        if not {"client_secret", "refresh_token"} & set(names):
            return None
    return document.custody


def _shown(path: str) -> str:
    return safe_text(path, limit=300)


@rule("CS501", Severity.WARNING)
def of_another_user(document: Document) -> Iterator[Mark]:
    """The file belongs to another user, who can read and change it at any time.

    Its mode does not help: the owner can set it as they like. Copy the content to a file of your
    own with mode 0600, or import it into chattui's vault.
    """
    custody = _custody(document)
    if custody is not None and custody.owner:
        yield Mark(
            t(
                "The file belongs to the user {owner}, who can read and change it at any time.",
                owner=_shown(custody.owner),
            ),
            t("Copy it to a file of your own with mode 0600, or import it into the vault."),
        )


@rule("CS502", Severity.WARNING, after=("CS501",))
def readable_by_others(document: Document) -> Iterator[Mark]:
    """Other users of this machine may read or change the file.

    It holds a secret. `chmod 600 FILE` leaves it to its owner alone, and sets an access control
    list aside; better still, import it into chattui's vault and delete it. With such a list, the
    bits of the group only limit what the list allows, so what counts is what it really allows.
    """
    custody = _custody(document)
    if custody is None:
        return
    bits = custody.mode & 0o006
    listed = custody.acl > 0 and custody.acl & ~bits & 0o006
    bits |= custody.mode >> 3 & 0o006 if custody.acl < 0 else custody.acl & 0o006
    if not bits:
        return
    mode = f"{custody.mode & 0o777:04o}"
    if listed:
        message = _words_of_list(bits, mode)
    elif bits == 0o006:
        message = t(
            "Other users of this machine may read and change the file: its mode is {mode}.",
            mode=mode,
        )
    elif bits == 0o004:
        message = t("Other users of this machine may read the file: its mode is {mode}.", mode=mode)
    else:
        message = t(
            "Other users of this machine may change the file: its mode is {mode}.", mode=mode
        )
    remedy = t("Run chmod 600 on it, or import it into the vault and delete it.")
    if not custody.settable:
        remedy = t("Copy it to a file of your own with mode 0600, or import it into the vault.")
    yield Mark(message, remedy)


def _words_of_list(bits: int, mode: str) -> str:
    if bits & 0o002:
        return t(
            "An access control list lets other users change the file, although its mode is {mode}.",
            mode=mode,
        )
    return t(
        "An access control list lets other users read the file, although its mode is {mode}.",
        mode=mode,
    )


@rule("CS503", Severity.WARNING)
def in_a_work_tree(document: Document) -> Iterator[Mark]:
    """The file lies in a git work tree that does not ignore it, or git tracks it already.

    One `git add .` takes the secret into the history, where it stays after the file is deleted,
    and goes wherever the repository goes. Keep it outside of the work tree, or name it in
    `.gitignore`. Once it was pushed, it counts as known: make a new one and disable the old.
    """
    custody = _custody(document)
    if custody is None or not custody.git:
        return
    folder = _shown(custody.work_tree)
    if custody.git == "open":
        yield Mark(
            t("The file lies in the git work tree {folder}, which does not ignore it.",
              folder=folder),
            t("Move it elsewhere, or name it in .gitignore, before a `git add .` takes it along."),
        )  # fmt: skip
        return
    yield Mark(
        t(
            "Git tracks the file: its secret is in the history of {folder}, or will be with the"
            " next commit.",
            folder=folder,
        ),
        _revoking(document.kind),
    )


def _revoking(kind: str) -> str:
    if kind in (Kind.INSTALLED, Kind.WEB, Kind.INNER_CLIENT):
        return t(
            "Unless it was never committed, make a new secret by Add secret under Google Auth"
            " platform › Clients and delete the old one; then run git rm --cached on the file."
        )
    if kind == Kind.SERVICE_ACCOUNT:
        return t(
            "Unless it was never committed, add a new key under IAM & Admin › Service Accounts ›"
            " Keys and delete the old one; then run git rm --cached on the file."
        )
    return t(
        "Unless it was never committed, revoke what is in the file and make it anew; then run"
        " git rm --cached on it."
    )


@rule("CS504", Severity.WARNING)
def in_a_synced_folder(document: Document) -> Iterator[Mark]:
    """The file lies in a folder that a service copies to other machines.

    Dropbox, Google Drive, OneDrive, iCloud, Nextcloud, Syncthing and their like keep old versions
    and share folders. Keep the secret in a folder that stays on this machine, or in the vault.
    """
    custody = _custody(document)
    if custody is not None and custody.synced:
        yield Mark(
            t(
                "The folder {folder} is copied to other machines by {service}, and the secret with"
                " it.",
                service=custody.synced,
                folder=_shown(custody.synced_folder),
            ),
            t("Move it to a folder that stays on this machine, or import it into the vault."),
        )


@rule("CS505", Severity.WARNING)
def in_a_shared_folder(document: Document) -> Iterator[Mark]:
    """Others can put another file in the place of this one, or a web server can hand it out.

    Whoever can write in a folder on the way can replace what is below it, whatever the mode of the
    file. A folder with the sticky bit, such as /tmp, is not meant: there only the owner of a file
    can move it.
    """
    custody = _custody(document)
    if custody is None or not custody.exposed:
        return
    if custody.exposed == "web":
        yield Mark(
            t(
                "The folder {folder} is one that web servers hand out.",
                folder=_shown(custody.exposed_folder),
            ),
            t("Move the file out of it: whoever guesses its address can have the secret."),
        )
    elif custody.exposed != "owner" or custody.exposed_to != custody.owner:
        yield _of_writers(custody)


def _of_writers(custody: Custody) -> Mark:
    folder, name = _shown(custody.exposed_folder), _shown(custody.exposed_to)
    if custody.exposed == "owner":
        return Mark(
            t(
                "The folder {folder} belongs to the user {name}, who can put another file in"
                " the place of this one.",
                folder=folder,
                name=name,
            ),
            t("Move the file to a folder of your own."),
        )
    if custody.exposed == "group":
        return Mark(
            t(
                "The group {name} can write in the folder {folder}, and so put another file in"
                " the place of this one.",
                folder=folder,
                name=name,
            ),
            t("Run chmod g-w on the folder, or move the file to a folder of your own."),
        )
    return Mark(
        t(
            "Other users can write in the folder {folder}, and so put another file in the"
            " place of this one.",
            folder=folder,
        ),
        t("Run chmod go-w on the folder, or move the file to a folder of your own."),
    )


@rule("CS506", Severity.WARNING)
def a_symbolic_link(document: Document) -> Iterator[Mark]:
    """A symbolic link was named; what is said here is about the file that it leads to.

    Deleting or moving the link leaves the secret where it is, and whoever can write where the link
    leads decides what is used. Name the file itself.
    """
    custody = _custody(document)
    if custody is None or not custody.link:
        return
    target = _shown(custody.link)
    if custody.link_leaves_home:
        yield Mark(
            t(
                "The file is a symbolic link out of your home, to {target}, and who can write"
                " there decides what is used.",
                target=target,
            ),
            t("Keep the file itself in your home, or import it into the vault."),
        )
    else:
        yield Mark(
            t("The file is a symbolic link; what is said here is about {target}.", target=target),
            t("Name that file itself: deleting the link would leave the secret where it is."),
        )
