"""Every way out of one office, each with its real other side on loopback, for tests that send one letter by one of them and look where everything stands."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from click.testing import CliRunner

from pipeline.adapters.delivery.bounces import BounceFolder
from pipeline.adapters.delivery.ipp import Operation
from pipeline.adapters.delivery.mail import MailCarrier
from pipeline.adapters.delivery.post import LARGEST_ANSWER_BYTES, EsuratPost
from pipeline.adapters.delivery.smtp import Server, SmtpRelay
from pipeline.adapters.durable import digest_of_file
from pipeline.adapters.line import Line
from pipeline.cli import surat
from pipeline.domain.channel import Channel, DeliveryReport
from pipeline.domain.handover import DAEMON
from pipeline.domain.letter import Delivery, Letter
from pipeline.domain.mailing import Fortune, message_name
from pipeline.domain.notes import Language, Text
from pipeline.domain.notes.record import DELIVERIES
from pipeline.domain.numbering import NumberClaim, NumberRule
from pipeline.domain.office import Recipient, Security
from pipeline.domain.retry import is_out_of_patience, pause_after
from pipeline.domain.states import OPEN, DeliveryState, State
from pipeline.domain.submission import Submission
from pipeline.ports import Carrier, Desk
from pipeline.rounds import mend
from pipeline.stages import cancel
from tests.adapters.delivery.post import Mailbox, serving
from tests.adapters.delivery.test_bounces import report as a_report
from tests.adapters.partner import TOKEN, Partner, partner_at_work
from tests.adapters.printers import Told, a_told_printer, an_ipp_printer, printer_at
from tests.contracts import letters as make
from tests.kantor import KONSEP, ForwardClock, Kantor, open_kantor

PRINT = "5-kirim/cetak"
PAPER = frozenset({DeliveryState.TO_PRINT, DeliveryState.PRINTED})
MOMENT = timedelta(seconds=1)
SLACK = timedelta(seconds=20)
_REFUSED = 0x0400
"""from where on an IPP status is an error (RFC 8011, B.1)"""
LAST_TRY = next(n for n in range(1, 500) if is_out_of_patience(n))


class Way(StrEnum):
    """How a letter leaves: the channels, two of which have two kinds of other side."""

    FOLDER = "e-surat folder"
    POSTED = "e-surat posted"
    EMAIL = "e-mail"
    PEOPLE = "printed by people"
    PRINTER = "printed by the printer"

    @property
    def channel(self) -> Channel:
        return _CHANNELS[self]


_CHANNELS = {Way.FOLDER: Channel.ESURAT, Way.POSTED: Channel.ESURAT, Way.EMAIL: Channel.EMAIL, Way.PEOPLE: Channel.PRINT, Way.PRINTER: Channel.PRINT}


class Crash(BaseException):
    """The daemon ends here."""


@dataclass
class Heard:
    """A real way, and what it said of each attempt."""

    way: Carrier
    reports: list[DeliveryReport] = field(default_factory=list)
    dies: bool = False
    """the daemon ends once, after the attempt and before it is written down"""

    @property
    def is_repeatable(self) -> bool:
        return self.way.is_repeatable

    then: Callable[[], None] | None = None
    """what happens once right after the next attempt, before it is written down"""

    def carry(self, letter: Letter, delivery: Delivery, document: Path) -> DeliveryReport:
        self.reports.append(self.way.carry(letter, delivery, document))
        if self.dies:
            self.dies = False
            raise Crash
        if self.then is not None:
            then, self.then = self.then, None
            then()
        return self.reports[-1]


def a_signed_letter(kantor: Kantor, wanted: Submission, mark: int) -> Letter:
    """A letter that waits to be sent, its document one of its own."""
    register = kantor.desk.register
    document = kantor.desk.documents.put_bytes((KONSEP / "liberation.pdf").read_bytes() + b"%% %d\n" % mark)
    now = kantor.desk.clock.now()
    entered = register.enter(make.letter(wanted, source=document, since=now), make.event())
    claim = NumberClaim(rule=NumberRule(), code="400.12.2.1", unit="dafduk", day=now.date())
    numbered = register.number(entered.moved(State.NUMBERED, now, date=now.date()), claim, make.event("numbered"))
    waiting = register.move(numbered.moved(State.AWAITING_SIGNATURE, now, document=document), make.event("submitted"))
    return register.move(waiting.moved(State.SIGNED, now), make.event("signed"))


@dataclass
class Bench:
    """The office and those it writes to; one for many scenes."""

    kantor: Kantor
    desk: Desk
    """the office's own"""
    clock: ForwardClock
    root: Path
    mailbox: Mailbox
    mail_port: int
    partner: Partner
    ipp_port: int
    spool: Path
    told: Told
    scenes: int = 0


