"""Every way a letter can go, and every end an attempt on it can have: what the register keeps, what people read, and that nothing reached anybody twice.

The table names every pair of a way and an outcome that the domain knows, with a cell, or with the reason why there can be none.
"""

import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import pytest

from pipeline.adapters.delivery.pace import Pace
from pipeline.domain.channel import IN_DOUBT, Channel, Outcome
from pipeline.domain.errors import HeldError, LaterError, SuratError, UncertainError
from pipeline.domain.handover import DAEMON
from pipeline.domain.mailing import Fortune
from pipeline.domain.notes import Text
from pipeline.domain.notes import delivery as say
from pipeline.domain.notes import esurat as say_esurat
from pipeline.domain.notes import letters as say_letter
from pipeline.domain.notes import printing as say_print
from pipeline.domain.office import Security
from pipeline.domain.printing import JobStanding
from pipeline.domain.states import DeliveryState as D
from pipeline.domain.states import State
from pipeline.ports import Printer
from pipeline.stages import hold as hold_stage
from tests.acceptance.ways import Bench, Scene, Stand, Way, a_bench, a_scene, hold
from tests.adapters.delivery.post import serving
from tests.adapters.printers import free_port, printer_at, until
from tests.adapters.test_printer import an_answer

Step = tuple[Callable[[Scene], object], Stand]
MINUTES = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One way, one end of an attempt on it, and what follows."""

    way: Way
    outcome: Outcome
    """what the way reports of the first attempt"""
    steps: tuple[Step, ...]
    what: str
    before: Callable[[Scene], object] = lambda _: None
    fortune: Fortune | None = None
    """what came back afterwards"""
    job: JobStanding | type[SuratError] | None = None
    """where the printer's job stood, or how handing it over failed"""
    needs: tuple[pytest.MarkDecorator, ...] = ()


CELLS: list[Cell] = []


def cell(way: Way, outcome: Outcome, what: str, *steps: Step, **more: object) -> None:
    CELLS.append(Cell(way=way, outcome=outcome, what=what, steps=steps, **more))  # type: ignore[arg-type]  # the names are the class's


# --- what is done, and where it leads in more than one cell ---

send, later, try_again, give_up, hand_over = Scene.send, Scene.later, Scene.try_again, Scene.try_for_the_last_time, Scene.hand_over


def happened(scene: Scene) -> None:
    scene.resolve("done")


def did_not_happen(scene: Scene) -> None:
    scene.resolve("not-done")


def mended(change: Callable[[Scene], object], go_on: Callable[[Scene], object] = try_again) -> Callable[[Scene], None]:
    """The other side is well again, and the next try comes."""

    def act(scene: Scene) -> None:
        change(scene)
        go_on(scene)

    return act


def dying(scene: Scene) -> None:
    scene.die(how=scene.send)


def dying_and_coming_back(scene: Scene) -> None:
    scene.die(how=scene.send, meanwhile=lambda: scene.come_back("failed"))


def sent(proof: str, reached: int = 1, **more: object) -> Stand:
    return Stand(state=D.SENT, letter=State.SENT, proof=proof, reached=reached, **more)  # type: ignore[arg-type]  # the names are the class's


def waits(*note: Text, reached: int = 0) -> Stand:
    return Stand(state=D.DEFERRED, note=note, reached=reached)


def waits_in_doubt(reached: int = 0) -> Stand:
    """An earlier try may have reached him."""
    return Stand(state=D.DEFERRED, note=(say_esurat.CUT_WHILE_POSTING,), reached=reached, proof=re.escape(IN_DOUBT))


def prints(*note: Text, reached: int = 0, paper: Text | None = None) -> Stand:
    return Stand(state=D.TO_PRINT, note=note, reached=reached, paper=paper)


def asks(*note: Text, reached: int = 1) -> Stand:
    return Stand(state=D.UNCERTAIN, note=note, reached=reached)


def carried(*note: Text, reached: int = 0) -> Step:
    """A person carries it, and the letter is closed by his word."""
    return hand_over, sent("Bu Sari; JNE 17", note=note, reached=reached)


def stays(stand: Stand) -> Step:
    """An hour later nothing has changed."""
    return later, stand


