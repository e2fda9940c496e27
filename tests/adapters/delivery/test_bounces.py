"""What comes back: reports in the mailbox, which letter they are about, and what becomes of it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.adapters.delivery.bounces import BounceFolder
from pipeline.adapters.delivery.mail import MailCarrier
from pipeline.adapters.delivery.smtp import Server, SmtpRelay
from pipeline.cli import surat
from pipeline.domain.channel import Channel
from pipeline.domain.letter import Letter
from pipeline.domain.mailing import Fortune, message_name
from pipeline.domain.notes import delivery as say
from pipeline.domain.states import DeliveryState, State
from pipeline.stages import bounce, dispatch
from tests.adapters.delivery import postfix
from tests.adapters.delivery.postfix import Postfix
from tests.kantor import Kantor

REPORT = """From: MAILER-DAEMON@lain.test
To: surat@example.test
Subject: Undelivered Mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="batas"

--batas
Content-Type: text/plain

I'm sorry.

--batas
Content-Type: message/delivery-status

Reporting-MTA: dns; lain.test
{envelope}
Final-Recipient: rfc822; dinkes@example.test
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no
 such user

--batas
Content-Type: text/rfc822-headers

From: surat@example.test
{id}Subject: Surat

--batas--
"""


@pytest.fixture
def mailbox(tmp_path: Path) -> Path:
    for part in ("new", "cur", "tmp"):
        (tmp_path / "kotak" / part).mkdir(parents=True)
    return tmp_path / "kotak"


def report(action: str = "failed", *, envelope: str = "", id: str = "") -> str:
    envelope = f"Original-Envelope-Id: {envelope}\n" if envelope else ""
    return REPORT.format(action=action, envelope=envelope, id=f"Message-ID: <{id}@example.test>\n" if id else "")


def with_bounces(kantor: Kantor, mailbox: Path) -> None:
    kantor.desk = replace(kantor.desk, bounces=BounceFolder(folder=mailbox))


def sent(kantor: Kantor, mailbox: Path, *to: str) -> tuple[Letter, str]:
    """A letter sent by e-mail to the folder, and its first message's name."""
    with_bounces(kantor, mailbox)
    letter = kantor.approve_all(kantor.submit(kepada=list(to) or ["dinkes"]))
    return letter, message_name(letter, kantor.desk.register.deliveries(letter.id)[0])


def states(kantor: Kantor, letter: Letter) -> list[DeliveryState]:
    return [one.state for one in kantor.desk.register.deliveries(letter.id)]


@pytest.mark.parametrize("by", ["the envelope", "the message that came back"])
def test_an_email_that_came_back_is_printed_and_its_letter_is_on_its_way_again_until_somebody_carried_it(kantor: Kantor, mailbox: Path, by: str) -> None:
    letter, name = sent(kantor, mailbox)
    assert letter.state is State.SENT
    (mailbox / "new" / "1.kotak").write_text(report(envelope=name) if by == "the envelope" else report(id=name))
    kantor.work()
    assert kantor.letter(letter.id).state is State.DISPATCHING
    (delivery,) = kantor.desk.register.deliveries(letter.id)
    assert (delivery.state, delivery.channel, delivery.sent_on) == (DeliveryState.TO_PRINT, Channel.PRINT, None)
    assert delivery.note == say.BOUNCED(words="5.1.1 550 5.1.1 no such user").words()
    assert "550 5.1.1 no such user" in kantor.form(letter, "5-kirim/cetak").read_text("utf-8")
    assert [one.name for one in (mailbox / "cur").iterdir()] == ["1.kotak:2,S"]
    kantor.fill(kantor.form(letter, "5-kirim/cetak"), keputusan="terkirim", penerima="Sari")
    kantor.work()
    assert kantor.letter(letter.id).state is State.SENT
    audit = CliRunner().invoke(surat, ["audit", "--config", str(kantor.settings.folder)])
    assert audit.exit_code == 0, audit.output
    assert kantor.actions(letter)[-5:] == ["sent", "delivery_bounced", "opened_again", "handed_over", "sent"]


