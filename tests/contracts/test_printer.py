"""What every printer keeps, in memory and `ippeveprinter` on loopback."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.adapters.memory import MemoryPrinter
from pipeline.domain.printing import JobStanding
from pipeline.ports import Printer
from tests.adapters.printers import an_ipp_printer, printer_at, until


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with an_ipp_printer(tmp_path_factory.mktemp("printer")) as (port, _):
        yield port


@pytest.fixture(params=["memory", "ippeveprinter"])
def printer(request: pytest.FixtureRequest) -> Printer:
    return MemoryPrinter() if request.param == "memory" else printer_at(request.getfixturevalue("port"))


@pytest.fixture
def document(tmp_path: Path) -> Path:
    file = tmp_path / "surat.pdf"
    file.write_bytes(b"%PDF-1.4\n" + b"%\xe2\xe3\n" * 9_000)
    return file


def test_a_job_is_found_by_its_name_and_no_other_is(printer: Printer, document: Path, tmp_path: Path) -> None:
    name = f"surat 2026-000001/3/{tmp_path.name}"
    assert printer.find(name) is None
    job = printer.start(name, document)
    assert printer.find(name) == job
    assert printer.find(f"{name}9") is None
    again = printer.start(name, document)
    assert again != job
    assert printer.find(name) == max(job, again)


def test_a_job_is_done_in_the_end_and_can_still_be_found(printer: Printer, document: Path, tmp_path: Path) -> None:
    name = f"surat 2026-000002/4/{tmp_path.name}"
    job = printer.start(name, document)
    until(lambda: printer.standing(job) is JobStanding.DONE, "the paper")
    assert printer.find(name) == job


def test_a_job_that_the_printer_does_not_know_is_lost(printer: Printer) -> None:
    assert printer.standing(987_654) is JobStanding.LOST