def printed(*note: Text, reached: int = 0) -> tuple[Step, Step, Step]:
    """It is printed at once, stays so, and a person carries it."""
    return (send, prints(*note, reached=reached)), stays(prints(*note, reached=reached)), carried(*note, reached=reached)


RESOLVED = "ditanyakan kepada penerima"

# --- e-surat: the partner's folder ---

IN_FOLDER = r"/.+/titipan/\d+/.+\.pdf"


def away(scene: Scene) -> None:
    scene.drop.rmdir()


def back(scene: Scene) -> None:
    scene.drop.mkdir()


def full(scene: Scene) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8k", "surat-uji", str(scene.drop)], check=True, timeout=60)
    scene.stack.callback(subprocess.run, ["umount", str(scene.drop)], check=True, timeout=60)


def room_again(scene: Scene) -> None:
    subprocess.run(["mount", "-o", "remount,size=1m", str(scene.drop)], check=True, timeout=60)


def taken(*endings: str) -> Callable[[Scene], None]:
    """Files of others under names the letter could have; which letter it will be is known by its number."""

    def lay(scene: Scene) -> None:
        for ending in endings:
            (scene.drop / f"{_name_to_be(scene)}{ending}").write_bytes(b"surat lain")

    return lay


def _name_to_be(scene: Scene) -> str:
    newest = max((one.id for one in scene.kantor.desk.register.letters(everything=True)), default="2026-000000")
    return f"{scene.kantor.desk.clock.today().year}-{int(newest[5:]) + 1:06}_perihal-ke-{scene.number}"


def notes_taken(scene: Scene) -> None:
    number = 1 + max(
        (delivery.id for one in scene.kantor.desk.register.letters(everything=True) for delivery in scene.kantor.desk.register.deliveries(one.id)), default=0
    )
    taken(*(f"{office}{which}.json" for office in ("", ".dukcapil") for which in ("", f".{number}")))(scene)


F = Way.FOLDER
cell(F, Outcome.SENT, "he takes it away", (send, sent(IN_FOLDER)), (Scene.partner_takes_it_away, sent(IN_FOLDER)))
cell(F, Outcome.SENT, "the daemon died once it lay there", (dying, sent(IN_FOLDER)))
cell(F, Outcome.DEFERRED, "it is away", (send, waits(say.FOLDER_AWAY)), (try_again, waits(say.FOLDER_AWAY)), (mended(back), sent(IN_FOLDER)), before=away)
cell(
    F,
    Outcome.DEFERRED,
    "it never comes back",
    (send, waits(say.FOLDER_AWAY)),
    (give_up, prints(say.FOLDER_AWAY, say.GIVEN_UP)),
    carried(say.FOLDER_AWAY, say.GIVEN_UP),
    before=away,
)
cell(
    F,
    Outcome.DEFERRED,
    "its disk is full",
    (send, waits(say.FOLDER_FAILS)),
    (mended(room_again), sent(IN_FOLDER)),
    before=full,
    needs=(pytest.mark.root, pytest.mark.tmpfs),
)
cell(F, Outcome.REFUSED, "others hold its names", *printed(say.NAME_TAKEN), before=taken(".pdf", ".dukcapil.pdf"))
cell(F, Outcome.REFUSED, "others hold the names of its note", *printed(say.NAME_TAKEN), before=notes_taken)
cell(F, Outcome.SENT, "others hold its first name", (send, sent(r"/.+\.dukcapil\.pdf")), before=taken(".json", ".pdf"))

# --- e-surat: posted ---

RECEIPT = r"HTTP 201 tanda_terima: R-\d+, diterima: [^,]+, id_pesan: dukcapil\.[^,]+, dokumen: sha256:[0-9a-f]{64}"


def answering(status: int, times: int = 1, content: bytes = b"{}", **headers: str) -> Callable[[Scene], None]:
    told = {name.replace("_", "-"): value for name, value in headers.items()}

    def lay(scene: Scene) -> None:
        scene.bench.partner.answers = [(status, told, content)] * times

    return lay


def cutting(times: int = 1) -> Callable[[Scene], None]:
    """He takes the letter, and the line is cut before he can say so."""

    def lay(scene: Scene) -> None:
        scene.bench.partner.cuts = times

    return lay