def test_a_bounce_found_again_counts_once_also_after_the_letter_was_carried(kantor: Kantor, mailbox: Path) -> None:
    letter, name = sent(kantor, mailbox)
    for turn in (1, 2):
        (mailbox / "new" / f"{turn}.kotak").write_text(report(envelope=name))
        kantor.work()
    assert kantor.actions(letter).count("delivery_bounced") == 1
    kantor.fill(kantor.form(letter, "5-kirim/cetak"), keputusan="terkirim", penerima="Sari")
    kantor.work()
    (mailbox / "new" / "3.kotak").write_text(report(envelope=name))
    kantor.work()
    assert kantor.letter(letter.id).state is State.SENT


def test_a_daemon_that_ended_between_the_two_steps_opens_the_letter_again_when_it_finds_the_bounce_again(kantor: Kantor, mailbox: Path) -> None:
    letter, name = sent(kantor, mailbox)
    (mailbox / "new" / "1.kotak").write_text(report(envelope=name))
    (found,) = BounceFolder(folder=mailbox).sweep()

    class Ends:
        def __getattr__(self, name: str) -> object:
            if name == "move":
                raise KeyboardInterrupt
            return getattr(register, name)

    register = kantor.desk.register
    with pytest.raises(KeyboardInterrupt):
        bounce.run(found, replace(kantor.desk, register=Ends()))  # type: ignore[arg-type]  # it answers as the register does
    assert kantor.letter(letter.id).state is State.SENT
    kantor.work()
    assert (kantor.letter(letter.id).state, states(kantor, letter)) == (State.DISPATCHING, [DeliveryState.TO_PRINT])


def test_a_letter_that_is_closed_while_its_bounce_is_read_is_opened_again(kantor: Kantor, mailbox: Path) -> None:
    letter, name = sent(kantor, mailbox, "dinkes", "kecamatan-sewon")
    assert letter.state is State.DISPATCHING
    paper = kantor.desk.register.deliveries(letter.id)[1]

    class ClosedMeanwhile:
        def has_evidence(self, key: str, evidence: str) -> bool:
            register.report(replace(paper, state=DeliveryState.SENT))
            dispatch.carry(register.letter(letter.id), replace(kantor.desk, register=register))
            return register.has_evidence(key, evidence)

        def __getattr__(self, name: str) -> object:
            return getattr(register, name)

    register = kantor.desk.register
    (mailbox / "new" / "1.kotak").write_text(report(envelope=name))
    (found,) = BounceFolder(folder=mailbox).sweep()
    assert bounce.run(found, replace(kantor.desk, register=ClosedMeanwhile()))  # type: ignore[arg-type]  # it answers as the register does
    assert kantor.letter(letter.id).state is State.DISPATCHING
    assert states(kantor, letter) == [DeliveryState.TO_PRINT, DeliveryState.SENT]


def test_only_the_delivery_that_came_back_is_printed(kantor: Kantor, mailbox: Path) -> None:
    letter, name = sent(kantor, mailbox, "dinkes", "diskominfo")
    (mailbox / "new" / "1.kotak").write_text(report(envelope=name))
    kantor.work()
    assert states(kantor, letter) == [DeliveryState.TO_PRINT, DeliveryState.SENT]


def test_a_bounce_ends_an_uncertainty(kantor: Kantor, mailbox: Path) -> None:
    letter, name = sent(kantor, mailbox, "dinkes", "kecamatan-sewon")
    first = kantor.desk.register.deliveries(letter.id)[0]
    uncertain = replace(first, state=DeliveryState.UNCERTAIN)

    class Doubtful:
        def __getattr__(self, name: str) -> object:
            return getattr(register, name)

        def deliveries(self, letter: str) -> tuple[object, ...]:
            return tuple(uncertain if one.id == first.id else one for one in register.deliveries(letter))

    register = kantor.desk.register
    (mailbox / "new" / "1.kotak").write_text(report(envelope=name))
    (found,) = BounceFolder(folder=mailbox).sweep()
    assert bounce.run(found, replace(kantor.desk, register=Doubtful()))  # type: ignore[arg-type]  # it answers as the register does
    assert states(kantor, letter)[0] is DeliveryState.TO_PRINT


