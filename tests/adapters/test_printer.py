"""The printer's line, against one that says whatever it is told to, and `ippeveprinter` for what goes over it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.adapters.delivery.ipp import Operation, Tag, read_answer, request
from pipeline.adapters.delivery.printer import LARGEST_ANSWER_BYTES, web_address
from pipeline.domain.errors import HeldError, LaterError, UncertainError
from pipeline.domain.printing import JobStanding
from tests.adapters.printers import Told, a_cups_queue, a_told_printer, an_answer, an_ipp_printer, an_ipp_value, free_port, printer_at, until


@pytest.fixture
def told() -> Iterator[Told]:
    with a_told_printer() as one:
        yield one


@pytest.fixture
def document(tmp_path: Path) -> Path:
    file = tmp_path / "surat.pdf"
    file.write_bytes(b"%PDF-1.4 isi surat")
    return file


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (None, UncertainError),
        ((200, b""), UncertainError),
        ((200, b"<html>masuk</html>"), UncertainError),
        ((200, an_answer(job_id=7)[:-1]), UncertainError),
        ((200, an_answer(job_id=7)[:-4]), UncertainError),
        ((200, an_answer()), UncertainError),
        ((200, an_answer(job_id="tujuh")), UncertainError),
        ((500, b""), UncertainError),
        ((401, b""), LaterError),
        ((404, b""), LaterError),
        ((200, an_answer(0x0507)), LaterError),
        ((200, an_answer(0x0506)), LaterError),
        ((200, an_answer(0x040A)), HeldError),
    ],
    ids=[
        *("cut", "nothing", "a web page", "no end", "broken off", "no job", "a job without a number"),
        *("trouble", "a stranger", "no such queue", "busy", "not accepting", "not this kind"),
    ],
)
def test_what_becomes_of_a_job_is_whether_the_printer_may_have_it(told: Told, document: Path, answer: tuple[int, bytes] | None, error: type[Exception]) -> None:
    told.answers = [answer]
    with pytest.raises(error):
        printer_at(told.port).start("surat 1", document)
    assert told.asked[0].endswith(document.read_bytes())


def test_a_printer_that_is_away_has_nothing(document: Path) -> None:
    away = printer_at(free_port())
    with pytest.raises(LaterError):
        away.start("surat 1", document)
    with pytest.raises(LaterError):
        away.find("surat 1")


def test_a_printer_is_given_nothing_of_a_document_that_cannot_be_read(told: Told, tmp_path: Path) -> None:
    with pytest.raises(LaterError, match="cannot be read"):
        printer_at(told.port).start("surat 1", tmp_path)
    assert told.asked == []


@pytest.mark.parametrize("answer", [None, (500, b""), (200, b"x"), (200, an_answer(0x0507)), (404, b"")])
def test_a_question_without_a_clear_answer_is_asked_again(told: Told, answer: tuple[int, bytes] | None) -> None:
    for ask in (lambda printer: printer.find("surat 1"), lambda printer: printer.standing(3)):
        told.answers = [answer]
        with pytest.raises(LaterError):
            ask(printer_at(told.port))


@pytest.mark.parametrize(
    ("state", "standing"),
    [(3, "waiting"), (4, "waiting"), (5, "waiting"), (6, "waiting"), (7, "lost"), (8, "lost"), (9, "done"), (77, "waiting")],
)
def test_a_jobs_standing_is_what_the_printer_says(told: Told, state: int, standing: str) -> None:
    told.answers = [(200, an_answer(job_state=state))]
    assert printer_at(told.port).standing(3) is JobStanding(standing)


def test_a_job_is_not_taken_for_another_of_nearly_its_name(told: Told) -> None:
    told.answers = [(200, an_answer(job_id=4, job_name="surat 10")), (200, an_answer(job_name="surat 1"))]
    assert printer_at(told.port).find("surat 1") is None


def test_a_request_is_written_as_the_protocol_has_it() -> None:
    written = request(Operation.GET_JOBS, "ipp://a/b", {"limit": (Tag.INTEGER, 3), "requested-attributes": (Tag.KEYWORD, ("job-id", "job-name"))})
    assert written == (
        b"\x02\x00\x00\x0a\x00\x00\x00\x01\x01"
        b"\x47\x00\x12attributes-charset\x00\x05utf-8"
        b"\x48\x00\x1battributes-natural-language\x00\x02id"
        b"\x45\x00\x0bprinter-uri\x00\x09ipp://a/b"
        b"\x21\x00\x05limit\x00\x04\x00\x00\x00\x03"
        b"\x44\x00\x14requested-attributes\x00\x06job-id\x44\x00\x00\x00\x08job-name\x03"
    )


def test_several_jobs_and_several_values_are_kept_apart() -> None:
    one, other = an_answer(job_id=1, job_name="a"), an_answer(job_id=2, job_name="b")
    more = an_ipp_value(0x42, "", b"c")
    answer = read_answer(one[:-1] + more + other[other.index(b"\x02", 9) :])
    assert answer.jobs == ({"job-id": [1], "job-name": ["a", "c"]}, {"job-id": [2], "job-name": ["b"]})


def test_an_answer_that_breaks_off_anywhere_is_none() -> None:
    whole = an_answer(job_id=7, job_name="surat 2026-000001/3/abcdef01", job_state=9)
    assert read_answer(whole).jobs == ({"job-id": [7], "job-name": ["surat 2026-000001/3/abcdef01"], "job-state": [9]},)
    for length in range(len(whole)):
        with pytest.raises(ValueError, match="no IPP"):
            read_answer(whole[:length])


def test_an_answer_without_end_is_not_read_to_its_end(told: Told, document: Path) -> None:
    told.answers = [(200, an_answer(job_id=7) + bytes(LARGEST_ANSWER_BYTES))]
    with pytest.raises(UncertainError):
        printer_at(told.port).start("surat 1", document)


def test_an_address_of_the_printers_kind_is_reached_by_http() -> None:
    assert web_address("ipps://[::1]/x") == "https://[::1]:631/x"


def test_the_printer_gets_the_very_bytes(tmp_path: Path, document: Path) -> None:
    with an_ipp_printer(tmp_path / "printer") as (port, spool):
        job = printer_at(port).start("surat 2026-000001/3/abcdef01", document)
        (file,) = spool.glob("*.pdf")
        assert file.read_bytes() == document.read_bytes()
        assert file.name.startswith(f"{job}-")


def test_a_queue_of_cups_is_a_printer_like_any_other(tmp_path: Path, document: Path) -> None:
    name = "surat 2026-000001/3/abcdef01"
    with an_ipp_printer(tmp_path / "printer") as (port, spool), a_cups_queue(f"ipp://localhost:{port}/ipp/print") as cups:
        queue = printer_at(cups, "/printers/tu")
        assert queue.find(name) is None
        job = queue.start(name, document)
        assert queue.find(name) == job
        until(lambda: queue.standing(job) is JobStanding.DONE, "the paper")
        assert queue.find(name) == job
        assert queue.standing(987_654) is JobStanding.LOST
        until(lambda: [one.read_bytes() for one in spool.glob("*.pdf")] == [document.read_bytes()], "the bytes")
        with pytest.raises(HeldError):
            printer_at(cups, "/printers/tiada").start(name, document)
