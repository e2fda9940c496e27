"""A partner office's e-surat on loopback: HTTPS with a certificate of its own making, and an address that can lie, stall, cut, refuse or babble."""

import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from pipeline.adapters.durable import digest_of_bytes

TOKEN = "token-mitra-5531"


@dataclass
class Posted:
    """One request as it came, whole."""

    key: str
    token: str
    cover: dict[str, object]
    document: bytes


@dataclass
class Partner:
    """What the partner is to do, and what it got."""

    folder: Path
    port: int = 0
    posted: list[Posted] = field(default_factory=list)
    """every request"""
    taken: dict[str, Posted] = field(default_factory=dict)
    """each letter once, by its key"""
    recognises: bool = True
    answers: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)
    """given in place of the next answers; the letter is not taken"""
    cuts: int = 0
    """so many lines are cut after the letter was taken, before the answer"""
    cuts_early: int = 0
    """so many lines are cut within the letter"""
    looked: list[dict[str, str]] = field(default_factory=list)
    """the headers of each request that only looks whether he is there"""
    head: int = 405
    """what such a request is answered"""
    stalls: float = 0.0
    lie: Callable[[dict[str, str]], bytes] | None = None
    """what is given back for a receipt"""

    @property
    def address(self) -> str:
        return f"https://127.0.0.1:{self.port}/surat"

    @property
    def ca_file(self) -> Path:
        return self.folder / "ca.pem"


def make_certificates(folder: Path) -> Path:
    """A root of its own, `ca.pem`, and a certificate for 127.0.0.1 under it; the latter with its key."""
    now = datetime.now(UTC)
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Mitra Root")])

    def about(name: x509.Name, public: ec.EllipticCurvePublicKey, *, is_root: bool) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(root_name)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(hours=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
        )

    root = about(root_name, root_key.public_key(), is_root=True).sign(root_key, hashes.SHA256())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    leaf = (
        about(name, key.public_key(), is_root=False)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(root_key, hashes.SHA256())
    )
    (folder / "ca.pem").write_bytes(root.public_bytes(serialization.Encoding.PEM))
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "mitra.pem").write_bytes(secret + leaf.public_bytes(serialization.Encoding.PEM))
    return folder / "mitra.pem"


@contextmanager
def partner_at_work(folder: Path) -> Iterator[Partner]:
    """The partner on a free port of loopback, for the time of a test."""
    folder.mkdir(parents=True, exist_ok=True)
    partner = Partner(folder=folder)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(make_certificates(folder))
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"partner": partner}))
    server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    partner.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield partner
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A client that does not believe the certificate hangs up; that is the client's to tell."""


class _Handler(BaseHTTPRequestHandler):
    partner: Partner
    timeout = 20

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_HEAD(self) -> None:
        self.partner.looked.append({name.lower(): value for name, value in self.headers.items()})
        time.sleep(self.partner.stalls)
        self._answer(self.partner.head, {"Location": "/lain"}, b"")

    def do_POST(self) -> None:
        partner = self.partner
        if partner.cuts_early:
            partner.cuts_early -= 1
            self.rfile.read(100)
            self._cut()
            return
        posted = self._read()
        partner.posted.append(posted)
        time.sleep(partner.stalls)
        if partner.answers:
            self._answer(*partner.answers.pop(0))
            return
        if posted.token != f"Bearer {TOKEN}":
            self._answer(401, {}, b"{}")
            return
        number = self._take(posted)
        if partner.cuts:
            partner.cuts -= 1
            self._cut()
            return
        receipt = {
            "tanda_terima": f"R-{number}",
            "diterima": "2026-11-25T10:00:00+07:00",
            "id_pesan": str(posted.cover["id_pesan"]),
            "dokumen": digest_of_bytes(posted.document),
        }
        self._answer(201, {"Content-Type": "application/json"}, partner.lie(receipt) if partner.lie else json.dumps(receipt).encode())

    def _take(self, posted: Posted) -> int:
        key = posted.key if self.partner.recognises else f"{posted.key} {len(self.partner.taken)}"
        self.partner.taken.setdefault(key, posted)
        return list(self.partner.taken).index(key) + 1

    def _read(self) -> Posted:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        whole = BytesParser().parsebytes(b"Content-Type: " + self.headers["Content-Type"].encode() + b"\r\n\r\n" + raw)
        parts: dict[str, bytes] = {}
        for part in whole.get_payload():
            assert isinstance(part, Message)
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            parts[str(part.get_param("name", header="Content-Disposition"))] = content
        return Posted(
            key=self.headers.get("Idempotency-Key", ""),
            token=self.headers.get("Authorization", ""),
            cover=json.loads(parts["pengantar"]),
            document=parts["dokumen"],
        )

    def _answer(self, status: int, headers: dict[str, str], content: bytes) -> None:
        self.send_response(status)
        for name, value in (headers | {"Content-Length": str(len(content))}).items():
            self.send_header(name, value)
        self.end_headers()
        try:
            self.wfile.write(content)
        except OSError:
            self.close_connection = True  # nobody waits any more

    def _cut(self) -> None:
        self.close_connection = True
        self.connection.close()
