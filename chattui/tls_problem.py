"""What it means to a person that a certificate was refused, or TLS did not come about."""

from __future__ import annotations

import os
import ssl
import time
from collections.abc import Mapping

from chattui.certificates import is_unknown_authority
from chattui.problem import Problem
from chattui.words import t

ISSUER = "chattui_issuer"
"""The attribute of an exception that holds who signed the refused certificate, safe to draw."""

_NOT_YET_VALID, _EXPIRED = 9, 10
_OTHER_NAMES = frozenset({62, 64})
"""OpenSSL's X509_V_ERR_… (x509_vfy.h): not yet valid, expired; another host name or address."""


def tls_problem(
    error: ssl.SSLCertVerificationError | None,
    host: str,
    environ: Mapping[str, str] | None = None,
) -> Problem:
    """Why the certificate of `host` was refused; with no `error`, why there was no TLS at all."""
    if error is None:
        return _no_tls(host)
    code = getattr(error, "verify_code", 0)
    if code == _EXPIRED:
        return _out_of_time(host, t("The certificate of {host} has expired.", host=host))
    if code == _NOT_YET_VALID:
        return _out_of_time(host, t("The certificate of {host} is not valid yet.", host=host))
    if code in _OTHER_NAMES:
        return Problem(
            "net.tls",
            t("The certificate that answered for {host} belongs to another name.", host=host),
            t(
                "Nothing was sent. Something between this machine and Google answers in its"
                " place: a sign-in page of the network, or a wrong entry in DNS or /etc/hosts."
            ),
            t("Sign in to the network with a browser first, or set HTTPS_PROXY, then try again."),
        )
    signer = str(getattr(error, ISSUER, "")) if is_unknown_authority(error) else ""
    return _unknown(host, signer, os.environ if environ is None else environ)


def _unknown(host: str, signer: str, environ: Mapping[str, str]) -> Problem:
    cause = (
        t(
            "Nothing was sent. It is signed by “{signer}”, which this machine does not know: often"
            " a firewall of the organisation, which reads along.",
            signer=signer,
        )
        if signer
        else t(
            "Nothing was sent. Something between this machine and Google answers in its place, or"
            " the certificates of this machine are too old."
        )
    )
    named = environ.get("SSL_CERT_FILE", "")
    remedy = (
        t("SSL_CERT_FILE names a file that cannot be read: correct it, or unset it.")
        if named and not os.access(named, os.R_OK)
        else t(
            "If the organisation says so, name its certificate authority with ca_file in"
            " config.toml, or with SSL_CERT_FILE; else update the package ca-certificates."
        )
    )
    return Problem(
        "net.tls",
        t("The certificate of {host} could not be verified.", host=host),
        cause,
        remedy,
    )


def _out_of_time(host: str, message: str) -> Problem:
    return Problem(
        "net.tls",
        message,
        t(
            "Nothing was sent. The clock of this machine says {now}: if that is wrong, it is the"
            " reason. Else something answers in Google's place with an old certificate.",
            now=time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
        ),
        t("Set the clock right, then try again."),
    )


def _no_tls(host: str) -> Problem:
    return Problem(
        "net.tls",
        t("No secure connection to {host} came about.", host=host),
        t(
            "Something between this machine and Google ended it, or answered without TLS: often a"
            " firewall, or a sign-in page of the network."
        ),
        t("Sign in to the network with a browser first, or set HTTPS_PROXY, then try again."),
    )
