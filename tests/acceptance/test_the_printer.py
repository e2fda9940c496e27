"""Letters that go by hand, printed by the office's printer: each once, whatever crashes, and closed by a person alone."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.adapters.memory import MemoryPrinter
from pipeline.cli import surat
from pipeline.domain.errors import HeldError, LaterError, UncertainError
from pipeline.domain.letter import Delivery, Letter
from pipeline.domain.notes import printing as say
from pipeline.domain.numbering import Restoration
from pipeline.domain.printing import BEGUN, BY_HAND, JobStanding
from pipeline.domain.states import DeliveryState, State
from pipeline.ports import Printer
from pipeline.rounds import work
from tests.adapters.printers import an_ipp_printer, printer_at, until
from tests.kantor import ForwardClock, Kantor, open_kantor, reopen_kantor

PRINT = "5-kirim/cetak"


@pytest.fixture
def kantor(tmp_path: Path) -> Iterator[Kantor]:
    with open_kantor(tmp_path / "kantor") as one:
        yield one


def with_printer(kantor: Kantor, printer: Printer | None) -> Kantor:
    kantor.desk = replace(kantor.desk, printer=printer)
    return kantor


def signed(kantor: Kantor, **keys: object) -> Letter:
    letter = kantor.approve_all(kantor.submit(**({"kepada": ["kecamatan-sewon"]} | keys)))
    kantor.work()
    return kantor.letter(letter.id)


def delivery_of(kantor: Kantor, letter: Letter) -> Delivery:
    (one,) = kantor.desk.register.deliveries(letter.id)
    return one


def after_a_while(kantor: Kantor, minutes: float = 1) -> None:
    clock = kantor.desk.clock if isinstance(kantor.desk.clock, ForwardClock) else ForwardClock(kantor)
    clock.ahead += timedelta(minutes=minutes)
    kantor.work()


class Trouble(MemoryPrinter):
    """A printer that raises what it is told to, once it has or has not taken the job."""

    def __init__(self, *errors: Exception | None, takes: bool = False) -> None:
        super().__init__()
        self.errors, self.takes = list(errors), takes

    def start(self, name: str, document: Path) -> int:
        error = self.errors.pop(0) if self.errors else None
        if error is None:
            return super().start(name, document)
        if self.takes:
            super().start(name, document)
        raise error


def test_a_letter_is_printed_once_and_closed_by_a_person_alone(kantor: Kantor, tmp_path: Path) -> None:
    with an_ipp_printer(tmp_path / "printer") as (port, spool):
        with_printer(kantor, printer_at(port))
        letter = signed(kantor)
        one = delivery_of(kantor, letter)
        assert (one.state, one.job) == (DeliveryState.TO_PRINT, "1")
        (file,) = spool.glob("*.pdf")
        assert file.read_bytes() == kantor.desk.documents.path(letter.document or "").read_bytes()
        until(lambda: printer_at(port).standing(1) is JobStanding.DONE, "the paper")
        after_a_while(kantor)
        assert delivery_of(kantor, letter).state is DeliveryState.PRINTED
        for _ in range(3):
            after_a_while(kantor, 60)
        assert kantor.letter(letter.id).state is State.DISPATCHING
        assert len(list(spool.glob("*.pdf"))) == 1
        told = CliRunner().invoke(surat, ["show", letter.id, "--config", str(kantor.settings.folder)])
        assert "pekerjaan cetak 1" in told.output
        kantor.fill(kantor.form(letter, PRINT), keputusan="terkirim", penerima="Bu Sari", resi="JNE 17")
        kantor.work()
        assert kantor.letter(letter.id).state is State.SENT
        assert delivery_of(kantor, letter).proof == "Bu Sari; JNE 17"
        assert [action for action in kantor.actions(letter) if action.startswith("print")] == ["print_started", "print_done"]


def test_each_recipient_by_hand_has_a_job_of_his_own(kantor: Kantor) -> None:
    printer = MemoryPrinter()
    letter = signed(with_printer(kantor, printer), kepada=["kecamatan-sewon", "Camat Bantul"])
    assert len({name for name, _ in printer.jobs}) == 2
    assert sorted(one.job for one in kantor.desk.register.deliveries(letter.id)) == ["1", "2"]


def test_one_recipient_handed_over_does_not_leave_the_others_paper_unasked_for(kantor: Kantor) -> None:
    printer = MemoryPrinter(standings={1: JobStanding.WAITING, 2: JobStanding.WAITING})
    letter = signed(with_printer(kantor, printer), kepada=["kecamatan-sewon", "Camat Bantul"])
    kantor.fill(kantor.form(letter, PRINT), keputusan="terkirim", tujuan="Camat Bantul", penerima="Pak Udin")
    kantor.work()
    after_a_while(kantor)
    assert {one.state for one in kantor.desk.register.deliveries(letter.id)} == {DeliveryState.SENT, DeliveryState.TO_PRINT}
    printer.standings.clear()
    after_a_while(kantor)
    assert {one.state for one in kantor.desk.register.deliveries(letter.id)} == {DeliveryState.SENT, DeliveryState.PRINTED}


def test_what_is_handed_over_while_the_printer_takes_its_time_is_not_opened_again(kantor: Kantor) -> None:
    class Slow(MemoryPrinter):
        def standing(self, _: int) -> JobStanding:
            kantor.desk.register.report(replace(delivery_of(kantor, letter), state=DeliveryState.SENT, proof="Bu Sari", sent_on=kantor.desk.clock.today()))
            return JobStanding.LOST

    letter = signed(with_printer(kantor, MemoryPrinter(standings={1: JobStanding.WAITING})))
    with_printer(kantor, Slow())
    after_a_while(kantor)
    assert kantor.letter(letter.id).state is State.SENT
    assert (delivery_of(kantor, letter).state, delivery_of(kantor, letter).proof) == (DeliveryState.SENT, "Bu Sari")


def test_a_confidential_letter_never_lies_in_a_tray(kantor: Kantor) -> None:
    printer = MemoryPrinter()
    letter = signed(with_printer(kantor, printer), keamanan="Rahasia")
    after_a_while(kantor)
    assert (delivery_of(kantor, letter).state, printer.jobs) == (DeliveryState.TO_PRINT, [])


def test_a_job_is_begun_in_the_register_before_the_printer_hears_of_it(kantor: Kantor) -> None:
    letter, seen = kantor.submit(kepada=["kecamatan-sewon"]), []

    class Looking(MemoryPrinter):
        def start(self, name: str, document: Path) -> int:
            seen.append(delivery_of(kantor, letter).job)
            return super().start(name, document)

    with_printer(kantor, Looking())
    kantor.approve_all(letter)
    assert seen == [BEGUN]
    assert delivery_of(kantor, letter).job == "1"


class Crash(BaseException):
    """The daemon ends here."""


@pytest.mark.parametrize("has_it", [True, False], ids=["the printer has it", "the printer does not"])
def test_a_daemon_that_died_while_printing_asks_the_printer_and_never_prints_again(kantor: Kantor, *, has_it: bool) -> None:
    printer = MemoryPrinter()

    class Dying(MemoryPrinter):
        def start(self, name: str, document: Path) -> int:
            if has_it:
                printer.start(name, document)
            raise Crash

    letter = kantor.submit(kepada=["kecamatan-sewon"])
    with_printer(kantor, Dying())
    with pytest.raises(Crash):
        kantor.approve_all(letter)
    assert delivery_of(kantor, letter).job == BEGUN
    with reopen_kantor(kantor.settings.root) as again:
        with_printer(again, printer)
        again.work()
        after_a_while(again)
        one = delivery_of(again, letter)
        assert (one.job, one.state) == (("1", DeliveryState.PRINTED) if has_it else (BY_HAND, DeliveryState.TO_PRINT))
        assert len(printer.jobs) == has_it
        assert again.form(letter, PRINT).exists()
        assert ("print_by_hand" in again.actions(letter)) is not has_it


def test_a_printer_that_is_away_is_given_the_letter_when_it_is_back(kantor: Kantor) -> None:
    printer = Trouble(*[LaterError(say.PRINTER_AWAY(reason="mati"))] * 2)
    letter = signed(with_printer(kantor, printer))
    assert delivery_of(kantor, letter).job == ""
    for _ in range(3):
        after_a_while(kantor)
    assert (delivery_of(kantor, letter).state, len(printer.jobs)) == (DeliveryState.PRINTED, 1)


@pytest.mark.parametrize("takes", [True, False])
def test_a_line_cut_while_printing_is_asked_about_and_nothing_is_printed_again(kantor: Kantor, *, takes: bool) -> None:
    printer = Trouble(UncertainError(say.PRINTER_UNCLEAR(reason="putus")), takes=takes)
    letter = signed(with_printer(kantor, printer))
    assert delivery_of(kantor, letter).job == BEGUN
    for _ in range(3):
        after_a_while(kantor)
    assert delivery_of(kantor, letter).job == ("1" if takes else BY_HAND)
    assert len(printer.jobs) == takes


def test_a_printer_that_refuses_the_letter_leaves_it_to_a_person(kantor: Kantor) -> None:
    printer = Trouble(HeldError(say.PRINTER_REFUSES(code="0x040a")))
    letter = signed(with_printer(kantor, printer))
    assert delivery_of(kantor, letter).job == BY_HAND
    assert paper_of(kantor, letter).endswith(say.PRINTER_REFUSES(code="0x040a").words())
    after_a_while(kantor)
    assert printer.jobs == []
    assert kantor.letter(letter.id).state is State.DISPATCHING


def test_a_job_that_was_cancelled_at_the_printer_is_left_to_a_person(kantor: Kantor) -> None:
    printer = MemoryPrinter(standings={1: JobStanding.LOST})
    letter = signed(with_printer(kantor, printer))
    after_a_while(kantor)
    after_a_while(kantor)
    assert (delivery_of(kantor, letter).job, len(printer.jobs)) == (BY_HAND, 1)
    assert paper_of(kantor, letter).endswith(say.PRINT_BY_HAND().words())


class Away(MemoryPrinter):
    """A printer that nobody reaches."""

    def start(self, *_: object) -> int:
        raise LaterError(say.PRINTER_AWAY(reason="mati"))


class Slow(MemoryPrinter):
    """A printer that takes its time over its first job."""

    def __init__(self) -> None:
        super().__init__()
        self.began, self.goes_on = threading.Event(), threading.Event()

    def start(self, name: str, document: Path) -> int:
        self.began.set()
        assert self.goes_on.wait(30)
        return super().start(name, document)


def while_it_prints(kantor: Kantor, letter: Letter, printer: Slow, verdict: Callable[[], None], counts: Callable[[], bool]) -> None:
    """Have a decision carried out while the printer, back again, is still being handed the letter's first job."""
    with_printer(kantor, printer).desk.register.wake(letter.id, kantor.desk.clock.now())
    work(kantor.desk, kantor.each)
    assert printer.began.wait(10)
    verdict()
    until(lambda: bool(work(kantor.desk, kantor.each)) and counts(), "the decision")
    printer.goes_on.set()
    kantor.work()


