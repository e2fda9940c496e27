"""A signatory's key, opened once for a batch, and the CMS container it fills; here from a PKCS#12 file, in `token.py` from a token.

Every signature of one RSA key is the same container but for two fields of fixed size: the document's digest and the signature value. So pyHanko builds the
container once, with markers in their place, and each signature only puts the two fields in; the private key is parsed once and stays inside `OpenKey`.
Building the container anew and checking the key again is what makes the stock way slow. Every signed file is still judged from its bytes afterwards.

Raises are about the key alone: the passphrase is wrong (the signatory writes it again) or the administrator has to look. No message and no repr holds the
passphrase or the key.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from asn1crypto import pkcs12 as asn1_pkcs12
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs12 import PKCS12KeyAndCertificates, load_pkcs12
from pyhanko.sign.signers import ExternalSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from pipeline.adapters.tte.judge import FOR_SIGNING
from pipeline.domain.dates import moment_in_words
from pipeline.domain.errors import HeldError, SuratError, WrongSecretError
from pipeline.domain.notes import Message, Text
from pipeline.domain.notes import signing as notes

DIGEST: Final = "sha256"
DIGEST_BYTES: Final = 32
ROOM_HEX: Final = 512
"""the space for the container is rounded up to this many hexadecimal digits"""


class KeyRefusedError(Exception):
    """The key signs nothing; becomes a `SuratError` for each letter of the batch."""

    def __init__(self, kind: type[SuratError], text: Text, values: Mapping[str, str]) -> None:
        """Keep the sentence without its letter."""
        super().__init__(text.en)
        self._kind, self._text, self._values = kind, text, dict(values)

    def about(self, letter: str) -> SuratError:
        """The error of one letter."""
        message: Message = self._text(letter=letter, **self._values)
        return self._kind(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenKey:
    """An open key with its certificate and its half-finished CMS container."""

    certificate: x509.Certificate
    signer: str
    """the certificate's subject"""
    _private: Callable[[bytes], bytes] = field(repr=False)
    """signs with RSASSA-PKCS1-v1_5 and SHA-256"""
    _attributes: bytes = field(repr=False)
    """the attributes to sign, in DER, with the marker for the digest"""
    _container: bytes = field(repr=False)
    """the CMS container in DER, with both markers"""
    _digest_marker: bytes = field(repr=False)
    _signature_marker: bytes = field(repr=False)

    @property
    def room_hex(self) -> int:
        """How many hexadecimal digits to keep free for the container."""
        return -(-2 * len(self._container) // ROOM_HEX) * ROOM_HEX

    def sign(self, digest: bytes) -> bytes:
        """The CMS container (DER) for a document with this SHA-256 `digest`."""
        signature = self._private(self._attributes.replace(self._digest_marker, digest))
        return self._container.replace(self._digest_marker, digest).replace(self._signature_marker, signature)

    def check_at(self, moment: datetime) -> None:
        """Refuse to sign outside the certificate's time.

        Raises:
            KeyRefusedError: the certificate has ended or has not begun.
        """
        since, until = self.certificate.not_valid_before_utc, self.certificate.not_valid_after_utc
        if moment > until:
            raise KeyRefusedError(HeldError, notes.CERTIFICATE_EXPIRED, {"signer": self.signer, "until": moment_in_words(until)})
        if moment < since:
            raise KeyRefusedError(HeldError, notes.CERTIFICATE_NOT_YET_VALID, {"signer": self.signer, "since": moment_in_words(since)})


async def open_key(file: Path, passphrase: str) -> OpenKey:
    """Open the PKCS#12 `file`; it is read once.

    Raises:
        KeyRefusedError: the file is missing, broken or unfit, or the passphrase does not open it.
    """
    bundle = _unlock(file, passphrase)
    if not isinstance(bundle.key, RSAPrivateKey) or bundle.cert is None or bundle.cert.certificate.public_key() != bundle.key.public_key():
        raise KeyRefusedError(HeldError, notes.KEY_UNFIT, {"file": file.name})
    private = bundle.key
    chain = [other.certificate for other in bundle.additional_certs]
    return await make_key(bundle.cert.certificate, chain, lambda content: private.sign(content, PKCS1v15(), hashes.SHA256()), file.name)


async def make_key(certificate: x509.Certificate, chain: list[x509.Certificate], private: Callable[[bytes], bytes], name: str) -> OpenKey:
    """An open key with its half-finished container.

    Args:
        certificate: the signatory's.
        chain: those above it.
        private: signs with RSASSA-PKCS1-v1_5 and SHA-256.
        name: what the key is called in messages.

    Raises:
        KeyRefusedError: the certificate is unfit.
    """
    public = certificate.public_key()
    if not isinstance(public, RSAPublicKey):
        raise KeyRefusedError(HeldError, notes.KEY_UNFIT, {"file": name})
    signer = certificate.subject.rfc4514_string()
    if not _usages(certificate) & FOR_SIGNING:
        raise KeyRefusedError(HeldError, notes.CERTIFICATE_USAGE, {"signer": signer})
    digest, signature = secrets.token_bytes(DIGEST_BYTES), secrets.token_bytes(public.key_size // 8)
    attributes, container = await _container(certificate, chain, digest, signature)
    return OpenKey(
        certificate=certificate,
        signer=signer,
        _private=private,
        _attributes=attributes,
        _container=container,
        _digest_marker=digest,
        _signature_marker=signature,
    )


def _unlock(file: Path, passphrase: str) -> PKCS12KeyAndCertificates:
    try:
        content = file.read_bytes()
    except OSError as exc:
        raise KeyRefusedError(HeldError, notes.KEY_UNREADABLE, {"file": file.name, "reason": type(exc).__name__}) from exc
    try:
        asn1_pkcs12.Pfx.load(content, strict=True)["auth_safe"].native  # noqa: B018 - parsed for its complaint
    except (ValueError, TypeError, KeyError) as exc:
        raise KeyRefusedError(HeldError, notes.KEY_BROKEN, {"file": file.name}) from exc
    try:
        return load_pkcs12(content, passphrase.encode("utf-8"))
    except ValueError as exc:
        raise KeyRefusedError(WrongSecretError, notes.WRONG_PASSPHRASE, {"file": file.name}) from exc


def _usages(certificate: x509.Certificate) -> frozenset[str]:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return frozenset()
    named = {"digital_signature": usage.digital_signature, "non_repudiation": usage.content_commitment}
    return frozenset(name for name, allowed in named.items() if allowed)


async def _container(certificate: x509.Certificate, chain: list[x509.Certificate], digest: bytes, signature: bytes) -> tuple[bytes, bytes]:
    """Have pyHanko build attributes and container around the two markers; roots stay out, verifiers have their own."""
    known = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # the library annotates by half
    known.register_multiple([_asn1(other) for other in chain])
    builder = ExternalSigner(_asn1(certificate), known, signature, embed_roots=False)
    attributes = await builder.signed_attrs(digest, DIGEST, use_pades=True)
    container = await builder.async_sign_prescribed_attributes(DIGEST, attributes)
    return attributes.dump(), container.dump()


def _asn1(certificate: x509.Certificate) -> Any:  # noqa: ANN401 - asn1crypto's certificate
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