@contextmanager
def a_bench(root: Path) -> Iterator[Bench]:
    with ExitStack() as stack:
        kantor = stack.enter_context(open_kantor(root / "kantor"))
        clock = ForwardClock(kantor)
        mailbox = Mailbox()
        port = stack.enter_context(serving(mailbox))
        partner = stack.enter_context(partner_at_work(root / "mitra"))
        ipp_port, spool = stack.enter_context(an_ipp_printer(root / "printer"))
        told = stack.enter_context(a_told_printer())
        yield Bench(kantor, kantor.desk, clock, root, mailbox, port, partner, ipp_port, spool, told)


@dataclass
class Scene:
    """One letter on one way to one recipient."""

    bench: Bench
    way: Way
    number: int
    stack: ExitStack
    security: Security = Security.ORDINARY
    email: str = ""
    heard: list[Heard] = field(default_factory=list)
    key: str = ""

    @property
    def kantor(self) -> Kantor:
        return self.bench.kantor

    @property
    def drop(self) -> Path:
        """The partner's folder."""
        return self.bench.root / f"titipan/{self.number}"

    @property
    def taken_away(self) -> Path:
        """Where the partner puts what he takes out of it."""
        return self.bench.root / f"diambil/{self.number}"

    @property
    def new_mail(self) -> Path:
        return self.bench.root / f"pantulan/{self.number}/new"

    @property
    def name(self) -> str:
        return f"Penerima {self.number}"

    @property
    def letter(self) -> Letter:
        return self.kantor.letter(self.key)

    @property
    def delivery(self) -> Delivery:
        (one,) = self.kantor.desk.register.deliveries(self.key)
        return one

    @property
    def reports(self) -> list[DeliveryReport]:
        return [one for way in self.heard for one in way.reports]

    def ready(self) -> None:
        """Lay the ways out, with nobody in trouble."""
        self.email = f"p{self.number}@example.test"
        self.drop.mkdir(parents=True)
        for part in ("new", "cur", "tmp"):
            (self.new_mail.parent / part).mkdir(parents=True)
        desk = replace(self.bench.desk, clock=self.bench.clock, bounces=BounceFolder(folder=self.new_mail.parent))
        self.kantor.desk = replace(desk, carriers={channel: self._heard(one) for channel, one in desk.carriers.items()})
        self.post_to(self.bench.partner.address)
        self.mail_over(self.bench.mail_port)
        if self.way is Way.PRINTER:
            self.print_at(self.bench.ipp_port)

    def end(self) -> None:
        """Leave nothing on its way, and everybody as he was."""
        if self.key and self.letter.state in OPEN:
            cancel.because(self.letter, self.kantor.desk, "selesai", DAEMON)
        self.bench.mailbox.__init__()  # type: ignore[misc]  # the server keeps this very one
        partner = self.bench.partner
        partner.answers, partner.cuts, partner.cuts_early, partner.recognises = [], 0, 0, True
        self.bench.told.answers.clear()

    def _heard(self, way: Carrier) -> Heard:
        self.heard.append(Heard(way))
        return self.heard[-1]

    # --- how the ways are laid ---

    def mail_over(self, port: int, **changes: object) -> None:
        """Send e-mail over a server, with other settings than the office's where they are given."""
        facts = {"host": "127.0.0.1", "port": port, "security": "tanpa", "patience": timedelta(seconds=5), "last_patience": timedelta(seconds=5)}
        relay = self.stack.enter_context(SmtpRelay(Server(**facts)))  # type: ignore[arg-type]  # the names are the class's
        mail = self.bench.desk.carriers[Channel.EMAIL]
        assert isinstance(mail, MailCarrier)
        way = replace(mail, relay=relay, sender="surat@example.test", **changes)  # type: ignore[arg-type]  # as above
        self._lay(carriers={**self.kantor.desk.carriers, Channel.EMAIL: self._heard(way)})

    def post_to(self, address: str, *, recognises: bool = True) -> None:
        """Post e-surat to the partner, who is found at an address."""
        line = Line(address=address, ca_file=self.bench.partner.ca_file, read=timedelta(seconds=5), largest_bytes=LARGEST_ANSWER_BYTES)
        token, office = lambda: TOKEN, self.kantor.settings.office
        way = EsuratPost(office=office, line=line, token=token, recognises=recognises, clock=self.bench.clock)
        self._lay(partners={self.bench.partner.address: self._heard(way)})

    def forget_the_partner(self) -> None:
        """Take the partner out of the address book."""
        self._lay(partners={})

    def print_at(self, port: int) -> None:
        """Print by a printer."""
        self._lay(printer=printer_at(port))

    def _lay(self, **ways: object) -> None:
        self.kantor.desk = replace(self.kantor.desk, **ways)  # type: ignore[arg-type]  # replace checks the names

    # --- what happens ---

    def send(self) -> None:
        """Let the letter be signed, and the office work."""
        self.sign()
        self.kantor.work()

    def sign(self) -> None:
        """Let the letter be signed."""
        folder = {Way.FOLDER: str(self.drop), Way.POSTED: self.bench.partner.address}.get(self.way, "")
        email = self.email if self.way is Way.EMAIL else ""
        one = Recipient(name=self.name, channel=self.way.channel, folder=folder, email=email, address="Jalan Uji 1")
        wanted = replace(make.submission(f"Perihal ke-{self.number}"), recipients=(one,), security=self.security)
        self.key = a_signed_letter(self.kantor, wanted, self.number).id

    def later(self, pause: timedelta = timedelta(hours=1)) -> None:
        """Let time pass, and the office work."""
        self.bench.clock.ahead += pause
        self.kantor.work()

    def try_again(self, after: timedelta | None = None) -> None:
        """Let the pause pass, which is as long as it must be, and in which nothing is tried."""
        pause = self.delivery.next_at and self.delivery.next_at - self.bench.clock.now()
        assert pause is not None
        wanted = pause_after(self.delivery.attempts) if after is None else after
        assert wanted - SLACK < pause <= wanted
        tries = len(self.reports)
        self.later(pause / 2)
        assert len(self.reports) == tries
        self.later(pause / 2 + MOMENT)
        assert len(self.reports) == tries + 1

    def try_for_the_last_time(self) -> None:
        """Let the five days be over with the next try."""
        self.kantor.desk.register.report(replace(self.delivery, state=DeliveryState.PLANNED, attempts=LAST_TRY - 1))
        self.kantor.work()

    def die(self, *, how: Callable[[], None], meanwhile: Callable[[], None] = lambda: None) -> None:
        """Let the daemon end right after an attempt, before it is written down, and be started again."""
        for one in self.heard:
            one.dies = True
        try:
            how()
        except Crash:
            for one in self.heard:
                one.dies = False
            assert self.delivery.state is DeliveryState.SENDING
            meanwhile()
            self.kantor.work()
            return
        raise AssertionError(self.delivery)

    def hand_over(self) -> None:
        """Fill in the form in the print folder."""
        self.kantor.fill(self.kantor.form(self.letter, PRINT), keputusan="terkirim", penerima="Bu Sari", resi="JNE 17")
        self.kantor.work()

    def resolve(self, outcome: str) -> None:
        """Let the administrator say what he found out."""
        words = ["resolve", self.key, outcome, "--why", "ditanyakan kepada penerima", "--config", str(self.kantor.settings.folder)]
        done = CliRunner().invoke(surat, words)
        assert done.exit_code == 0, done.output
        self.kantor.work()

    def come_back(self, action: str) -> None:
        """Let a mail system report on the letter's e-mail."""
        (self.new_mail / "1.kotak").write_text(a_report(action, envelope=message_name(self.letter, self.delivery)))
        self.kantor.work()
        flag = "S" if action in {Fortune.FAILED.value, Fortune.DELAYED.value} else "F"
        assert (list(self.new_mail.iterdir()), (self.new_mail.parent / f"cur/1.kotak:2,{flag}").exists()) == ([], True)

    def come_back_at_once(self) -> None:
        """Let a mail system report before the office has written down that the e-mail went out."""

        def report() -> None:
            (self.new_mail / "1.kotak").write_text(a_report(envelope=message_name(self.letter, self.delivery)))
            mend(self.kantor.desk)

        self.heard[-1].then = report

    def partner_takes_it_away(self) -> None:
        """Let the partner move what lies in his folder into his own house."""
        self.taken_away.parent.mkdir(exist_ok=True)
        self.drop.rename(self.taken_away)
        self.drop.mkdir()
        self.later()

    # --- where it stands ---

    def reached(self) -> int:
        """How many copies of the letter reached the other side by this way, or may have."""
        match self.way:
            case Way.FOLDER:
                files = (one for folder in (self.drop, self.taken_away) for one in folder.glob("*.pdf"))
                return sum(digest_of_file(one) == self.letter.document for one in files)
            case Way.POSTED:
                return sum(one.cover["surat"] == self.key for one in self.bench.partner.taken.values())
            case Way.EMAIL:
                return sum(message_name(self.letter, self.delivery).encode() in one for one in self.bench.mailbox.messages)
            case Way.PEOPLE:
                return 0
            case Way.PRINTER:
                told = zip(self.bench.told.asked, self.bench.told.given, strict=True)
                mine = [given for asked, given in told if self.key.encode() in asked and asked[2:4] == Operation.PRINT_JOB.to_bytes(2, "big")]
                return sum(not _is_refusal(given) for given in mine) + sum(
                    digest_of_file(one) == self.letter.document for one in self.bench.spool.glob("*.pdf")
                )

    def seen(self) -> dict[str, str]:
        """What the registry officer reads in the print folder, by the kind of file; PDFs by their digest."""
        begin = f"{self.letter.name}."
        found = {one.name.removeprefix(begin): one for one in (self.kantor.inbox / PRINT).glob(f"{begin}*")}
        return {kind: digest_of_file(one) if kind.endswith("pdf") else one.read_text("utf-8-sig") for kind, one in found.items()}

    def show(self) -> str:
        """What `surat show` tells the administrator of the delivery."""
        done = CliRunner().invoke(surat, ["show", self.key, "--config", str(self.kantor.settings.folder)])
        assert done.exit_code == 0, done.output
        return done.output.splitlines()[-1]