def test_paper_that_somebody_carried_while_the_printer_was_slow_is_not_to_be_printed_again(kantor: Kantor) -> None:
    letter, printer = signed(with_printer(kantor, Away())), Slow()
    form = kantor.form(letter, PRINT)
    carried = partial(kantor.fill, form, keputusan="terkirim", penerima="Bu Sari")
    while_it_prints(kantor, letter, printer, carried, lambda: kantor.letter(letter.id).state is State.SENT)
    for _ in range(2):
        after_a_while(kantor)
    one = delivery_of(kantor, letter)
    assert (one.state, one.proof, kantor.letter(letter.id).state) == (DeliveryState.SENT, "Bu Sari", State.SENT)


def test_a_letter_cancelled_while_its_first_copy_is_printed_is_not_printed_for_the_others(kantor: Kantor) -> None:
    letter, printer = signed(with_printer(kantor, Away()), kepada=["kecamatan-sewon", "Camat Bantul"]), Slow()
    told = f'surat: "{letter.id}"\nkeputusan: batal\ncatatan: Acara ditiadakan\n'
    cancelled = partial((kantor.inbox / "2-penomoran/batal.yaml").write_text, told, "utf-8")
    while_it_prints(kantor, letter, printer, lambda: bool(cancelled()) and None, lambda: kantor.letter(letter.id).state is State.CANCELLED)
    assert len(printer.jobs) == 1


