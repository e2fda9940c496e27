"""A certification centre of the tests' own: a root, a signatory's key, a time stamping authority, an OCSP responder and a CRL, on loopback HTTP.

Each of the three can work, be down, stall, answer rubbish, call the signatory's certificate revoked, or stamp another imprint than it was asked for.
"""

import asyncio
import base64
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import unquote

from asn1crypto import keys as asn1_keys
from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper

PASSPHRASE = "kunci-uji-coba"
SIGNATORY = "Dr. Rina Wulandari, S.H., M.Si."
STALL_SECONDS = 20
"""how long a stalling server keeps a caller at most; the tests' time limits are shorter"""


@dataclass
class Manners:
    """How the three servers behave; a test changes them as it goes."""

    tsa: str = "works"
    """works, works once, down, stalls, rubbish, endless, other imprint, refuses"""
    ocsp: str = "works"
    """works, down, stalls, rubbish, endless, revoked"""
    crl: str = "works"
    """works, down, stalls, rubbish, revoked"""
    ahead: timedelta = timedelta(0)
    """how far the authority's clock is ahead"""
    login: str = ""
    """the `Authorization` the authority asks for"""
    asked: Counter[str] = field(default_factory=Counter)
    over: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True)
class Centre:
    """The centre at work."""

    folder: Path
    manners: Manners
    address: str
    root_key: rsa.RSAPrivateKey
    root: x509.Certificate

    @property
    def ca(self) -> Path:
        return self.folder / "root.pem"

    @property
    def key(self) -> Path:
        return self.folder / "kepala-dinas.p12"

    @property
    def tsa(self) -> str:
        return f"{self.address}/tsa"


class _Server(ThreadingHTTPServer):
    """The machine the three run on."""

    daemon_threads = True
    centre: Centre
    signer: x509.Certificate
    stamper: DummyTimeStamper


@contextmanager
def open_centre(folder: Path) -> Iterator[Centre]:
    """Make all keys in `folder` and serve until the end of the block."""
    folder.mkdir(parents=True, exist_ok=True)
    manners = Manners()
    server = _Server(("127.0.0.1", 0), _Desk)
    address = f"http://127.0.0.1:{server.server_port}"
    root_key = _key()
    root = _certificate("Root Uji", root_key, "Root Uji", root_key, [(x509.BasicConstraints(ca=True, path_length=0), True), (_usage(signs=True), True)])
    (folder / "root.pem").write_bytes(root.public_bytes(Encoding.PEM))
    centre = Centre(folder, manners, address, root_key, root)
    _issue(centre, server)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield centre
    finally:
        manners.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _issue(centre: Centre, server: _Server) -> None:
    """The signatory's key into a file, the authority's into the server."""
    where = x509.UniformResourceIdentifier(f"{centre.address}/ocsp")
    responder = x509.AuthorityInformationAccess([x509.AccessDescription(AuthorityInformationAccessOID.OCSP, where)])
    point = x509.DistributionPoint([x509.UniformResourceIdentifier(f"{centre.address}/crl")], None, None, None)
    points = x509.CRLDistributionPoints([point])
    signer_key, tsa_key = _key(), _key()
    signer = _certificate(SIGNATORY, signer_key, "Root Uji", centre.root_key, [(_usage(signs=False), True), (responder, False), (points, False)])
    purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    tsa = _certificate("TSA Uji", tsa_key, "Root Uji", centre.root_key, [(_usage(signs=False), True), (purpose, True), (points, False)])
    bundle = serialize_key_and_certificates(b"kunci", signer_key, signer, [centre.root], BestAvailableEncryption(PASSPHRASE.encode()))
    centre.key.write_bytes(bundle)
    server.centre, server.signer = centre, signer
    server.stamper = DummyTimeStamper(_asn1(tsa), _asn1_key(tsa_key))


