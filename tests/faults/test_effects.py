"""Effects on the outside, each cut in the middle: what can be found again is adopted, what nobody can know is uncertain, nothing is done twice."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.adapters.delivery.mail import MailCarrier
from pipeline.adapters.delivery.smtp import Server, SmtpRelay
from pipeline.domain.channel import Channel
from pipeline.domain.errors import LaterError
from pipeline.domain.letter import Letter
from pipeline.domain.notes import letters as say
from pipeline.domain.states import DeliveryState, State
from tests.acceptance.test_trouble import Failing
from tests.kantor import Kantor, reopen_kantor


class CutError(BaseException):
    """The daemon ends here."""


class CuttingServer:
    """An SMTP server on loopback that takes a message whole and then cuts the line without a word."""

    def __init__(self) -> None:
        self.messages = 0
        self.port = 0
        self._loop = asyncio.new_event_loop()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 test\r\n")
        while line := await reader.readline():
            word = line[:4].upper()
            if word == b"DATA":
                writer.write(b"354 go\r\n")
                await reader.readuntil(b"\r\n.\r\n")
                self.messages += 1
                break
            writer.write(b"250 ok\r\n")
        writer.transport.abort()

    async def _serve(self, ready: threading.Event) -> None:
        server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._stopped = asyncio.Event()
        ready.set()
        await self._stopped.wait()
        server.close()

    @contextmanager
    def serving(self) -> Iterator[None]:
        ready = threading.Event()
        thread = threading.Thread(target=lambda: self._loop.run_until_complete(self._serve(ready)))
        thread.start()
        assert ready.wait(10)
        try:
            yield
        finally:
            self._loop.call_soon_threadsafe(self._stopped.set)
            thread.join(10)
            self._loop.close()


@contextmanager
def by_smtp(kantor: Kantor, port: int) -> Iterator[None]:
    mail = kantor.desk.carriers[Channel.EMAIL]
    assert isinstance(mail, MailCarrier)
    with SmtpRelay(Server(host="127.0.0.1", port=port, security="tanpa")) as relay:
        kantor.desk = replace(kantor.desk, carriers={**kantor.desk.carriers, Channel.EMAIL: replace(mail, relay=relay)})
        yield


def ready_to_sign(kantor: Kantor, **keys: object) -> Letter:
    letter = kantor.submit(**keys)  # type: ignore[arg-type]  # the sidecar's keys
    for _ in letter.verifiers:
        letter = kantor.decide(letter)
    return letter


def test_a_line_cut_after_the_message_is_uncertain_and_nothing_is_sent_again(kantor: Kantor) -> None:
    server = CuttingServer()
    with server.serving():
        with by_smtp(kantor, server.port):
            letter = kantor.approve_all(kantor.submit(kepada=["dinkes"]))
            kantor.work()
        assert [one.state for one in kantor.desk.register.deliveries(letter.id)] == [DeliveryState.UNCERTAIN]
        with reopen_kantor(kantor.settings.root) as again, by_smtp(again, server.port):
            again.work()
        assert server.messages == 1
    assert kantor.letter(letter.id).state is State.DISPATCHING


@pytest.mark.parametrize(
    ("channel", "to", "place"), [(Channel.ESURAT, "diskominfo", "state/esurat/diskominfo/*.pdf"), (Channel.EMAIL, "dinkes", "state/mail/*.eml")]
)
def test_a_delivery_that_was_done_but_not_recorded_is_adopted(kantor: Kantor, channel: Channel, to: str, place: str) -> None:
    letter = ready_to_sign(kantor, kepada=[to])
    real = kantor.desk.carriers[channel]

    class Cut:
        is_repeatable = real.is_repeatable

        def carry(self, letter: Letter, delivery: object, document: Path) -> object:
            real.carry(letter, delivery, document)  # type: ignore[arg-type]  # as the port says
            raise CutError

    kantor.desk = replace(kantor.desk, carriers={**kantor.desk.carriers, channel: Cut()})  # type: ignore[dict-item]  # the same
    with pytest.raises(CutError):
        kantor.decide(letter)
    (first,) = kantor.settings.root.glob(place)
    before = first.stat()
    with reopen_kantor(kantor.settings.root) as again:
        again.work()
        assert again.letter(letter.id).state is State.SENT
    (second,) = kantor.settings.root.glob(place)
    assert (second.stat().st_ino, second.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_mail_that_was_being_handed_over_when_the_daemon_died_is_uncertain_and_is_not_sent_again(kantor: Kantor) -> None:
    letter = ready_to_sign(kantor, kepada=["dinkes"])

    class Relay:
        """A relay that cannot be asked what it was given; at its first message the daemon dies."""

        is_repeatable = False
        messages = 0

        def carry(self, *_: object) -> object:
            self.messages += 1
            raise CutError

    relay = Relay()
    kantor.desk = replace(kantor.desk, carriers={**kantor.desk.carriers, Channel.EMAIL: relay})  # type: ignore[dict-item]  # as the port says
    with pytest.raises(CutError):
        kantor.decide(letter)
    with reopen_kantor(kantor.settings.root) as again:
        again.desk = replace(again.desk, carriers={**again.desk.carriers, Channel.EMAIL: relay})  # type: ignore[dict-item]  # the same
        again.work()
        assert [one.state for one in again.desk.register.deliveries(letter.id)] == [DeliveryState.UNCERTAIN]
        assert again.letter(letter.id).state is State.DISPATCHING
    assert relay.messages == 1


@pytest.mark.parametrize(("port", "method", "before"), [("documents", "adopt", State.NUMBERED), ("register", "move", State.NUMBERED)])
def test_a_stamp_that_a_crash_cut_off_is_made_anew_and_counts_once(kantor: Kantor, port: str, method: str, before: State) -> None:
    kantor.desk = replace(kantor.desk, **{port: Failing(getattr(kantor.desk, port), method, CutError())})  # type: ignore[arg-type]  # it ends the process
    kantor.save("surat", "hal: Undangan\nkepada: [diskominfo]\nklasifikasi: 400.12.2.1\n")
    with pytest.raises(CutError):
        kantor.work()
    with reopen_kantor(kantor.settings.root) as again:
        assert [one.state for one in again.desk.register.letters()] == [before]
        again.work()
        (letter,) = again.desk.register.letters()
        assert again.actions(letter).count("submitted") == 1
        assert list((again.settings.state / "documents/.scratch").iterdir()) == []


def test_a_signature_that_was_not_recorded_leaves_no_second_signed_letter(kantor: Kantor) -> None:
    letter = ready_to_sign(kantor)
    kantor.desk = replace(kantor.desk, register=Failing(kantor.desk.register, "move", CutError()))  # type: ignore[arg-type]  # it ends the process
    with pytest.raises(CutError):
        kantor.decide(letter)
    with reopen_kantor(kantor.settings.root) as again:
        assert again.letter(letter.id).state is State.AWAITING_SIGNATURE
        again.work()
        sent = again.letter(letter.id)
        assert sent.state is State.SENT
        assert again.actions(letter).count("signed") == 1
        assert len(again.desk.judge.verify(again.desk.documents.path(sent.document or "")).signatures) == 1
        assert list(again.settings.root.rglob("*.keputusan.yaml")) == []


def test_a_signing_that_fails_for_now_keeps_the_decision_and_signs_once_later(kantor: Kantor) -> None:
    letter, sound = ready_to_sign(kantor), kantor.desk
    kantor.desk = replace(kantor.desk, documents=Failing(kantor.desk.documents, "adopt", LaterError(say.NOT_HELD(letter=letter.id))))  # type: ignore[arg-type]  # a full disk
    assert kantor.decide(letter).state is State.AWAITING_SIGNATURE
    kantor.desk = sound
    kantor.work()
    assert kantor.letter(letter.id).state is State.SENT
    assert kantor.actions(letter).count("signed") == 1