def test_what_waited_before_there_was_a_printer_is_left_to_the_person_it_waits_for(kantor: Kantor) -> None:
    letter, printer = signed(kantor, kepada=["kecamatan-sewon", "Camat Bantul"]), MemoryPrinter()
    with_printer(kantor, printer)
    kantor.fill(kantor.form(letter, PRINT), keputusan="terkirim", tujuan="Camat Bantul", penerima="Pak Udin")
    kantor.work()
    after_a_while(kantor)
    assert ({one.state for one in kantor.desk.register.deliveries(letter.id)}, printer.jobs) == ({DeliveryState.SENT, DeliveryState.TO_PRINT}, [])


def paper_of(kantor: Kantor, letter: Letter) -> str:
    """What the registry officer reads of the printer, beside the form."""
    file = kantor.inbox / PRINT / f"{letter.name}.cetak.txt"
    return file.read_text("utf-8-sig").split("\n\n")[1] if file.exists() else ""


def test_the_registry_officer_reads_beside_the_form_what_the_printer_does(kantor: Kantor) -> None:
    printer = Trouble(LaterError(say.PRINTER_AWAY(reason="mati")), UncertainError(say.PRINTER_UNCLEAR(reason="putus")), takes=True)
    printer.standings[1] = JobStanding.WAITING
    letter = signed(with_printer(kantor, printer))
    sewon = delivery_of(kantor, letter).recipient.name
    printer.jobs.clear()
    for told in (say.WAITS_FOR_PRINTER(), say.PRINTER_ASKED(), say.PRINTING(job=1)):
        assert paper_of(kantor, letter) == f"{sewon}: {told.words()}"
        after_a_while(kantor)
    printer.standings.clear()
    after_a_while(kantor)
    assert paper_of(kantor, letter) == f"{sewon}: {say.PRINTED(job=1).words()}"
    kantor.fill(kantor.form(letter, PRINT), keputusan="terkirim", penerima="Bu Sari")
    kantor.work()
    assert not list((kantor.inbox / PRINT).glob("2*"))


