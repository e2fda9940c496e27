"""The office's mail server: how the line is secured, and what each of its answers does to a letter."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from pipeline.adapters.delivery import probe
from pipeline.adapters.delivery.smtp import Server, SmtpRelay, xtext
from pipeline.adapters.durable import digest_of_bytes, digest_of_file
from pipeline.domain.channel import DeliveryReport, Outcome
from pipeline.domain.health import Standing
from pipeline.domain.mailing import message_name
from pipeline.domain.notes import delivery as say
from pipeline.domain.notes import doctor as say_doctor
from tests.adapters.delivery.post import LETTER, Authority, Login, Mailbox, a_carrier, a_delivery, free_port, new_authority, serving


@pytest.fixture
def document(tmp_path: Path) -> Path:
    file = tmp_path / "surat.pdf"
    file.write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 200 + b"\n.\n..\n.\r\n")
    return file


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return new_authority(tmp_path_factory.mktemp("ca"))


def at(port: int, **facts: object) -> Server:
    usual = {"host": "127.0.0.1", "security": "tanpa", "patience": timedelta(seconds=5), "last_patience": timedelta(seconds=5)}
    return Server(port=port, **usual | facts)  # type: ignore[arg-type]  # the names are the class's


def send(server: Server, document: Path, **recipient: str) -> DeliveryReport:
    with SmtpRelay(server) as relay:
        return a_carrier(relay).carry(LETTER, a_delivery(**recipient), document)


# --- the line ---


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_letter_goes_over_tls_to_a_server_that_shows_its_certificate(document: Path, authority: Authority, security: str) -> None:
    mailbox = Mailbox()
    with serving(mailbox, secured=authority.server("127.0.0.1"), by_starttls=security == "starttls") as port:
        report = send(at(port, security=security, ca_file=authority.file), document)
    assert (report.outcome, len(mailbox.messages)) == (Outcome.SENT, 1)


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize("wrong", ["an issuer nobody named", "another server's certificate"])
def test_nothing_goes_to_a_server_that_cannot_show_who_it_is(document: Path, authority: Authority, security: str, wrong: str) -> None:
    mailbox = Mailbox()
    is_other = wrong.startswith("another")
    with serving(mailbox, secured=authority.server("surel.lain.test" if is_other else "127.0.0.1"), by_starttls=security == "starttls") as port:
        server = at(port, security=security, ca_file=authority.file if is_other else None)
        report, found = send(server, document), probe.mail_server(server)
    assert (report.outcome, mailbox.messages, mailbox.sessions) == (Outcome.DEFERRED, [], set())
    assert (found.standing, found.message.text) == (Standing.FAULT, say_doctor.MAIL_CERTIFICATE)


def test_a_server_that_offers_no_starttls_gets_neither_letter_nor_password(document: Path) -> None:
    mailbox = Mailbox()
    with serving(mailbox, authenticator=Login("surat", "rahasia"), auth_require_tls=False) as port:
        report = send(at(port, security="starttls", user="surat", password=lambda: "rahasia"), document)
    assert (report.outcome, mailbox.messages) == (Outcome.DEFERRED, [])


@pytest.mark.parametrize(("password", "outcome", "standing"), [("rahasia", Outcome.SENT, Standing.OK), ("keliru", Outcome.DEFERRED, Standing.FAULT)])
def test_the_office_logs_in_and_a_wrong_password_makes_letters_wait(
    document: Path, authority: Authority, password: str, outcome: Outcome, standing: Standing
) -> None:
    mailbox = Mailbox()
    login = Login("surat", "rahasia")
    with serving(mailbox, secured=authority.server("127.0.0.1"), by_starttls=True, authenticator=login, auth_required=True) as port:
        server = at(port, security="starttls", ca_file=authority.file, user="surat", password=lambda: password)
        report, found = send(server, document), probe.mail_server(server)
    assert (report.outcome, found.standing, len(mailbox.messages)) == (outcome, standing, int(outcome is Outcome.SENT))
    assert outcome is Outcome.SENT or (report.note and report.note.text is say.LOGIN_REFUSED)
    assert password not in repr(server)


# --- the answers ---


def test_what_arrives_is_the_signed_document_byte_for_byte_however_its_lines_begin(document: Path) -> None:
    mailbox = Mailbox()
    with serving(mailbox) as port:
        assert send(at(port), document).outcome is Outcome.SENT
    attachment = next(message_from_bytes(mailbox.messages[0], policy=default).iter_attachments())
    assert digest_of_bytes(attachment.get_content()) == digest_of_file(document)


def test_a_line_of_the_mails_text_that_begins_with_a_dot_arrives_whole(document: Path) -> None:
    mailbox = Mailbox()
    with serving(mailbox) as port, SmtpRelay(at(port)) as relay:
        carrier = replace(a_carrier(relay), render=lambda _letter, _delivery: ("Hal", ".satu\n.\n..dua\n"))
        assert carrier.carry(LETTER, a_delivery(), document).outcome is Outcome.SENT
    body = message_from_bytes(mailbox.messages[0], policy=default).get_body()
    assert body is not None
    assert body.get_content().splitlines() == [".satu", ".", "..dua"]


ANSWERS: dict[str, tuple[Mailbox, Outcome, object]] = {
    "an address nobody has": (Mailbox(rcpt="550 5.1.1 no such user"), Outcome.REFUSED, say.REFUSED_FOR_GOOD),
    "a recipient later": (Mailbox(rcpt="451 4.3.0 later"), Outcome.DEFERRED, say.REFUSED_FOR_NOW),
    "a letter taken for spam": (Mailbox(data="554 5.7.1 no"), Outcome.REFUSED, say.REFUSED_FOR_GOOD),
    "a full mailbox": (Mailbox(data="452 4.2.2 full"), Outcome.DEFERRED, say.REFUSED_FOR_NOW),
    "a server that closes": (Mailbox(data="421 4.3.2 closing"), Outcome.DEFERRED, say.REFUSED_FOR_NOW),
    "a sender who is refused": (Mailbox(sender="550 5.7.1 not you"), Outcome.DEFERRED, say.SENDER_REFUSED),
    "a login that is wanted": (Mailbox(sender="530 5.7.0 authentication required"), Outcome.DEFERRED, say.SENDER_REFUSED),
    "a message too large, said at once": (Mailbox(sender="552 5.3.4 too big"), Outcome.REFUSED, say.REFUSED_FOR_GOOD),
    "an answer that is no answer": (Mailbox(data="354 go on"), Outcome.UNCERTAIN, say.UNCLEAR_ANSWER),
    "cut after the sender": (Mailbox(cuts_after="MAIL"), Outcome.DEFERRED, say.RELAY_AWAY),
    "cut after the recipient": (Mailbox(cuts_after="RCPT"), Outcome.DEFERRED, say.RELAY_AWAY),
    "cut after the message": (Mailbox(cuts_after="DATA"), Outcome.UNCERTAIN, say.CUT_AFTER_DATA),
}


@pytest.mark.parametrize("case", ANSWERS, ids=lambda one: one)
def test_each_answer_of_the_server_has_its_outcome(document: Path, case: str) -> None:
    mailbox, outcome, text = ANSWERS[case]
    with serving(mailbox) as port:
        report = send(at(port), document)
    assert report.note is not None
    assert (report.outcome, report.note.text) == (outcome, text)


def test_the_servers_words_are_kept_on_one_line_and_within_bounds(document: Path) -> None:
    mailbox = Mailbox(rcpt="550-first\r\n550 second" + "x" * 400)
    with serving(mailbox) as port:
        report = send(at(port), document)
    assert report.note is not None
    words = dict(report.note.values)["words"]
    assert words.startswith("first second")
    assert len(words) == 300


@contextmanager
def speaking(*talk: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server that does as it likes, one connection after the other."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(10)

        def serve() -> None:
            for one in talk:
                connection, _ = listener.accept()
                connection.settimeout(10)
                with connection:
                    one(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield int(listener.getsockname()[1])
        finally:
            thread.join(15)
            assert not thread.is_alive()


def until_data(connection: socket.socket) -> None:
    """Go along with a client up to its message."""
    lines = connection.makefile("rb")
    connection.sendall(b"220 uji\r\n")
    while not lines.readline().startswith(b"DATA"):
        connection.sendall(b"250 ok\r\n")
    connection.sendall(b"354 go on\r\n")


def until_its_end(connection: socket.socket) -> None:
    """Go along with a client up to the end of its message."""
    until_data(connection)
    seen = b""
    while not seen.endswith(b"\r\n.\r\n"):
        piece = connection.recv(65536)
        assert piece, "the client hung up"
        seen += piece


@contextmanager
def falling_silent() -> Iterator[int]:
    """A server that says nothing more from the message on, and reads nothing."""
    left = threading.Event()

    def silent(connection: socket.socket) -> None:
        until_data(connection)
        left.wait(10)

    with speaking(silent) as port:
        try:
            yield port
        finally:
            left.set()


def test_a_line_cut_within_the_message_is_tried_again_since_nothing_was_taken(tmp_path: Path) -> None:
    large = tmp_path / "besar.pdf"
    large.write_bytes(b"%PDF-1.7\n" + bytes(8 * 1024 * 1024))

    def cut(connection: socket.socket) -> None:
        until_data(connection)
        connection.recv(1024)

    with speaking(cut) as port:
        report = send(at(port), large)
    assert (report.outcome, report.note and report.note.text) == (Outcome.DEFERRED, say.RELAY_AWAY)


def test_a_server_that_stops_reading_within_the_message_does_not_hold_a_letter_for_good(tmp_path: Path) -> None:
    large = tmp_path / "besar.pdf"
    large.write_bytes(b"%PDF-1.7\n" + bytes(8 * 1024 * 1024))
    with falling_silent() as port:
        assert send(at(port, patience=timedelta(seconds=1)), large).outcome is Outcome.DEFERRED


def test_words_that_are_no_smtp_after_the_message_are_uncertain(document: Path) -> None:
    def babble(connection: socket.socket) -> None:
        until_its_end(connection)
        connection.sendall(b"\xff\xfe tidak jelas\r\n")
        connection.recv(10)

    with speaking(babble) as port:
        assert send(at(port), document).outcome is Outcome.UNCERTAIN


def test_a_server_that_is_silent_after_the_message_leaves_it_uncertain(document: Path) -> None:
    with falling_silent() as port:
        assert send(at(port, last_patience=timedelta(seconds=1)), document).outcome is Outcome.UNCERTAIN


# --- kept connections ---


def test_letters_share_a_connection_and_a_refused_one_does_not_spoil_it(document: Path) -> None:
    mailbox = Mailbox(by_address={"tiada@example.test": "550 no", "nanti@example.test": "451 later"})
    with serving(mailbox) as port, SmtpRelay(at(port)) as relay:
        addresses = ["satu@example.test", "tiada@example.test", "nanti@example.test", "dua@example.test"]
        outcomes = [a_carrier(relay).carry(LETTER, a_delivery(n, email=one), document).outcome for n, one in enumerate(addresses, 1)]
    assert outcomes == [Outcome.SENT, Outcome.REFUSED, Outcome.DEFERRED, Outcome.SENT]
    assert len(mailbox.sessions) == 1
    assert len(mailbox.messages) == 2


def test_a_kept_connection_that_the_server_closed_meanwhile_costs_no_letter(document: Path) -> None:
    mailbox = Mailbox()
    port = free_port()
    with SmtpRelay(at(port)) as relay:
        for _ in range(2):
            with serving(mailbox, port=port):
                assert a_carrier(relay).carry(LETTER, a_delivery(), document).outcome is Outcome.SENT
    assert len(mailbox.messages) == 2


def test_a_server_that_closes_a_kept_connection_at_the_next_letter_costs_no_letter(document: Path) -> None:
    begun: list[bytes] = []

    def closing(connection: socket.socket) -> None:
        until_its_end(connection)
        connection.sendall(b"250 ok\r\n")
        begun.append(connection.recv(1024))

    def taking(connection: socket.socket) -> None:
        until_its_end(connection)
        connection.sendall(b"250 ok again\r\n")
        connection.recv(10)

    with speaking(closing, taking) as port, SmtpRelay(at(port)) as relay:
        reports = [a_carrier(relay).carry(LETTER, a_delivery(n), document) for n in (1, 2)]
    assert begun[0].startswith(b"MAIL FROM")
    assert [one.outcome for one in reports] == [Outcome.SENT, Outcome.SENT]
    assert "ok again" in reports[1].proof


def test_no_more_connections_are_open_than_the_office_allows(document: Path) -> None:
    mailbox = Mailbox()
    with serving(mailbox) as port, SmtpRelay(at(port, connections=2)) as relay:
        carrier = a_carrier(relay)
        threads = [threading.Thread(target=carrier.carry, args=(LETTER, a_delivery(n), document)) for n in range(1, 13)]
        for one in threads:
            one.start()
        for one in threads:
            one.join(20)
    assert len(mailbox.messages) == 12
    assert len(mailbox.sessions) <= 2


def test_a_server_out_of_reach_is_not_sought_again_for_each_letter(document: Path) -> None:
    asked = []

    def refuse_everybody() -> None:
        while not is_over.is_set():
            with suppress(TimeoutError):
                connection, _ = listener.accept()
                with connection:
                    asked.append(connection)
                    connection.sendall(b"554 not here\r\n")

    is_over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        server = threading.Thread(target=refuse_everybody)
        server.start()
        with SmtpRelay(at(int(listener.getsockname()[1]))) as relay:
            reports = [a_carrier(relay).carry(LETTER, a_delivery(n), document) for n in range(1, 6)]
        is_over.set()
        server.join(10)
    assert [one.outcome for one in reports] == [Outcome.DEFERRED] * 5
    assert len(asked) == 1


def test_a_relay_that_is_closed_lets_the_message_in_hand_end_first(document: Path) -> None:
    began, goes_on = threading.Event(), threading.Event()

    def slow(connection: socket.socket) -> None:
        until_its_end(connection)
        began.set()
        goes_on.wait(10)
        connection.sendall(b"250 ok\r\n")
        connection.recv(10)

    reports: list[DeliveryReport] = []
    with speaking(slow) as port:
        relay = SmtpRelay(at(port))
        sending = threading.Thread(target=lambda: reports.append(a_carrier(relay).carry(LETTER, a_delivery(), document)), daemon=True)
        sending.start()
        assert began.wait(10)
        threading.Timer(0.3, goes_on.set).start()
        relay.close()
        sending.join(10)
    assert [one.outcome for one in reports] == [Outcome.SENT]


def test_nothing_of_a_relay_is_left_when_it_is_closed(document: Path) -> None:
    mailbox = Mailbox()
    with serving(mailbox) as port:
        relay = SmtpRelay(at(port))
        assert a_carrier(relay).carry(LETTER, a_delivery(), document).outcome is Outcome.SENT
        relay.close()
        relay.close()
        assert not [one for one in threading.enumerate() if one.name == "surat-surel"]
        assert a_carrier(relay).carry(LETTER, a_delivery(), document).outcome is Outcome.SENT
        relay.close()


# --- the envelope ---


def test_the_envelope_tells_a_relay_that_can_bounce_which_delivery_it_is(document: Path) -> None:
    mailbox = Mailbox()

    def talk(connection: socket.socket) -> None:
        lines = connection.makefile("rb")
        connection.sendall(b"220 uji\r\n")
        lines.readline()
        connection.sendall(b"250-uji\r\n250-SIZE 50000000\r\n250 DSN\r\n")
        for _ in range(2):
            mailbox.messages.append(lines.readline())
            connection.sendall(b"250 ok\r\n" if len(mailbox.messages) == 1 else b"550 no\r\n")
        lines.readline()
        connection.sendall(b"250 ok\r\n")
        lines.readline()
        connection.sendall(b"221 bye\r\n")

    with speaking(talk) as port:
        send(at(port), document, email="a+b=c@example.test")
    sender, recipient = (one.decode().strip() for one in mailbox.messages)
    assert sender.startswith("MAIL FROM:<surat@dukcapil.example.test> SIZE=")
    assert sender.endswith(f"RET=HDRS ENVID={message_name(LETTER, a_delivery())}")
    assert recipient == "RCPT TO:<a+b=c@example.test> NOTIFY=FAILURE,DELAY ORCPT=rfc822;a+2Bb+3Dc@example.test"
    assert xtext("ü\n") == "+FC+0A"


def test_a_message_beyond_the_servers_own_limit_is_printed_and_told_without_being_sent(document: Path) -> None:
    mailbox = Mailbox()
    with serving(mailbox, data_size_limit=20_000) as port:
        report = send(at(port), document)
    assert (report.outcome, report.note and report.note.text) == (Outcome.REFUSED, say.TOO_LARGE_FOR_RELAY)
    assert not mailbox.sessions


def test_forty_megabytes_are_printed_and_told_before_the_server_is_asked(tmp_path: Path) -> None:
    large = tmp_path / "besar.pdf"
    with large.open("wb") as file:
        file.truncate(40 * 1024 * 1024)
    began = time.monotonic()
    report = send(at(free_port()), large)
    assert report.note is not None
    assert (report.outcome, report.note.text, dict(report.note.values)) == (Outcome.REFUSED, say.TOO_LARGE, {"size": "40.0", "limit": "18.0"})
    assert time.monotonic() - began < 60
