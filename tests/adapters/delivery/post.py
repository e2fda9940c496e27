"""Mail servers on loopback for the tests: a certificate authority made for the run, and servers that answer as they are told."""

import asyncio
import datetime as dt
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from pipeline.adapters.delivery.mail import MailCarrier
from pipeline.adapters.delivery.parcel import Relay
from pipeline.adapters.memory import FixedClock
from pipeline.domain.channel import Channel
from pipeline.domain.letter import Delivery, Letter
from pipeline.domain.numbering import RegisterNumber
from pipeline.domain.office import Recipient
from pipeline.domain.states import DeliveryState, State
from tests.letters import NOON, TODAY, a_letter

NUMBER = RegisterNumber(text="400.12.2.1/7", year=2026, scope="", sequence=7)
LETTER = a_letter(State.DISPATCHING, number=NUMBER, date=TODAY)


def a_delivery(id: int = 4, *, is_copy: bool = False, **recipient: str) -> Delivery:
    facts = {"name": "Dinas Kesehatan", "email": "dinkes@example.test"} | recipient
    one = Recipient(channel=Channel.EMAIL, **facts)
    return Delivery(id=id, letter=LETTER.id, recipient=one, channel=one.channel, state=DeliveryState.SENDING, is_copy=is_copy)


def a_carrier(relay: Relay, **facts: int) -> MailCarrier:
    def render(letter: Letter, delivery: Delivery) -> tuple[str, str]:
        return f"Surat {letter.number.text if letter.number else ''}", f"Yth. {delivery.recipient.name}"

    return MailCarrier(sender="surat@dukcapil.example.test", office="Dinas Kependudukan", render=render, relay=relay, clock=FixedClock(NOON), **facts)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@dataclass
class Mailbox:
    """What a server took, with the answers it is told to give: by address, else for everybody."""

    sender: str = "250 OK"
    rcpt: str = "250 OK"
    data: str = "250 OK"
    by_address: dict[str, str] = field(default_factory=dict)
    cuts_after: str = ""
    """the verb after which it cuts the line without a word"""
    messages: list[bytes] = field(default_factory=list)
    envelopes: list[tuple[str, list[str], list[str]]] = field(default_factory=list)
    """recipient, options of the sender, options of the recipient"""
    sessions: set[int] = field(default_factory=set)

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802 -- aiosmtpd's name
        self.sessions.add(id(session))
        envelope.mail_from = address
        envelope.mail_options = options
        self._cut("MAIL", server)
        return self.sender

    async def handle_RCPT(self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802 -- the same
        answer = self.by_address.get(address, self.rcpt)
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
            self.envelopes.append((address, list(envelope.mail_options), list(options)))
        self._cut("RCPT", server)
        return answer

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 -- the same
        if isinstance(envelope.content, bytes) and not self.data.startswith(("4", "5")):
            self.messages.append(envelope.content)
        self._cut("DATA", server)
        return self.data

    def _cut(self, verb: str, server: SMTP) -> None:
        if self.cuts_after == verb and server.transport is not None:
            server.transport.abort()


class _Server(Controller):
    """A controller that hangs up on everybody before it ends, so that no connection of its is left open."""

    def __init__(self, *words: object, **facts: object) -> None:
        super().__init__(*words, **facts)
        self._talks: list[SMTP] = []

    def factory(self) -> SMTP:
        talk = super().factory()
        self._talks.append(talk)
        return talk

    def stop(self, no_assert: bool = False) -> None:  # noqa: FBT001, FBT002 -- aiosmtpd's own
        asyncio.run_coroutine_threadsafe(self._hang_up(), self.loop).result(10)
        super().stop(no_assert)

    async def _hang_up(self) -> None:
        for talk in self._talks:
            if talk.transport is not None:
                talk.transport.abort()
        for _ in range(5):
            await asyncio.sleep(0)


@contextmanager
def serving(mailbox: Mailbox, *, secured: ssl.SSLContext | None = None, by_starttls: bool = False, port: int | None = None, **facts: object) -> Iterator[int]:
    """A mail server; its port."""
    port = port or free_port()
    kept = {"tls_context": secured, "require_starttls": True} if by_starttls else {}
    controller = _Server(mailbox, hostname="127.0.0.1", port=port, ssl_context=None if by_starttls else secured, **kept, **facts)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()
        assert not [thread for thread in threading.enumerate() if "SMTP" in thread.name]


class Login:
    """Lets one name and password in."""

    def __init__(self, user: str, password: str) -> None:
        self._wanted = LoginPassword(user.encode(), password.encode())

    def __call__(self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: object) -> AuthResult:
        return AuthResult(success=given == self._wanted, handled=False)


@dataclass(frozen=True)
class Authority:
    """A certificate authority of this run, and what it made."""

    folder: Path

    @property
    def file(self) -> Path:
        return self.folder / "ca.pem"

    def server(self, *names: str) -> ssl.SSLContext:
        """How a server with these names speaks TLS."""
        key = ec.generate_private_key(ec.SECP256R1())
        ca_key = serialization.load_pem_private_key((self.folder / "ca.key").read_bytes(), None)
        issuer = x509.load_pem_x509_certificate(self.file.read_bytes()).subject
        found = _certificate(names[0], issuer, key.public_key())
        found = found.add_extension(x509.SubjectAlternativeName([_general(one) for one in names]), critical=False)
        pem = found.sign(ca_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)  # type: ignore[arg-type]  # it is an EC key
        file = self.folder / f"{names[0]}.pem"
        file.write_bytes(pem + _pem(key))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context


def new_authority(folder: Path) -> Authority:
    folder.mkdir(exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "CA uji")])
    found = _certificate("CA uji", name, key.public_key()).add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    (folder / "ca.pem").write_bytes(found.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    (folder / "ca.key").write_bytes(_pem(key))
    return Authority(folder)


def _certificate(name: str, issuer: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    now = dt.datetime.now(dt.UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    built = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key).serial_number(x509.random_serial_number())
    return built.not_valid_before(now - dt.timedelta(hours=1)).not_valid_after(now + dt.timedelta(hours=6))


def _general(name: str) -> x509.GeneralName:
    return x509.IPAddress(ipaddress.ip_address(name)) if name[0].isdigit() else x509.DNSName(name)


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