def unknowing(lay: Callable[[Scene], object] = lambda _: None) -> Callable[[Scene], None]:
    """A partner who would take a letter again, whatever its key."""

    def act(scene: Scene) -> None:
        scene.bench.partner.recognises = False
        scene.post_to(scene.bench.partner.address, recognises=False)
        lay(scene)

    return act


def elsewhere(scene: Scene) -> None:
    scene.post_to(f"https://127.0.0.1:{free_port()}/surat")


def reachable(scene: Scene) -> None:
    scene.post_to(scene.bench.partner.address)


def cutting_early(scene: Scene) -> None:
    scene.bench.partner.cuts_early = 1


P = Way.POSTED
AGAIN_AT = partial(try_again, after=10 * MINUTES)
cell(P, Outcome.SENT, "he gives his receipt", (send, sent(RECEIPT)), stays(sent(RECEIPT)))
cell(P, Outcome.SENT, "the daemon died before it kept the receipt", (dying, sent(RECEIPT)))
cell(
    P, Outcome.DEFERRED, "he asks for ten minutes", (send, waits(say_esurat.PARTNER_BUSY)), (AGAIN_AT, sent(RECEIPT)), before=answering(503, Retry_After="600")
)
cell(
    P,
    Outcome.DEFERRED,
    "he is away",
    (send, waits(say_esurat.PARTNER_AWAY)),
    (try_again, waits(say_esurat.PARTNER_AWAY)),
    (mended(reachable), sent(RECEIPT)),
    before=elsewhere,
)
cell(
    P,
    Outcome.DEFERRED,
    "he does not know us",
    (send, waits(say_esurat.PARTNER_REFUSES_US)),
    (give_up, prints(say_esurat.PARTNER_REFUSES_US, say.GIVEN_UP)),
    carried(say_esurat.PARTNER_REFUSES_US, say.GIVEN_UP),
    before=answering(401, 2),
)
cell(P, Outcome.DEFERRED, "the line is cut once he has it", (send, waits_in_doubt(reached=1)), (try_again, sent(RECEIPT)), before=cutting())
cell(
    P,
    Outcome.DEFERRED,
    "the line is cut for five days",
    (send, waits_in_doubt(reached=1)),
    (give_up, asks(say_esurat.MAY_HAVE_ARRIVED)),
    (happened, sent(RESOLVED)),
    before=cutting(2),
)
cell(
    P,
    Outcome.DEFERRED,
    "the line is cut within it",
    (send, waits_in_doubt()),
    (try_again, sent(RECEIPT)),
    before=cutting_early,
)
cell(
    P,
    Outcome.DEFERRED,
    "he is just taking it",
    (send, waits_in_doubt()),
    (try_again, sent(RECEIPT)),
    before=answering(409),
)
cell(
    P,
    Outcome.DEFERRED,
    "his address is taken out of the book",
    (send, waits(say_esurat.PARTNER_GONE)),
    (mended(reachable), sent(RECEIPT)),
    before=Scene.forget_the_partner,
)
cell(P, Outcome.REFUSED, "he refuses it", *printed(say_esurat.PARTNER_REFUSES), before=answering(422))
cell(P, Outcome.REFUSED, "it is too large for him", *printed(say_esurat.PARTNER_REFUSES), before=answering(413))
cell(P, Outcome.REFUSED, "he sends us elsewhere", *printed(say_esurat.PARTNER_REFUSES), before=answering(302, Location="https://lain.test/"))
cell(
    P,
    Outcome.UNCERTAIN,
    "the line is cut, and he would take it twice",
    (send, asks(say_esurat.MAY_HAVE_ARRIVED)),
    stays(asks(say_esurat.MAY_HAVE_ARRIVED)),
    (happened, sent(RESOLVED)),
    before=unknowing(cutting()),
)
cell(
    P,
    Outcome.UNCERTAIN,
    "his receipt is for another letter",
    (send, asks(say_esurat.NO_RECEIPT, reached=0)),
    (did_not_happen, sent(RECEIPT)),
    before=answering(200, content=b'{"tanda_terima": "R-9", "dokumen": "sha256:lain"}'),
)
cell(
    P,
    Outcome.UNCERTAIN,
    "he answers with a web page and has nothing",
    (send, asks(say_esurat.NO_RECEIPT, reached=0)),
    stays(asks(say_esurat.NO_RECEIPT, reached=0)),
    (did_not_happen, sent(RECEIPT)),
    before=answering(200, content=b"<html>Portal</html>"),
)
cell(
    P,
    Outcome.SENT,
    "the daemon died while it was posted to one who would take it twice",
    (dying, asks(say_letter.CUT_WHILE_SENDING)),
    stays(asks(say_letter.CUT_WHILE_SENDING)),
    (happened, sent(RESOLVED)),
    before=unknowing(),
)

