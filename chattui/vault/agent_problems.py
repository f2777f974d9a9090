"""What an ssh-agent, or a key in it, does wrong, in words for a person."""

from __future__ import annotations

from chattui.disk import shown
from chattui.problem import Problem
from chattui.safe_text import safe_text
from chattui.words import t


def risk() -> str:
    """What a person is told before an ssh key may open the file."""
    return t(
        "While your agent is forwarded to this machine, whoever is root here can use it, and so"
        " can open the file. One signature that somebody captured opens it for as long as the"
        " file keeps its key: `chattui vault rotate` ends that."
    )


def none_named() -> Problem:
    """There is no agent in this login."""
    return Problem(
        "vault.agent_absent",
        t("No ssh-agent can be reached from this login."),
        t("SSH_AUTH_SOCK is not set: no agent runs here, and none is forwarded."),
        t("Log in with `ssh -A`, or start an agent and add your key to it with `ssh-add`."),
    )


def absent(socket: str, words: str) -> Problem:
    """SSH_AUTH_SOCK names what nobody answers on."""
    return Problem(
        "vault.agent_absent",
        t("No ssh-agent answers at {path}.", path=shown(socket)),
        t("The operating system said: {words}.", words=safe_text(words, limit=200)),
        t(
            "SSH_AUTH_SOCK may be left over from a login that has ended, as in tmux. Log in anew"
            " with `ssh -A`, and start chattui there."
        ),
    )


def foreign(socket: str, owner: int, you: int) -> Problem:
    """The socket is another user's."""
    return Problem(
        "vault.agent_foreign",
        t("The ssh-agent at {path} belongs to another user.", path=shown(socket)),
        t(
            "Its owner is user {owner} and you are user {you}; whoever answers there could hold"
            " keys that are not yours.",
            owner=owner,
            you=you,
        ),
        t("Use an agent of your own, or log in as yourself with `ssh -A`."),
    )


def silent(socket: str, seconds: float) -> Problem:
    """It did not answer in time."""
    return Problem(
        "vault.agent_silent",
        t("The ssh-agent at {path} does not answer.", path=shown(socket)),
        t(
            "It said nothing within {seconds} seconds: it has stopped, the connection that it is"
            " forwarded through is cut, or it waits for a person to confirm.",
            seconds=f"{seconds:g}",
        ),
        t("Confirm there, or log in anew with `ssh -A`; the passphrase opens the file too."),
    )


def closed(socket: str) -> Problem:
    """It hung up in the middle."""
    return Problem(
        "vault.agent_garbage",
        t("The ssh-agent at {path} closed the connection.", path=shown(socket)),
        t("It did so before its answer was complete."),
        t("Look whether `ssh-add -l` works; log in anew with `ssh -A` if it does not."),
    )


def garbage(socket: str) -> Problem:
    """What came is not the agent protocol."""
    return Problem(
        "vault.agent_garbage",
        t("What answers at {path} does not speak as an ssh-agent.", path=shown(socket)),
        t("Its answer is too long, cut short, or not of the form that the protocol has."),
        t("Look whether SSH_AUTH_SOCK names an ssh-agent, and whether `ssh-add -l` works."),
    )


def refused(socket: str) -> Problem:
    """It answered with a failure."""
    return Problem(
        "vault.agent_refused",
        t("The ssh-agent at {path} refused.", path=shown(socket)),
        t("It is locked, it no longer holds the key, or a person declined to confirm."),
        t("Unlock it with `ssh-add -X`, add the key with `ssh-add`, or confirm, and try again."),
    )


def unusable_key(fingerprint: str, why: str) -> Problem:
    """The key cannot open a file; `why` is a sentence."""
    return Problem(
        "vault.agent_key",
        t("The ssh key {fingerprint} cannot open a sealed file.", fingerprint=fingerprint),
        why,
        t("Use an Ed25519 key (`ssh-keygen -t ed25519`) or an RSA key of at least 2048 bits."),
    )


def unsteady() -> str:
    """Two signatures of the same text differ."""
    return t(
        "It signed the same text twice, and the signatures differ: nothing that lasts can be made"
        " of them."
    )


def no_signature() -> str:
    """What the agent gave is no signature by that key."""
    return t("What its agent gave is not a signature by that key.")


def other_algorithm() -> str:
    """The agent took no notice of the algorithm that was asked for."""
    return t("Its agent signs only in an older way (with SHA-1, for RSA), which is not taken.")


def unusable(kind: str) -> str:
    """Why a key of this kind is not used, as a sentence; empty where it may be."""
    if kind in {"ssh-ed25519", "ssh-rsa"}:
        return ""
    if kind.startswith("sk-"):
        return t("It is on a security key, which counts its signatures: no two are the same.")
    if "-cert-v" in kind:
        return t("It is a certificate, which ends some day; the key that it is for can be used.")
    if kind.startswith("ecdsa-"):
        return t("It is an ECDSA key, whose signatures have a random part: no two are the same.")
    if kind == "ssh-dss":
        return t("It is a DSA key, which is too weak, and its signatures have a random part.")
    return t("It is a key of a kind that this version does not know.")


def weak_rsa(bits: int, least: int) -> str:
    """An RSA key that is too small, or larger than any that is used."""
    return t(
        "It is an RSA key of {bits} bits; from {least} to 16384 are taken.", bits=bits, least=least
    )