@pytest.mark.parametrize("has_printer", [True, False])
def test_the_registry_officer_reads_of_no_printer_where_it_has_no_part(kantor: Kantor, *, has_printer: bool) -> None:
    letter = signed(with_printer(kantor, MemoryPrinter() if has_printer else None), **({"keamanan": "Rahasia"} if has_printer else {}))
    assert paper_of(kantor, letter) == ""
    assert kantor.form(letter, PRINT).exists()


def test_what_was_to_be_printed_before_a_restore_is_left_to_a_person(kantor: Kantor) -> None:
    letter = signed(with_printer(kantor, Away()))
    settings = kantor.settings
    kantor.desk.register.hold_numbering(Restoration(at=datetime.now(settings.zone), account="root", made_at=datetime.now(settings.zone)))
    printer = MemoryPrinter()
    with_printer(kantor, printer)
    kantor.desk.register.wake(letter.id, kantor.desk.clock.now())
    after_a_while(kantor)
    assert (printer.jobs, delivery_of(kantor, letter).state) == ([], DeliveryState.TO_PRINT)
    assert paper_of(kantor, letter) == ""


def test_without_a_printer_in_the_settings_nothing_is_printed_and_with_one_it_is(kantor: Kantor, tmp_path: Path) -> None:
    assert kantor.desk.printer is None
    with an_ipp_printer(tmp_path / "printer") as (port, spool):
        settings = kantor.settings.folder / "pipeline.yaml"
        settings.write_text(settings.read_text("utf-8").replace('  printer: ""', f"  printer: ipp://127.0.0.1:{port}/ipp/print"), "utf-8")
        with reopen_kantor(kantor.settings.root) as again:
            letter = signed(again)
            assert delivery_of(again, letter).job == "1"
            assert len(list(spool.glob("*.pdf"))) == 1
            facts = json.loads(CliRunner().invoke(surat, ["show", letter.id, "--json", "--config", str(again.settings.folder)]).output)
            assert facts["deliveries"][0]["proof"] == ""