# --- e-mail ---

TAKEN = r"<.+@example\.test> 250 OK"
TAKEN_UP = r"<.+@example\.test> 250 .+"


def server(**answers: str) -> Callable[[Scene], None]:
    def lay(scene: Scene) -> None:
        for name, value in (dict.fromkeys(("sender", "rcpt", "data"), "250 OK") | {"cuts_after": ""} | answers).items():
            setattr(scene.bench.mailbox, name, value)

    return lay


def nobody_there(scene: Scene) -> None:
    scene.mail_over(free_port())


def somebody_there(scene: Scene) -> None:
    scene.mail_over(scene.bench.mail_port)


def a_small_limit(scene: Scene) -> None:
    scene.mail_over(scene.bench.mail_port, largest_bytes=1_000)


def a_small_relay(scene: Scene) -> None:
    scene.mail_over(scene.stack.enter_context(serving(scene.bench.mailbox, data_size_limit=20_000)))


def one_a_minute(scene: Scene) -> None:
    """Another letter's turn has just been."""

    def seconds() -> float:
        return scene.bench.clock.ahead.total_seconds()

    pace = Pace(1, seconds)
    pace.wait_for("surat lain")
    scene.mail_over(scene.bench.mail_port, pace=pace)


def its_turn(scene: Scene) -> None:
    assert (scene.delivery.attempts, len(scene.reports)) == (0, 1)
    scene.later(61 * MINUTES / 60)


def bad_address(scene: Scene) -> None:
    scene.email = "dinkes@example.test, lain@example.test"


def confidential(scene: Scene) -> None:
    scene.security = Security.SECRET


def the_server_lost_it(scene: Scene) -> None:
    server()(scene)
    scene.bench.mailbox.messages.clear()


def comes_back(fortune: Fortune) -> Callable[[Scene], None]:
    def act(scene: Scene) -> None:
        scene.come_back(fortune.value or "delivered")

    return act


def comes_back_twice(scene: Scene) -> None:
    """The same report is found again, after somebody carried the letter."""
    (scene.new_mail.parent / "cur/1.kotak:2,S").unlink()
    scene.come_back("failed")
    assert scene.kantor.actions(scene.letter).count("delivery_bounced") == 1


