"""Whose certificates are believed, and who signed one that is not: the system's and ``ca_file``.

On Linux the system's are those that OpenSSL finds, where SSL_CERT_FILE and SSL_CERT_DIR are
honoured.
"""

from __future__ import annotations

import os
import ssl
import stat
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from chattui.bounded import within
from chattui.problem import Problem, ProblemError
from chattui.safe_text import safe_text
from chattui.words import t

if TYPE_CHECKING:
    from chattui.proxy import Proxy

CA_FILE_LIMIT = 16 * 1024 * 1024
LOOK_SECONDS = 3.0
_UNKNOWN_AUTHORITY = frozenset({2, 18, 19, 20, 21, 24, 26})
"""OpenSSL's verification errors (x509_vfy.h) that say: nobody here vouches for this one."""

_COMMON_NAME, _ORGANIZATION = b"\x55\x04\x03", b"\x55\x04\x0a"
"""The object identifiers 2.5.4.3 and 2.5.4.10 (X.520), as DER holds them."""


def ssl_context(ca_file: str = "") -> ssl.SSLContext:
    """A context that verifies; raises ProblemError ``net.ca_file`` where that file is no use."""
    import truststore

    context: ssl.SSLContext = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if ca_file:
        _check_ca_file(ca_file)
        try:
            context.load_verify_locations(cafile=ca_file)
        except ssl.SSLError:
            raise ProblemError(_no_ca_file(ca_file, t("It holds no certificate in PEM."))) from None
        except OSError as error:
            why = t("The operating system said: {reason}.", reason=os.strerror(error.errno or 5))
            raise ProblemError(_no_ca_file(ca_file, why)) from None
    return context


def _check_ca_file(path: str) -> None:
    """OpenSSL would wait for a pipe, and read a device, without an end."""
    try:
        found = os.stat(path)
    except OSError:
        return  # opening it tells
    if not stat.S_ISREG(found.st_mode) and not stat.S_ISDIR(found.st_mode):
        raise ProblemError(_no_ca_file(path, t("It is not a regular file.")))
    if found.st_size > CA_FILE_LIMIT:
        raise ProblemError(_no_ca_file(path, t("It is far larger than lists of authorities are.")))


def _no_ca_file(path: str, why: str) -> Problem:
    return Problem(
        "net.ca_file",
        t(
            "The certificate authorities in {path} cannot be used.",
            path=safe_text(path, limit=200),
        ),
        why,
        t(
            "Correct ca_file in config.toml: a text file with blocks that begin with"
            " -----BEGIN CERTIFICATE-----."
        ),
    )


def is_unknown_authority(error: BaseException) -> bool:
    """Whether a certificate was refused because nobody who is believed here signed it."""
    return (
        isinstance(error, ssl.SSLCertVerificationError)
        and getattr(error, "verify_code", 0) in _UNKNOWN_AUTHORITY
    )


def issuer(url: str, proxy: Proxy | None) -> str:
    """Who signed the certificate that answers for `url`; empty where that cannot be read.

    Blocking, `LOOK_SECONDS` at most, also where an answer drips. A second connection is made for
    it, on which the handshake is done and nothing is sent: a refused certificate is nowhere kept.
    """
    try:
        return within(LOOK_SECONDS, lambda: _issuer(url, proxy))
    except TimeoutError:
        return ""


def _issuer(url: str, proxy: Proxy | None) -> str:
    import http.client

    if proxy and proxy.scheme != "http":
        return ""
    host = urlsplit(url).hostname or ""
    port = urlsplit(url).port or 443
    unverified = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    unverified.check_hostname = False
    unverified.verify_mode = ssl.CERT_NONE
    there = (proxy.host, proxy.port) if proxy else (host, port)
    connection = http.client.HTTPSConnection(*there, timeout=LOOK_SECONDS, context=unverified)
    if proxy:
        connection.set_tunnel(host, port, _authorization(proxy))
    try:
        connection.connect()
        return issuer_name(connection.sock.getpeercert(True) or b"")
    except (OSError, http.client.HTTPException, ValueError):
        return ""
    finally:
        connection.close()


def _authorization(proxy: Proxy) -> dict[str, str]:
    if not proxy.user:
        return {}
    from base64 import b64encode

    pair = f"{proxy.user.reveal()}:{proxy.password.reveal()}".encode()
    return {"Proxy-Authorization": f"Basic {b64encode(pair).decode()}"}


def issuer_name(certificate: bytes) -> str:
    """The name of the authority in an X.509 certificate (RFC 5280 section 4.1), safe to draw.

    Its common name and organization; empty where the bytes are no certificate.
    """
    try:
        fields = _parts(_parts(_parts(certificate)[0][1])[0][1])
        # version [0] (absent in v1), serialNumber, signature, issuer
        names = {
            _parts(pair)[0][1]: _parts(pair)[1][1]
            for _, group in _parts(fields[3 if fields[0][0] == 0xA0 else 2][1])
            for _, pair in _parts(group)
        }
        found = [names[kind] for kind in (_COMMON_NAME, _ORGANIZATION) if kind in names]
        return safe_text(", ".join(dict.fromkeys(name.decode() for name in found)), limit=80)
    except (IndexError, UnicodeDecodeError):
        return ""


def _parts(data: bytes) -> list[tuple[int, bytes]]:
    """The tags and contents of the DER values in `data`; raises IndexError where they are none."""
    parts: list[tuple[int, bytes]] = []
    at = 0
    while at < len(data):
        tag, length = data[at], data[at + 1]
        at += 2
        if length & 0x80:
            more = length & 0x7F
            length = int.from_bytes(data[at : at + more])
            at += more
        if at + length > len(data):
            raise IndexError
        parts.append((tag, data[at : at + length]))
        at += length
    return parts