def test_a_delay_is_recorded_and_nothing_is_printed(kantor: Kantor, mailbox: Path) -> None:
    letter, name = sent(kantor, mailbox)
    (mailbox / "new" / "1.kotak").write_text(report("delayed", envelope=name))
    kantor.work()
    assert kantor.letter(letter.id).state is State.SENT
    assert kantor.actions(letter)[-1] == "delivery_delayed"


def test_what_comes_back_of_a_cancelled_letter_is_recorded_and_not_printed(kantor: Kantor, mailbox: Path) -> None:
    letter, name = sent(kantor, mailbox, "dinkes", "kecamatan-sewon")
    batal = kantor.inbox / "2-penomoran" / "batal.yaml"
    batal.write_text(f"surat: {letter.id}\nkeputusan: batal\ncatatan: keliru\n")
    kantor.work()
    assert kantor.letter(letter.id).state is State.CANCELLED
    (mailbox / "new" / "1.kotak").write_text(report(envelope=name))
    kantor.work()
    assert kantor.letter(letter.id).state is State.CANCELLED
    assert states(kantor, letter)[0] is DeliveryState.SENT
    assert kantor.actions(letter)[-1] == "delivery_bounced"


def test_nobody_makes_up_a_bounce(kantor: Kantor, mailbox: Path) -> None:
    letter, name = sent(kantor, mailbox)
    code = name.rpartition(".")[2]
    invented = [
        name.replace(code, "0" * 20),
        name.replace(f".{code}", ""),
        name.replace(letter.id, "2026-999999"),
        name.replace(f".1.1.{code}", f".1.77.{code}"),
        name.replace(f".1.1.{code}", f".2.1.{code}"),
    ]
    assert len(set(invented) | {name}) == 6
    for number, one in enumerate(invented):
        (mailbox / "new" / f"{number}.kotak").write_text(report(envelope=one))
    (mailbox / "new" / "9.kotak").write_text(f"From: x@y.test\nSubject: kapan\n\nTerima kasih atas {name}\n")
    (mailbox / "new" / "8.kotak").write_text(report("delivered", envelope=name))
    kantor.work()
    assert kantor.letter(letter.id).state is State.SENT
    assert {one.name[1:] for one in (mailbox / "cur").iterdir()} == {".kotak:2,F"}
    assert len(list((mailbox / "cur").iterdir())) == 7


HOSTILE = {
    "nothing": b"",
    "a part within a part, a thousand times": b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(5_000)),
    "a report that is text": b"Content-Type: message/delivery-status\n\nbukan laporan",
    "bytes that are no text": b"Content-Type: multipart/report; boundary=\xff\xfe\n\n--\xff\xfe\n\x00\x00Action: failed\n",
    "a charset nobody has": b"Content-Type: multipart/report; charset=xyz; boundary=a\n\n--a\nContent-Type: message/delivery-status\n\nAction: =?xyz?q?=FF?=\n",
    "a megabyte on one line": b"Content-Type: multipart/report; boundary=" + b"a" * 1_000_000,
}


def nested(depth: int, size: int) -> bytes:
    """Parts within parts, and then line after line, each of which may be the edge of any of them."""
    edges = b"".join(b"--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n" % (n, n + 1) for n in range(depth))
    return (b"Content-Type: multipart/mixed; boundary=b0\n\n" + edges).ljust(size, b"\n")