E = Way.EMAIL
cell(E, Outcome.SENT, "the server takes it", (send, sent(TAKEN)), stays(sent(TAKEN)))
cell(
    E,
    Outcome.SENT,
    "it comes back afterwards",
    (send, sent(TAKEN)),
    (comes_back(Fortune.FAILED), prints(say.BOUNCED, reached=1)),
    carried(say.BOUNCED, reached=1),
    (comes_back_twice, sent("Bu Sari; JNE 17", note=(say.BOUNCED,))),
    fortune=Fortune.FAILED,
)
cell(E, Outcome.SENT, "it is late on its way", (send, sent(TAKEN)), (comes_back(Fortune.DELAYED), sent(TAKEN)), fortune=Fortune.DELAYED)
cell(E, Outcome.SENT, "it arrives, says its mail system", (send, sent(TAKEN)), (comes_back(Fortune.OTHER), sent(TAKEN)), fortune=Fortune.OTHER)
cell(
    E,
    Outcome.DEFERRED,
    "the mailbox is full for now",
    (send, waits(say.REFUSED_FOR_NOW)),
    (try_again, waits(say.REFUSED_FOR_NOW)),
    (try_again, waits(say.REFUSED_FOR_NOW)),
    (mended(server()), sent(TAKEN)),
    before=server(rcpt="452 4.2.2 penuh"),
)
cell(
    E,
    Outcome.DEFERRED,
    "the server refuses it for five days",
    (send, waits(say.REFUSED_FOR_NOW)),
    (give_up, prints(say.REFUSED_FOR_NOW, say.GIVEN_UP)),
    stays(prints(say.REFUSED_FOR_NOW, say.GIVEN_UP)),
    carried(say.REFUSED_FOR_NOW, say.GIVEN_UP),
    before=server(data="451 4.3.0 nanti"),
)
cell(E, Outcome.DEFERRED, "the server is away", (send, waits(say.RELAY_AWAY)), (mended(somebody_there), sent(TAKEN)), before=nobody_there)
cell(
    E, Outcome.DEFERRED, "the line is cut before the message", (send, waits(say.RELAY_AWAY)), (mended(server()), sent(TAKEN)), before=server(cuts_after="RCPT")
)
cell(
    E,
    Outcome.DEFERRED,
    "the server refuses the office",
    (send, waits(say.SENDER_REFUSED)),
    (mended(server()), sent(TAKEN)),
    before=server(sender="550 5.7.1 bukan Anda"),
)
cell(E, Outcome.DEFERRED, "it is not its turn", (send, waits()), (its_turn, sent(TAKEN)), before=one_a_minute)
cell(E, Outcome.REFUSED, "nobody has the address", *printed(say.REFUSED_FOR_GOOD), before=server(rcpt="550 5.1.1 tidak ada"))
cell(
    E,
    Outcome.REFUSED,
    "it is taken for spam",
    (send, prints(say.REFUSED_FOR_GOOD)),
    carried(say.REFUSED_FOR_GOOD),
    before=server(data="554 5.7.1 spam"),
)
cell(E, Outcome.REFUSED, "it is larger than the office lets go", *printed(say.TOO_LARGE), before=a_small_limit)
cell(E, Outcome.REFUSED, "it is larger than the server takes", *printed(say.TOO_LARGE_FOR_RELAY), before=a_small_relay)
cell(E, Outcome.REFUSED, "the address is none", *printed(say.ADDRESS_UNUSABLE), before=bad_address)
cell(E, Outcome.REFUSED, "the letter is confidential", *printed(say.CONFIDENTIAL), before=confidential)
cell(
    E,
    Outcome.UNCERTAIN,
    "the line is cut after the message, which arrived",
    (send, asks(say.CUT_AFTER_DATA)),
    stays(asks(say.CUT_AFTER_DATA)),
    (happened, sent(RESOLVED)),
    before=server(cuts_after="DATA"),
)
cell(
    E,
    Outcome.UNCERTAIN,
    "the line is cut after the message, which was lost",
    (send, asks(say.CUT_AFTER_DATA)),
    (mended(the_server_lost_it, did_not_happen), sent(TAKEN)),
    before=server(cuts_after="DATA"),
)
cell(E, Outcome.UNCERTAIN, "the answer is neither yes nor no", (send, asks(say.UNCLEAR_ANSWER)), (happened, sent(RESOLVED)), before=server(data="354 lanjut"))
cell(
    E,
    Outcome.UNCERTAIN,
    "the line is cut after the message, which comes back",
    (send, asks(say.CUT_AFTER_DATA)),
    (comes_back(Fortune.FAILED), prints(say.BOUNCED, reached=1)),
    carried(say.BOUNCED, reached=1),
    before=server(cuts_after="DATA"),
    fortune=Fortune.FAILED,
)
cell(
    E,
    Outcome.SENT,
    "the daemon died before it was written down",
    (dying, asks(say_letter.CUT_WHILE_SENDING)),
    stays(asks(say_letter.CUT_WHILE_SENDING)),
    (happened, sent(RESOLVED)),
)

cell(
    E,
    Outcome.SENT,
    "the daemon died before it was written down, and it came back before it was started again",
    (dying_and_coming_back, prints(say.BOUNCED, reached=1)),
    stays(prints(say.BOUNCED, reached=1)),
    carried(say.BOUNCED, reached=1),
    fortune=Fortune.FAILED,
)

cell(
    E,
    Outcome.SENT,
    "it comes back before it is written down that it went out",
    *printed(say.BOUNCED, reached=1),
    before=Scene.come_back_at_once,
    fortune=Fortune.FAILED,
)

# --- printed, and carried by hand ---