@contextmanager
def a_scene(bench: Bench, way: Way) -> Iterator[Scene]:
    bench.scenes += 1
    with ExitStack() as stack:
        scene = Scene(bench, way, bench.scenes, stack)
        scene.ready()
        try:
            yield scene
        finally:
            scene.end()


@dataclass(frozen=True, kw_only=True)
class Stand:
    """Where everything stands after a step."""

    state: DeliveryState
    letter: State = State.DISPATCHING
    reached: int = 0
    """how many copies came to the other side, or may have, in all"""
    proof: str = ""
    """what the register keeps as proof, as a pattern"""
    note: tuple[Text, ...] = ()
    """the sentences kept with it, which the registry officer reads in the form, the administrator in `surat show`"""
    paper: Text | None = None
    """what the registry officer reads of the printer"""


def hold(scene: Scene, stand: Stand) -> None:
    """Hold everything there is to what it should be."""
    one, letter = scene.delivery, scene.letter
    assert (one.state, letter.state, scene.reached()) == (stand.state, stand.letter, stand.reached), (one, scene.reports)
    assert re.fullmatch(stand.proof, one.proof), one.proof
    assert re.fullmatch(" ".join(map(_pattern, stand.note)), one.note), one.note
    seen = scene.seen()
    if stand.state in PAPER:
        assert seen.keys() == {"pdf", "ekspedisi.pdf", "keputusan.yaml"} | ({"cetak.txt"} if stand.paper else set())
        assert seen["pdf"] == letter.document
        assert _plain(f"{one.recipient.name} ({one.note})" if one.note else one.recipient.name) in _plain(seen["keputusan.yaml"])
        assert stand.paper is None or re.search(f"^{one.recipient.name}: {_pattern(stand.paper)}$", seen["cetak.txt"], re.MULTILINE), seen
    else:
        assert not seen
    told = scene.show()
    assert f" · {DELIVERIES[one.state]().words(Language.INDONESIAN)}" in told
    proof = "" if one.is_in_doubt else one.proof
    assert (proof or one.note.split(" surat resolve")[0]) in told  # the advice is completed to a command
    final = list((scene.kantor.inbox / "6-terkirim").rglob(f"{letter.name}.pdf"))
    assert [digest_of_file(copy) for copy in final] == (
        [letter.document] if letter.state is State.SENT and not letter.submission.security.is_confidential else []
    )


def _pattern(text: Text) -> str:
    """What a sentence looks like, whatever its values are."""
    return re.sub(r"\\\{\w+\\\}", ".+", re.escape(text.id))


def _plain(text: str) -> str:
    """A text without the marks and ends of lines of a comment."""
    return "".join(re.sub(r"^#", "", text, flags=re.MULTILINE).split())


def _is_refusal(answer: tuple[int, bytes] | None) -> bool:
    """Whether a printer says that it has not taken a job; after a cut line or babble it may have."""
    return answer is not None and answer[1][:1] == b"\x02" and int.from_bytes(answer[1][2:4], "big") >= _REFUSED