@pytest.mark.parametrize("depth", [30, 400])
def test_a_message_that_is_dear_to_read_is_soon_put_aside(mailbox: Path, depth: int) -> None:
    (mailbox / "new" / "1").write_bytes(nested(depth, 1 << 20))
    began = time.process_time()
    (found,) = BounceFolder(folder=mailbox).sweep()
    assert time.process_time() - began < 2.0
    assert found.fortune is Fortune.OTHER


def test_a_flood_of_messages_is_read_a_hundred_at_a_look(kantor: Kantor, mailbox: Path) -> None:
    letter, name = sent(kantor, mailbox)
    for number in range(101):
        (mailbox / "new" / f"{number:03}").write_text("apa saja")
    (mailbox / "new" / "999").write_text(report(envelope=name))
    kantor.work()
    assert sorted(one.name for one in (mailbox / "new").iterdir()) == ["100", "999"]
    kantor.work()
    assert states(kantor, letter) == [DeliveryState.TO_PRINT]


@pytest.mark.parametrize("case", HOSTILE)
def test_what_anybody_puts_into_the_mailbox_harms_nothing(mailbox: Path, case: str) -> None:
    (mailbox / "new" / "1").write_bytes(HOSTILE[case])
    (found,) = BounceFolder(folder=mailbox).sweep()
    assert found.fortune is Fortune.OTHER


def test_what_is_no_file_of_the_mailbox_is_left_alone(mailbox: Path, tmp_path: Path) -> None:
    (tmp_path / "lain").write_text(report(envelope="x"))
    (mailbox / "new" / "tautan").symlink_to(tmp_path / "lain")
    (mailbox / "new" / "folder").mkdir()
    (mailbox / "new" / ".tersembunyi").write_text("x")
    assert list(BounceFolder(folder=mailbox).sweep()) == []
    assert list(BounceFolder(folder=None).sweep()) == list(BounceFolder(folder=tmp_path / "tiada").sweep()) == []


def test_a_disk_that_fails_under_one_message_hides_no_other(tmp_path: Path) -> None:
    (tmp_path / "kotak").mkdir()
    (tmp_path / "kotak" / "new").symlink_to("/proc/self")  # `mem` is a file of which the first byte cannot be read
    names = {one.file for one in BounceFolder(folder=tmp_path / "kotak").sweep()}
    assert "mem" not in names
    assert "status" in names


def test_a_mailbox_that_cannot_be_changed_is_read_once(mailbox: Path) -> None:
    (mailbox / "new" / "1").write_text(report(envelope="x"))
    folder = BounceFolder(folder=mailbox)
    (mailbox / "cur").rmdir()
    for found in folder.sweep():
        folder.put_away(found, was_understood=True)
    assert list(folder.sweep()) == []


@contextmanager
def by_postfix(kantor: Kantor, server: Postfix) -> Iterator[None]:
    mail = kantor.desk.carriers[Channel.EMAIL]
    assert isinstance(mail, MailCarrier)
    with SmtpRelay(Server(host="127.0.0.1", port=server.port, security="tanpa", hello="kantor.example.test")) as relay:
        kantor.desk = replace(kantor.desk, carriers={**kantor.desk.carriers, Channel.EMAIL: replace(mail, relay=relay, sender="surat@example.test")})
        yield


@pytest.mark.root
def test_what_a_real_postfix_gives_back_is_printed(kantor: Kantor) -> None:
    with postfix.running("surat") as server, by_postfix(kantor, server):
        letter = kantor.approve_all(kantor.submit(kepada=["dinkes"]))
        assert letter.state is State.SENT
        server.settle()
        with_bounces(kantor, server.box("surat"))
        kantor.work()
        (delivery,) = kantor.desk.register.deliveries(letter.id)
        assert delivery.state is DeliveryState.TO_PRINT
        assert "unknown user" in delivery.note
        assert [one.name[-4:] for one in (server.box("surat") / "cur").iterdir()] == [":2,S"]