H = Way.PEOPLE
cell(H, Outcome.TO_PRINT, "a person prints and carries it", *printed())
cell(H, Outcome.TO_PRINT, "the letter is confidential", *printed(), before=confidential)
cell(H, Outcome.TO_PRINT, "the daemon died before it was written down", (dying, prints()), carried())

# --- printed by the printer ---


def printer_says(*answers: tuple[int, bytes] | None) -> Callable[[Scene], None]:
    """A printer that answers as it is told, which the next answers add to."""

    def lay(scene: Scene) -> None:
        scene.print_at(scene.bench.told.port)
        scene.bench.told.answers += answers

    return lay


def asked_again(*answers: tuple[int, bytes] | None) -> Callable[[Scene], None]:
    return mended(printer_says(*answers), later)


def no_printer_there(scene: Scene) -> None:
    scene.print_at(free_port())


def the_job_is_done(scene: Scene) -> None:
    """The printer says `completed`; this one keeps the file and brings out no paper, as nobody but a person beside it can see."""
    printer = printer_at(scene.bench.ipp_port)
    until(lambda: printer.standing(int(scene.delivery.job)) is JobStanding.DONE, "the job")
    scene.later()


def its_job(scene: Scene) -> None:
    """The printer knows the job by its name, when it is asked for it."""
    name = f"surat {scene.key}/{scene.delivery.id}/{(scene.letter.document or '')[7:15]}"
    printer_says(NONE, (200, an_answer(job_id=7, job_name=name)))(scene)


GIVEN = (200, an_answer(job_id=7))
NONE = (200, an_answer())
DONE, CANCELLED, STOPPED = ((200, an_answer(job_state=state)) for state in (9, 7, 6))
PRINTING = prints(reached=1, paper=say_print.PRINTING)
PRINTED = Stand(state=D.PRINTED, reached=1, paper=say_print.PRINTED)

N = Way.PRINTER
cell(
    N,
    Outcome.TO_PRINT,
    "it says completed and brings out nothing",
    (send, PRINTING),
    (the_job_is_done, PRINTED),
    stays(PRINTED),
    carried(reached=1),
    job=JobStanding.DONE,
)
cell(
    N,
    Outcome.TO_PRINT,
    "its paper is out",
    (send, PRINTING),
    (asked_again(STOPPED), PRINTING),
    (asked_again(DONE), PRINTED),
    carried(reached=1),
    before=printer_says(GIVEN),
    job=JobStanding.WAITING,
)
cell(
    N,
    Outcome.TO_PRINT,
    "somebody cancels the job at it",
    (send, PRINTING),
    (asked_again(CANCELLED), prints(reached=1, paper=say_print.PRINT_BY_HAND)),
    stays(prints(reached=1, paper=say_print.PRINT_BY_HAND)),
    carried(reached=1),
    before=printer_says(GIVEN),
    job=JobStanding.LOST,
)
cell(
    N,
    Outcome.TO_PRINT,
    "it is switched off",
    (send, prints(paper=say_print.WAITS_FOR_PRINTER)),
    stays(prints(paper=say_print.WAITS_FOR_PRINTER)),
    (asked_again(GIVEN), PRINTING),
    (asked_again(DONE), PRINTED),
    carried(reached=1),
    before=no_printer_there,
    job=LaterError,
)
cell(
    N,
    Outcome.TO_PRINT,
    "it is busy",
    (send, prints(paper=say_print.WAITS_FOR_PRINTER)),
    (asked_again(GIVEN), PRINTING),
    carried(reached=1),
    before=printer_says((200, an_answer(0x0507))),
    job=LaterError,
)
cell(
    N,
    Outcome.TO_PRINT,
    "it refuses the file",
    (send, prints(paper=say_print.PRINTER_REFUSES)),
    stays(prints(paper=say_print.PRINTER_REFUSES)),
    carried(),
    before=printer_says((200, an_answer(0x040A))),
    job=HeldError,
)
cell(
    N,
    Outcome.TO_PRINT,
    "the line is cut and it has the job",
    (send, prints(reached=1, paper=say_print.PRINTER_ASKED)),
    (mended(its_job, later), PRINTING),
    (asked_again(DONE), PRINTED),
    carried(reached=1),
    before=printer_says(None),
    job=UncertainError,
)
cell(
    N,
    Outcome.TO_PRINT,
    "the line is cut and it has nothing",
    (send, prints(reached=1, paper=say_print.PRINTER_ASKED)),
    (asked_again(NONE, NONE), prints(reached=1, paper=say_print.PRINT_BY_HAND)),
    stays(prints(reached=1, paper=say_print.PRINT_BY_HAND)),
    carried(reached=1),
    before=printer_says(None),
    job=UncertainError,
)
cell(
    N,
    Outcome.TO_PRINT,
    "it answers with a web page",
    (send, prints(reached=1, paper=say_print.PRINTER_ASKED)),
    (asked_again(NONE, NONE), prints(reached=1, paper=say_print.PRINT_BY_HAND)),
    carried(reached=1),
    before=printer_says((200, b"<html>masuk</html>")),
)
cell(N, Outcome.TO_PRINT, "the letter is confidential", *printed(), before=confidential)