class _Desk(BaseHTTPRequestHandler):
    """One server for the three: /tsa, /ocsp, /crl."""

    protocol_version = "HTTP/1.1"
    types: ClassVar = {"tsa": "application/timestamp-reply", "ocsp": "application/ocsp-response", "crl": "application/pkix-crl"}

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def log_message(self, format: str, *words: object) -> None:
        """Say nothing."""

    def _answer(self) -> None:
        server = self.server
        assert isinstance(server, _Server)
        what, _, asked = self.path.strip("/").partition("/")
        manners = server.centre.manners
        body = base64.b64decode(unquote(asked)) or self.rfile.read(int(self.headers.get("Content-Length") or 0))
        manners.asked[what] += 1
        how = getattr(manners, what)
        if how == "stalls":
            manners.over.wait(STALL_SECONDS)
            self.close_connection = True
        elif how == "down" or (how == "works once" and manners.asked[what] > 1):
            self._reply(503, b"", "text/plain")
        elif how == "endless":
            self._go_on(self.types[what])
        elif how == "rubbish":
            self._reply(200, b"0\x82\x01\x00 bukan jawaban", self.types[what])
        elif what == "tsa" and manners.login and self.headers.get("Authorization") != manners.login:
            self._reply(401, b"", "text/plain")
        else:
            self._reply(200, getattr(self, f"_{what}")(server, body, how), self.types[what])

    def _go_on(self, kind: str) -> None:
        """Answer without an end, until the caller has had enough."""
        self.close_connection = True
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()
        until = time.monotonic() + STALL_SECONDS
        with suppress(OSError):
            while time.monotonic() < until and not self.server.centre.manners.over.is_set():  # type: ignore[attr-defined]  # a _Server
                self.wfile.write(bytes(1 << 20))

    def _reply(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    @staticmethod
    def _tsa(server: _Server, body: bytes, how: str) -> bytes:
        if how == "refuses":
            return bytes(tsp.TimeStampResp({"status": tsp.PKIStatusInfo({"status": tsp.PKIStatus("rejection")})}).dump())
        request = tsp.TimeStampReq.load(body)
        if how == "other imprint":
            request["message_imprint"]["hashed_message"] = bytes(32)
        server.stamper.fixed_dt = (datetime.now(UTC) + server.centre.manners.ahead).replace(microsecond=0)
        return bytes(asyncio.run(server.stamper.async_request_tsa_response(request)).dump())

    @staticmethod
    def _ocsp(server: _Server, body: bytes, how: str) -> bytes:
        asked = ocsp.load_der_ocsp_request(body)
        now, is_revoked = datetime.now(UTC), how == "revoked"
        builder = ocsp.OCSPResponseBuilder().add_response_by_hash(
            issuer_name_hash=asked.issuer_name_hash,
            issuer_key_hash=asked.issuer_key_hash,
            serial_number=asked.serial_number,
            algorithm=asked.hash_algorithm,
            cert_status=ocsp.OCSPCertStatus.REVOKED if is_revoked else ocsp.OCSPCertStatus.GOOD,
            this_update=now - timedelta(minutes=1),
            next_update=now + timedelta(hours=12),
            revocation_time=now - timedelta(hours=2) if is_revoked else None,
            revocation_reason=x509.ReasonFlags.key_compromise if is_revoked else None,
        )
        builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, server.centre.root)
        for extension in asked.extensions:
            builder = builder.add_extension(extension.value, critical=False)
        return builder.sign(server.centre.root_key, hashes.SHA256()).public_bytes(Encoding.DER)

    @staticmethod
    def _crl(server: _Server, body: bytes, how: str) -> bytes:
        del body
        now = datetime.now(UTC)
        builder = x509.CertificateRevocationListBuilder().issuer_name(server.centre.root.subject)
        builder = builder.last_update(now - timedelta(minutes=1)).next_update(now + timedelta(days=1))
        builder = builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(server.centre.root_key.public_key()), critical=False)
        builder = builder.add_extension(x509.CRLNumber(1), critical=False)
        if how == "revoked":
            entry = x509.RevokedCertificateBuilder().serial_number(server.signer.serial_number).revocation_date(now - timedelta(hours=2))
            builder = builder.add_revoked_certificate(entry.build())
        return builder.sign(server.centre.root_key, hashes.SHA256()).public_bytes(Encoding.DER)


def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def _name(words: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"), x509.NameAttribute(NameOID.COMMON_NAME, words)])


def _certificate(
    name: str, key: rsa.RSAPrivateKey, issuer: str, issuer_key: rsa.RSAPrivateKey, extensions: list[tuple[x509.ExtensionType, bool]]
) -> x509.Certificate:
    now = datetime.now(UTC)
    begun = x509.CertificateBuilder().subject_name(_name(name)).issuer_name(_name(issuer)).public_key(key.public_key())
    timed = begun.serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=365))
    known = timed.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    whole = known.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
    for extension, critical in extensions:
        whole = whole.add_extension(extension, critical=critical)
    return whole.sign(issuer_key, hashes.SHA256())


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        content_commitment=not signs,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs,
        crl_sign=signs,
        encipher_only=False,
        decipher_only=False,
    )


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def _asn1_key(key: rsa.RSAPrivateKey) -> asn1_keys.PrivateKeyInfo:
    return asn1_keys.PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
