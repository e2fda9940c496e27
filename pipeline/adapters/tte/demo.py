"""The demo's throw-away certificate authority and its people's keys.

For trying the product out, never for an office's letters: the passphrases stand beside the keys. The authority's private key signs the people's
certificates and is dropped, so nobody can be added to a set afterwards. A complete set is kept as it is; the passphrases are written last, so a set
without them is the rest of a broken run and is made anew.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PrivateFormat
from cryptography.hazmat.primitives.serialization.pkcs12 import PBES, serialize_key_and_certificates
from cryptography.x509.oid import NameOID

CA_NAME: Final = "CA Demo surat (bukan untuk surat dinas)"
LIFE: Final = timedelta(days=730)
KDF_ROUNDS: Final = 20_000
READABLE: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""letters and digits that nobody mistakes for one another"""


def make_demo_keys(folder: Path, people: Mapping[str, tuple[str, str]], now: datetime) -> dict[str, str]:
    """Make `ca.pem`, `<id>.p12` for each person and `passphrases.yaml` in `folder`, once.

    Args:
        folder: made with mode 0700 where it does not exist.
        people: a person's name and organisation, by the person's id.
        now: certificates are valid from a day earlier, for two years.

    Returns:
        Each person's passphrase by id; those of the set that is there already, where there is one.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = folder / "passphrases.yaml"
    if kept.exists():
        return _read(kept)
    folder.chmod(0o700)
    authority = _authority(now)
    _write(folder / "ca.pem", authority.certificate.public_bytes(Encoding.PEM), 0o644)
    passphrases = {person: _passphrase() for person in people}
    for person, (name, organisation) in people.items():
        _write(folder / f"{person}.p12", _bundle(name, organisation, passphrases[person], authority, now), 0o600)
    _write(kept, "".join(f'{person}: "{passphrase}"\n' for person, passphrase in passphrases.items()).encode("utf-8"), 0o600)
    return passphrases


@dataclass(frozen=True, slots=True, kw_only=True)
class _Authority:
    key: rsa.RSAPrivateKey = field(repr=False)
    certificate: x509.Certificate


def _authority(now: datetime) -> _Authority:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"), x509.NameAttribute(NameOID.COMMON_NAME, CA_NAME)])
    builder = _certificate(name, key, name, key, now).add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    certificate = builder.add_extension(_usage(signs_certificates=True), critical=True).sign(key, hashes.SHA256())
    return _Authority(key=key, certificate=certificate)


def _bundle(name: str, organisation: str, passphrase: str, authority: _Authority, now: datetime) -> bytes:
    key = rsa.generate_private_key(65537, 2048)
    attributes = [(NameOID.COUNTRY_NAME, "ID"), (NameOID.ORGANIZATION_NAME, organisation), (NameOID.COMMON_NAME, name)]
    subject = x509.Name([x509.NameAttribute(kind, words) for kind, words in attributes])
    builder = _certificate(subject, key, authority.certificate.subject, authority.key, now).add_extension(
        x509.BasicConstraints(ca=False, path_length=None), critical=True
    )
    certificate = builder.add_extension(_usage(signs_certificates=False), critical=True).sign(authority.key, hashes.SHA256())
    lock = (
        PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(KDF_ROUNDS)
        .key_cert_algorithm(PBES.PBESv2SHA256AndAES256CBC)
        .hmac_hash(hashes.SHA256())
        .build(passphrase.encode("utf-8"))
    )
    return serialize_key_and_certificates(name.encode("utf-8"), key, certificate, [authority.certificate], lock)


def _certificate(subject: x509.Name, key: rsa.RSAPrivateKey, issuer: x509.Name, issuer_key: rsa.RSAPrivateKey, now: datetime) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + LIFE)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=not signs_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _passphrase() -> str:
    """Three groups of four, the first character a letter, so that YAML reads a string whatever a person does to the quotes."""
    characters = [secrets.choice(READABLE[:23]), *(secrets.choice(READABLE) for _ in range(11))]
    return "-".join("".join(characters[start : start + 4]) for start in (0, 4, 8))


def _read(kept: Path) -> dict[str, str]:
    pairs = (line.partition(": ") for line in kept.read_text("utf-8").splitlines() if line.strip())
    return {person: passphrase.strip().strip('"') for person, _, passphrase in pairs}


def _write(path: Path, content: bytes, mode: int) -> None:
    path.unlink(missing_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:  # noqa: PTH123 - made with its mode, never wider for a moment
        os.fchmod(file.fileno(), mode)
        file.write(content)