# --- what cannot be ---

_A_PERSON = "the way ends with a person: it reports that the letter lies there, and what becomes of it is his to say"
_NO_FOLDER = "it reports what the other side did; a person's folder is no end of its own"
NEVER: dict[tuple[Way, Outcome], str] = {
    (Way.FOLDER, Outcome.UNCERTAIN): "what lies in the folder can be seen: a second try finds the first one's files",
    **{(way, Outcome.TO_PRINT): _NO_FOLDER for way in (Way.FOLDER, Way.POSTED, Way.EMAIL)},
    **{(way, outcome): _A_PERSON for way in (Way.PEOPLE, Way.PRINTER) for outcome in Outcome if outcome is not Outcome.TO_PRINT},
}


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with a_bench(tmp_path_factory.mktemp("jalan")) as one:
        yield one


@pytest.mark.parametrize("one", [pytest.param(one, id=f"{one.way}: {one.what}", marks=one.needs) for one in CELLS])
def test_each_end_leaves_the_register_and_the_people_knowing_and_nobody_with_two(bench: Bench, one: Cell) -> None:
    with a_scene(bench, one.way) as scene:
        one.before(scene)
        for act, stand in one.steps:
            act(scene)
            hold(scene, stand)
        assert scene.reports[0].outcome is one.outcome


@pytest.mark.parametrize("way", [Way.EMAIL, Way.POSTED, Way.FOLDER])
def test_a_letter_whose_document_was_gone_is_held_and_sent_once_it_is_back_with_nothing_uncertain(bench: Bench, way: Way) -> None:
    with a_scene(bench, way) as scene:
        if way is Way.POSTED:
            unknowing()(scene)
        scene.sign()
        document = scene.kantor.desk.documents.path(scene.letter.document or "")
        aside = document.rename(bench.root / "aside.pdf")
        scene.kantor.work()
        assert (scene.letter.state, scene.reached()) == (State.HELD, 0)
        aside.rename(document)
        hold_stage.end(scene.letter, scene.kantor.desk, DAEMON)
        scene.kantor.work()
        assert (scene.delivery.state, scene.letter.state, scene.reached()) == (D.SENT, State.SENT, 1)


def test_every_pair_of_a_way_and_an_outcome_has_a_cell_or_a_reason() -> None:
    told = {(one.way, one.outcome) for one in CELLS}
    assert {way.channel for way in Way} == set(Channel)
    assert not told & NEVER.keys()
    assert told | NEVER.keys() == {(way, outcome) for way in Way for outcome in Outcome}


def test_every_report_of_a_mail_system_and_every_standing_of_a_job_has_a_cell() -> None:
    assert {one.fortune for one in CELLS} - {None} == set(Fortune)
    standings = {one.job for one in CELLS if isinstance(one.job, JobStanding)}
    failures = {one.job.__name__ for one in CELLS if isinstance(one.job, type)}
    assert (standings, failures) == (set(JobStanding), set(re.findall(r"(\w+Error):", Printer.start.__doc__ or "")))


def test_every_state_of_a_delivery_is_met() -> None:
    met = {stand.state for one in CELLS for _, stand in one.steps}
    passing = {D.PLANNED, D.SENDING}
    assert met | passing == set(D) - {D.FAILED}, "FAILED is what no stage reports: what is refused is printed"


def test_each_cell_has_a_name_of_its_own() -> None:
    assert len({(one.way, one.what) for one in CELLS}) == len(CELLS)
