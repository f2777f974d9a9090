"""Who a token stands for: ID tokens signed with RS256, the certificates, userinfo, tokeninfo."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from chattui.emulator.clock import Clock
from chattui.emulator.directory import Person
from chattui.emulator.errors import Json
from chattui.emulator.grants import AccessToken
from chattui.emulator.scopes import EMAIL, OPENID, PROFILE
from chattui.endpoints import ISSUER

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

ID_TOKEN_SECONDS = 3600


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _number(value: int) -> str:
    return _base64url(value.to_bytes((value.bit_length() + 7) // 8))


class SigningKey:
    """One RSA key, made when it is first needed: that takes some 50 ms."""

    @cached_property
    def private(self) -> RSAPrivateKey:
        """The key itself, of 2,048 bits."""
        from cryptography.hazmat.primitives.asymmetric import rsa

        return rsa.generate_private_key(public_exponent=65537, key_size=2048)

    @cached_property
    def id(self) -> str:
        """The ``kid``, 40 hexadecimal digits."""
        modulus = self.private.public_key().public_numbers().n
        return hashlib.sha256(str(modulus).encode()).hexdigest()[:40]

    @cached_property
    def certificates(self) -> Json:
        """What ``/oauth2/v1/certs`` publishes: X.509 certificates by key id."""
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.x509.oid import NameOID

        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "chattui emulator")])
        now = datetime.now(UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(self.private.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=365))
            .not_valid_after(now + timedelta(days=3650))
            .sign(self.private, hashes.SHA256())
        )
        return {self.id: certificate.public_bytes(serialization.Encoding.PEM).decode()}

    @cached_property
    def key_set(self) -> Json:
        """What ``/oauth2/v3/certs`` publishes: a JSON Web Key Set (RFC 7517)."""
        numbers = self.private.public_key().public_numbers()
        key = {"kty": "RSA", "alg": "RS256", "use": "sig", "kid": self.id}
        return {"keys": [key | {"n": _number(numbers.n), "e": _number(numbers.e)}]}

    @cached_property
    def pem(self) -> str:
        """The private key as a service account's key file holds it (PKCS #8)."""
        from cryptography.hazmat.primitives import serialization

        return self.private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode()

    def verifies(self, signed: bytes, signature: bytes) -> bool:
        """Whether `signature` is this key's RS256 signature of `signed`."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import padding

        public = self.private.public_key()
        try:
            public.verify(signature, signed, padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature:
            return False
        return True

    def sign(self, claims: Json) -> str:
        """`claims` as a JSON Web Token (RFC 7519) with RS256."""
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import padding

        header = {"alg": "RS256", "kid": self.id, "typ": "JWT"}
        signed = ".".join(
            _base64url(json.dumps(part, separators=(",", ":")).encode())
            for part in (header, claims)
        )
        signature = self.private.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{signed}.{_base64url(signature)}"


def id_token(key: SigningKey, clock: Clock, token: AccessToken, nonce: str = "") -> str:
    """The ID token that goes with `token` (OpenID Connect Core section 2)."""
    now = int(clock.wall())
    digest = hashlib.sha256(token.text.encode()).digest()
    claims: Json = {
        "iss": ISSUER,
        "azp": token.client.id,
        "aud": token.client.id,
        "sub": token.person.id,
        **_hosted_domain(token.person),
        **(_email(token.person) if EMAIL in token.scopes else {}),
        "at_hash": _base64url(digest[:16]),
        **({"nonce": nonce} if nonce else {}),
        **(_profile(token.person) if PROFILE in token.scopes else {}),
        "iat": now,
        "exp": now + ID_TOKEN_SECONDS,
    }
    return key.sign(claims)


def _hosted_domain(person: Person) -> Json:
    return {"hd": person.domain} if person.domain else {}


def _email(person: Person) -> Json:
    return {"email": person.email, "email_verified": True}


def _profile(person: Person) -> Json:
    profile = {
        "name": person.name,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "picture": f"https://lh3.googleusercontent.com/a/{person.id}",
    }
    return {name: value for name, value in profile.items() if value}


def may_see_identity(token: AccessToken) -> bool:
    """Whether userinfo answers to `token`: it takes openid, email or profile."""
    return bool({OPENID, EMAIL, PROFILE} & set(token.scopes))


def userinfo(token: AccessToken, *, version: int) -> Json:
    """The claims of ``/v1/userinfo`` and version 3; version 2 has older names."""
    person = token.person
    email: Json = {}
    if EMAIL in token.scopes:
        verified = "verified_email" if version == 2 else "email_verified"
        email = {"email": person.email, verified: True} | _hosted_domain(person)
    profile = _profile(person) if PROFILE in token.scopes else {}
    return {"id" if version == 2 else "sub": person.id} | profile | email


def tokeninfo(token: AccessToken, clock: Clock) -> Json:
    """What ``/tokeninfo`` says of an access token: every value is a string."""
    info: Json = {"azp": token.client.id, "aud": token.client.id}
    if may_see_identity(token):
        info["sub"] = token.person.id
    info["scope"] = " ".join(token.scopes)
    info["exp"] = str(int(token.ends))
    info["expires_in"] = str(max(0, int(token.ends - clock.now())))
    if EMAIL in token.scopes:
        info |= {"email": token.person.email, "email_verified": "true"}
    info["access_type"] = "offline" if token.offline else "online"
    return info
